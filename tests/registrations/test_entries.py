"""How does a person's place look in their own calendar?"""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.ics import Entry
from eventhub.events.models import Status
from eventhub.registrations.entries import answer_entry, place_entry
from eventhub.registrations.models import Registration, Standing
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


@pytest.mark.parametrize(
    ("standing", "title", "sentence"),
    [
        (Standing.REQUESTED, "[승인 대기] ", "클러스터추진단에서 신청을 검토하고 있습니다."),
        (Standing.OFFERED, "[답변 필요] ", "참석 여부를 알려 주십시오."),
    ],
)
def test_a_place_that_is_not_sure_says_what_it_waits_for(
    app: Flask, standing: Standing, title: str, sentence: str
) -> None:
    entry = shown({}, standing=standing)
    assert entry.tentative
    assert entry.summary.startswith(title)
    assert sentence in entry.description


def test_a_place_at_a_cancelled_event_is_cancelled_whatever_it_was_worth(app: Flask) -> None:
    entry = shown({"status": Status.CANCELLED, "cancelled_at": now(), "revision": 1}, standing=Standing.WAITING)
    assert (entry.cancelled, entry.tentative, entry.sequence) == (True, False, 1)
    assert "금형 세미나" in entry.summary


@pytest.mark.parametrize(
    ("event", "place", "sequence"),
    [
        ({}, {}, 0),
        ({"revision": 2}, {}, 2),
        ({}, {"changes": 1}, 1),
        ({"revision": 1}, {"changes": 2}, 3),
    ],
)
def test_the_sequence_counts_changes_of_the_event_and_of_the_place(
    app: Flask, event: dict[str, Any], place: dict[str, Any], sequence: int
) -> None:
    assert shown(event, **place).sequence == sequence


def test_every_change_of_what_a_place_is_worth_is_counted(app: Flask) -> None:
    place = make_registration(make_event(), standing=Standing.REQUESTED)
    assert place.changes == 0
    path = (Standing.WAITING, Standing.OFFERED, Standing.OFFERED, Standing.CONFIRMED, Standing.CANCELLED)
    for standing in path:
        with transaction():
            session.get_one(Registration, place.id).standing = standing
    assert session.get_one(Registration, place.id).changes == 4


def test_who_is_sure_to_come_reads_where_one_takes_part_online(app: Flask) -> None:
    online = {"online_url": "https://meet.example.org/abc", "venue_ko": "", "venue_en": "", "address": ""}
    entry = shown(online)
    assert entry.conference == entry.location == "https://meet.example.org/abc"
    assert "https://meet.example.org/abc" in entry.description
    for standing in (Standing.WAITING, Standing.REQUESTED, Standing.OFFERED):
        assert "meet.example.org" not in str(shown(online, standing=standing))
    cancelled = {**online, "status": Status.CANCELLED, "cancelled_at": now()}
    assert "meet.example.org" not in str(shown(cancelled))


def test_an_offer_is_a_deadline(app: Flask) -> None:
    account = make_account()
    until = now() + timedelta(days=1)
    make_registration(make_event(), account, standing=Standing.OFFERED, offer_until=until)
    deadline = answer_entry(places_of(account)[0])
    assert deadline is not None
    assert (deadline.ends_at, deadline.free) == (until, True)
    make_registration(make_event(), other := make_account())
    assert answer_entry(places_of(other)[0]) is None
