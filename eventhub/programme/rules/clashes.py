"""What in a timetable contradicts itself, and what should somebody look at twice?"""

import enum
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any

from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_day, say_moment, say_span
from eventhub.events.models import Event
from eventhub.programme.models import ProgrammeSession, SessionType, Speaker
from eventhub.venues.models import Room
from eventhub.venues.rules import is_open, say_hours

SHORTEST_BREAK = timedelta(minutes=10)
LONGEST_SITTING = timedelta(hours=3)
DAY = timedelta(days=1)
RESTFUL = (SessionType.BREAK, SessionType.EVENING)


class ClashKind(enum.StrEnum):
    """What sort of clash it is."""

    ROOM_TWICE = "room-twice"
    SPEAKER_TWICE = "speaker-twice"
    OUTSIDE_EVENT = "outside-event"
    ROOM_SMALL = "room-small"
    NO_BREAK = "no-break"
    OUTSIDE_HOURS = "outside-hours"
    CLOSED_DAY = "closed-day"


HARD = (ClashKind.ROOM_TWICE, ClashKind.SPEAKER_TWICE, ClashKind.OUTSIDE_EVENT)
CLASH_WORDS: dict[ClashKind, Any] = {
    ClashKind.ROOM_TWICE: _("Room taken twice"),
    ClashKind.SPEAKER_TWICE: _("Person needed twice"),
    ClashKind.OUTSIDE_EVENT: _("Outside the event"),
    ClashKind.ROOM_SMALL: _("Room too small"),
    ClashKind.NO_BREAK: _("No break"),
    ClashKind.OUTSIDE_HOURS: _("Outside opening hours"),
    ClashKind.CLOSED_DAY: _("Holiday or closed day"),
}


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Something wrong with a timetable; the sentence is in the language of whoever looked.

    A hard one blocks a release; a warning is accepted under its key, which changes with what it is about.
    """

    kind: ClashKind
    is_hard: bool
    session_ids: tuple[str, ...]
    sentence: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A span in which another event uses a room."""

    id: str
    title: str
    room_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A timetable with everything it can clash with; rooms with venues and speakers are loaded in its sessions."""

    event: Event
    sessions: Sequence[ProgrammeSession]
    bookings: Sequence[Booking] = ()
    # Holidays and days on which the team holds nothing, by name.
    closed_days: Mapping[date, str] = field(default_factory=dict)
    zone: tzinfo


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A span of the timetable: a placed session, or what another event does in a room."""

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    session: ProgrammeSession | None = None


def clashes(programme: Programme) -> list[Clash]:
    """Find what clashes: hard clashes first, each sort in the order of time.

    Costs n log n for n sessions, and a step for each pair that overlaps.
    """
    slots = sorted(_slots(programme.sessions), key=_beginning)
    by_speaker = _by_speaker(slots)
    return [
        *_rooms_twice(slots, programme.bookings),
        *_speakers_twice(by_speaker),
        *_outside_event(slots, programme.event),
        *_small_rooms(slots, programme.event.seats_taken),
        *_tired_speakers(by_speaker),
        *_long_sittings(slots),
        *_outside_hours(slots, programme.zone),
        *_closed_days(slots, programme),
    ]


def standing_against(found: Iterable[Clash], accepted: Collection[str]) -> list[Clash]:
    """List what stands against a release: hard clashes, and warnings whose key nobody has accepted."""
    return [clash for clash in found if clash.is_hard or clash.key not in accepted]


