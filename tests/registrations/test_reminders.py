"""Is everybody who comes reminded when they should be, once, and nobody else?"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import queries as events
from eventhub.events import services
from eventhub.events.jobs import tell_of_moves
from eventhub.events.models import Event, Status
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import services as registrations
from eventhub.registrations.jobs import remind
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import REMINDED_AT_ONCE, Applicant
from tests.factories.accounts import make_account
from tests.factories.events import make_event, plan_of
from tests.factories.registrations import make_registration

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
At = Callable[[str], Any]
Letters = Callable[..., list[OutgoingMail]]


def make_seminar(*hours: int, begins: str = "2026-03-16 14:00", **changes: Any) -> int:
    """Make a published seminar with reminders and return its row; it is two weeks off."""
    starts_at = datetime.fromisoformat(f"{begins}+09:00")
    event = make_event(starts_at=starts_at, status=Status.DRAFT, reminder_hours=hours, **changes)
    event_id, by_id = event.id, make_account().id
    with transaction():
        services.publish(event_id, by=session.get_one(Account, by_id), now=now())
    return event_id


def move(event_id: int, starts_at: str) -> None:
    """Move an event to another moment."""
    moment, by_id = datetime.fromisoformat(f"{starts_at}+09:00"), make_account().id
    event = events.get(event_id)
    times = {"starts_at": moment, "ends_at": moment + 3 * HOUR, "registration_closes_at": moment - HOUR}
    plan = plan_of(event, **times)
    with transaction():
        services.revise(event_id, plan, by=session.get_one(Account, by_id), now=now())


def reminders(outbox: Letters) -> list[OutgoingMail]:
    """List the reminders queued so far."""
    return [letter for letter in outbox() if ":reminder:" in letter.key]


def test_each_reminder_goes_out_at_its_moment_and_once(app: Flask, outbox: Letters, at: At) -> None:
    event_id = make_seminar(168, 24)
    place = make_registration(session.get_one(Event, event_id)).public_id
    moments = {"2026-03-09 13:59": 0, "2026-03-09 14:00": 1, "2026-03-15 13:59": 1, "2026-03-15 14:01": 2}
    for moment, number in {**moments, "2026-03-16 13:59": 2, "2026-03-16 15:00": 2}.items():
        with at(moment):
            remind()
            remind()
        assert len(reminders(outbox)) == number, moment
    week, day = reminders(outbox)
    assert week.key == f"registration:{place}:reminder:168:20260316"
    assert day.key == f"registration:{place}:reminder:24:20260316"
    assert week.subject.startswith("[7일 뒤] ")
    assert day.subject.startswith("[내일] ")


@pytest.mark.parametrize(
    ("locale", "subject", "words"), [("ko", "[내일]", "달력에 저장"), ("en", "[Tomorrow]", "calendar")]
)
def test_a_reminder_says_what_a_confirmation_says_in_its_readers_language(
    app: Flask, outbox: Letters, at: At, locale: str, subject: str, words: str
) -> None:
    event_id = make_seminar(
        24, online_url="https://meet.example.org/x", title_ko="<b>냉각</b>", title_en="<b>Cooling</b>"
    )
    event = session.get_one(Event, event_id)
    venue = {"ko": event.venue_ko, "en": event.venue_en}[locale]
    make_registration(event, locale=locale)
    with at("2026-03-15 14:00"):
        assert remind() == "1 people reminded"
    (letter,) = reminders(outbox)
    assert letter.subject.startswith(subject)
    assert letter.locale == locale
    for part in (letter.text, letter.html):
        for said in (words, "14:00", venue, "https://meet.example.org/x", "http://localhost/r/"):
            assert said in part
    assert "<b>" not in letter.html


def test_only_who_has_a_place_and_had_it_then_is_reminded(app: Flask, outbox: Letters, at: At) -> None:
    event_id = make_seminar(24)
    moment = datetime.fromisoformat("2026-03-15 14:00+09:00")
    early = {"registered_at": moment, "queued_at": moment}
    late = {"registered_at": moment + HOUR, "queued_at": moment + HOUR}
    event = session.get_one(Event, event_id)
    kept = make_registration(event, name="왔던 분", **early)
    make_registration(event, standing=Standing.WAITING, **early)
    make_registration(event, standing=Standing.CANCELLED, **early)
    make_registration(event, **late)
    make_registration(event, promoted_at=moment + HOUR, **early)
    with at("2026-03-15 16:00"):
        remind()
    assert [letter.key.split(":")[1] for letter in reminders(outbox)] == [kept.public_id]


@pytest.mark.parametrize("end", ["cancel", "withdraw"])
def test_nobody_is_reminded_of_what_does_not_take_place(app: Flask, outbox: Letters, at: At, end: str) -> None:
    event_id, by_id = make_seminar(24), make_account().id
    if end == "cancel":
        make_registration(session.get_one(Event, event_id))
    with transaction():
        by = session.get_one(Account, by_id)
        if end == "cancel":
            services.cancel(event_id, reason="강사의 사정", by=by, now=now())
        else:
            services.withdraw(event_id, by=by, now=now())
    assert events.get(event_id).remind_at is None
    with at("2026-03-15 14:00"):
        assert remind() == ""
    assert reminders(outbox) == []


def test_a_moved_event_is_reminded_of_at_its_new_time(app: Flask, outbox: Letters, at: At) -> None:
    event_id = make_seminar(24)
    make_registration(session.get_one(Event, event_id))
    move(event_id, "2026-03-20 14:00")
    with at("2026-03-15 14:00"):
        tell_of_moves()
        assert remind() == ""
    with at("2026-03-19 14:00"):
        assert remind() == "1 people reminded"
    # Put off after the reminder: without another one people would know the day that is none any more.
    with at("2026-03-19 15:00"):
        move(event_id, "2026-03-27 14:00")
    with at("2026-03-19 15:10"):
        tell_of_moves()
        assert remind() == ""
    with at("2026-03-26 14:00"):
        assert remind() == "1 people reminded"
    assert [letter.key.rsplit(":", 1)[1] for letter in reminders(outbox)] == ["20260320", "20260327"]


def test_a_move_is_told_before_a_reminder_of_the_new_time(app: Flask, outbox: Letters, at: At) -> None:
    event_id = make_seminar(24)
    make_registration(session.get_one(Event, event_id))
    with at("2026-03-15 13:55"):
        move(event_id, "2026-03-16 14:05")
    with at("2026-03-15 14:05"):
        assert remind() == ""
        assert tell_of_moves() == "1 moves told"
        assert remind() == "1 people reminded"
    assert [letter.key.split(":")[2] for letter in outbox() if letter.key.startswith("registration:")] == [
        "event-moved",
        "reminder",
    ]


def test_a_reminder_nobody_could_send_in_time_is_left_out(app: Flask, outbox: Letters, at: At) -> None:
    event_id = make_seminar(168, 24)
    make_registration(session.get_one(Event, event_id))
    with at("2026-03-12 09:00"):
        assert remind() == ""
        assert events.get(event_id).remind_at == datetime.fromisoformat("2026-03-15 14:00+09:00")
    with at("2026-03-15 20:00"):
        assert remind() == "1 people reminded"
    assert [letter.key.split(":")[3] for letter in reminders(outbox)] == ["24"]


def test_reminders_added_later_count_from_then(app: Flask, at: At) -> None:
    event_id, by_id = make_seminar(), make_account().id
    assert events.get(event_id).remind_at is None
    plan = plan_of(events.get(event_id), reminder_hours=(336, 72))
    with transaction():
        services.revise(event_id, plan, by=session.get_one(Account, by_id), now=now() + 12 * HOUR)
    assert events.get(event_id).remind_at == datetime.fromisoformat("2026-03-13 14:00+09:00")


def test_many_are_reminded_in_chunks_and_one_bad_event_keeps_no_other_back(
    app: Flask, outbox: Letters, at: At, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = make_seminar(24), make_seminar(24, capacity=500)
    make_registration(session.get_one(Event, bad))
    people = 2 * REMINDED_AT_ONCE + 1
    for number in range(people):
        with transaction():
            who = Applicant(email=f"guest{number}@example.com", name=f"손님 {number}")
            registrations.register(good, who, now=now())
    real = services.note_reminded

    def fail(event_id: int, *, now: datetime) -> None:
        if event_id == bad:
            raise RuntimeError("a mishap")
        real(event_id, now=now)

    monkeypatch.setattr(services, "note_reminded", fail)
    with at("2026-03-15 14:00"):
        assert remind() == f"{people} people reminded"
        assert "a mishap" in caplog.text
        monkeypatch.undo()
        assert remind() == "1 people reminded"
        assert remind() == ""
    assert len({letter.to_address for letter in reminders(outbox)}) == people + 1


def test_the_question_who_is_to_be_reminded_uses_an_index(app: Flask, count_queries: Callable[[], Any]) -> None:
    with count_queries() as counted:
        assert remind() == ""
    question = re.sub(r"%\(\w+\)s|\?", "'2026-01-01'", counted.statements[-1])
    assert "remind_at" in question
    if session.connection().dialect.name == "sqlite":
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {question}")).all()
    else:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.execute(text(f"EXPLAIN {question}")).all()
    assert "ix_event_remind_at" in " ".join(str(row) for row in plan)


def test_reminding_costs_no_question_per_person_but_for_the_teams_words_and_the_readers_way_out(
    app: Flask, at: At, count_queries: Callable[[], Any]
) -> None:
    def cost(people: int) -> int:
        event_id = make_seminar(24, capacity=50)
        for _ in range(people):
            make_registration(session.get_one(Event, event_id))
        with at("2026-03-15 14:00"), count_queries() as counted:
            remind()
        return len(
            [
                one
                for one in counted.statements
                if not one.startswith(
                    ("INSERT", "SELECT outgoing_mail", "SELECT wording", "SELECT subscription", "SAVEPOINT", "RELEASE")
                )
            ]
        )

    assert cost(2) == cost(12)
    assert session.query(Registration).count() == 14
