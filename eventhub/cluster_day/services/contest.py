"""How is an entry of the contest written down, given its award, and taken back?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.cluster_day import queries, rules
from eventhub.cluster_day.errors import SenselessEdition
from eventhub.cluster_day.models import ContestEntry, Edition
from eventhub.cluster_day.rules import ENTRY_FIELDS, EntryPlan
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.i18n import lazy as _
from eventhub.core.types import public_id as new_public_id


def add_entry(edition: Edition, plan: EntryPlan, *, by: Account, now: datetime) -> ContestEntry:
    """Write down the entry of a complex."""
    edition = queries.lock(edition)
    _check(edition, plan, None)
    values = {name: getattr(plan, name) for name in ENTRY_FIELDS}
    entry = ContestEntry(public_id=new_public_id(), edition_id=edition.id, created_at=now, **values)
    session.add(entry)
    _record("contest-entry-added", entry, by, now)
    return entry


def revise_entry(edition: Edition, public_id: str, plan: EntryPlan, *, by: Account, now: datetime) -> ContestEntry:
    """Change an entry, or write down its award."""
    edition = queries.lock(edition)
    entry = queries.get_entry(edition.id, public_id)
    _check(edition, plan, entry.id)
    if rules.plan_of_entry(entry) != plan:
        for name in ENTRY_FIELDS:
            setattr(entry, name, getattr(plan, name))
        _record("contest-entry-revised", entry, by, now)
    return entry


def remove_entry(edition: Edition, public_id: str, *, by: Account, now: datetime) -> None:
    """Take an entry out of the contest."""
    edition = queries.lock(edition)
    entry = queries.get_entry(edition.id, public_id)
    _record("contest-entry-removed", entry, by, now)
    session.delete(entry)


def _check(edition: Edition, plan: EntryPlan, entry_id: int | None) -> None:
    faults = rules.faults_of_entry(plan)
    if queries.has_entry(edition.id, plan.complex_id, except_id=entry_id):
        faults["complex"] = _("This complex has an entry already.")
    if faults:
        raise SenselessEdition(faults)


def _record(action: str, entry: ContestEntry, by: Account, now: datetime) -> None:
    audit.record(action, f"contest-entry:{entry.public_id}", actor=by.public_id, now=now)
