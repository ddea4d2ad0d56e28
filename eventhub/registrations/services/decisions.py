"""What do coordinators, and the clock, decide about places?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from eventhub.accounts.models import Account
from eventhub.admission import queries as admission
from eventhub.admission import services as admissions
from eventhub.core import audit
from eventhub.events import queries as events
from eventhub.events.models import Status
from eventhub.events.rules import reminder_due
from eventhub.registrations import messages, queries
from eventhub.registrations.errors import NoSeatLeft, NotARequest, NotWaiting
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import REMINDED_AT_ONCE
from eventhub.registrations.services.seating import leave, promote, seat_or_queue


def approve(public_id: str, *, note: str = "", by: Account, now: datetime) -> Registration:
    """Say yes to somebody who asked to come, with a sentence for them if there is one.

    They get a seat, or a place in line when none is free for them.
    """
    event = events.lock(queries.get(public_id).event_id)
    registration = queries.get(public_id)
    if registration.standing is not Standing.REQUESTED or event.status is not Status.PUBLISHED:
        raise NotARequest
    # The line is of those who may come: who is approved now stands behind who was approved before.
    registration.queued_at, registration.decision_note = now, note
    terms, has_rules = admission.terms_and_rules_of(event.id)
    number = seat_or_queue(registration, event, terms, has_rules=has_rules, now=now)
    audit.record("request-approved", f"registration:{public_id}", actor=by.public_id, now=now)
    messages.tell_registered(registration, event, number=number, now=now)
    return registration


def decline(public_id: str, *, note: str, by: Account, now: datetime) -> Registration:
    """Say no to somebody who asked to come, with a sentence for them."""
    event = events.lock(queries.get(public_id).event_id)
    registration = queries.get(public_id)
    if registration.standing is not Standing.REQUESTED:
        raise NotARequest
    registration.decision_note = note
    leave(registration, event, Standing.DECLINED, now=now)
    audit.record("request-declined", f"registration:{public_id}", actor=by.public_id, now=now)
    messages.tell_declined(registration, event, now=now)
    return registration


def promote_ahead(public_id: str, *, reason: str, by: Account, now: datetime) -> Registration:
    """Seat somebody who waits ahead of the line, and of seats kept for others, never beyond the capacity.

    The reason is kept with the place and in the audit.
    """
    event = events.lock(queries.get(public_id).event_id)
    registration = queries.get(public_id)
    if registration.standing is not Standing.WAITING:
        raise NotWaiting
    terms = admission.terms_of(event.id)
    if not event.seats_left or (terms.pool_id is not None and not admission.lock_pool(terms.pool_id).seats_left):
        raise NoSeatLeft
    registration.standing, registration.promoted_at, registration.decision_note = Standing.CONFIRMED, now, reason
    admissions.take_seats(event, terms)
    audit.record("promoted-ahead", f"registration:{public_id}", actor=by.public_id, now=now, reason=reason)
    messages.tell_moved_up(registration, event, now=now)
    return registration


def lapse_offer(public_id: str, *, now: datetime) -> None:
    """End an offer nobody answered in time; the seat goes to who is next."""
    event = events.lock(queries.get(public_id).event_id)
    registration = queries.get(public_id)
    is_over = registration.offer_until is not None and registration.offer_until <= now
    if registration.standing is not Standing.OFFERED or not is_over:
        return
    messages.tell_lapsed(registration, event, now=now)
    leave(registration, event, Standing.LAPSED, now=now)


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


def seat_those_who_wait(event_id: int, *, now: datetime) -> None:
    """Let those move up for whom a seat opened by the hour, or at another event that shares seats."""
    event = events.lock(event_id)
    if event.status is Status.PUBLISHED and now < event.ends_at:
        promote(event, now=now)
