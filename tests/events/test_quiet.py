"""Do several changes in one go make one letter, from what people knew to what is, and a step for calendars each?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.events import services
from eventhub.events.jobs import tell_of_moves
from eventhub.events.models import Event
from eventhub.events.rules import QUIET
from eventhub.mail.models import OutgoingMail
from tests.factories.accounts import make_account
from tests.factories.clusters import make_coordinator
from tests.factories.events import make_event, plan_of
from tests.factories.registrations import make_registration

Outbox = Callable[..., list[OutgoingMail]]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def event(app: Flask) -> Event:
    """A seminar with one who comes."""
    made = make_event(venue_ko="대회의실", venue_en="Main room")
    make_registration(made, account=make_account(email="bora@example.com"), locale="en")
    return made


@pytest.fixture
def by(event: Event) -> Account:
    """Who plans it."""
    return make_coordinator(session.get_one(Complex, event.complex_id))


def revise(event: Event, by: Account, **changes: Any) -> int:
    """Save a change; return where calendars stand after it."""
    with transaction():
        kept = session.get_one(Event, event.id)
        services.revise(kept.id, plan_of(kept, **changes), by=session.merge(by), now=now())
    session.expire_all()
    return session.get_one(Event, event.id).revision


def test_three_changes_are_one_letter_and_three_steps(event: Event, by: Account, outbox: Outbox) -> None:
    start, at_first = event.starts_at, event.revision
    moments = [now() + minutes * MINUTE for minutes in (0, 4, 9)]
    changes: list[dict[str, Any]] = [
        {"starts_at": start + HOUR, "ends_at": start + 4 * HOUR},
        {"starts_at": start + 2 * HOUR, "ends_at": start + 5 * HOUR},
        {"venue_ko": "소회의실", "venue_en": "Small room"},
    ]
    steps = []
    for moment, change in zip(moments, changes, strict=True):
        with standing_still(moment):
            steps.append(revise(event, by, **change))
            # Saving the same again is no change, for nobody.
            steps.append(revise(event, by, **change))
            assert tell_of_moves() == ""
    assert steps == [at_first + step for step in (1, 1, 2, 2, 3, 3)]
    with standing_still(moments[-1] + QUIET - timedelta(seconds=1)):
        assert tell_of_moves() == ""
    with standing_still(moments[-1] + QUIET):
        assert tell_of_moves() == "1 moves told"
        assert tell_of_moves() == ""
    (letter,) = outbox("bora@example.com")
    assert "09:00–12:00" in letter.text
    assert "11:00–14:00" in letter.text
    assert "10:00" not in letter.text
    assert re.search(r"Where: Main room, .* → Small room, ", letter.text)
    assert letter.text.count("→") == 2
    assert letter.html.count("→") == 2


def test_what_came_back_is_two_steps_and_no_letter(event: Event, by: Account, outbox: Outbox) -> None:
    start, end, at_first = event.starts_at, event.ends_at, event.revision
    assert revise(event, by, starts_at=start + HOUR, ends_at=end + HOUR) == at_first + 1
    assert revise(event, by, starts_at=start, ends_at=end) == at_first + 2
    with standing_still(now() + QUIET):
        assert tell_of_moves() == ""
    assert outbox("bora@example.com") == []


def test_what_calendars_do_not_show_is_no_step(event: Event, by: Account, outbox: Outbox) -> None:
    assert revise(event, by, capacity=event.capacity + 5) == event.revision
    with standing_still(now() + QUIET):
        assert tell_of_moves() == ""
    assert outbox("bora@example.com") == []


def test_who_edits_without_end_does_not_keep_the_letter_for_ever(event: Event, by: Account, outbox: Outbox) -> None:
    start, began = event.starts_at, now()
    for minutes in range(0, 66, 6):
        with standing_still(began + minutes * MINUTE):
            tell_of_moves()
            change = timedelta(minutes=minutes + 1)
            revise(event, by, starts_at=start + change, ends_at=start + change + HOUR)
    assert len(outbox("bora@example.com")) == 1
