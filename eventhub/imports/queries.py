"""Which files wait to be taken over, and what does the programme hold already?"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventhub.cluster_day import queries as cluster_day
from eventhub.core.clock import local, zone
from eventhub.core.db import get_or_refuse
from eventhub.core.errors import NotFound
from eventhub.core.i18n import pick
from eventhub.events.models import Event
from eventhub.imports.models import ImportDraft, Subject
from eventhub.imports.rules import KEPT, Surroundings, cells_of, folded, speaker_key
from eventhub.programme.queries import list_sessions, list_speakers, list_tracks
from eventhub.venues.queries import list_rooms


def get_draft(event_id: int, public_id: str, *, now: datetime) -> ImportDraft:
    """Return a file that waits, of this event; one that is too old is gone."""
    chosen = ImportDraft.public_id == public_id, ImportDraft.event_id == event_id, ImportDraft.created_at > now - KEPT
    return get_or_refuse(select(ImportDraft).where(*chosen))


def subjects_of(event: Event) -> list[Subject]:
    """List what the rows of a file can be: booths stand on a Cluster Day only."""
    edition = cluster_day.find_of_event(event.id)
    return [subject for subject in Subject if subject is not Subject.BOOTHS or edition]


def hall_of(event: Event, draft: ImportDraft) -> dict[str, Any]:
    """Gather what the booths of a file have to agree with: the hall, and who of them is in the directory."""
    edition = cluster_day.find_of_event(event.id)
    if edition is None:
        raise NotFound
    names = {name for name in cells_of(draft.rows, draft.header, Subject.BOOTHS, "organisation_name") if name}
    return {"hall": cluster_day.hall(edition), "organisations": cluster_day.organisations_by_name(names)}


def surroundings_of(event: Event, draft: ImportDraft) -> Surroundings:
    """Gather what the rows of a file refer to, by the names people write."""
    speakers: dict[str, list[str]] = defaultdict(list)
    for speaker in list_speakers(event.id):
        for key in (folded(speaker.name), speaker_key(speaker.name, speaker.organisation_name)):
            speakers[key].append(speaker.public_id)
    rooms: dict[str, list[int]] = defaultdict(list)
    for room in list_rooms([event.venue_id] if event.venue_id else None):
        names = {folded(name) for name in (room.name_ko, room.name_en, f"{pick(room.venue, 'name')} {room.name_ko}")}
        for name in names - {""}:
            rooms[name].append(room.id)
    sessions = list_sessions(event.id)
    titles = frozenset(folded(title) for one in sessions for title in (one.title_ko, one.title_en) if title)
    tracks = {folded(name): one.id for one in list_tracks(event.id) for name in (one.name_ko, one.name_en) if name}
    # The end is exclusive: an event that ends at midnight ends on the day before.
    last = event.ends_at - (event.ends_at - event.starts_at) / 1000
    return Surroundings(
        speakers=speakers,
        tracks=tracks,
        rooms=rooms,
        sessions=titles,
        first_day=local(event.starts_at).date(),
        last_day=local(last).date(),
        zone=zone(),
        **(hall_of(event, draft) if draft.subject is Subject.BOOTHS else {}),
    )