def overlapping(slots: Iterable[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Pair the slots that overlap, the earlier one first; one that ends as another begins does not."""
    running: list[tuple[datetime, int, Slot]] = []
    for number, slot in enumerate(sorted(slots, key=_beginning)):
        while running and running[0][0] <= slot.starts_at:
            heappop(running)
        yield from ((other, slot) for _end, _number, other in sorted(running, key=lambda entry: entry[1]))
        heappush(running, (slot.ends_at, number, slot))


def _slots(sessions: Iterable[ProgrammeSession]) -> Iterator[Slot]:
    for session in sessions:
        if session.starts_at and session.ends_at:
            yield Slot(
                id=session.public_id,
                title=pick(session, "title"),
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                session=session,
            )


def _beginning(slot: Slot) -> tuple[datetime, datetime, str]:
    return slot.starts_at, slot.ends_at, slot.id


def _by_speaker(slots: Iterable[Slot]) -> list[tuple[Speaker, list[Slot]]]:
    found: dict[str, tuple[Speaker, list[Slot]]] = {}
    for slot in slots:
        for appearance in slot.session.appearances if slot.session else ():
            speaker = appearance.speaker
            found.setdefault(speaker.public_id, (speaker, []))[1].append(slot)
    return list(found.values())


def _clash(kind: ClashKind, slots: Sequence[Slot], sentence: str, *about: object) -> Clash:
    """Make a clash whose key names its sort, its sessions with their times, and what else it is about."""
    parts = [f"{slot.id} {slot.starts_at.timestamp():.0f} {slot.ends_at.timestamp():.0f}" for slot in slots]
    digest = hashlib.sha256("|".join([*map(str, about), *parts]).encode()).hexdigest()[:32]
    ours = tuple(slot.id for slot in slots if slot.session)
    return Clash(kind=kind, is_hard=kind in HARD, session_ids=ours, sentence=sentence, key=f"{kind}:{digest}")


def _rooms_twice(slots: Iterable[Slot], bookings: Iterable[Booking]) -> Iterator[Clash]:
    rooms: dict[int, Room] = {}
    uses: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.session and slot.session.room:
            rooms[slot.session.room.id] = slot.session.room
            uses[slot.session.room.id].append(slot)
    for booking in bookings:
        if booking.room_id in rooms:
            other = Slot(id=booking.id, title=booking.title, starts_at=booking.starts_at, ends_at=booking.ends_at)
            uses[booking.room_id].append(other)
    for room_id, used in uses.items():
        for one, two in overlapping(used):
            if one.session or two.session:
                room = pick(rooms[room_id], "name")
                yield _clash(ClashKind.ROOM_TWICE, (one, two), _both_in(room, one, two), room_id)


def _both_in(room: str, one: Slot, two: Slot) -> str:
    values = {"room": room, "one": one.title, "two": two.title, "when": say_moment(max(one.starts_at, two.starts_at))}
    return gettext("%(room)s is used twice at %(when)s: “%(one)s” and “%(two)s”.", **values)


def _speakers_twice(by_speaker: Iterable[tuple[Speaker, list[Slot]]]) -> Iterator[Clash]:
    for speaker, slots in by_speaker:
        for one, two in overlapping(slots):
            values = {"name": speaker.name, "one": one.title, "two": two.title, "when": say_moment(two.starts_at)}
            said = gettext("%(name)s is in two sessions at %(when)s: “%(one)s” and “%(two)s”.", **values)
            yield _clash(ClashKind.SPEAKER_TWICE, (one, two), said, speaker.public_id)


def _outside_event(slots: Iterable[Slot], event: Event) -> Iterator[Clash]:
    for slot in slots:
        if slot.starts_at < event.starts_at or slot.ends_at > event.ends_at:
            values = {
                "title": slot.title,
                "when": say_span(slot.starts_at, slot.ends_at),
                "span": say_span(event.starts_at, event.ends_at, all_day=event.all_day),
            }
            said = gettext("“%(title)s” (%(when)s) lies outside the event (%(span)s).", **values)
            yield _clash(ClashKind.OUTSIDE_EVENT, (slot,), said)


def _small_rooms(slots: Sequence[Slot], registered: int) -> Iterator[Clash]:
    """Ask whether those who sign up fit in; where nothing runs beside a session, all who come to the event must."""
    alone = _running_alone(slots)
    for slot in slots:
        room, capacity = (slot.session.room, slot.session.capacity) if slot.session else (None, None)
        people = capacity or (registered if slot.id in alone else 0)
        if room and people > room.capacity:
            values = {"title": slot.title, "room": pick(room, "name"), "seats": room.capacity, "people": people}
            said = gettext("“%(title)s” is for %(people)d people, but %(room)s takes %(seats)d.", **values)
            yield _clash(ClashKind.ROOM_SMALL, (slot,), said, room.id)


def _running_alone(slots: Sequence[Slot]) -> set[str]:
    alone: set[str] = set()
    busy = [slot for slot in slots if slot.session and slot.session.type not in RESTFUL]
    last_end: datetime | None = None
    for number, slot in enumerate(busy):
        follower = busy[number + 1] if number + 1 < len(busy) else None
        if (last_end is None or last_end <= slot.starts_at) and (not follower or follower.starts_at >= slot.ends_at):
            alone.add(slot.id)
        last_end = slot.ends_at if last_end is None else max(last_end, slot.ends_at)
    return alone


def _tired_speakers(by_speaker: Iterable[tuple[Speaker, list[Slot]]]) -> Iterator[Clash]:
    for speaker, slots in by_speaker:
        for one, two in pairwise(slots):
            if timedelta(0) <= two.starts_at - one.ends_at < SHORTEST_BREAK:
                values = {"name": speaker.name, "one": one.title, "two": two.title}
                said = gettext("%(name)s has less than ten minutes between “%(one)s” and “%(two)s”.", **values)
                yield _clash(ClashKind.NO_BREAK, (one, two), said, speaker.public_id)


def _long_sittings(slots: Iterable[Slot]) -> Iterator[Clash]:
    """Find where people who stay in one room, or one track, sit for too long."""
    places: dict[object, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.session and slot.session.type not in RESTFUL:
            places[slot.session.room_id or ("track", slot.session.track_id)].append(slot)
    for followers in places.values():
        for sitting in _sittings(followers):
            begin, end = sitting[0].starts_at, max(slot.ends_at for slot in sitting)
            if end - begin > LONGEST_SITTING:
                values = {"one": sitting[0].title, "when": say_span(begin, end)}
                said = gettext("No break for more than three hours, from “%(one)s” on: %(when)s.", **values)
                yield _clash(ClashKind.NO_BREAK, sitting, said)


def _sittings(slots: Iterable[Slot]) -> Iterator[list[Slot]]:
    sitting: list[Slot] = []
    end: datetime | None = None
    for slot in slots:
        if end is not None and slot.starts_at - end >= SHORTEST_BREAK:
            yield sitting
            sitting, end = [], None
        sitting.append(slot)
        end = slot.ends_at if end is None else max(end, slot.ends_at)
    if sitting:
        yield sitting


def _outside_hours(slots: Iterable[Slot], zone: tzinfo) -> Iterator[Clash]:
    for slot in slots:
        room = slot.session.room if slot.session else None
        if room and not is_open(room.venue, slot.starts_at, slot.ends_at, zone):
            values = {
                "title": slot.title,
                "when": say_span(slot.starts_at, slot.ends_at),
                "venue": pick(room.venue, "name"),
                "hours": say_hours(room.venue),
            }
            said = gettext("“%(title)s” (%(when)s): %(venue)s is open %(hours)s.", **values)
            yield _clash(ClashKind.OUTSIDE_HOURS, (slot,), said, room.venue.id)


def _closed_days(slots: Iterable[Slot], programme: Programme) -> Iterator[Clash]:
    touched: dict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        day = slot.starts_at.astimezone(programme.zone).date()
        last = (slot.ends_at - timedelta(microseconds=1)).astimezone(programme.zone).date()
        while day <= last:
            touched[day].append(slot)
            day += DAY
    for day, held in sorted(touched.items()):
        if day in programme.closed_days:
            said = gettext("%(day)s is %(name)s.", day=say_day(day), name=programme.closed_days[day])
            warning = _clash(ClashKind.CLOSED_DAY, held, said)
            # Accepted for the whole day: another session on it is no news.
            yield Clash(**{**vars(warning), "key": f"{ClashKind.CLOSED_DAY}:{day.isoformat()}"})
