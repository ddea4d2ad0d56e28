"""What differs between two releases, what does the public changelog say of it, and whom does it concern?"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from eventhub.core.i18n import gettext, ngettext
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_day, say_span
from eventhub.programme.rules.snapshots import SECTIONS, Row, Snapshot, by_id, moment_in, said

# The name of a value with what it was and what it is.
Fields = dict[str, list[Any]]
Cast = Mapping[str, list[str]]
MOVES = ("starts_at", "ends_at", "room")
TITLES = ("title_ko", "title_en")


@dataclass(frozen=True, kw_only=True)
class RowChanges:
    """What differs between two lists of rows with ids."""

    added: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    changed: dict[str, Fields] = field(default_factory=dict)
    # All ids in their new order, where it is not the old one with what is new at the end.
    order: list[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What differs between two snapshots; its sessions are at hand as `added`, `removed` and `changed`."""

    event: Fields = field(default_factory=dict)
    # The days before and after, or nothing.
    days: list[list[str]] = field(default_factory=list)
    sections: dict[str, RowChanges] = field(default_factory=dict)

    @property
    def sessions(self) -> RowChanges:
        """What differs about sessions."""
        return self.sections.get("sessions", RowChanges())

    @property
    def added(self) -> list[Row]:
        """The sessions that are new."""
        return self.sessions.added

    @property
    def removed(self) -> list[Row]:
        """The sessions that are gone, as they were."""
        return self.sessions.removed

    @property
    def changed(self) -> dict[str, Fields]:
        """The sessions that differ, by id: each value with what it was and what it is."""
        return self.sessions.changed

    @property
    def moved(self) -> list[str]:
        """The ids of the sessions with another time or room."""
        return [public_id for public_id, values in self.changed.items() if any(name in values for name in MOVES)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.event or self.days or self.sections)

    def as_data(self) -> dict[str, Any]:
        """Write the changes as JSON can keep them."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Concern:
    """What a release means for one speaker: the ids of the sessions that are new to them, moved, or not theirs now."""

    added: list[str]
    moved: list[str]
    removed: list[str]


def diff(old: Snapshot, new: Snapshot) -> Changes:
    """Say what differs between two snapshots."""
    sections = {name: _row_changes(old[name], new[name]) for name in SECTIONS}
    return Changes(
        event=_fields(old["event"], new["event"]),
        days=[old["days"], new["days"]] if old["days"] != new["days"] else [],
        sections={name: changes for name, changes in sections.items() if changes != RowChanges()},
    )


def apply(old: Snapshot, changes: Changes) -> Snapshot:
    """Make the newer snapshot from the older one and what differs."""
    return {
        "event": _with_fields(old["event"], changes.event),
        "days": changes.days[1] if changes.days else old["days"],
        **{name: _with_rows(old[name], changes.sections.get(name, RowChanges())) for name in SECTIONS},
    }


def changes_from(data: Mapping[str, Any]) -> Changes:
    """Read changes as JSON kept them."""
    sections = {name: RowChanges(**values) for name, values in data["sections"].items()}
    return Changes(event=data["event"], days=data["days"], sections=sections)


def changelog(old: Snapshot, new: Snapshot, changes: Changes) -> list[str]:
    """Say in sentences what changed, in the language of whoever reads it; a first release is listed as a whole."""
    if not old["sessions"]:
        return _whole(new)
    after = by_id(new["sessions"])
    lines = [gettext("New: %(session)s", session=describe(row, new)) for row in changes.added]
    lines += [gettext("Dropped: %(session)s", session=describe(row, old)) for row in changes.removed]
    before = by_id(old["sessions"])
    for public_id, values in changes.changed.items():
        lines += _what_changed(before[public_id], after[public_id], values, old, new)
    return lines or [gettext("Details were corrected.")]


def _whole(new: Snapshot) -> list[str]:
    number = len(new["sessions"])
    lines = [ngettext("The programme is out: one session.", "The programme is out: %(num)d sessions.", number)]
    lists = (
        (_("Days: %(list)s"), [say_day(date.fromisoformat(day)) for day in new["days"]]),
        (_("Tracks: %(list)s"), [said(row, "name") for row in new["tracks"]]),
        (_("Speakers: %(list)s"), [row["name"] for row in new["speakers"]]),
    )
    lines += [str(words) % {"list": " · ".join(names)} for words, names in lists if names]
    return lines + [gettext("New: %(session)s", session=describe(row, new)) for row in new["sessions"]]


def describe(row: Row, snapshot: Snapshot) -> str:
    """Write a session of a snapshot with its time and room in one line."""
    return f"{said(row, 'title')} ({when_and_where(row, snapshot)})"


def when_and_where(row: Row, snapshot: Snapshot, *, with_venue: bool = False) -> str:
    """Write the time and the room of a session of a snapshot in one line, with the building for who must find it."""
    span = say_span(moment_in(row, "starts_at"), moment_in(row, "ends_at"))
    room = by_id(snapshot["rooms"]).get(row["room"] or "", {})
    return ", ".join(part for part in (span, said(room, "name"), said(room, "venue") if with_venue else "") if part)


def concerns(old_cast: Cast, new_cast: Cast, moved: Iterable[str]) -> dict[str, Concern]:
    """Say what a release means for each speaker (public id) it means something for."""
    before, after, moved = _sessions_by_speaker(old_cast), _sessions_by_speaker(new_cast), set(moved)
    found = {}
    for speaker_id in sorted(before.keys() | after.keys()):
        had, has = before.get(speaker_id, []), after.get(speaker_id, [])
        concern = Concern(
            added=[one for one in has if one not in had],
            moved=[one for one in has if one in had and one in moved],
            removed=[one for one in had if one not in has],
        )
        if concern.added or concern.moved or concern.removed:
            found[speaker_id] = concern
    return found


def _sessions_by_speaker(cast: Cast) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for session_id, speaker_ids in cast.items():
        for speaker_id in speaker_ids:
            found.setdefault(speaker_id, []).append(session_id)
    return found


def _what_changed(was: Row, row: Row, values: Fields, old: Snapshot, new: Snapshot) -> list[str]:
    lines = []
    if said(was, "title") != said(row, "title"):
        lines.append(gettext("New title: %(title)s (was %(was)s)", title=said(row, "title"), was=said(was, "title")))
    if any(name in values for name in MOVES):
        moved = {"title": said(row, "title"), "was": when_and_where(was, old), "now": when_and_where(row, new)}
        lines.append(gettext("Moved: %(title)s, from %(was)s to %(now)s", **moved))
    if "speakers" in values:
        names = {row["id"]: row["name"] for row in (*old["speakers"], *new["speakers"])}
        people = ", ".join(names[one["id"]] for one in row["speakers"]) or gettext("to be named")
        lines.append(gettext("Speakers of %(title)s: %(people)s", title=said(row, "title"), people=people))
    if not lines and not set(values) <= set(TITLES):
        lines.append(gettext("Details corrected: %(title)s", title=said(row, "title")))
    return lines


def _fields(old: Row, new: Row) -> Fields:
    return {name: [old.get(name), value] for name, value in new.items() if name not in old or old[name] != value}


def _with_fields(row: Row, fields: Fields) -> Row:
    return {**row, **{name: after for name, (_before, after) in fields.items()}}


def _row_changes(old: list[Row], new: list[Row]) -> RowChanges:
    before, after = by_id(old), by_id(new)
    changed = {name: _fields(before[name], row) for name, row in after.items() if name in before}
    added = [row for row in new if row["id"] not in before]
    natural = [*(name for name in before if name in after), *(row["id"] for row in added)]
    return RowChanges(
        added=added,
        removed=[row for row in old if row["id"] not in after],
        changed={name: fields for name, fields in changed.items() if fields},
        order=list(after) if list(after) != natural else None,
    )


def _with_rows(old: list[Row], changes: RowChanges) -> list[Row]:
    gone = {row["id"] for row in changes.removed}
    kept = [_with_fields(row, changes.changed.get(row["id"], {})) for row in old if row["id"] not in gone]
    rows = [*kept, *changes.added]
    if changes.order is None:
        return rows
    found = by_id(rows)
    return [found[name] for name in changes.order]
