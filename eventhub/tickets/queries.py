"""Which place does a ticket stand for, and what is the ticket of a place?"""

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.core.db import session
from eventhub.core.errors import NotFound
from eventhub.core.secrets import seal, unseal
from eventhub.events.models import Event, Status
from eventhub.registrations.models import Registration, Standing
from eventhub.tickets.errors import EventCalledOff, NoTicket, TicketReplaced
from eventhub.tickets.rules import TICKET, name_of, read_name


def ticket_path(place: Registration) -> str:
    """Return the address of the ticket of a place, as it holds now; it ends when its tickets are refused."""
    return f"/t/{seal(TICKET, name_of(place.public_id, place.ticket_round))}"


def named_by(secret: str) -> tuple[str, int] | None:
    """Read which place and which of its tickets a secret names; None if it was not made here."""
    name = unseal(TICKET, secret)
    return read_name(name) if name else None


def get_by_ticket(secret: str) -> Registration:
    """Return the confirmed place, with its event, that a ticket lets in; refuse with the reason there is none."""
    named = named_by(secret)
    if named is None:
        raise NotFound
    public_id, number = named
    registration = session.scalar(_with_event().where(Registration.public_id == public_id))
    if registration is None:
        raise NotFound
    if registration.standing is not Standing.CONFIRMED:
        raise NoTicket(registration.standing)
    if registration.ticket_round != number:
        raise TicketReplaced
    if registration.event.status is Status.CANCELLED:
        raise EventCalledOff
    return registration


def _with_event() -> Select[Registration]:
    loaded = contains_eager(Registration.event)
    return (
        select(Registration)
        .join(Registration.event)
        .options(
            loaded.joinedload(Event.complex, innerjoin=True),
            loaded.joinedload(Event.mini_cluster),
            joinedload(Registration.account, innerjoin=True),
        )
    )
