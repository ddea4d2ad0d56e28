"""Where and when was a session before somebody moved it, and how does an address carry that along?"""

from dataclasses import dataclass
from datetime import UTC, datetime

from eventhub.core.moments import is_sensible_year
from eventhub.programme.models import ProgrammeSession

NOTHING_THERE = "-"
PARTS = 3


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and when a session is; the room is named by its public id. All of it may be undecided."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    room: str | None = None


def place_of(session: ProgrammeSession) -> Place:
    """Say where and when a session is now; its room is loaded."""
    room = session.room.public_id if session.room else None
    return Place(starts_at=session.starts_at, ends_at=session.ends_at, room=room)


def written_place(place: Place) -> str:
    """Write a place in one word after another, as an address carries it."""
    moments = [
        f"{one.astimezone(UTC):%Y%m%dT%H%M%SZ}" if one else NOTHING_THERE for one in (place.starts_at, place.ends_at)
    ]
    return " ".join([*moments, place.room or NOTHING_THERE])


def place_in(text: str) -> Place | None:
    """Read a place that was written; None when it is none."""
    words = text.split(" ")
    if len(words) != PARTS:
        return None
    try:
        starts_at, ends_at = (_moment_in(word) for word in words[:2])
    except ValueError:
        return None
    return Place(starts_at=starts_at, ends_at=ends_at, room=None if words[2] == NOTHING_THERE else words[2])


def _moment_in(word: str) -> datetime | None:
    if word == NOTHING_THERE:
        return None
    found = datetime.strptime(word, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if not is_sensible_year(found):
        raise ValueError(word)
    return found
