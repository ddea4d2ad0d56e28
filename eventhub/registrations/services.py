"""How does a person get a place, wait for one, move up and give it up?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import rows_changed, session
from eventhub.core.types import public_id as new_public_id
from eventhub.events import queries as events
from eventhub.events.facts import CapacityRaised, DraftDiscarded, EventCancelled, EventMoved
from eventhub.events.models import Event, Status
from eventhub.events.rules import DOOR_SENTENCES, door, reminder_due
from eventhub.events.services import free_seat, take_seat
from eventhub.registrations import messages, queries
from eventhub.registrations.errors import AlreadyRegistered, RegistrationClosed, TooLateToGiveUp
from eventhub.registrations.facts import PlaceGivenUp
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import (
    KEPT,
    LINKS_PER_ADDRESS,
    NONE_OPEN,
    REMINDED_AT_ONCE,
    TRIES_PER_ADDRESS,
    TRIES_PER_NETWORK,
    Applicant,
    Outcome,
    standing_for,
)


def count_try(email: str, *, network: str, now: datetime) -> None:
    """Count a try at registering, from a network and for an address."""
    accounts.spend_attempt(f"register-network:{network}", at_most=TRIES_PER_NETWORK, now=now)
    accounts.spend_attempt(f"register:{email.strip().lower()}", at_most=TRIES_PER_ADDRESS, now=now)


def register(event_id: int, applicant: Applicant, *, now: datetime) -> Registration:
    """Give a person a seat, or a place in the waiting list when all are taken; the event is held until it is done."""
    event = events.lock(event_id)
    found = door(event, now=now)
    if not found.lets_in:
        raise RegistrationClosed(DOOR_SENTENCES[found])
    outcome = _place(event, _account_of(applicant, now=now), applicant, now=now)
    registration = outcome.registration
    if not outcome.is_new:
        raise AlreadyRegistered(registration.public_id, registration.account_id)
    if registration.standing is Standing.CONFIRMED:
        messages.tell_confirmed(registration, event, now=now)
    else:
        messages.tell_waiting(registration, event, number=outcome.number, now=now)
    return registration


def register_for_all(event_ids: Iterable[int], applicant: Applicant, *, now: datetime) -> list[Outcome]:
    """Register a person for several events at once, those that take registrations now; one letter says it date by date.

    Events are held in the order of their rows, so that two who do this never wait for each other.
    """
    held = [events.lock(event_id) for event_id in sorted(set(event_ids))]
    open_ones = [event for event in held if door(event, now=now).lets_in]
    if not open_ones:
        raise RegistrationClosed(NONE_OPEN)
    account = _account_of(applicant, now=now)
    outcomes = [_place(event, account, applicant, now=now) for event in open_ones]
    outcomes.sort(key=lambda outcome: (outcome.event.starts_at, outcome.event.id))
    if not any(outcome.is_new for outcome in outcomes):
        # Nothing happens but a letter, to an address that anybody may write here.
        accounts.spend_attempt(f"place-link:{account.email}", at_most=LINKS_PER_ADDRESS, now=now)
    messages.tell_of_all(outcomes, now=now)
    return outcomes


def give_up(public_id: str, *, by_desk: Account | None = None, now: datetime) -> Registration:
    """Give a place up; its seat goes to who waits longest, in the same transaction. Once or twice is the same."""
    event = events.lock(queries.get(public_id).event_id)
    # Read again: while we waited for the event, somebody may have moved up or given up.
    registration = queries.get(public_id)
    if registration.standing is Standing.CANCELLED:
        return registration
    if now >= event.ends_at:
        raise TooLateToGiveUp
    had_a_seat = registration.standing is Standing.CONFIRMED
    registration.standing, registration.cancelled_at = Standing.CANCELLED, now
    messages.tell_given_up(registration, event, by_desk=by_desk is not None, now=now)
    if by_desk is not None:
        audit.record("place-cancelled", f"registration:{public_id}", actor=by_desk.public_id, now=now)
    announce(PlaceGivenUp(event_id=event.id, registration_id=registration.id, at=now))
    # A cancelled event has freed its seats already, and nobody moves up into it.
    if had_a_seat and event.status is Status.PUBLISHED:
        free_seat(event)
        _promote(event, now=now)
    return registration


def send_link_again(public_id: str, *, now: datetime) -> None:
    """Send the link to a place to its owner, unless that was done several times just now."""
    registration = queries.get(public_id)
    accounts.spend_attempt(f"place-link:{registration.account.email}", at_most=LINKS_PER_ADDRESS, now=now)
    messages.send_link_again(registration, events.get(registration.event_id), now=now)


def remind(event_id: int, *, after: int, now: datetime) -> Sequence[int]:
    """Remind the next few who have a place of an event, and return their rows; who came since then needs no reminder.

    Nobody is left when they are fewer than can be reminded at once.
    """
    event = events.get(event_id)
    hours = reminder_due(event, now=now)
    if hours is None:
        return ()
    moment = event.starts_at - timedelta(hours=hours)
    places = queries.list_to_remind(event.id, came_until=moment, after=after, at_most=REMINDED_AT_ONCE)
    for registration in places:
        messages.remind(registration, event, hours=hours, now=now)
    return [registration.id for registration in places]


def note_download(event: Event, *, number: int, by: Account, now: datetime) -> None:
    """Write down who took the list of attendees away."""
    audit.record("attendees-downloaded", f"event:{event.public_id}", actor=by.public_id, now=now, rows=number)


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


def tell_of_move(fact: EventMoved) -> None:
    """Tell everybody who has a place or waits what became of time and place of the event."""
    event = events.get(fact.event_id)
    for registration in queries.list_active(event.id):
        messages.tell_event_moved(registration, event, was=fact.was, now=fact.at)


def tell_of_cancellation(fact: EventCancelled) -> None:
    """Tell everybody who has a place or waits that the event will not take place, and which similar one will."""
    event = events.get(fact.event_id)
    similar = events.similar_upcoming(event, now=fact.at)
    for registration in queries.list_active(event.id):
        messages.tell_event_cancelled(registration, event, similar=similar, now=fact.at)


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget what is left of places given up at an event that was withdrawn and is thrown away now."""
    session.execute(delete(Registration).where(Registration.event_id == fact.event_id))


