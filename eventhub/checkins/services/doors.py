"""How is somebody let in at the door, once, however often and from wherever they are read?"""

from datetime import datetime

from sqlalchemy import delete

from eventhub.checkins import queries, rules
from eventhub.checkins.errors import NotYetOpen
from eventhub.checkins.models import CheckIn, Outcome, Scan
from eventhub.checkins.rules import Door, Reading, Result
from eventhub.core import audit
from eventhub.core.clock import zone
from eventhub.core.db import added_or_found, rows_changed, session
from eventhub.core.moments import say_day
from eventhub.events import queries as events
from eventhub.events.models import Event, Status
from eventhub.registrations import services as registrations
from eventhub.registrations.models import Registration
from eventhub.registrations.rules import Applicant
from eventhub.tickets import queries as tickets

LONGEST_CODE = 200


def read(event_id: int, reading: Reading, door: Door, *, now: datetime) -> Result:
    """Take one reading of a code, or of a person chosen by name: who may come in is in afterwards.

    The same reading sent again, at any time and in any order, is the one it was; it counts nothing twice, and does
    not undo what the desk has taken back since.
    """
    known = queries.find_scan(event_id, reading.key)
    if known is not None:
        return queries.result_of(known)
    event = events.get(event_id)
    _refuse_early(door, now=now)
    registration, outcome = _judge(event, reading)
    if outcome is None and registration is not None:
        outcome = _let_in(registration, reading, door, now=now)
    scan = Scan(
        event_id=event.id,
        key=reading.key,
        outcome=outcome,
        registration_id=registration.id if registration else None,
        code="" if registration else reading.code[:LONGEST_CODE],
        scanned_at=now,
        claimed_at=reading.claimed_at,
        **_through(door),
    )
    return queries.result_of(added_or_found(scan, lambda: queries.find_scan(event_id, reading.key)))


def let_walk_in(event_id: int, applicant: Applicant, door: Door, *, key: str, now: datetime) -> Result:
    """Register somebody who came without a place and let them in, in one; refused when every seat is taken."""
    known = queries.find_scan(event_id, key)
    if known is not None:
        return queries.result_of(known)
    _refuse_early(door, now=now)
    registration = registrations.seat_at_the_door(event_id, applicant, by=door.actor, now=now)
    return read(event_id, Reading(key=key, place_id=registration.public_id), door, now=now)


def take_back(event_id: int, place_id: str, door: Door, *, now: datetime) -> Registration:
    """Take back that somebody was let in through a door; once or twice is the same."""
    registration = queries.get_place_at(events.get(event_id), place_id)
    at_door = (CheckIn.day == door.day) & (CheckIn.session_key == door.session_key)
    gone = rows_changed(delete(CheckIn).where(CheckIn.registration_id == registration.id, at_door))
    if gone:
        audit.record("check-in-undone", f"registration:{place_id}", actor=door.actor, now=now, day=str(door.day))
    return registration


def _refuse_early(door: Door, *, now: datetime) -> None:
    if door.day > now.astimezone(zone()).date():
        raise NotYetOpen(say_day(door.day))


def _judge(event: Event, reading: Reading) -> tuple[Registration | None, Outcome | None]:
    """Find out whose place was read, and why it lets nobody in if it does not; the place is held."""
    public_id, number = reading.place_id, 0
    if not public_id:
        named = tickets.named_by(rules.read_code(reading.code))
        if named is None:
            return None, Outcome.NOT_A_TICKET
        public_id, number = named
    registration = queries.hold_place(public_id)
    if registration is None or (reading.place_id and registration.event_id != event.id):
        return None, Outcome.NOT_A_TICKET
    if registration.event_id != event.id:
        return registration, Outcome.OTHER_EVENT
    if event.status is not Status.PUBLISHED:
        return registration, Outcome.EVENT_CANCELLED
    refused = rules.outcome_at(registration)
    if refused is None and not reading.place_id and number != registration.ticket_round:
        refused = Outcome.REPLACED
    return registration, refused


def _let_in(registration: Registration, reading: Reading, door: Door, *, now: datetime) -> Outcome:
    if queries.find_check_in(registration.id, door.day, door.session_key) is not None:
        return Outcome.ALREADY
    new = CheckIn(
        event_id=registration.event_id,
        registration_id=registration.id,
        checked_in_at=now,
        claimed_at=reading.claimed_at,
        **_through(door),
    )
    session.add(new)
    session.flush()  # a second lane that was not held back must hear it here, and not when all is said
    return Outcome.LET_IN


def _through(door: Door) -> dict[str, object]:
    return {"day": door.day, "session_key": door.session_key, "lane": door.lane, "actor": door.actor}
