"""What becomes of a programme whose event is thrown away, and of speakers' addresses once they are not needed?"""

from datetime import datetime

from sqlalchemy import delete, select, update

from eventhub.core.db import rows_changed, session
from eventhub.events.facts import DraftDiscarded
from eventhub.programme import queries
from eventhub.programme.models import (
    AcceptedWarning,
    Appearance,
    Material,
    MaterialFile,
    ProgrammeSession,
    Release,
    Speaker,
    Track,
)
from eventhub.programme.rules import KEPT


def forget_past(*, now: datetime) -> int:
    """Erase the addresses of the speakers of events long past; who spoke when stays. Return how many."""
    old = Speaker.event_id.in_(queries.ended_before(now - KEPT)) & (Speaker.email != "")
    return rows_changed(update(Speaker).where(old).values(email=""))


def forget_discarded(fact: DraftDiscarded) -> None:
    """Delete the programme of a draft that is thrown away."""
    materials = select(Material.id).where(Material.event_id == fact.event_id)
    sessions = select(ProgrammeSession.id).where(ProgrammeSession.event_id == fact.event_id)
    session.execute(delete(MaterialFile).where(MaterialFile.material_id.in_(materials)))
    session.execute(delete(Appearance).where(Appearance.session_id.in_(sessions)))
    for model in (Material, ProgrammeSession, Speaker, Track, Release, AcceptedWarning):
        session.execute(delete(model).where(model.event_id == fact.event_id))
