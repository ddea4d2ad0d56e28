"""Who hears of what became of an event, and who moves up because of it?"""

from collections.abc import Iterable

from eventhub.admission import services as admissions
from eventhub.admission.facts import SeatsOpened
from eventhub.events import queries as events
from eventhub.events.facts import CapacityRaised, EventsCancelled, EventsMoved
from eventhub.registrations import messages, queries
from eventhub.registrations.models import Registration
from eventhub.registrations.services.seating import promote

# Who is registered for one date of a series is often registered for the next ones.
MOST_SIMILAR = 12


def tell_of_moves(fact: EventsMoved) -> None:
    """Tell everybody who has a place or waits what became of time and place, each person in one letter."""
    for places in _by_reader(fact.was):
        messages.tell_events_moved(places, was=fact.was, now=fact.at)


def tell_of_cancellations(fact: EventsCancelled) -> None:
    """Tell everybody who has a place or waits what will not take place, and which similar event is new to them."""
    others = events.list_similar(events.get(fact.event_ids[0]), at_most=MOST_SIMILAR, now=fact.at)
    held = queries.list_holders(other.id for other in others)
    for places in _by_reader(fact.event_ids):
        similar = next((other for other in others if (other.id, places[0].account_id) not in held), None)
        messages.tell_events_cancelled(places, similar=similar, now=fact.at)


def free_shared_seats(fact: EventsCancelled) -> None:
    """Let other events have the shared seats of those that will not take place."""
    for event_id in fact.event_ids:
        admissions.free_shared(event_id, seats=queries.count_seated(event_id))


def promote_into_raised_capacity(fact: CapacityRaised) -> None:
    """Give the new seats to those who wait."""
    promote(events.lock(fact.event_id), now=fact.at)


def promote_into_opened_seats(fact: SeatsOpened) -> None:
    """Give seats that are not kept for others any more to those who wait."""
    promote(events.lock(fact.event_id), now=fact.at)


def _by_reader(event_ids: Iterable[int]) -> Iterable[list[Registration]]:
    """Gather the places at some events by who reads of them in which language, each person's in the order of time."""
    readers: dict[tuple[int, str], list[Registration]] = {}
    for place in queries.list_active(event_ids):
        readers.setdefault((place.account_id, place.locale), []).append(place)
    return readers.values()
