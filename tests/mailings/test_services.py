"""Do letters to many reach whom they are for, once each, and nobody else?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.checkins.models import Attendance, AttendanceMark, CheckIn
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event, Status
from eventhub.mail.models import LetterState, OutgoingMail
from eventhub.mailings import examples, jobs, queries, rules, services
from eventhub.mailings.errors import (
    ChangedMeanwhile,
    NobodyToWrite,
    NotADraft,
    NotSending,
    PeopleChanged,
    TooManyToday,
)
from eventhub.mailings.models import Mailing, MailingReader, MailingState, ReaderState
from eventhub.mailings.rules import Group, group_of
from eventhub.questions import services as questions
from eventhub.questions.models import Kind
from eventhub.questions.rules import Given
from eventhub.registrations.models import Standing
from eventhub.series.models import SeriesDate
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.mailings import make_mailing
from tests.factories.organisations import join_mini_cluster, make_organisation
from tests.factories.questions import make_question, option
from tests.factories.registrations import make_registration
from tests.factories.series import make_series

Outbox = Callable[..., list[Any]]
ALL = tuple(Standing)


def begin(mailing: Mailing, people: int) -> None:
    """Begin to send."""
    mailing_id, by = mailing.id, make_account()
    with transaction():
        services.start(mailing_id, people=people, by=by, now=now())


def people_in(**group: Any) -> list[int]:
    """List the accounts of a group."""
    session.rollback()
    return [one.account_id for one in queries.list_visits(Group(**group), now=now())]


def test_a_letter_goes_to_each_reader_in_their_language_with_what_is_theirs(app: Flask, outbox: Outbox) -> None:
    event = make_event(title_ko="금형 세미나", title_en="Mould seminar")
    make_registration(event, make_account(email="ko@example.com"), name="박보라")
    make_registration(event, make_account(email="en@example.com"), name="Bora", locale="en")
    begin(make_mailing(event), 2)
    assert jobs.send_mailings() == "2 letters written"
    korean, english = outbox("ko@example.com")[0], outbox("en@example.com")[0]
    assert korean.subject == "[안내] 금형 세미나 주차"
    assert english.subject == "[Notice] Parking at Mould seminar"
    for part in (korean.text, korean.html):
        assert "박보라 님, 주차장이 혼잡합니다." in part
        assert "추진단에서 보내 드리는 메일입니다." in part
        assert "http://localhost/r/" in part
        assert "2026. 3. 12.(목) 09:00–12:00" in part
    for part in (english.text, english.html):
        assert "Dear Bora, parking is scarce." in part
        assert "because you registered for this event" in part
    assert not any("가" <= sign <= "힣" for sign in english.subject)


def test_a_letter_in_one_language_is_read_in_it_by_everybody(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    make_registration(event, locale="en", name="Bora")
    begin(make_mailing(event, subject_en="", text_en=""), 1)
    jobs.send_mailings()
    assert "Bora 님, 주차장이 혼잡합니다." in outbox()[-1].text


def test_what_a_team_writes_to_many_is_inert(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    attack = "{event.__init__} {{7*191}} {0.__class__} **[x](http://evil.example)** <a href='http://evil.example'>x</a>"
    make_registration(event, name="{link} {{7*191}}")
    begin(make_mailing(event, text_ko=f"{attack} {{name}}", subject_ko="{{7*191}}"), 1)
    jobs.send_mailings()
    letter = outbox()[-1]
    assert f"{attack} {{link}} {{{{7*191}}}}" in letter.text
    assert "<a href='http://evil" not in letter.html
    assert letter.subject == "{{7*191}}"
    assert "1337" not in f"{letter.text}{letter.html}"


def test_the_group_is_who_has_the_wanted_standing_at_the_event(app: Flask) -> None:
    event = make_event()
    confirmed = make_registration(event)
    waiting = make_registration(event, standing=Standing.WAITING)
    make_registration(make_event())
    assert people_in(event_id=event.id) == [confirmed.account_id]
    assert people_in(event_id=event.id, standings=ALL) == [confirmed.account_id, waiting.account_id]


def test_a_group_can_be_narrowed_by_organisation_mini_cluster_and_complex(app: Flask) -> None:
    event, firm, other = make_event(), make_organisation(), make_organisation()
    mini_cluster = make_mini_cluster(complex_id=firm.complex_id)
    join_mini_cluster(firm, mini_cluster.id)
    wanted = make_registration(event, organisation_id=firm.id).account_id
    make_registration(event, organisation_id=other.id)
    make_registration(event)
    about = {"event_id": event.id}
    assert people_in(**about, organisation_id=firm.id) == [wanted]
    assert people_in(**about, from_mini_cluster_id=mini_cluster.id) == [wanted]
    assert people_in(**about, from_complex_id=firm.complex_id) == [wanted]
    assert people_in(**about, organisation_id=other.id, from_complex_id=firm.complex_id) == []
    listed = queries.list_organisations(Group(**about), now=now())
    assert {one.id for one in listed} == {firm.id, other.id}


def test_a_group_can_be_narrowed_by_whether_they_came(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    read, noted, away, excused, unknown = (make_registration(event) for _ in range(5))
    make_registration(event, standing=Standing.WAITING)
    values = {"event_id": event.id, "day": date(2026, 3, 2), "checked_in_at": now(), "actor": "desk"}
    for place in (read, away):
        saved(CheckIn(registration_id=place.id, **values))
    marks = {noted: Attendance.ATTENDED, away: Attendance.ABSENT, excused: Attendance.EXCUSED}
    for place, attendance in marks.items():
        mark = {"attendance": attendance, "marked_by_id": place.account_id, "marked_at": now()}
        saved(AttendanceMark(registration_id=place.id, event_id=event.id, **mark))
    about: dict[str, Any] = {"event_id": event.id, "standings": ALL}
    assert people_in(**about, attendances=("attended",)) == [read.account_id, noted.account_id]
    assert people_in(**about, attendances=("absent", "excused")) == [away.account_id, excused.account_id]
    assert people_in(event_id=event.id, attendances=("unknown",)) == [unknown.account_id]
    narrowed = Group(event_id=event.id, attendances=("attended", "excused"))
    assert queries.count_people(narrowed, now=now()) == 3
    begin(make_mailing(event, ticked=narrowed.ticked), 3)
    jobs.send_mailings()
    assert [letter.to_name for letter in outbox()] == [one.name for one in (read, noted, excused)]


def test_a_group_can_be_narrowed_by_what_was_answered(app: Flask) -> None:
    event = make_event()
    lunch = make_question(event.id, Kind.SEVERAL)
    first, second, _silent = (make_registration(event) for _ in range(3))
    for place, words in ((first, ("Korean", "Vegetarian")), (second, ("Korean",))):
        public_id, given = place.public_id, Given(choices=frozenset(option(lunch, one) for one in words))
        with transaction():
            questions.answer_again(public_id, {lunch.public_id: given}, locale="ko", now=now())
    about: dict[str, Any] = {"event_id": event.id}
    assert people_in(**about, option=option(lunch, "Vegetarian")) == [first.account_id]
    assert people_in(**about, option=option(lunch, "Korean")) == [first.account_id, second.account_id]
    assert people_in(**about, option="no-such-one") == []


def test_what_is_ticked_is_told_apart_again() -> None:
    group = Group(event_id=1, standings=("confirmed", "waiting"), attendances=("attended",), option="bcdfghjkmnpq")
    assert group_of(Mailing(event_id=1, ticked=group.ticked)) == group
    assert group_of(Mailing(event_id=1, ticked=["confirmed"])) == Group(event_id=1)
    assert not set(Standing) & set(Attendance)


def test_who_registered_for_several_dates_of_a_series_is_one_reader(app: Flask) -> None:
    team = make_complex()
    several = make_series(team, by=make_coordinator(team))
    series_id = several.id
    ids = session.scalars(select(SeriesDate.event_id).where(SeriesDate.series_id == series_id)).all()[:2]
    with transaction():
        for one in ids:
            session.get_one(Event, one).status = Status.PUBLISHED
    visitor = make_account()
    for one in ids:
        make_registration(session.get_one(Event, one), visitor)
    assert people_in(series_id=series_id) == [visitor.id, visitor.id]
    assert queries.count_people(Group(series_id=series_id), now=now()) == 1


def test_a_mini_clusters_events_long_past_are_left_in_peace(app: Flask) -> None:
    mini_cluster = make_mini_cluster()
    about = {"complex_id": mini_cluster.complex_id, "mini_cluster_id": mini_cluster.id}
    soon = make_registration(make_event(**about)).account_id
    make_registration(make_event(**about, starts_at=now() - rules.LOOKS_BACK - timedelta(days=2)))
    assert people_in(mini_cluster_id=mini_cluster.id) == [soon]


def test_nobody_who_was_forgotten_is_written_to(app: Flask) -> None:
    event = make_event()
    gone = make_registration(event).account_id
    make_registration(event, name="")
    with transaction():
        accounts.forget(session.get_one(Account, gone), now=now())
    assert people_in(event_id=event.id) == []
    with pytest.raises(NobodyToWrite):
        begin(make_mailing(event), 0)


def test_who_is_forgotten_before_their_turn_is_left_out(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    gone = make_registration(event).account_id
    make_registration(event)
    mailing = make_mailing(event)
    begin(mailing, 2)
    with transaction():
        accounts.forget(session.get_one(Account, gone), now=now())
    assert jobs.send_mailings() == "1 letters written"
    assert len(outbox()) == 1
    assert queries.look_at(session.get_one(Mailing, mailing.id)).stopped == 1


def test_sending_is_refused_when_the_group_has_changed_since_it_was_counted(app: Flask) -> None:
    event = make_event()
    make_registration(event)
    mailing = make_mailing(event)
    make_registration(event)
    with pytest.raises(PeopleChanged) as refused:
        begin(mailing, 1)
    assert refused.value.people == 2
    assert "2명" in str(refused.value.sentence)
    begin(mailing, 2)
    with pytest.raises(NotADraft):
        begin(mailing, 2)


def test_a_team_begins_only_so_many_letters_a_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], Any]
) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", 3)
    event = make_event(starts_at=now() + timedelta(days=30))
    for _ in range(2):
        make_registration(event)
    begin(make_mailing(event), 2)
    late = make_mailing(event)
    with pytest.raises(TooManyToday) as refused:
        begin(late, 2)
    assert "1통" in str(refused.value.sentence)
    other = make_event()
    make_registration(other)
    begin(make_mailing(other), 1)
    with at("2026-03-03 00:01"):
        begin(late, 2)


def test_a_mailing_goes_out_in_parts_and_a_crash_between_them_loses_and_doubles_nothing(
    app: Flask, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "CHUNK", 2)
    event = make_event()
    for _ in range(5):
        make_registration(event)
    mailing = make_mailing(event)
    begin(mailing, 5)
    written = services.messages.write
    calls: list[str] = []

    def break_down(*args: Any, key: str, **how: Any) -> None:
        calls.append(key)
        if len(calls) == 4:
            raise RuntimeError("the power is gone")
        written(*args, key=key, **how)

    with monkeypatch.context() as broken:
        broken.setattr(services.messages, "write", break_down)
        assert jobs.send_mailings() == ""
    assert len(outbox()) == 2
    assert jobs.send_mailings() == "3 letters written"
    keys = [letter.key for letter in outbox()]
    assert len(keys) == len(set(keys)) == 5
    assert len({letter.to_address for letter in outbox()}) == 5
    assert jobs.send_mailings() == ""
    assert session.get_one(Mailing, mailing.id).state is MailingState.SENT


def test_a_turn_writes_only_so_many_so_that_a_mailing_can_be_stopped(
    app: Flask, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "CHUNK", 1)
    monkeypatch.setattr(jobs, "CHUNKS_PER_TURN", 2)
    event = make_event()
    for _ in range(5):
        make_registration(event)
    mailing = make_mailing(event)
    begin(mailing, 5)
    jobs.send_mailings()
    left = outbox()[0].id
    with transaction():
        session.get_one(OutgoingMail, left).state = LetterState.SENT
    mailing_id, by = mailing.id, make_account()
    with transaction():
        assert services.stop(mailing_id, by=by, now=now()) == 1
    assert jobs.send_mailings() == ""
    assert [letter.state for letter in outbox()] == [LetterState.SENT, LetterState.CANCELLED]
    progress = queries.look_at(session.get_one(Mailing, mailing_id))
    assert (progress.sent, progress.stopped, progress.left) == (1, 1, 3)
    with pytest.raises(NotSending), transaction():
        services.stop(mailing_id, by=by, now=now())


def test_what_has_all_left_cannot_be_stopped(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    make_registration(event)
    mailing = make_mailing(event)
    begin(mailing, 1)
    jobs.send_mailings()
    letter_id, mailing_id, by = outbox()[0].id, mailing.id, make_account()
    with transaction():
        session.get_one(OutgoingMail, letter_id).state = LetterState.SENT
    with pytest.raises(NotSending), transaction():
        services.stop(mailing_id, by=by, now=now())
    assert session.get_one(Mailing, mailing_id).state is MailingState.SENT


def test_one_mailing_that_fails_keeps_no_other_from_its_turn(
    app: Flask, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, other = make_event(), make_event()
    make_registration(event)
    make_registration(other)
    broken = make_mailing(event)
    begin(broken, 1)
    begin(make_mailing(other), 1)
    written, broken_id = services.messages.write, broken.id

    def fail_once(mailing: Mailing, *args: Any, **how: Any) -> None:
        if mailing.id == broken_id:
            raise RuntimeError("no such template")
        written(mailing, *args, **how)

    monkeypatch.setattr(services.messages, "write", fail_once)
    assert jobs.send_mailings() == "1 letters written"


def test_a_draft_is_revised_upon_the_state_its_writer_has_read_and_can_be_thrown_away(app: Flask) -> None:
    mailing = make_mailing(make_event())
    mailing_id, by = mailing.id, make_account()
    with transaction():
        services.revise(mailing_id, {"text_ko": "새 글"}, version=1, by=by, now=now())
    with pytest.raises(ChangedMeanwhile), transaction():
        services.revise(mailing_id, {"text_ko": "옛 글"}, version=1, by=by, now=now())
    assert session.get_one(Mailing, mailing_id).text_ko == "새 글"
    with transaction():
        services.discard(mailing_id, by=by, now=now())
    assert session.get(Mailing, mailing_id) is None
    noted = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert noted[-2:] == ["mailing-revised", "mailing-discarded"]


def test_who_got_a_mailing_is_forgotten_in_time_and_how_many_stays(app: Flask) -> None:
    event = make_event()
    make_registration(event)
    mailing = make_mailing(event)
    begin(mailing, 1)
    jobs.send_mailings()
    assert jobs.forget_old_mailings() == ""
    mailing_id = mailing.id
    with transaction():
        session.get_one(Mailing, mailing_id).finished_at = now() - rules.KEPT - timedelta(days=1)
    assert jobs.forget_old_mailings() == "1 readers"
    assert session.get_one(Mailing, mailing_id).people == 1


def test_an_event_that_is_thrown_away_takes_its_mailings_along(app: Flask) -> None:
    event = make_event()
    make_registration(event)
    begin(make_mailing(event), 1)
    kept = make_mailing(make_event()).id
    event_id = event.id
    with transaction():
        services.forget_discarded(DraftDiscarded(event_id=event_id, at=now()))
    assert session.scalars(select(Mailing.id)).all() == [kept]
    assert session.scalar(select(func.count(MailingReader.id))) == 0


def test_the_numbers_of_a_mailing_cost_the_same_however_many_readers(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    def cost(readers: int) -> int:
        event = make_event(capacity=60)
        for _ in range(readers):
            make_registration(event)
        mailing = make_mailing(event)
        begin(mailing, readers)
        mailing = session.get_one(Mailing, mailing.id)
        with count_queries() as counted:
            queries.look_at(mailing)
            queries.list_readers(mailing)
        return len(counted)

    assert cost(1) == cost(12)


def test_a_preview_of_a_real_reader_opens_nothing(app: Flask) -> None:
    event = make_event()
    make_registration(event, name="박보라")
    mailing = make_mailing(event)
    real = queries.find_example(Group(event_id=event.id), now=now())
    assert real is not None
    with services.mail.gathering() as letters:
        examples.write_like(mailing, real, locale="en", now=now())
    text = letters[0][1].text
    assert "Dear 박보라, parking is scarce." in text
    assert real.public_id not in text


def test_a_reader_stands_once_in_a_mailing(app: Flask) -> None:
    event = make_event()
    place = make_registration(event)
    mailing = make_mailing(event)
    begin(mailing, 1)
    with pytest.raises(IntegrityError):
        saved(
            MailingReader(
                mailing_id=mailing.id,
                account_id=place.account_id,
                registration_id=place.id,
                key="other",
                state=ReaderState.WAITING,
            )
        )
