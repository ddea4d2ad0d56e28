"""Does everybody's calendar hear of everything it must, in an order it understands?"""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from eventhub.accounts.models import Account, Role
from eventhub.calendars.entries import place_entry
from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.core.errors import Refusal
from eventhub.core.links import named_by_robot_address
from eventhub.events import services as events
from eventhub.events.jobs import tell_of_moves
from eventhub.events.models import Event, Status
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import queries, services
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import ANSWERS, Applicant
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex
from tests.factories.events import make_event, plan_of

Outbox = Callable[..., list[OutgoingMail]]
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)


@pytest.fixture
def inbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let answers be read."""
    monkeypatch.setitem(app.config, "INBOX_URL", "maildir:nowhere")


def register(event: Event, who: str, **changes: Any) -> Registration:
    """Register a person as the page does."""
    event_id = event.id
    with transaction():
        place = services.register(event_id, Applicant(email=f"{who}@example.com", name=who, **changes), now=now())
    session.refresh(place)
    return place


def revise(event: Event, **changes: Any) -> None:
    """Change an event, and let people hear of it when it was quiet for a while."""
    administrator = make_account(role=Role.ADMINISTRATOR)
    plan, event_id = plan_of(session.get_one(Event, event.id), **changes), event.id
    with transaction():
        events.revise(event_id, plan, by=administrator, now=now())
    with standing_still(now() + QUARTER):
        tell_of_moves()


def cancel(*made: Event) -> None:
    """Call events off in one go."""
    administrator, event_ids = make_account(role=Role.ADMINISTRATOR), [event.id for event in made]
    with transaction():
        events.cancel_all(event_ids, reason="태풍", by=administrator, now=now())


def invitations(outbox: Outbox, who: str) -> list[tuple[str, Any]]:
    """Read what the letters to somebody did to their calendar: by method, with the event."""
    found = []
    for letter in outbox(f"{who}@example.com"):
        if letter.invitation:
            calendar = Calendar.from_ical(letter.invitation)
            (event,) = calendar.walk("VEVENT")
            found.append((str(calendar["METHOD"]), event))
    return found


def said(outbox: Outbox, who: str) -> list[tuple[str, int]]:
    """Say what each letter did, and as which state of the entry."""
    return [(method, int(event["SEQUENCE"])) for method, event in invitations(outbox, who)]


def test_the_confirmation_invites_its_reader_alone(inbox: None, outbox: Outbox) -> None:
    event = make_event(title_ko="금형 세미나", online_url="https://meet.example.org/a", complex_id=make_complex().id)
    place = register(event, "hana")
    ((method, entry),) = invitations(outbox, "hana")
    assert method == "REQUEST"
    assert str(entry["UID"]) == place_entry(queries.get_by_link(queries.path_of(place).removeprefix("/r/"))).uid
    assert str(entry["ATTENDEE"]) == "mailto:hana@example.com"
    assert entry["ATTENDEE"].params["RSVP"] == "TRUE"
    organiser = str(entry["ORGANIZER"]).removeprefix("mailto:")
    assert organiser.endswith("@example.org")
    assert named_by_robot_address(ANSWERS, organiser) == place.public_id
    assert "추진단" in entry["ORGANIZER"].params["CN"]
    assert str(entry["CONFERENCE"]) == "https://meet.example.org/a"
    assert "https://meet.example.org/a" in str(entry["DESCRIPTION"])
    assert queries.path_of(place) not in outbox("hana@example.com")[0].invitation
    assert entry.decoded("DTSTART") == event.starts_at


def test_without_an_inbox_the_team_reads_answers_and_none_is_asked_for(app: Flask, outbox: Outbox) -> None:
    event = make_event(complex_id=make_complex(team_email="team@changwon.example.org").id)
    register(event, "hana")
    ((_method, entry),) = invitations(outbox, "hana")
    assert str(entry["ORGANIZER"]) == "mailto:team@changwon.example.org"
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"


def test_the_reader_never_organises_what_they_are_invited_to(app: Flask, outbox: Outbox) -> None:
    register(make_event(complex_id=make_complex(team_email="Team@example.com").id), "team")
    ((_method, entry),) = invitations(outbox, "team")
    assert str(entry["ORGANIZER"]) == "mailto:eventhub@example.org"


def test_who_waits_is_invited_when_the_seat_is_theirs(app: Flask, outbox: Outbox) -> None:
    event = make_event(capacity=1, online_url="https://meet.example.org/a")
    place = register(event, "hana")
    register(event, "duri")
    assert said(outbox, "duri") == []
    assert "meet.example.org" not in "".join(letter.invitation for letter in outbox("duri@example.com"))
    with transaction():
        services.give_up(place.public_id, now=now())
    assert said(outbox, "hana") == [("REQUEST", 0), ("CANCEL", 1)]
    assert said(outbox, "duri") == [("REQUEST", 1)]
    register(event, "hana")
    with transaction():
        services.give_up(queries.find_at(event.id, account_of("duri").id).public_id, now=now())  # type: ignore[union-attr]
    assert said(outbox, "hana") == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 3)]


def account_of(who: str) -> Account:
    """Find somebody who registered."""
    return session.query(Account).filter_by(email=f"{who}@example.com").one()


def test_a_change_is_a_new_state_of_the_same_entry(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    register(event, "hana")
    revise(event, starts_at=event.starts_at + HOUR, ends_at=event.ends_at + HOUR)
    first, second = invitations(outbox, "hana")
    assert [first[0], second[0]] == ["REQUEST", "REQUEST"]
    assert first[1]["UID"] == second[1]["UID"]
    assert int(second[1]["SEQUENCE"]) == int(first[1]["SEQUENCE"]) + 1
    assert second[1].decoded("DTSTART") == first[1].decoded("DTSTART") + HOUR


def test_a_cancelled_event_leaves_the_calendar(app: Flask, outbox: Outbox) -> None:
    event = make_event(capacity=1, online_url="https://meet.example.org/a")
    place = register(event, "hana")
    register(event, "duri")
    cancel(event)
    assert said(outbox, "hana") == [("REQUEST", 0), ("CANCEL", 1)]
    assert said(outbox, "duri") == []
    _method, entry = invitations(outbox, "hana")[-1]
    assert (str(entry["STATUS"]), "CONFERENCE" in entry, "meet.example" in str(entry)) == ("CANCELLED", False, False)
    with transaction():
        services.give_up(place.public_id, now=now())
    assert len(said(outbox, "hana")) == 2


def test_a_place_handed_over_goes_from_one_calendar_into_another(app: Flask, outbox: Outbox) -> None:
    place = register(make_event(), "hana")
    with transaction():
        services.hand_over(place.public_id, Applicant(email="duri@example.com", name="두리"), now=now())
    assert said(outbox, "hana") == [("REQUEST", 0), ("CANCEL", 1)]
    assert said(outbox, "duri") == [("REQUEST", 0)]


def test_the_desk_withdraws_a_seat_from_the_calendar_too(app: Flask, outbox: Outbox) -> None:
    place = register(make_event(), "hana")
    administrator = make_account(role=Role.ADMINISTRATOR)
    with transaction():
        services.give_up(place.public_id, by_desk=administrator, now=now())
    assert said(outbox, "hana")[-1] == ("CANCEL", 1)


def test_who_is_at_the_door_or_has_no_address_needs_no_calendar(app: Flask, outbox: Outbox) -> None:
    event_id = make_event().id
    for applicant in (Applicant(email="a@example.com", name="a"), Applicant(email="b@walk-in.invalid", name="b")):
        with transaction():
            services.seat_at_the_door(event_id, applicant, by="desk", now=now())
    assert [letter.invitation for letter in outbox()] == [""]


def test_letters_that_change_nothing_in_a_calendar_carry_nothing_for_it(app: Flask, outbox: Outbox) -> None:
    event = make_event(reminder_hours=(24,))
    place = register(event, "hana")
    with transaction():
        services.send_link_again(place.public_id, now=now())
        services.describe_again(place.public_id, Applicant(email="hana@example.com", name="하나"), now=now())
    assert [bool(letter.invitation) for letter in outbox("hana@example.com")] == [True, False, False]


def test_a_letter_about_several_dates_is_followed_by_one_for_each_calendar_entry(app: Flask, outbox: Outbox) -> None:
    team = make_complex()
    dates = [make_event(complex_id=team.id, starts_at=now() + timedelta(days=day)) for day in (10, 17, 24)]
    register(dates[0], "hana")
    register(dates[1], "hana")
    event_ids = [event.id for event in dates]
    with transaction():
        services.register_for_all(event_ids, Applicant(email="hana@example.com", name="hana"), now=now())
    # The third date came with the letter about all of them: it was never put into the calendar by letter.
    assert said(outbox, "hana") == [("REQUEST", 0)] * 2
    cancel(*dates)
    letters = outbox("hana@example.com")
    assert said(outbox, "hana") == [("REQUEST", 0)] * 2 + [("CANCEL", 1)] * 2
    assert [letter.subject.partition("]")[0] for letter in letters[-3:]] == ["[취소", "[달력", "[달력"]
    assert letters[-3].invitation == ""
    cancelled = {str(event["UID"]) for method, event in invitations(outbox, "hana") if method == "CANCEL"}
    assert len(cancelled) == 2


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_each_state_is_above_the_last_and_the_last_one_is_true(
    app: Flask, outbox: Outbox, seed: int
) -> None:
    chance = random.Random(seed)
    event_id = make_event(capacity=1).id
    people = ("hana", "duri", "sena")
    administrator_id = make_account(role=Role.ADMINISTRATOR).id
    for step in range(30):
        with standing_still(now() + timedelta(minutes=step * 20)):
            happen(chance, event_id, chance.choice(people), administrator_id)
            check_all(outbox, event_id, people)
    with standing_still(now() + timedelta(hours=11)):
        cancel(session.get_one(Event, event_id))
        check_all(outbox, event_id, people)


def happen(chance: random.Random, event_id: int, who: str, administrator_id: int) -> None:
    """Let one of the things happen that happen to places, whether it is possible or not."""
    event, place = session.get_one(Event, event_id), find_place(event_id, who)
    public_id = place.public_id if place else "nobody"
    colleague = Applicant(email=f"{chance.choice(('hana', 'duri', 'sena'))}@example.com", name="동료")
    what = chance.choice(("register", "register", "give up", "cancel", "hand over", "move", "enlarge"))
    try:
        if what == "register":
            register(event, who)
        elif what == "move":
            revise(event, starts_at=event.starts_at + HOUR, ends_at=event.ends_at + HOUR)
        elif what == "enlarge":
            revise(event, capacity=event.capacity + 1)
        else:
            with transaction():
                administrator = session.get_one(Account, administrator_id)
                if what == "give up":
                    services.give_up(public_id, now=now())
                elif what == "cancel":
                    services.give_up(public_id, by_desk=administrator, now=now())
                else:
                    services.hand_over(public_id, colleague, now=now())
    except Refusal:
        session.rollback()


def find_place(event_id: int, who: str) -> Registration | None:
    """Find somebody's place, if they ever had one."""
    account = session.query(Account).filter_by(email=f"{who}@example.com").one_or_none()
    return queries.find_at(event_id, account.id) if account else None


def check_all(outbox: Outbox, event_id: int, people: tuple[str, ...]) -> None:
    """Compare what everybody's letters did to their calendar with how things stand."""
    for who in people:
        read = invitations(outbox, who)
        states = [int(event["SEQUENCE"]) for _method, event in read]
        assert states == sorted(set(states)), (who, states)
        session.expire_all()
        place, event = find_place(event_id, who), session.get_one(Event, event_id)
        is_seated = place is not None and place.standing is Standing.CONFIRMED and event.status is Status.PUBLISHED
        assert bool(read and read[-1][0] == "REQUEST") is is_seated, who
        if is_seated:
            assert read[-1][1].decoded("DTSTART") == event.starts_at
