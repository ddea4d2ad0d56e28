"""Does a calendar hear of every change of an event, and of nothing else (RFC 5545, 3.8.7.4)?"""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.accounts.models import Account, Role
from eventhub.core import clock
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import Refusal
from eventhub.core.ics import Entry
from eventhub.events import queries, services
from eventhub.events.entries import deadline_entry, desk_entry, entry
from eventhub.events.models import Event, Status
from tests.factories.accounts import make_account
from tests.factories.events import make_event, plan_of
from tests.factories.venues import make_venue

HOUR = timedelta(hours=1)
# What has to raise the number, in the order in which it is compared.
TOLD = ("starts_at", "ends_at", "summary", "location", "cancelled", "tentative")


def planned(event: Event, what: str) -> dict[str, Any]:
    """Say what becomes of an event."""
    return {
        "move": {"starts_at": event.starts_at + HOUR, "ends_at": event.ends_at + HOUR},
        "lengthen": {"ends_at": event.ends_at + HOUR},
        "retitle": {"title_ko": f"{event.title_ko}!"[-60:]},
        "place": {"venue_ko": f"{event.venue_ko}가"[-60:]},
        "text": {"text_ko": f"{event.text_ko}."[-200:]},
        "deadline": {"registration_closes_at": event.registration_closes_at - timedelta(minutes=1)},
        "nothing": {},
    }[what]


def done(event_id: int, what: str, by_id: int) -> None:
    """Do something to an event, as its team would; what is refused changes nothing."""
    with suppress(Refusal), transaction():
        by = session.get_one(Account, by_id)
        if what == "publish":
            services.publish(event_id, by=by, now=now())
        elif what == "withdraw":
            services.withdraw(event_id, by=by, now=now())
        elif what == "cancel":
            services.cancel(event_id, reason="강사 사정", by=by, now=now())
        else:
            event = queries.get(event_id)
            services.revise(event_id, plan_of(event, **planned(event, what)), by=by, now=now())


def shown(event_id: int) -> tuple[Entry, Entry]:
    """Show an event as its team sees it, and its deadline."""
    session.rollback()
    event = queries.get(event_id)
    return desk_entry(event), deadline_entry(event)


WHATS = ("move", "lengthen", "retitle", "place", "text", "deadline", "nothing", "publish", "withdraw", "cancel")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WHATS), min_size=3, max_size=8))
def test_whatever_becomes_of_an_event_its_calendar_follows(app: Flask, history: list[str]) -> None:
    by_id = make_account(role=Role.ADMINISTRATOR).id
    event_id = make_event(status=Status.DRAFT, published_at=None).id
    before = shown(event_id)
    for number, what in enumerate(history, start=1):
        with clock.standing_still(now() + number * timedelta(minutes=1)):
            done(event_id, what, by_id)
            after = shown(event_id)
        for old, new in zip(before, after, strict=True):
            assert new.uid == old.uid
            assert new.sequence >= old.sequence
            assert new.changed_at >= old.changed_at
            if [getattr(new, name) for name in TOLD] != [getattr(old, name) for name in TOLD]:
                assert new.sequence > old.sequence, what
            if new != old:
                assert new.changed_at > old.changed_at, what
        if after[0] == before[0] and after[1] == before[1]:
            assert after == before
        before = after


def test_a_text_alone_raises_no_number(app: Flask) -> None:
    by_id = make_account(role=Role.ADMINISTRATOR).id
    event_id = make_event().id
    old, _deadline = shown(event_id)
    with clock.standing_still(now() + HOUR):
        done(event_id, "text", by_id)
    new, _deadline = shown(event_id)
    assert (new.sequence, new.changed_at > old.changed_at) == (old.sequence, True)


def test_where_an_event_is_comes_from_its_venue(app: Flask) -> None:
    venue = make_venue(latitude=35.2, longitude=128.7)
    assert entry(queries.get(make_event(venue_id=venue.id).id)).geo == (35.2, 128.7)
    half = make_venue(latitude=35.2, longitude=None)
    assert entry(queries.get(make_event(venue_id=half.id).id)).geo is None
    assert entry(queries.get(make_event().id)).geo is None


def test_everybody_is_told_no_online_address(app: Flask) -> None:
    event = queries.get(make_event(online_url="https://meet.example.org/abc", venue_ko="", venue_en="", address="").id)
    assert "meet.example.org" not in str(entry(event))
    assert desk_entry(event).conference == "https://meet.example.org/abc"
