"""How is a file kept for looking at, and taken over whole or not at all?"""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import delete

from eventhub.accounts.models import Account
from eventhub.cluster_day import queries as cluster_day_queries
from eventhub.cluster_day import services as cluster_day
from eventhub.cluster_day.rules import BoothPlan
from eventhub.core import audit
from eventhub.core.db import rows_changed, session
from eventhub.core.errors import NotFound
from eventhub.core.tables import Table
from eventhub.core.types import public_id as new_public_id
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.imports import queries, rules
from eventhub.imports.errors import ColumnsMissing, RowsAtFault
from eventhub.imports.models import ImportDraft, Subject
from eventhub.imports.rules import CheckedRow
from eventhub.programme import services as programme
from eventhub.programme.models import SpeakerRole
from eventhub.programme.rules import AppearancePlan, SessionPlan, SpeakerPlan


def keep(event: Event, subject: Subject, table: Table, *, file_name: str, now: datetime) -> ImportDraft:
    """Keep the rows of a file for a day, so that they can be looked at before they are taken over."""
    if subject not in queries.subjects_of(event):
        raise NotFound
    heading = rules.read_heading(table.header, subject)
    if heading.missing:
        raise ColumnsMissing(heading.missing, table.header)
    draft = ImportDraft(
        public_id=new_public_id(),
        event_id=event.id,
        subject=subject,
        file_name=file_name,
        header=table.header,
        rows=[(row.number, row.cells) for row in table.rows],
        created_at=now,
    )
    session.add(draft)
    return draft


def check(draft: ImportDraft, event: Event) -> list[CheckedRow]:
    """Compare the rows of a file with what the programme holds at this moment."""
    heading = rules.read_heading(draft.header, draft.subject)
    return rules.check_rows(draft.rows, heading, draft.subject, queries.surroundings_of(event, draft))


def take_over(draft: ImportDraft, *, by: Account, now: datetime) -> int:
    """Add the new rows of a file to the programme; return how many. One row at fault, and nothing is added.

    Runs in one transaction, which the caller opened; the event is held, so what was checked is what is written upon.
    """
    event = events.lock(draft.event_id)
    checked = check(draft, event)
    if any(row.faults for row in checked):
        raise RowsAtFault
    new = [row for row in checked if not row.is_known]
    ADDERS[draft.subject](event, new, by=by, now=now)
    audit.record(f"{draft.subject}-imported", f"event:{event.public_id}", actor=by.public_id, now=now, rows=len(new))
    session.delete(draft)
    return len(new)


def throw_away(draft: ImportDraft) -> None:
    """Forget a file without taking it over."""
    session.delete(draft)


def forget_old(*, now: datetime) -> int:
    """Forget the files nobody took over; return how many."""
    return rows_changed(delete(ImportDraft).where(ImportDraft.created_at <= now - rules.KEPT))


def _add_speakers(event: Event, rows: Iterable[CheckedRow], *, by: Account, now: datetime) -> None:
    for row in rows:
        if isinstance(row.plan, SpeakerPlan):
            programme.add_speaker(event.id, row.plan, by=by, now=now)


def _add_sessions(event: Event, rows: Iterable[CheckedRow], *, by: Account, now: datetime) -> None:
    added: dict[str, int] = {}
    for row in rows:
        if not isinstance(row.plan, SessionPlan):
            continue
        plan, name = row.plan, rules.folded(row.track)
        if name and name not in added:
            track = programme.add_track(event.id, name_ko=row.track, by=by, now=now)
            session.flush()  # the sessions below refer to the number the database gives
            added[name] = track.id
        if name:
            plan = SessionPlan(**{**vars(plan), "track_id": added[name]})
        # A room taken twice is a clash the timetable shows; a file of thirty rows is not refused for it.
        planned = programme.add_session(event.id, plan, despite_taken_room=True, by=by, now=now)
        cast = [AppearancePlan(speaker_id=one, role=SpeakerRole.MODERATOR) for one in row.moderators]
        cast += [AppearancePlan(speaker_id=one) for one in row.speakers]
        if cast:
            session.flush()  # the session is looked up again by its public id
            programme.set_appearances(event.id, planned.public_id, cast, version=planned.version, by=by, now=now)


def _add_booths(event: Event, rows: Iterable[CheckedRow], *, by: Account, now: datetime) -> None:
    edition = cluster_day_queries.find_of_event(event.id)
    if edition is None:
        raise NotFound
    for row in rows:
        if isinstance(row.plan, BoothPlan):
            cluster_day.add_booth(edition, row.plan, by=by, now=now)


ADDERS: dict[Subject, Callable[..., None]] = {
    Subject.SPEAKERS: _add_speakers,
    Subject.SESSIONS: _add_sessions,
    Subject.BOOTHS: _add_booths,
}
