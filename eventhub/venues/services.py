"""How are venues and rooms listed, described, closed and opened again?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import hold, session
from eventhub.core.types import public_id
from eventhub.venues import queries
from eventhub.venues.errors import RoomListed, VenueListed
from eventhub.venues.models import Room, Venue

Told = Mapping[str, Any]


def add_venue(complex_id: int, told: Told, *, by: Account, now: datetime) -> Venue:
    """Put a venue into the list of a complex."""
    _refuse_venue_twice(complex_id, told)
    venue = Venue(public_id=public_id(), complex_id=complex_id, created_at=now, updated_at=now, **told)
    session.add(venue)
    _record("venue-added", venue, by=by, now=now)
    return venue


def revise_venue(venue: Venue, told: Told, *, by: Account, now: datetime) -> None:
    """Describe a venue anew; events that are planned there keep the address they were announced with."""
    _refuse_venue_twice(venue.complex_id, told, besides=venue)
    changed = _change(venue, told)
    if changed:
        venue.updated_at = now
        _record("venue-revised", venue, by=by, now=now, changed=changed)


def add_room(venue: Venue, told: Told, *, by: Account, now: datetime) -> Room:
    """Put a room into a venue."""
    _refuse_room_twice(venue.id, told)
    room = Room(public_id=public_id(), venue_id=venue.id, **told)
    session.add(room)
    _record("room-added", room, by=by, now=now, venue=venue.public_id)
    return room


def revise_room(room: Room, told: Told, *, by: Account, now: datetime) -> None:
    """Describe a room anew."""
    _refuse_room_twice(room.venue_id, told, besides=room)
    changed = _change(room, told)
    if changed:
        _record("room-revised", room, by=by, now=now, changed=changed)


def close(place: Venue | Room, *, by: Account, now: datetime) -> None:
    """Offer a venue or a room no longer; what is planned there stays planned."""
    if place.closed_at is None:
        place.closed_at = now
        _record(f"{place.__tablename__}-closed", place, by=by, now=now)


def reopen(place: Venue | Room, *, by: Account, now: datetime) -> None:
    """Offer a venue or a room again."""
    if place.closed_at is not None:
        place.closed_at = None
        _record(f"{place.__tablename__}-reopened", place, by=by, now=now)


def _refuse_venue_twice(complex_id: int, told: Told, *, besides: Venue | None = None) -> None:
    hold(f"venues-of:{complex_id}")
    found = queries.list_named(told["name_ko"], told["name_en"], complex_id=complex_id)
    if any(venue is not besides for venue in found):
        raise VenueListed


def _refuse_room_twice(venue_id: int, told: Told, *, besides: Room | None = None) -> None:
    hold(f"rooms-of:{venue_id}")
    found = queries.find_room(venue_id, told["name_ko"])
    if found is not None and found is not besides:
        raise RoomListed


def _change(row: object, told: Told) -> list[str]:
    """Set what differs, and name it."""
    changed = [name for name, value in told.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, told[name])
    return changed


def _record(action: str, row: Venue | Room, *, by: Account, now: datetime, **detail: object) -> None:
    audit.record(action, f"{row.__tablename__}:{row.public_id}", actor=by.public_id, now=now, **detail)
