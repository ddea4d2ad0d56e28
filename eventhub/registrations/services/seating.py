"""How is somebody seated or put in line, who moves up, and whose seat becomes free? The event is held throughout."""

from collections.abc import Sequence
from datetime import datetime

from eventhub.admission import queries as admission
from eventhub.admission import services as admissions
from eventhub.admission.models import InvitationCode, Terms
from eventhub.admission.rules import House, kept_by, offer_until
from eventhub.core.db import session
from eventhub.events.models import Event, Status
from eventhub.registrations import messages, queries
from eventhub.registrations.models import SEATED, Registration, Standing
from eventhub.registrations.rules import sequence_of


def settle(registration: Registration, event: Event, *, code: InvitationCode | None, now: datetime) -> int:
    """Decide what a new registration is worth: a request, a seat, or a place in line; count the seat and the code.

    Return its number in line, nought if it is not in one.
    """
    terms, has_rules = admission.terms_and_rules_of(event.id)
    if code is not None:
        code.uses, registration.code_id = code.uses + 1, code.id
    if terms.needs_approval and not (code is not None and code.skips_approval):
        registration.standing = Standing.REQUESTED
        session.add(registration)
        return 0
    return seat_or_queue(registration, event, terms, has_rules=has_rules, now=now)


def seat_or_queue(registration: Registration, event: Event, terms: Terms, *, has_rules: bool, now: datetime) -> int:
    """Give somebody a seat if one is free for them, else a place in line; write it down, and return the number."""
    if terms.pool_id is not None or has_rules:
        # A seat may have become free elsewhere, or by the hour, since anybody last looked: the line goes first.
        promote(event, now=now)
    is_seated = _seats_left(event, terms) > 0
    if is_seated and has_rules:
        house, mine = _house(event, terms, [registration], now=now)
        is_seated = house.room_for(mine[_group(registration)]) > 0
    registration.decided_at = now
    if is_seated:
        registration.standing, number = Standing.CONFIRMED, 0
        # The letter notes it too; written here, it costs no statement of its own.
        registration.invited_as = sequence_of(registration, event)
    else:
        registration.queued_at, number = queries.end_of_line(event.id, now=now)
        registration.standing = Standing.WAITING
    session.add(registration)
    session.flush()  # the line is counted in the database
    if is_seated:
        admissions.take_seats(event, terms)
    return number


def promote(event: Event, *, now: datetime) -> None:
    """Give the free seats to those who wait longest and may have them, or offer them where the terms say so."""
    if event.status is not Status.PUBLISHED:
        return
    terms = admission.terms_of(event.id)
    risen = _next_in_line(event, terms, now=now)
    for registration in risen:
        # Who left no address would not hear of an offer in time: they are seated, and the team calls them.
        until = offer_until(event, terms, now=now) if registration.account.address else None
        registration.standing = Standing.OFFERED if until else Standing.CONFIRMED
        registration.promoted_at, registration.offer_until = now, until
    if risen:
        admissions.take_seats(event, terms, seats=len(risen))
    for registration in risen:
        if registration.offer_until:
            messages.tell_offered(registration, event, now=now)
        else:
            messages.tell_moved_up(registration, event, now=now)


def leave(registration: Registration, event: Event, standing: Standing, *, now: datetime) -> None:
    """Take somebody's place away; the seat goes to who waits longest, the code may be used again."""
    had_a_seat = registration.standing in SEATED
    registration.standing, registration.cancelled_at, registration.offer_until = standing, now, None
    if registration.code_id is not None:
        queries.get_code(registration.code_id).uses -= 1
        registration.code_id = None
        session.flush()  # seats kept by codes are counted in the database
    # A cancelled event has freed its seats already, and nobody moves up into it.
    if had_a_seat and event.status is Status.PUBLISHED:
        admissions.free_seats(event, admission.terms_of(event.id))
        promote(event, now=now)


def _next_in_line(event: Event, terms: Terms, *, now: datetime) -> Sequence[Registration]:
    """List who moves up now; who is held back by a rule of their group lets others pass."""
    left = _seats_left(event, terms)
    if not left or not admission.has_rules(event.id):
        return queries.next_waiting(event.id, left)
    line = queries.list_waiting(event.id)
    house, mine = _house(event, terms, line, now=now)
    risen = []
    for registration in line:
        groups = mine[_group(registration)]
        if house.room_for(groups):
            house.seat(groups)
            risen.append(registration)
        if not house.left:
            break
    return risen


def _house(
    event: Event, terms: Terms, people: Sequence[Registration], *, now: datetime
) -> tuple[House, dict[int | None, list[int]]]:
    """Return the house as it is, and for each organisation somebody comes for the quotas they count for."""
    shares, quotas_of = queries.shares_of(event.id, {_group(one) for one in people}, now=now)
    kept = kept_by(admission.list_keeping_codes(event.id), now=now)
    return House(_seats_left(event, terms), shares, kept), quotas_of


def _group(registration: Registration) -> int | None:
    """Return the organisation a person counts for; who is not known to belong to it counts for nobody."""
    return registration.organisation_id if registration.is_member else None


def _seats_left(event: Event, terms: Terms) -> int:
    if terms.pool_id is None:
        return event.seats_left
    return min(event.seats_left, admission.lock_pool(terms.pool_id).seats_left)
