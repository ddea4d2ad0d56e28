"""How does a person get a place, alone, with colleagues or for several events at once?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.admission import queries as admission
from eventhub.admission import services as admissions
from eventhub.admission.models import InvitationCode
from eventhub.core.db import session
from eventhub.core.types import public_id as new_public_id
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.rules import DOOR_SENTENCES, door
from eventhub.organisations import queries as organisations
from eventhub.registrations import messages, queries
from eventhub.registrations.errors import AlreadyRegistered, GroupTooLarge, RegistrationClosed
from eventhub.registrations.models import ACTIVE, Party, Registration
from eventhub.registrations.rules import (
    LINKS_PER_ADDRESS,
    NONE_OPEN,
    TRIES_PER_ADDRESS,
    TRIES_PER_NETWORK,
    Applicant,
    Outcome,
)
from eventhub.registrations.services.seating import settle


def count_try(*reached_at: str, network: str, now: datetime) -> None:
    """Count a try at registering, from a network and for each address (or telephone number) it is made for."""
    for address in reached_at:
        limits = {
            f"register-network:{network}": TRIES_PER_NETWORK,
            f"register:{address.strip().lower()}": TRIES_PER_ADDRESS,
        }
        accounts.spend_attempts(limits, now=now)


def register(event_id: int, applicant: Applicant, *, code: str = "", now: datetime) -> Registration:
    """Give a person a seat, or a place in the waiting list when all are taken; the event is held until it is done.

    Who leaves only a telephone number is told apart by it and their name.
    """
    event = _open_event(event_id, now=now)
    if not applicant.email:
        _refuse_namesake(event, applicant)
    found = admissions.code_to_use(event.id, code, now=now)
    account, is_new = accounts.found_or_made(
        applicant.email, name=applicant.name, locale=applicant.locale, phone=applicant.phone, now=now
    )
    before = None if is_new else queries.find_at(event.id, account.id)
    outcome = _place(event, account, applicant, before, code=found, now=now)
    registration = outcome.registration
    if not outcome.is_new:
        raise AlreadyRegistered(registration.public_id, registration.account_id)
    messages.tell_registered(registration, event, number=outcome.number, now=now)
    return registration


def register_together(
    event_id: int, booker: Applicant, people: Sequence[Applicant], *, code: str = "", now: datetime
) -> tuple[Party, list[Outcome]]:
    """Register several colleagues in the order in which they are written down; each gets a letter with an own link.

    Who has a place already keeps it. `booker` writes them down, need not be one of them, and gets the link to all.
    """
    event = _open_event(event_id, now=now)
    if len(people) > admission.terms_of(event.id).largest_group:
        raise GroupTooLarge(admission.terms_of(event.id).largest_group)
    account = account_of(booker, now=now)
    party = Party(public_id=new_public_id(), event_id=event.id, account_id=account.id, registered_at=now)
    session.add(party)
    session.flush()  # the places refer to its row
    found = admissions.code_to_use(event.id, code, uses=len(people), now=now)
    outcomes = []
    for applicant in people:
        account = account_of(applicant, now=now)
        before = queries.find_at(event.id, account.id)
        outcome = _place(event, account, applicant, before, code=found, party=party, now=now)
        if outcome.is_new:
            from_whom = "" if account.id == party.account_id else booker.name
            messages.tell_registered(outcome.registration, event, number=outcome.number, from_whom=from_whom, now=now)
        outcomes.append(outcome)
    messages.tell_booker(booker, party, event, outcomes, now=now)
    return party, outcomes


def register_for_all(event_ids: Iterable[int], applicant: Applicant, *, now: datetime) -> list[Outcome]:
    """Register a person for several events at once, those that take registrations now; one letter says it date by date.

    Events are held in the order of their rows, so that two who do this never wait for each other.
    """
    held = [events.lock(event_id) for event_id in sorted(set(event_ids))]
    open_ones = [event for event in held if door(event, now=now).lets_in]
    if not open_ones:
        raise RegistrationClosed(NONE_OPEN)
    account = account_of(applicant, now=now)
    outcomes = [
        _place(event, account, applicant, queries.find_at(event.id, account.id), now=now) for event in open_ones
    ]
    outcomes.sort(key=lambda outcome: (outcome.event.starts_at, outcome.event.id))
    for outcome in outcomes:
        if outcome.is_new:
            # One letter about all of them puts none into a calendar.
            outcome.registration.invited_as = None
    if not any(outcome.is_new for outcome in outcomes):
        # Nothing happens but a letter, to an address that anybody may write here.
        accounts.spend_attempt(f"place-link:{account.email}", at_most=LINKS_PER_ADDRESS, now=now)
    messages.tell_of_all(outcomes, now=now)
    return outcomes


def write_down(registration: Registration, applicant: Applicant) -> None:
    """Keep what a person says of themselves, and which organisation they come for."""
    registration.name = applicant.name
    registration.organisation_name = applicant.organisation_name
    registration.phone = applicant.phone
    registration.note = applicant.note
    registration.locale = applicant.locale
    registration.organisation_id, registration.is_member = organisations.named_as(
        registration.account, applicant.organisation_name
    )


def place_for(event: Event, account: Account, before: Registration | None, *, now: datetime) -> Registration:
    """Return a person's place at an event: the one they had before, a new round of it if it ended, or the first.

    The first is not in the database before it is known what it is worth.
    """
    registration = before or Registration(
        public_id=new_public_id(), event_id=event.id, account=account, round=0, ticket_round=0, registered_at=now
    )
    if registration.standing not in ACTIVE:
        registration.round, registration.ticket_round = registration.round + 1, registration.ticket_round + 1
        registration.cancelled_at, registration.decision_note, registration.is_handed_over = None, "", False
    return registration


def account_of(applicant: Applicant, *, now: datetime) -> Account:
    """Return the account of who wants to come, made if the address is new."""
    return accounts.account_for(
        applicant.email, name=applicant.name, locale=applicant.locale, phone=applicant.phone, now=now
    )


def _refuse_namesake(event: Event, applicant: Applicant) -> None:
    namesake = queries.find_namesake(event.id, applicant)
    if namesake and namesake.standing in ACTIVE:
        raise AlreadyRegistered(namesake.public_id, namesake.account_id)


def _open_event(event_id: int, *, now: datetime) -> Event:
    """Hold an event that takes registrations now."""
    event = events.lock(event_id)
    found = door(event, now=now)
    if not found.lets_in:
        raise RegistrationClosed(DOOR_SENTENCES[found])
    return event


def _place(
    event: Event,
    account: Account,
    applicant: Applicant,
    before: Registration | None,
    *,
    code: InvitationCode | None = None,
    party: Party | None = None,
    now: datetime,
) -> Outcome:
    """Give somebody what there is at an event, unless they have a place or wait already; the event is held."""
    registration = place_for(event, account, before, now=now)
    if registration.standing in ACTIVE:
        return Outcome(event, registration, queries.number_in_line(registration), is_new=False)
    write_down(registration, applicant)
    registration.party_id, registration.queued_at = (party.id if party else None), now
    registration.promoted_at = registration.offer_until = None
    number = settle(registration, event, code=code, now=now)
    return Outcome(event, registration, number, is_new=True)
