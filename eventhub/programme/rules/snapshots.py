"""What of a programme do visitors see, as plain values in a stable order?

A snapshot is what a release keeps. It holds placed sessions only, and only speakers who agreed to be shown; addresses
for letters, minutes and materials are never in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from eventhub.core.i18n import current_locale
from eventhub.events.models import Event
from eventhub.programme.models import ProgrammeSession, Speaker, Track
from eventhub.venues.models import Room

Snapshot = dict[str, Any]
Row = dict[str, Any]
# The lists of a snapshot whose rows have an id.
SECTIONS = ("tracks", "rooms", "sessions", "speakers")
NOTHING: Snapshot = {"event": {}, "days": [], "tracks": [], "rooms": [], "sessions": [], "speakers": []}


def snapshot_of(
    event: Event,
    tracks: Iterable[Track],
    sessions: Iterable[ProgrammeSession],
    speakers: Iterable[Speaker],
    *,
    zone: tzinfo,
) -> Snapshot:
    """Write down what visitors shall see; rooms with venues, tracks and appearances with speakers are loaded."""
    placed = [session for session in sessions if session.starts_at and session.ends_at]
    rooms = sorted({session.room.id: session.room for session in placed if session.room}.items())
    places = {room_id: number for number, (room_id, _room) in enumerate(rooms)}
    placed.sort(key=lambda one: (one.starts_at, one.ends_at, places.get(one.room_id or 0, -1), one.public_id))
    used = {one.speaker_id for session in placed for one in session.appearances}
    shown = (speaker for speaker in speakers if speaker.consented_at and speaker.id in used)
    return {
        "event": _event_row(event),
        "days": _days(placed, zone),
        "tracks": [{"id": one.public_id, "name_ko": one.name_ko, "name_en": one.name_en} for one in tracks],
        "rooms": [_room_row(room) for _room_id, room in rooms],
        "sessions": [_session_row(session) for session in placed],
        "speakers": [_speaker_row(one) for one in sorted(shown, key=lambda one: (one.name, one.public_id))],
    }


def cast_of(sessions: Iterable[ProgrammeSession]) -> dict[str, list[str]]:
    """Say who appears in which placed session, by public ids, agreed to be shown or not."""
    placed = (session for session in sessions if session.starts_at)
    return {session.public_id: [one.speaker.public_id for one in session.appearances] for session in placed}


def said(row: Mapping[str, Any], name: str) -> str:
    """Choose the `_ko` or `_en` value of a row of a snapshot; the other language is better than nothing."""
    first = current_locale()
    second = "en" if first == "ko" else "ko"
    return str(row.get(f"{name}_{first}") or row.get(f"{name}_{second}") or "")


def moment_in(row: Mapping[str, Any], name: str) -> datetime:
    """Read a moment of a row of a snapshot."""
    return datetime.fromisoformat(row[name])


def by_id(rows: Iterable[Row]) -> dict[str, Row]:
    """Name the rows of a list of a snapshot by their id."""
    return {row["id"]: row for row in rows}


def _days(placed: Sequence[ProgrammeSession], zone: tzinfo) -> list[str]:
    found = set()
    for session in placed:
        if session.starts_at and session.ends_at:
            found.add(session.starts_at.astimezone(zone).date())
            found.add((session.ends_at - timedelta(microseconds=1)).astimezone(zone).date())
    return [day.isoformat() for day in sorted(found)]


def _written(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _event_row(event: Event) -> Row:
    return {
        "id": event.public_id,
        "title_ko": event.title_ko,
        "title_en": event.title_en,
        "starts_at": _written(event.starts_at),
        "ends_at": _written(event.ends_at),
        "venue_ko": event.venue_ko,
        "venue_en": event.venue_en,
        "address": event.address,
    }


def _room_row(room: Room) -> Row:
    return {
        "id": room.public_id,
        "name_ko": room.name_ko,
        "name_en": room.name_en,
        "capacity": room.capacity,
        "venue_id": room.venue.public_id,
        "venue_ko": room.venue.name_ko,
        "venue_en": room.venue.name_en,
        "address": room.venue.address,
    }


def _session_row(session: ProgrammeSession) -> Row:
    shown = [one for one in session.appearances if one.speaker.consented_at]
    return {
        "id": session.public_id,
        "type": session.type.value,
        "title_ko": session.title_ko,
        "title_en": session.title_en,
        "text_ko": session.text_ko,
        "text_en": session.text_en,
        "starts_at": _written(session.starts_at),
        "ends_at": _written(session.ends_at),
        "track": session.track.public_id if session.track else None,
        "room": session.room.public_id if session.room else None,
        "capacity": session.capacity,
        "speakers": [{"id": one.speaker.public_id, "role": one.role.value} for one in shown],
    }


def _speaker_row(speaker: Speaker) -> Row:
    return {
        "id": speaker.public_id,
        "name": speaker.name,
        "organisation_name": speaker.organisation_name,
        "text_ko": speaker.text_ko,
        "text_en": speaker.text_en,
    }
