"""What is in a programme that is about to be released: how much of everything, and who stays unnamed?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from eventhub.programme.models import Audience, Material, ProgrammeSession, Speaker
from eventhub.programme.rules.snapshots import Snapshot, said


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What visitors would find after a release, and what they would not."""

    days: Sequence[date]
    tracks: Sequence[str]
    rooms: Sequence[str]
    sessions: int
    unplaced: int
    # Who is named, and who appears without having agreed to be shown.
    named: Sequence[str]
    unnamed: Sequence[Speaker]
    # How many materials may be opened by whom; they need no release.
    materials: Mapping[Audience, int]


def contents_of(
    snapshot: Snapshot,
    sessions: Iterable[ProgrammeSession],
    speakers: Iterable[Speaker],
    materials: Iterable[Material],
) -> Contents:
    """Count what a snapshot holds; appearances with their speakers are loaded."""
    listed = list(sessions)
    appearing = {one.speaker_id for session in listed if session.starts_at for one in session.appearances}
    opened = Counter(material.audience for material in materials)
    return Contents(
        days=[date.fromisoformat(day) for day in snapshot["days"]],
        tracks=[said(row, "name") for row in snapshot["tracks"]],
        rooms=[said(row, "name") for row in snapshot["rooms"]],
        sessions=len(snapshot["sessions"]),
        unplaced=sum(session.starts_at is None for session in listed),
        named=[row["name"] for row in snapshot["speakers"]],
        unnamed=[one for one in speakers if one.id in appearing and not one.consented_at],
        materials={audience: opened[audience] for audience in Audience if opened[audience]},
    )
