"""What may a person do with their own place, by its private link?"""

from datetime import datetime

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.accounts.queries import find_by_email
from eventhub.admission import queries as admission
from eventhub.admission.rules import changes_until
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import session
from eventhub.core.itip import Answer
from eventhub.events import queries as events
from eventhub.events.models import Event, Status
from eventhub.registrations import messages, queries
from eventhub.registrations.errors import AlreadyRegistered, NoOffer, NotComing, TooLateToChange, TooLateToGiveUp
from eventhub.registrations.facts import PlaceGivenUp, PlaceHandedOver
from eventhub.registrations.models import ACTIVE, Registration, Standing
from eventhub.registrations.rules import ANSWER_ACTIONS, LINKS_PER_ADDRESS, Applicant, is_fresh
from eventhub.registrations.services.places import account_of, place_for, write_down
from eventhub.registrations.services.seating import leave

# What a colleague who comes instead takes over with the place.
HANDED_OVER = (
    "standing", "party_id", "code_id", "organisation_id", "is_member", "queued_at", "promoted_at", "offer_until",
)  # fmt: skip


def give_up(public_id: str, *, by_desk: Account | None = None, booker_name: str = "", now: datetime) -> Registration:
    """Give a place up; its seat goes to who waits longest, in the same transaction. Once or twice is the same.

    A registration that was a slip of the thumb may be taken back for some minutes, however late it is. Who registered
    somebody may give the place up for them: `booker_name` tells that person who did.
    """
    registration, event = _held(public_id)
    if registration.standing not in ACTIVE:
        return registration
    if now >= event.ends_at:
        raise TooLateToGiveUp
    if by_desk is None and not is_fresh(registration, now=now):
        _refuse_late(event, now=now)
    if by_desk is not None:
        audit.record("place-cancelled", f"registration:{public_id}", actor=by_desk.public_id, now=now)
    announce(PlaceGivenUp(event_id=event.id, registration_id=registration.id, at=now))
    leave(registration, event, Standing.CANCELLED, now=now)
    messages.tell_given_up(registration, event, by_desk=by_desk is not None, booker_name=booker_name, now=now)
    return registration


def describe_again(
    public_id: str, applicant: Applicant, *, by_desk: Account | None = None, now: datetime
) -> Registration:
    """Change what a person wrote about themselves; the address stays. The desk may still do it when they may not."""
    registration, event = _held(public_id)
    if by_desk is None:
        _refuse_late(event, now=now)
    if registration.standing not in ACTIVE:
        raise NotComing
    was = (registration.name, registration.organisation_name, registration.phone, registration.note)
    # The groups somebody counts for were decided when they were seated: a seat kept for one is not another's.
    group = registration.organisation_id, registration.is_member
    write_down(registration, applicant)
    registration.organisation_id, registration.is_member = group
    if was != (registration.name, registration.organisation_name, registration.phone, registration.note):
        messages.tell_changed(registration, event, now=now)
        if by_desk is not None:
            audit.record("place-changed", f"registration:{public_id}", actor=by_desk.public_id, now=now)
    return registration


def hand_over(public_id: str, colleague: Applicant, *, by_desk: Account | None = None, now: datetime) -> Registration:
    """Let a colleague come instead, with the same seat or place in line; their link is their own, the old one ends.

    A seat kept for a group stays the group's: the colleague counts as the person they come for did. The desk may
    still do it when the person may not, until the event is over.
    """
    registration, event = _held(public_id)
    if by_desk is None:
        _refuse_late(event, now=now)
    elif now >= event.ends_at:
        raise TooLateToGiveUp
    if registration.standing not in ACTIVE:
        raise NotComing
    account = account_of(colleague, now=now)
    theirs = place_for(event, account, queries.find_at(event.id, account.id), now=now)
    if theirs.standing in ACTIVE:
        raise AlreadyRegistered(theirs.public_id, theirs.account_id)
    write_down(theirs, colleague)
    for name in HANDED_OVER:
        setattr(theirs, name, getattr(registration, name))
    registration.standing, registration.cancelled_at = Standing.CANCELLED, now
    registration.is_handed_over, registration.code_id, registration.offer_until = True, None, None
    session.add(theirs)
    session.flush()  # what refers to the new place needs its row
    announce(PlaceHandedOver(event_id=event.id, from_id=registration.id, to_id=theirs.id, at=now))
    actor = by_desk.public_id if by_desk else public_id
    audit.record("place-handed-over", f"registration:{public_id}", actor=actor, now=now, to=theirs.public_id)
    messages.tell_handed_over(registration, event, colleague_name=theirs.name, now=now)
    number = queries.number_in_line(theirs)
    messages.tell_registered(theirs, event, number=number, from_whom=registration.name, is_given=True, now=now)
    return theirs


def accept_offer(public_id: str, *, now: datetime) -> Registration:
    """Take the seat that was offered; twice is once."""
    registration, event = _held(public_id)
    if registration.standing is Standing.CONFIRMED:
        return registration
    is_over = registration.offer_until is None or registration.offer_until <= now
    if registration.standing is not Standing.OFFERED or is_over or event.status is not Status.PUBLISHED:
        raise NoOffer
    registration.standing, registration.offer_until, registration.decided_at = Standing.CONFIRMED, None, now
    messages.tell_registered(registration, event, number=0, now=now)
    return registration


def note_answer(public_id: str, answer: Answer, *, now: datetime) -> Registration:
    """Note what somebody answered in their calendar; who declines gives the place up, as on its page."""
    audit.record(ANSWER_ACTIONS[answer], f"registration:{public_id}", actor=public_id, now=now)
    return give_up(public_id, now=now) if answer is Answer.DECLINED else queries.get(public_id)


def refuse_tickets(public_id: str, *, by: str, now: datetime) -> Registration:
    """End every ticket of a place shown or printed so far; its page shows a new one."""
    registration, _event = _held(public_id)
    registration.ticket_round += 1
    audit.record("tickets-refused", f"registration:{public_id}", actor=by, now=now)
    return registration


def send_link_again(public_id: str, *, now: datetime) -> None:
    """Send the link to a place to its owner, unless that was done several times just now."""
    registration = queries.get(public_id)
    accounts.spend_attempt(f"place-link:{registration.account.email}", at_most=LINKS_PER_ADDRESS, now=now)
    messages.send_link_again(registration, events.get(registration.event_id), now=now)


def send_links(email: str, *, network: str, now: datetime) -> None:
    """Send an address the links to all its places to come, in one letter; if it has none, nothing: nobody can tell."""
    accounts.spend_attempt(f"place-links-network:{network}", at_most=LINKS_PER_ADDRESS * 10, now=now)
    accounts.spend_attempt(f"place-link:{email.strip().lower()}", at_most=LINKS_PER_ADDRESS, now=now)
    account, places = find_by_email(email), queries.places_of_address(email, since=now)
    if account and places:
        messages.send_links_again(account, places, now=now)


def choose_language(account: Account, locale: str, *, now: datetime) -> None:
    """Write about all places somebody has, or waits for, in another language from now on."""
    for place in queries.places_of(account, since=now):
        place.locale = locale


def _held(public_id: str) -> tuple[Registration, Event]:
    """Hold the event of a place, and read the place again: meanwhile somebody may have moved up or given up."""
    event = events.lock(queries.get(public_id).event_id)
    return queries.get(public_id), event


def _refuse_late(event: Event, *, now: datetime) -> None:
    if now >= changes_until(event, admission.terms_of(event.id)):
        raise TooLateToChange(event.complex.team_phone)
