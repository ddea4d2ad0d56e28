"""Who hears of what became of an event, and who moves up because of it?"""

from eventhub.admission import services as admissions
from eventhub.admission.facts import SeatsOpened
from eventhub.events import queries as events
from eventhub.events.facts import CapacityRaised, EventCancelled, EventMoved
from eventhub.registrations import messages, queries
from eventhub.registrations.services.seating import promote

# Who is registered for one date of a series is often registered for the next ones.
MOST_SIMILAR = 12


def tell_of_move(fact: EventMoved) -> None:
    """Tell everybody who has a place or waits what became of time and place of the event."""
    event = events.get(fact.event_id)
    for registration in queries.list_active(event.id):
        messages.tell_event_moved(registration, event, was=fact.was, now=fact.at)


def tell_of_cancellation(fact: EventCancelled) -> None:
    """Tell everybody who has a place or waits that it will not take place, and which similar one is new to them."""
    event = events.get(fact.event_id)
    others = events.list_similar(event, at_most=MOST_SIMILAR, now=fact.at)
    held = queries.list_holders(other.id for other in others)
    for registration in queries.list_active(event.id):
        similar = next((other for other in others if (other.id, registration.account_id) not in held), None)
        messages.tell_event_cancelled(registration, event, similar=similar, now=fact.at)


def free_shared_seats(fact: EventCancelled) -> None:
    """Let other events have the shared seats of one that will not take place."""
    admissions.free_shared(fact.event_id, seats=queries.count_seated(fact.event_id))


def promote_into_raised_capacity(fact: CapacityRaised) -> None:
    """Give the new seats to those who wait."""
    promote(events.lock(fact.event_id), now=fact.at)


def promote_into_opened_seats(fact: SeatsOpened) -> None:
    """Give seats that are not kept for others any more to those who wait."""
    promote(events.lock(fact.event_id), now=fact.at)
