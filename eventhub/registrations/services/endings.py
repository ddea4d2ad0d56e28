"""How do registrations end in the database, and who is noted as having taken a list away?"""

from datetime import datetime

from sqlalchemy import delete, update

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import rows_changed, session
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event
from eventhub.registrations import queries
from eventhub.registrations.models import Party, Registration
from eventhub.registrations.rules import KEPT


def note_download(event: Event, *, reason: str, number: int, by: Account, now: datetime) -> None:
    """Write down who took the list of attendees away, and why."""
    detail = {"reason": reason, "rows": number}
    audit.record("attendees-downloaded", f"event:{event.public_id}", actor=by.public_id, now=now, **detail)


def forget_past(*, now: datetime) -> int:
    """Erase what people wrote when they registered for events long past; who came how often can still be counted."""
    old = Registration.event_id.in_(queries.ended_before(now - KEPT)) & (Registration.name != "")
    erased = {"name": "", "organisation_name": "", "phone": "", "note": ""}
    return rows_changed(update(Registration).where(old).values(**erased))


def forget_visitors(*, now: datetime) -> int:
    """Forget people who only ever came to events, and long ago; return how many."""
    visitors = queries.list_visitors_since_gone(now - KEPT)
    for account in visitors:
        accounts.forget(account, now=now)
    return len(visitors)


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget what is left of places given up at an event that was withdrawn and is thrown away now."""
    for table in (Registration, Party):
        session.execute(delete(table).where(table.event_id == fact.event_id))
