"""Whom did an organisation name as a competitor, and who named it?"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from eventhub.core.db import session
from eventhub.organisations.models import Competitor, Organisation


def ids_around(organisation_id: int) -> set[int]:
    """Name the rows of those an organisation named as competitors, and of those that named it."""
    return ids_around_each([organisation_id]).get(organisation_id, set())


def ids_around_each(organisation_ids: Collection[int]) -> dict[int, set[int]]:
    """Name the same for some organisations, by their rows; whoever has no competitor is left out."""
    wanted = frozenset(organisation_ids)
    around: defaultdict[int, set[int]] = defaultdict(set)
    either = or_(Competitor.organisation_id.in_(wanted), Competitor.rival_id.in_(wanted))
    for one, other in session.execute(select(Competitor.organisation_id, Competitor.rival_id).where(either)):
        around[one].add(other)
        around[other].add(one)
    return {row: rivals for row, rivals in around.items() if row in wanted}


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
