"""What does the timetable editor show: days, rooms and moments, and what a release would change?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from eventhub.core.i18n import gettext
from eventhub.events.models import Event
from eventhub.programme.models import ProgrammeSession, Release
from eventhub.programme.rules.changes import changelog, concerns, diff
from eventhub.programme.rules.snapshots import NOTHING, Snapshot, cast_of
from eventhub.venues.models import Room

STEP = timedelta(minutes=30)
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
# An event of whole days names no hours: these are the ones people work in.
FIRST_HOUR, LAST_HOUR = time(9), time(18)

Placed = tuple[ProgrammeSession, datetime, datetime]


@dataclass(frozen=True)
class Column:
    """The sessions of one room; where some overlap, side by side in so many lanes."""

    room: Room | None
    lanes: int


@dataclass(frozen=True)
class Cell:
    """A session over so many rows, or a place where one could begin."""

    room: Room | None
    session: ProgrammeSession | None = None
    rows: int = 1


@dataclass(frozen=True)
class Row:
    """What begins at a moment."""

    at: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class BoardDay:
    """Rooms by times, and the same as a list in the order of time."""

    day: date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sessions: tuple[ProgrammeSession, ...]


@dataclass(frozen=True, kw_only=True)
class Pending:
    """What a release would change for visitors, in sentences; whom among the speakers it concerns (public ids)."""

    lines: list[str]
    concerned: frozenset[str] = frozenset()
    unplaced: int = 0


def days_of(event: Event, sessions: Iterable[ProgrammeSession] = (), *, zone: tzinfo) -> list[date]:
    """List the days of an event on people's calendars, and others on which a session was placed by mistake."""
    first, last = _day(event.starts_at, zone), _day(event.ends_at - INSTANT, zone)
    days = {first + number * DAY for number in range((last - first).days + 1)}
    return sorted(days | {_day(one.starts_at, zone) for one in sessions if one.starts_at})


def rooms_at_hand(event: Event, rooms: Iterable[Room], placed: Iterable[ProgrammeSession] = ()) -> list[Room]:
    """Offer the rooms of the event's venue first, then the others; one that is in use stays offered when it closes."""
    offered = {room.id: room for room in rooms}
    used = {one.room.id: one.room for one in placed if one.room}
    return sorted((used | offered).values(), key=lambda room: room.venue_id != event.venue_id)


def pending(release: Release | None, snapshot: Snapshot, sessions: Sequence[ProgrammeSession]) -> Pending:
    """Say what a release would change now."""
    was, cast = (release.snapshot, release.cast) if release else (NOTHING, {})
    unplaced = sum(1 for one in sessions if one.starts_at is None)
    if release is None and not snapshot["sessions"]:
        return Pending(lines=[], unplaced=unplaced)
    changes, planned_cast = diff(was, snapshot), cast_of(sessions)
    concerned = frozenset(concerns(cast, planned_cast, changes.moved))
    lines = [] if changes.is_empty else changelog(was, snapshot, changes)
    if changes.is_empty and cast != planned_cast:
        lines = [gettext("Who speaks has changed; nobody of them has agreed to be shown yet.")]
    return Pending(lines=lines, concerned=concerned, unplaced=unplaced)


def board(
    event: Event, sessions: Iterable[ProgrammeSession], rooms: Sequence[Room], *, zone: tzinfo
) -> tuple[BoardDay, ...]:
    """Lay every day of an event out, and every other day on which a session was placed by mistake."""
    placed = [(one, one.starts_at, one.ends_at) for one in sessions if one.starts_at and one.ends_at]
    days = days_of(event, (session for session, _, _ in placed), zone=zone)
    by_day = {day: [one for one in placed if _day(one[1], zone) == day] for day in days}
    return tuple(_lay_out(event, day, that_day, rooms, zone) for day, that_day in by_day.items())


def _lay_out(event: Event, day: date, placed: list[Placed], rooms: Sequence[Room], zone: tzinfo) -> BoardDay:
    lanes = [
        (room, lane)
        for room in _rooms_in(placed, rooms)
        for lane in _lanes([one for one in placed if one[0].room_id == (room.id if room else None)])
    ]
    moments = _moments(_hours(event, day, zone), placed)
    rows = tuple(
        Row(moment, tuple(cell for room, lane in lanes for cell in _cells(room, lane, moment, moments)))
        for moment in moments[:-1]
    )
    of_lanes = [room for room, _ in lanes]
    columns = tuple(Column(room, of_lanes.count(room)) for room in dict.fromkeys(of_lanes))
    return BoardDay(day, columns, rows, tuple(session for session, _, _ in placed))


def _rooms_in(placed: Iterable[Placed], rooms: Sequence[Room]) -> list[Room | None]:
    """Show the rooms at hand and those in use; what has no room yet comes last."""
    used = {session.room.id: session.room for session, _, _ in placed if session.room}
    others = [room for row, room in used.items() if row not in {at_hand.id for at_hand in rooms}]
    return [*rooms, *others, None]


def _hours(event: Event, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Say from when to when a day of the event lasts."""
    begins, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    first, last = (FIRST_HOUR, LAST_HOUR) if event.all_day else (begins.time(), ends.time())
    if first >= last:
        first, last = min(first, FIRST_HOUR), max(last, LAST_HOUR)
    return datetime.combine(day, first, zone), datetime.combine(day, last, zone)


def _moments(hours: tuple[datetime, datetime], placed: Iterable[Placed]) -> list[datetime]:
    """List every half hour of a day, and every moment at which a session begins or ends."""
    before = max([timedelta(0), *(hours[0] - begins for _, begins, _ in placed)])
    begin = hours[0] + (-before // STEP) * STEP
    end = max([hours[1], *(ends for _, _, ends in placed)])
    marks = [begin + number * STEP for number in range((end - begin) // STEP + 1)]
    return sorted({*marks, end, *(moment for _, begins, ends in placed for moment in (begins, ends))})


def _lanes(placed: Sequence[Placed]) -> list[list[Placed]]:
    """Share sessions out so that no two of one lane overlap; there is always one lane."""
    lanes: list[list[Placed]] = [[]]
    for one in placed:
        free = next((lane for lane in lanes if not lane or lane[-1][2] <= one[1]), None)
        if free is None:
            lanes.append([one])
        else:
            free.append(one)
    return lanes


def _cells(room: Room | None, lane: Iterable[Placed], moment: datetime, moments: Sequence[datetime]) -> list[Cell]:
    """Return the cell that begins in a lane at a moment; none where a session already runs."""
    running = next((one for one in lane if one[1] <= moment < one[2]), None)
    if running is None:
        return [Cell(room)]
    session, begins, ends = running
    return [Cell(room, session, moments.index(ends) - moments.index(begins))] if begins == moment else []


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
