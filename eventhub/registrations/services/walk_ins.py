"""How does somebody get a place who stands at the door without one?"""

from datetime import datetime

from eventhub.admission import queries as admission
from eventhub.admission import services as admissions
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.events import queries as events
from eventhub.events.models import Event, Status
from eventhub.events.rules import DOOR_SENTENCES, Door
from eventhub.registrations import messages, queries
from eventhub.registrations.errors import NoSeatLeft, RegistrationClosed
from eventhub.registrations.models import ACTIVE, Registration, Standing
from eventhub.registrations.rules import Applicant
from eventhub.registrations.services.places import account_of, place_for, write_down


def seat_at_the_door(event_id: int, applicant: Applicant, *, by: str, now: datetime) -> Registration:
    """Seat somebody who has come, whether registration is closed or not, but never beyond the capacity.

    Who waits or asked to come is seated too: they are here. Who has a seat keeps it. `by` is who let them in. Who
    leaves a telephone number and no address is the person here with that name and number, if there is one.
    """
    event = events.lock(event_id)
    if event.status is not Status.PUBLISHED:
        raise RegistrationClosed(DOOR_SENTENCES[Door.CANCELLED if event.status is Status.CANCELLED else Door.DRAFT])
    known = queries.find_namesake(event.id, applicant) if not applicant.email else None
    account = known.account if known else account_of(applicant, now=now)
    registration = place_for(event, account, known or queries.find_at(event.id, account.id), now=now)
    if registration.standing is Standing.CONFIRMED:
        return registration
    if registration.standing is not Standing.OFFERED:
        _take_seat(event)
    if registration.standing not in ACTIVE:
        write_down(registration, applicant)
        registration.party_id, registration.queued_at, registration.promoted_at = None, now, None
    registration.standing, registration.offer_until = Standing.CONFIRMED, None
    session.add(registration)
    session.flush()  # who is let in refers to its row
    audit.record("seated-at-the-door", f"registration:{registration.public_id}", actor=by, now=now)
    messages.tell_registered(registration, event, number=0, is_here=True, now=now)
    return registration


def _take_seat(event: Event) -> None:
    """Take one of the free seats; those kept for groups are for who is here."""
    terms = admission.terms_of(event.id)
    if not event.seats_left or (terms.pool_id is not None and not admission.lock_pool(terms.pool_id).seats_left):
        raise NoSeatLeft
    admissions.take_seats(event, terms)
