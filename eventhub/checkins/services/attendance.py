"""How does the team write down who came, who did not, and who said so before?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.checkins import queries
from eventhub.checkins.errors import NoPlace
from eventhub.checkins.models import Attendance, AttendanceMark
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.events.models import Event
from eventhub.registrations.models import Standing


def mark(event: Event, place_id: str, attendance: Attendance, *, by: Account, now: datetime) -> None:
    """Write down whether somebody came; `UNKNOWN` takes back what was written, so that the door decides again."""
    registration = queries.get_place_at(event, place_id)
    if registration.standing is not Standing.CONFIRMED:
        raise NoPlace
    found = queries.find_mark(registration.id)
    if attendance is Attendance.UNKNOWN:
        if found is not None:
            session.delete(found)
    elif found is None:
        session.add(_mark(event, registration.id, attendance, by=by, now=now))
    else:
        found.attendance, found.marked_by_id, found.marked_at = attendance, by.id, now
    audit.record("attendance-marked", f"registration:{place_id}", actor=by.public_id, now=now, attendance=attendance)


def mark_the_rest_absent(event: Event, *, by: Account, now: datetime) -> int:
    """Write down that everybody of whom nothing is known did not come; return how many."""
    rest = queries.list_unmarked(event.id)
    session.add_all(_mark(event, one, Attendance.ABSENT, by=by, now=now) for one in rest)
    audit.record("rest-marked-absent", f"event:{event.public_id}", actor=by.public_id, now=now, people=len(rest))
    return len(rest)


def _mark(event: Event, registration_id: int, attendance: Attendance, *, by: Account, now: datetime) -> AttendanceMark:
    return AttendanceMark(
        registration_id=registration_id, event_id=event.id, attendance=attendance, marked_by_id=by.id, marked_at=now
    )
