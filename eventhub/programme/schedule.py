"""What does a released programme look like: by day, by room and time, now and next?

Pure: reads the copy a release keeps, so that planning in progress is not seen.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from eventhub.programme.models import Release, SessionType, SpeakerRole
from eventhub.programme.rules import NOTHING, Snapshot, changelog, diff, moment_in


@dataclass(frozen=True, kw_only=True)
class ShownTrack:
    """A line of sessions on one theme."""

    id: str
    name_ko: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class ShownRoom:
    """Where sessions take place."""

    id: str
    name_ko: str
    name_en: str
    capacity: int | None
    venue_id: str
    venue_ko: str
    venue_en: str
    address: str


@dataclass(frozen=True, kw_only=True)
class ShownSpeaker:
    """Somebody who agreed to be shown."""

    id: str
    name: str
    organisation_name: str
    text_ko: str
    text_en: str


@dataclass(frozen=True)
class Voice:
    """Somebody who speaks in a session, and as what."""

    speaker: ShownSpeaker
    role: SpeakerRole


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A session with its place in the timetable."""

    id: str
    type: SessionType
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str
    starts_at: datetime
    ends_at: datetime
    track: ShownTrack | None
    room: ShownRoom | None
    voices: tuple[Voice, ...]

    def runs_at(self, moment: datetime) -> bool:
        """Say whether it has begun and not ended."""
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True)
class Mark:
    """The release in which a session last changed or left, as calendars count changes."""

    number: int
    at: datetime
    is_gone: bool = False


@dataclass(frozen=True)
class ShownProgramme:
    """Everything one release shows, in the order of the timetable."""

    tracks: tuple[ShownTrack, ...]
    rooms: tuple[ShownRoom, ...]
    speakers: tuple[ShownSpeaker, ...]
    slots: tuple[Slot, ...]

    def find(self, session_id: str) -> Slot | None:
        """Find a session by its public id."""
        return next((slot for slot in self.slots if slot.id == session_id), None)

    def days(self, zone: tzinfo) -> list[date]:
        """List the days on which something begins, on people's calendars."""
        return sorted({_day_of(slot, zone) for slot in self.slots})

    def on(self, day: date | None, zone: tzinfo) -> list[Slot]:
        """List what begins on a day."""
        return [slot for slot in self.slots if _day_of(slot, zone) == day]

    def with_speaker(self, speaker_id: str) -> list[Slot]:
        """List the sessions somebody speaks in."""
        return [slot for slot in self.slots if any(voice.speaker.id == speaker_id for voice in slot.voices)]

    def in_room(self, room: ShownRoom | None) -> list[Slot]:
        """List what takes place in a room; without a room: what concerns everybody."""
        return [slot for slot in self.slots if slot.room == room]


@dataclass(frozen=True)
class Column:
    """The sessions of one room, side by side where two overlap."""

    room: ShownRoom | None
    width: int


