"""Which venues have the pilot complexes, and which events take place in their rooms?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eventhub.demo.identity import Chance
from eventhub.demo.values import Event, Room, Venue
from eventhub.demo.words import read

NOBODY_LOOKS = 4


@dataclass(frozen=True, slots=True)
class Houses:
    """The venues, their rooms, and by which words of an event's place a room of a complex is meant."""

    venues: tuple[Venue, ...]
    rooms: tuple[Room, ...]
    meant: Mapping[tuple[str, str], tuple[Venue, Room]]


def build(chance: Chance, complexes: Iterable[str]) -> Houses:
    """List the venues of some complexes with their rooms; the imaginary complexes have none."""
    words, known = read("venues"), set(complexes)
    venues: list[Venue] = []
    rooms: list[Room] = []
    meant: dict[tuple[str, str], tuple[Venue, Room]] = {}
    for row in words["venues"]:
        if row["complex"] in known:
            venue = _venue(chance, row, words, number=len(venues) + 1)
            venues.append(venue)
            for key, place in row["rooms"]:
                room = _room(chance, venue, key, words)
                rooms.append(room)
                if place:
                    meant[venue.complex, place] = venue, room
    return Houses(tuple(venues), tuple(rooms), meant)


def house(events: Iterable[Event], houses: Houses) -> list[Event]:
    """Put the events whose place means a room into it, if it is large enough and free.

    Now and then nobody looks whether it is free: that is what the calendars of venues are for.
    """
    taken: dict[str, list[Event]] = defaultdict(list)
    misses = 0
    housed = []
    for event in events:
        venue, room = houses.meant.get((event.complex, event.venue_ko), (None, None))
        if venue and room and room.capacity >= event.capacity:
            is_free = not any(_overlap(event, other) for other in taken[room.key])
            misses += not is_free
            if is_free or misses % NOBODY_LOOKS == 0:
                event = replace(  # noqa: PLW2901 - the same event, at its place
                    event,
                    room=room.key,
                    venue_ko=f"{venue.name_ko} {room.name_ko}",
                    venue_en=f"{venue.name_en}, {room.name_en}",
                    address_ko=venue.address,
                )
                taken[room.key] += [event] * (event.status != "cancelled")
        housed.append(event)
    return housed


def _overlap(one: Event, other: Event) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _venue(chance: Chance, row: Mapping[str, Any], words: Mapping[str, Any], *, number: int) -> Venue:
    texts = words["texts"]
    # Most houses are easy to enter; one in four is not, and says so.
    access = texts["stairs" if number % 4 == 0 else "access"]
    return Venue(
        key=f"venue-{number}",
        public_id=chance.public_id(),
        complex=row["complex"],
        name_ko=row["name"][0],
        name_en=row["name"][1],
        address=row["address"],
        phone=f"055-000-{number:04}",
        opens_at_minute=row["hours"][0],
        closes_at_minute=row["hours"][1],
        text_ko=texts["way"][0],
        text_en=texts["way"][1],
        accessibility_ko=access[0],
        accessibility_en=access[1],
    )


def _room(chance: Chance, venue: Venue, key: str, words: Mapping[str, Any]) -> Room:
    row, level = words["rooms"][key], words["texts"]["level"]
    return Room(
        key=f"{venue.key}/{key}",
        public_id=chance.public_id(),
        venue=venue.key,
        name_ko=row["name"][0],
        name_en=row["name"][1],
        capacity=row["capacity"],
        equipment_ko=row["equipment"][0],
        equipment_en=row["equipment"][1],
        accessibility_ko=level[0],
        accessibility_en=level[1],
    )
