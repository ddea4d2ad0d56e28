"""How is a booth put into the hall, changed and taken out?

Whoever writes holds the event until the transaction ends, so two planners never both find a place free.
"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.cluster_day import queries, rules
from eventhub.cluster_day.errors import SenselessEdition
from eventhub.cluster_day.models import Booth, Edition
from eventhub.cluster_day.rules import BOOTH_FIELDS, BoothPlan
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.types import public_id as new_public_id


def add_booth(edition: Edition, plan: BoothPlan, *, by: Account, now: datetime) -> Booth:
    """Add a booth, with a place in the hall or without."""
    edition = queries.lock(edition)
    _check(edition, plan, None)
    values = {name: getattr(plan, name) for name in BOOTH_FIELDS}
    booth = Booth(public_id=new_public_id(), edition_id=edition.id, created_at=now, **values)
    session.add(booth)
    _record("booth-added", booth, by, now)
    return booth


def revise_booth(edition: Edition, public_id: str, plan: BoothPlan, *, by: Account, now: datetime) -> Booth:
    """Change a booth or its place."""
    edition = queries.lock(edition)
    booth = queries.get_booth(edition.id, public_id)
    _check(edition, plan, booth)
    if rules.plan_of_booth(booth) != plan:
        for name in BOOTH_FIELDS:
            setattr(booth, name, getattr(plan, name))
        _record("booth-revised", booth, by, now)
    return booth


def remove_booth(edition: Edition, public_id: str, *, by: Account, now: datetime) -> None:
    """Take a booth out of the hall for good."""
    edition = queries.lock(edition)
    booth = queries.get_booth(edition.id, public_id)
    _record("booth-removed", booth, by, now)
    session.delete(booth)


def _check(edition: Edition, plan: BoothPlan, booth: Booth | None) -> None:
    faults = rules.faults_of_booth(plan, queries.hall(edition, except_id=booth.id if booth else None))
    if faults:
        raise SenselessEdition(faults)


def _record(action: str, booth: Booth, by: Account, now: datetime) -> None:
    audit.record(action, f"booth:{booth.public_id}", actor=by.public_id, now=now)
