"""What does a programme do when its event moves, or when another event books a room it uses?"""

from eventhub.core import audit
from eventhub.core.i18n import pick
from eventhub.core.moments import say_span
from eventhub.events import queries as events
from eventhub.events.errors import RoomIsBooked
from eventhub.events.facts import EventShifted, RoomBooked
from eventhub.programme import queries, rules


def move_along(fact: EventShifted) -> None:
    """Move every placed session of an event as far as the event; visitors see it with the next release.

    Rooms are not asked for: where one is taken then, the timetable shows the clash.
    """
    placed = [one for one in queries.list_sessions(fact.event_id) if one.starts_at and one.ends_at]
    for planned in placed:
        if planned.starts_at and planned.ends_at:
            planned.starts_at, planned.ends_at = rules.shifted(planned.starts_at, planned.ends_at, fact.shift)
            planned.version, planned.updated_at = planned.version + 1, fact.at
    if placed:
        subject, minutes = f"event:{events.get(fact.event_id).public_id}", fact.shift.total_seconds() // 60
        audit.record("sessions-moved", subject, actor=fact.actor, now=fact.at, number=len(placed), minutes=minutes)


def keep_rooms_of_sessions(fact: RoomBooked) -> None:
    """Refuse a room to an event while a session of another one takes place there; whoever asks holds the room."""
    for other in queries.session_bookings_of_rooms([fact.room_id], fact.starts_at, fact.ends_at, fact.event_id):
        # What is in a room has both moments, as far as the types know of one alone.
        if other.starts_at and other.ends_at:
            raise RoomIsBooked(say_span(other.starts_at, other.ends_at), pick(other.event.complex, "name"))
