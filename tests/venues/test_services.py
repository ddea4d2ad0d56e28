"""How are venues and rooms listed, described, closed and opened again?"""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.venues import queries, services
from eventhub.venues.errors import RoomListed, VenueListed
from eventhub.venues.models import Room, Venue
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.venues import make_room, make_venue

HALL = {"name_ko": "산학융합관", "name_en": "", "address": "가상로 1"}
LECTURE = {"name_ko": "강의실", "name_en": "", "capacity": 40}


def actions() -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def by(app: Flask) -> Account:
    """Return somebody who works at the desk."""
    return make_account()


def test_a_venue_and_its_room_are_listed(by: Account) -> None:
    complex_id = make_complex().id
    with transaction():
        venue = services.add_venue(complex_id, HALL, by=by, now=now())
    with transaction():
        services.add_room(venue, LECTURE, by=by, now=now())
    assert [found.name_ko for found in queries.list_venues(complex_id)] == ["산학융합관"]
    assert [(room.name_ko, room.venue.name_ko) for room in queries.list_rooms([venue.id])] == [("강의실", "산학융합관")]
    assert actions() == ["venue-added", "room-added"]


def test_a_name_is_given_once_in_a_complex_and_once_in_a_venue(by: Account) -> None:
    venue = make_venue(name_ko="산학융합관", name_en="Hall")
    make_room(venue_id=venue.id, name_ko="강의실")
    with pytest.raises(VenueListed), transaction():
        services.add_venue(venue.complex_id, HALL, by=by, now=now())
    with pytest.raises(VenueListed), transaction():
        services.add_venue(venue.complex_id, {"name_ko": "", "name_en": "Hall"}, by=by, now=now())
    with pytest.raises(RoomListed), transaction():
        services.add_room(venue, LECTURE, by=by, now=now())
    elsewhere = make_complex().id
    with transaction():
        services.add_venue(elsewhere, HALL, by=by, now=now())


def test_what_did_not_change_is_not_written_down(by: Account) -> None:
    venue, room = make_venue(name_ko="산학융합관", name_en="", address="가상로 1"), make_room(**LECTURE)
    with transaction():
        services.revise_venue(venue, HALL, by=by, now=now())
        services.revise_room(room, LECTURE, by=by, now=now())
    assert actions() == []
    with transaction():
        services.revise_venue(venue, {**HALL, "address": "가상로 2"}, by=by, now=now())
        services.revise_room(room, {**LECTURE, "capacity": 50}, by=by, now=now())
    assert (venue.address, room.capacity) == ("가상로 2", 50)
    assert actions() == ["venue-revised", "room-revised"]


def test_a_venue_does_not_take_the_name_of_another(by: Account) -> None:
    venue = make_venue(name_ko="산학융합관", name_en="Hall")
    other = make_venue(complex_id=venue.complex_id)
    with pytest.raises(VenueListed), transaction():
        services.revise_venue(other, {"name_ko": other.name_ko, "name_en": "Hall"}, by=by, now=now())


@pytest.mark.parametrize("make", [make_venue, make_room])
def test_what_is_closed_is_not_offered_until_it_is_opened_again(by: Account, make: Any) -> None:
    place: Venue | Room = make()
    for _ in range(2):
        with transaction():
            services.close(place, by=by, now=now())
    assert place.closed_at == now()
    assert queries.list_rooms() == []
    for _ in range(2):
        with transaction():
            services.reopen(place, by=by, now=now())
    assert place.closed_at is None
    assert actions() == [f"{place.__tablename__}-closed", f"{place.__tablename__}-reopened"]


def test_the_rooms_of_a_closed_venue_are_not_offered(app: Flask) -> None:
    open_room, closed_room = make_room(), make_room(venue_id=make_venue(closed_at=now()).id)
    assert list(queries.list_rooms()) == [open_room]
    assert queries.get_rooms([open_room.id, closed_room.id]).keys() == {open_room.id, closed_room.id}
    assert queries.count_rooms([open_room.venue_id]) == {open_room.venue_id: 1}


def test_a_desk_lists_the_venues_of_all_and_its_own_closed_ones(app: Flask) -> None:
    complex_ = make_complex()
    own, closed = make_venue(complex_id=complex_.id), make_venue(complex_id=complex_.id, closed_at=now())
    other = make_venue()
    make_venue(closed_at=now())
    found = queries.list_for_desk(make_coordinator(complex_))
    assert {venue.id for venue in found} == {own.id, closed.id, other.id}
