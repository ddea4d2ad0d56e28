"""How is a speaker written down, changed and forgotten?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.types import public_id as new_public_id
from eventhub.programme import queries, rules
from eventhub.programme.errors import ChangedMeanwhile, SenselessProgramme
from eventhub.programme.models import Speaker
from eventhub.programme.rules import SpeakerPlan
from eventhub.programme.services.sessions import hold_event


def add_speaker(event_id: int, plan: SpeakerPlan, *, by: Account, now: datetime) -> Speaker:
    """Write down a speaker of an event."""
    hold_event(event_id)
    speaker = Speaker(public_id=new_public_id(), event_id=event_id, created_at=now)
    _describe(speaker, plan, now)
    session.add(speaker)
    _record("speaker-added", speaker, by, now)
    return speaker


def revise_speaker(
    event_id: int, public_id: str, plan: SpeakerPlan, *, version: int, by: Account, now: datetime
) -> Speaker:
    """Change what is written down about a speaker; agreeing to be shown counts from when it was first noted."""
    hold_event(event_id)
    speaker = queries.get_speaker(event_id, public_id)
    if version != speaker.version:
        raise ChangedMeanwhile(speaker.version)
    if rules.plan_of_speaker(speaker) != plan:
        _describe(speaker, plan, now)
        speaker.version += 1
        _record("speaker-revised", speaker, by, now)
    return speaker


def remove_speaker(event_id: int, public_id: str, *, by: Account, now: datetime) -> None:
    """Forget a speaker, also in the sessions they appear in; the next release shows it."""
    hold_event(event_id)
    speaker = queries.get_speaker(event_id, public_id)
    for appearance in speaker.appearances:
        # Whoever is editing the session meanwhile shall see that its people changed.
        appearance.session.version += 1
        appearance.session.updated_at = now
    _record("speaker-removed", speaker, by, now)
    session.delete(speaker)


def _describe(speaker: Speaker, plan: SpeakerPlan, now: datetime) -> None:
    organisation = queries.find_organisation(plan.organisation_id)
    faults = rules.faults_of_speaker(plan)
    if faults:
        raise SenselessProgramme(faults)
    for name in rules.SPEAKER_FIELDS:
        setattr(speaker, name, getattr(plan, name))
    speaker.organisation_id = organisation.id if organisation else None
    if organisation and not plan.organisation_name:
        speaker.organisation_name = organisation.name_ko or organisation.name_en
    speaker.consented_at = (speaker.consented_at or now) if plan.has_consented else None


def _record(action: str, speaker: Speaker, by: Account, now: datetime) -> None:
    audit.record(action, f"speaker:{speaker.public_id}", actor=by.public_id, now=now)