def promote_into_raised_capacity(fact: CapacityRaised) -> None:
    """Give the new seats to those who wait."""
    _promote(events.lock(fact.event_id), now=fact.at)


def _new(event: Event, account: Account, *, now: datetime) -> Registration:
    registration = Registration(
        public_id=new_public_id(), event_id=event.id, account=account, round=1, registered_at=now
    )
    session.add(registration)
    return registration


def _describe(registration: Registration, applicant: Applicant, *, now: datetime) -> None:
    registration.name = applicant.name
    registration.organisation_name = applicant.organisation_name
    registration.phone = applicant.phone
    registration.note = applicant.note
    registration.locale = applicant.locale
    registration.queued_at = now
    registration.promoted_at = registration.cancelled_at = None


def _account_of(applicant: Applicant, *, now: datetime) -> Account:
    return accounts.account_for(
        applicant.email, name=applicant.name, locale=applicant.locale, phone=applicant.phone, now=now
    )


def _place(event: Event, account: Account, applicant: Applicant, *, now: datetime) -> Outcome:
    """Give somebody what there is at an event, unless they have a place or wait already; the event is held."""
    registration = queries.find_at(event.id, account.id)
    if registration is None:
        registration = _new(event, account, now=now)
    elif registration.standing is Standing.CANCELLED:
        registration.round += 1
    else:
        return Outcome(event, registration, queries.number_in_line(registration), is_new=False)
    _describe(registration, applicant, now=now)
    registration.standing = standing_for(event.seats_left)
    if registration.standing is Standing.CONFIRMED:
        take_seat(event)
    else:
        session.flush()  # the line is counted in the database
    return Outcome(event, registration, queries.number_in_line(registration), is_new=True)


def _promote(event: Event, *, now: datetime) -> None:
    """Seat those who wait longest, as many as there are seats; the event is held."""
    risen = queries.next_waiting(event.id, event.seats_left)
    for registration in risen:
        registration.standing, registration.promoted_at = Standing.CONFIRMED, now
    if risen:
        take_seat(event, seats=len(risen))
    for registration in risen:
        messages.tell_moved_up(registration, event, now=now)
