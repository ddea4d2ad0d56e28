"""How does a person's place look in their own calendar?"""

from typing import Any

import pytest
from flask import Flask

from eventhub.calendars.entries import place_entry
from eventhub.core.clock import now
from eventhub.core.ics import Entry
from eventhub.events.models import Status
from eventhub.registrations.models import Standing
from eventhub.registrations.queries import places_of
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.registrations import make_registration


def shown(event: dict[str, Any], **place: Any) -> Entry:
    """Show one place of a person."""
    account = make_account()
    make_registration(make_event(title_ko="금형 세미나", **event), account, **place)
    return place_entry(places_of(account)[0])


def test_a_waiting_place_is_marked_and_blocks_no_time(app: Flask) -> None:
    entry = shown({}, standing=Standing.WAITING)
    assert entry.tentative
    assert entry.summary == "[대기] 금형 세미나"


def test_a_place_at_a_cancelled_event_is_cancelled_whatever_it_was_worth(app: Flask) -> None:
    entry = shown({"status": Status.CANCELLED, "cancelled_at": now(), "revision": 1}, standing=Standing.WAITING)
    assert (entry.cancelled, entry.tentative, entry.sequence) == (True, False, 1)
    assert "금형 세미나" in entry.summary


@pytest.mark.parametrize(
    ("event", "place", "sequence"),
    [
        ({}, {}, 0),
        ({"revision": 2}, {}, 2),
        ({}, {"promoted_at": True}, 1),
        ({}, {"round": 2}, 1),
        ({"revision": 1}, {"round": 2, "promoted_at": True}, 3),
    ],
)
def test_the_sequence_counts_changes_of_the_event_and_of_the_place(
    app: Flask, event: dict[str, Any], place: dict[str, Any], sequence: int
) -> None:
    moments = {"promoted_at": now()} if place.get("promoted_at") else {}
    assert shown(event, **{**place, **moments}).sequence == sequence