@dataclass(frozen=True)
class Cell:
    """One field of the timetable: a session or nothing, over so many rows and columns."""

    slot: Slot | None
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Row:
    """What begins at a moment; the row of the present moment carries the line of now."""

    at: datetime
    is_now: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """Rooms by times: what a table of one day holds."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Place:
    """What takes place in a room now, and what comes next."""

    room: ShownRoom | None
    current: tuple[Slot, ...]
    following: Slot | None


def read(snapshot: Snapshot, shown_speakers: Collection[str]) -> ShownProgramme:
    """Read what a release keeps; who no longer agrees to be shown is left out."""
    shown = without_hidden(snapshot, shown_speakers)
    tracks = {row["id"]: ShownTrack(**row) for row in shown["tracks"]}
    rooms = {row["id"]: ShownRoom(**row) for row in shown["rooms"]}
    speakers = {row["id"]: ShownSpeaker(**row) for row in shown["speakers"]}
    slots = []
    for row in shown["sessions"]:
        voices = tuple(Voice(speakers[one["id"]], SpeakerRole(one["role"])) for one in row["speakers"])
        kept = {name: row[name] for name in ("id", "title_ko", "title_en", "text_ko", "text_en")}
        begins, ends = moment_in(row, "starts_at"), moment_in(row, "ends_at")
        track, room = tracks.get(row["track"]), rooms.get(row["room"])
        kind = SessionType(row["type"])
        slots.append(Slot(**kept, type=kind, starts_at=begins, ends_at=ends, track=track, room=room, voices=voices))
    return ShownProgramme(tuple(tracks.values()), tuple(rooms.values()), tuple(speakers.values()), tuple(slots))


def without_hidden(snapshot: Snapshot, shown_speakers: Collection[str]) -> Snapshot:
    """Take those who no longer agree to be shown out of what a release keeps."""
    speakers = [row for row in snapshot["speakers"] if row["id"] in shown_speakers]
    known = {row["id"] for row in speakers}
    sessions = [
        {**row, "speakers": [one for one in row["speakers"] if one["id"] in known]} for row in snapshot["sessions"]
    ]
    return {**snapshot, "speakers": speakers, "sessions": sessions}


def log(releases: Iterable[Release], shown_speakers: Collection[str]) -> list[tuple[Release, list[str]]]:
    """Say of each release, newest first, what changed with it."""
    told = []
    before = NOTHING
    for release in sorted(releases, key=lambda one: one.number):
        after = without_hidden(release.snapshot, shown_speakers)
        told.append((release, changelog(before, after, diff(before, after))))
        before = after
    return told[::-1]


def history(releases: Iterable[Release], shown_speakers: Collection[str]) -> list[tuple[Slot, Mark]]:
    """Show every session that ever was released as it was shown last, with the release in which it last changed."""
    marks: dict[str, Mark] = {}
    shown: dict[str, Slot] = {}
    last_shown: dict[str, Slot] = {}
    for release in sorted(releases, key=lambda one: one.number):
        slots = {slot.id: slot for slot in read(release.snapshot, shown_speakers).slots}
        for session_id in shown.keys() - slots.keys():
            marks[session_id] = Mark(release.number, release.released_at, is_gone=True)
            del shown[session_id]
        for session_id, slot in slots.items():
            if shown.get(session_id) != slot:
                marks[session_id] = Mark(release.number, release.released_at)
            shown[session_id] = last_shown[session_id] = slot
    return [(last_shown[session_id], mark) for session_id, mark in marks.items()]


def grid(slots: Sequence[Slot], rooms: Iterable[ShownRoom], *, now: datetime | None = None) -> Grid:
    """Lay the sessions of a day out as a table; `now` draws the line when it falls into the day.

    A session without a room that nothing else overlaps is for everybody and goes across the whole table.
    """
    across = {slot for slot in slots if slot.room is None and not _overlaps_any(slot, slots)}
    lanes = [(room, lane) for room in (None, *rooms) for lane in _lanes(_in(slots, room, across))]
    moments = sorted({moment for slot in slots for moment in (slot.starts_at, slot.ends_at)})
    if now is not None and moments and moments[0] < now < moments[-1]:
        moments = sorted({*moments, now})
    width = max(1, len(lanes))
    wide = {slot.starts_at: slot for slot in across}
    rows = []
    for moment in moments[:-1]:
        whole = wide.get(moment)
        if whole:
            cells = [Cell(whole, _rows(whole, moments), width)]
        elif any(slot.runs_at(moment) for slot in across):
            cells = []
        elif lanes:
            cells = [cell for _, lane in lanes for cell in _cell(lane, moment, moments)]
        else:
            cells = [Cell(None)]
        rows.append(Row(moment, moment == now, tuple(cells)))
    used = [room for room, _ in lanes]
    columns = tuple(Column(room, used.count(room)) for room in dict.fromkeys(used))
    return Grid(columns, tuple(rows))


def now_and_next(programme: ShownProgramme, *, now: datetime) -> list[Place]:
    """Say for each room what takes place in it and what comes next; a room where nothing comes any more is left out."""
    places = []
    for room in (None, *programme.rooms):
        slots = programme.in_room(room)
        current = tuple(slot for slot in slots if slot.runs_at(now))
        following = next((slot for slot in slots if slot.starts_at > now), None)
        if current or following:
            places.append(Place(room, current, following))
    return places


def _day_of(slot: Slot, zone: tzinfo) -> date:
    return slot.starts_at.astimezone(zone).date()


def _in(slots: Iterable[Slot], room: ShownRoom | None, left_out: Collection[Slot]) -> list[Slot]:
    return [slot for slot in slots if slot.room == room and slot not in left_out]


def _overlaps_any(slot: Slot, others: Iterable[Slot]) -> bool:
    return any(one != slot and one.starts_at < slot.ends_at and slot.starts_at < one.ends_at for one in others)


def _lanes(slots: Iterable[Slot]) -> list[list[Slot]]:
    """Share sessions out so that no two of one lane overlap."""
    lanes: list[list[Slot]] = []
    for slot in slots:
        free = next((lane for lane in lanes if lane[-1].ends_at <= slot.starts_at), None)
        if free is None:
            lanes.append([slot])
        else:
            free.append(slot)
    return lanes


def _cell(lane: Iterable[Slot], moment: datetime, moments: Sequence[datetime]) -> list[Cell]:
    """Return the cell that begins in a lane at a moment: none where a session already runs."""
    running = next((slot for slot in lane if slot.runs_at(moment)), None)
    if running is None:
        return [Cell(None)]
    return [Cell(running, _rows(running, moments))] if running.starts_at == moment else []


def _rows(slot: Slot, moments: Sequence[datetime]) -> int:
    return moments.index(slot.ends_at) - moments.index(slot.starts_at)
