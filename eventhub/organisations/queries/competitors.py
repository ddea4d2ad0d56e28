"""Whom did an organisation name as a competitor, and who named it?"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from eventhub.core.db import session
from eventhub.organisations.models import Competitor, Organisation


def ids_around(organisation_id: int) -> set[int]:
    """Name the rows of those an organisation named as competitors, and of those that named it."""
    named = select(Competitor.rival_id).where(Competitor.organisation_id == organisation_id)
    naming = select(Competitor.organisation_id).where(Competitor.rival_id == organisation_id)
    return set(session.scalars(named.union(naming)))


def list_named_by(organisation_id: int) -> Sequence[Competitor]:
    """List whom an organisation named as a competitor, by name."""
    return session.scalars(
        select(Competitor)
        .join(Competitor.rival)
        .options(contains_eager(Competitor.rival))
        .where(Competitor.organisation_id == organisation_id)
        .order_by(Organisation.name_ko, Organisation.id)
    ).all()


def find(organisation_id: int, rival_id: int) -> Competitor | None:
    """Find one organisation among those another one named as competitors."""
    return session.scalar(
        select(Competitor).where(Competitor.organisation_id == organisation_id, Competitor.rival_id == rival_id)
    )
