"""What of check-in is erased, and when?"""

from datetime import datetime

from sqlalchemy import delete, update

from eventhub.checkins import queries
from eventhub.checkins.models import AttendanceMark, CheckIn, HelperLink, RoomCode, Scan
from eventhub.core.db import rows_changed, session
from eventhub.events.facts import DraftDiscarded
from eventhub.registrations.rules import KEPT


def forget_past(*, now: datetime) -> int:
    """Erase what was read at the doors of events long past, and helpers' names; who came can still be counted."""
    past = queries.ended_before(now - KEPT)
    named = HelperLink.event_id.in_(past) & (HelperLink.name != "")
    erased = rows_changed(update(HelperLink).where(named).values(name=""))
    return erased + rows_changed(delete(Scan).where(Scan.event_id.in_(past)))


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget what is left of the door of an event that is thrown away."""
    for table in (AttendanceMark, CheckIn, Scan, HelperLink, RoomCode):
        session.execute(delete(table).where(table.event_id == fact.event_id))
