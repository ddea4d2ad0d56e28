"""How do people check themselves in with the code shown in the room?"""

from datetime import datetime

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.checkins import queries, rules
from eventhub.checkins.errors import NoPlace, NotInTheRoom, WrongRoomCode
from eventhub.checkins.models import Outcome, RoomCode
from eventhub.checkins.rules import Door, Reading, Result
from eventhub.checkins.services.doors import read
from eventhub.core import audit
from eventhub.core.clock import zone
from eventhub.core.db import added_or_found
from eventhub.core.secrets import same
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.registrations.models import Registration


def decide_room(event: Event, *, is_open: bool, by: Account, now: datetime) -> RoomCode:
    """Let people at an event check themselves in, or no longer."""
    room = _room_of(event)
    if room.is_open is not is_open:
        room.is_open = is_open
        action = "self-check-in-allowed" if is_open else "self-check-in-ended"
        audit.record(action, f"event:{event.public_id}", actor=by.public_id, now=now)
    return room


def renew_room_code(event: Event, *, by: Account, now: datetime) -> RoomCode:
    """Show another code from now on; the one before is worth nothing."""
    room = _room_of(event)
    room.number += 1
    audit.record("room-code-renewed", f"event:{event.public_id}", actor=by.public_id, now=now)
    return room


def count_room_try(registration: Registration, *, now: datetime) -> None:
    """Count a try at a room's code, so that it cannot be guessed."""
    accounts.spend_attempt(f"room:{registration.public_id}", at_most=rules.TRIES_AT_ROOM_CODE, now=now)


def check_in_alone(registration: Registration, code: str, *, now: datetime) -> Result:
    """Let somebody in who typed the code shown in the room; twice is once."""
    event = events.get(registration.event_id)
    room = queries.find_room(event.id)
    if room is None or not rules.may_check_in_alone(event, room, now=now):
        raise NotInTheRoom
    today = now.astimezone(zone()).date()
    if not same(rules.tidy_room_code(code), queries.code_of_room(event, room, today)):
        raise WrongRoomCode
    door = Door(day=today, actor=registration.public_id)
    key = f"self-{registration.public_id}-{registration.round}-{today:%Y%m%d}"
    result = read(event.id, Reading(key=key, place_id=registration.public_id), door, now=now)
    if result.outcome not in (Outcome.LET_IN, Outcome.ALREADY):
        raise NoPlace
    return result


def _room_of(event: Event) -> RoomCode:
    found = queries.find_room(event.id)
    if found is not None:
        return found
    return added_or_found(RoomCode(event_id=event.id, is_open=False, number=1), lambda: queries.find_room(event.id))
