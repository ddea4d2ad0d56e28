"""How is a programme shown to everybody, and who hears of it?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import session
from eventhub.core.i18n import LOCALES, speaking
from eventhub.events.models import Event, Status
from eventhub.programme import messages, queries, rules
from eventhub.programme.errors import (
    NoSuchWarning,
    NoteMissing,
    NothingToRelease,
    NotShownYet,
    StillClashing,
)
from eventhub.programme.facts import ProgrammeReleased
from eventhub.programme.models import AcceptedWarning, Release
from eventhub.programme.rules import Changes, Snapshot
from eventhub.programme.services.sessions import hold_event


def accept_warning(event_id: int, key: str, *, note: str, by: Account, now: datetime) -> AcceptedWarning:
    """Accept a warning about the timetable as it is, with the reason; accepting it again changes the reason."""
    event = hold_event(event_id)
    found = {clash.key: clash for clash in rules.clashes(queries.programme_of(event))}
    if key not in found or found[key].is_hard:
        raise NoSuchWarning
    if not note:
        raise NoteMissing
    accepted = queries.accepted_warnings(event_id).get(key)
    if accepted is None:
        accepted = AcceptedWarning(event_id=event_id, key=key)
        session.add(accepted)
    accepted.note, accepted.accepted_at = note, now
    audit.record("warning-accepted", f"event:{event.public_id}", actor=by.public_id, now=now, key=key)
    return accepted


def take_back_acceptance(event_id: int, key: str, *, by: Account, now: datetime) -> None:
    """Take back that a warning is all right: it stands against the next release again."""
    event = hold_event(event_id)
    accepted = queries.accepted_warnings(event_id).get(key)
    if accepted is None:
        raise NoSuchWarning
    session.delete(accepted)
    audit.record("warning-acceptance-taken-back", f"event:{event.public_id}", actor=by.public_id, now=now, key=key)


def release(event_id: int, *, note_ko: str = "", note_en: str = "", by: Account, now: datetime) -> Release:
    """Show the programme as it is now to everybody, and tell the speakers it concerns."""
    event = hold_event(event_id)
    if event.status is not Status.PUBLISHED:
        raise NotShownYet
    against = rules.standing_against(
        rules.clashes(queries.programme_of(event)), queries.accepted_warnings(event_id).keys()
    )
    if against:
        raise StillClashing(against)
    before, snapshot = queries.latest_release(event_id), queries.snapshot_now(event)
    was = before.snapshot if before else rules.NOTHING
    changes = rules.diff(was, snapshot)
    cast = rules.cast_of(queries.list_sessions(event_id))
    is_unchanged = before is not None and changes.is_empty and before.cast == cast
    if is_unchanged or (before is None and not snapshot["sessions"]):
        raise NothingToRelease
    released = Release(
        event_id=event_id,
        number=before.number + 1 if before else 1,
        released_at=now,
        note_ko=note_ko,
        note_en=note_en,
        snapshot=snapshot,
        changes={"sentences": _sentences(was, snapshot, changes), **changes.as_data()},
        cast=cast,
    )
    session.add(released)
    audit.record("programme-released", f"event:{event.public_id}", actor=by.public_id, now=now, number=released.number)
    _tell(event, released, was, before.cast if before else {}, changes, now=now)
    return released


def _sentences(was: Snapshot, snapshot: Snapshot, changes: Changes) -> dict[str, list[str]]:
    said = {}
    for locale in LOCALES:
        with speaking(locale):
            said[locale] = rules.changelog(was, snapshot, changes)
    return said


def _tell(
    event: Event, released: Release, was: Snapshot, old_cast: rules.Cast, changes: Changes, *, now: datetime
) -> None:
    """Write to each speaker with an address whom the release concerns, and announce it."""
    concerns = rules.concerns(old_cast, released.cast, changes.moved)
    if now < event.ends_at:
        for speaker in queries.list_speakers(event.id):
            if speaker.email and speaker.public_id in concerns:
                messages.tell_speaker(speaker, event, released, concerns[speaker.public_id], was=was, now=now)
    touched = [row["id"] for row in (*changes.added, *changes.removed)] + changes.moved
    announce(
        ProgrammeReleased(event_id=event.id, number=released.number, changed_session_ids=tuple(sorted(touched)), at=now)
    )
