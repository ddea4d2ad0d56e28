"""Who has a place, and by which link or name is it found?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account, Role
from eventhub.accounts.rules import FORGOTTEN
from eventhub.admission import queries as admission
from eventhub.admission.models import InvitationCode, Terms
from eventhub.admission.rules import House, changes_until, kept_by
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.links import named_by_robot_address
from eventhub.core.secrets import seal, unseal
from eventhub.events import queries as events
from eventhub.events.models import Event, Status
from eventhub.events.rules import Door, door
from eventhub.organisations import queries as organisations
from eventhub.organisations.models import Membership
from eventhub.registrations.models import ACTIVE, Party, Registration, Standing
from eventhub.registrations.queries.lines import count_waiting, number_in_line, shares_of
from eventhub.registrations.rules import ANSWERS, DEVICE, PARTY, PLACE, UNDO, Applicant, PlaceOutlook, is_fresh

MOST_LINKS = 50


@dataclass(frozen=True)
class Outlook:
    """What an event's page says to one reader: may one register, how many wait, which place is already theirs.

    `free` are the seats this reader could take: none of those kept for other groups. `similar` is where one could go
    instead of an event that is cancelled.
    """

    door: Door
    free: int
    waiting: int
    place: Registration | None
    terms: Terms
    similar: Event | None = None

    @property
    def place_path(self) -> str:
        """Where the reader's own place is shown."""
        return path_of(self.place) if self.place else ""

    @property
    def is_full(self) -> bool:
        """Whether who comes now waits: no seat is free, or none for this reader."""
        return self.door is Door.FULL or (self.door is Door.OPEN and self.free <= 0)


def look_at(
    event: Event, *, account: Account | None, held: Sequence[str], with_code: bool = False, now: datetime
) -> Outlook:
    """Look at an event as one reader: `account` is who signed in, `held` the places this browser was given.

    Who comes `with_code` is told of the seats kept by codes too: theirs may be one of these.
    """
    found = door(event, now=now)
    similar = events.similar_upcoming(event, now=now) if found is Door.CANCELLED else None
    place = _place_of_reader(event.id, account, held)
    terms, has_rules = admission.terms_and_rules_of(event.id)
    free = min(event.seats_left, terms.pool.seats_left) if terms.pool else event.seats_left
    if has_rules and free > 0:
        free = _free_for(account, House(free), event.id, with_code=with_code, now=now)
    return Outlook(found, free, count_waiting(event.id), place, terms, similar)


def look_at_place(place: Registration, *, now: datetime) -> PlaceOutlook:
    """Look at a place, with its event, as whoever holds its link."""
    event, terms = place.event, admission.terms_of(place.event_id)
    counts = place.standing in ACTIVE and event.status is Status.PUBLISHED and now < event.ends_at
    in_time = now < changes_until(event, terms)
    is_offered = counts and place.standing is Standing.OFFERED and place.offer_until is not None
    party = find_party(place.party_id)
    return PlaceOutlook(
        door=door(event, now=now),
        number=number_in_line(place),
        terms=terms,
        may_change=counts and in_time,
        is_late=counts and not in_time,
        undo_until=place.queued_at + UNDO if counts and is_fresh(place, now=now) else None,
        offer_left=place.offer_until - now if is_offered and place.offer_until > now else None,  # type: ignore[operator]
        answer_time=timedelta(hours=terms.offer_hours),
        party_path=party_path(party) if party is not None and party.account_id == place.account_id else "",
    )


def path_of(registration: Registration) -> str:
    """Return the private address of a place."""
    return f"/r/{seal(PLACE, registration.public_id)}"


def get_by_link(secret: str) -> Registration:
    """Return the place a private link names, with its event."""
    public_id = unseal(PLACE, secret)
    registration = session.scalar(_with_event().where(Registration.public_id == public_id)) if public_id else None
    if registration is None:
        raise NotFound
    return registration


def find_by_addresses(addresses: Iterable[str]) -> Registration | None:
    """Find the place one of some mail addresses stands for, with its event; a forged address stands for none."""
    named = [name for name in (named_by_robot_address(ANSWERS, one) for one in addresses) if name is not None]
    return session.scalar(_with_event().where(Registration.public_id.in_(named)).limit(1)) if named else None


def party_path(party: Party) -> str:
    """Return the private address at which somebody sees all whom they registered."""
    return f"/g/{seal(PARTY, party.public_id)}"


def get_party_by_link(secret: str) -> Party:
    """Return the people a private link names, who were registered together."""
    public_id = unseal(PARTY, secret)
    party = session.scalar(select(Party).where(Party.public_id == public_id)) if public_id else None
    if party is None:
        raise NotFound
    return party


def get_in_party(party: Party, public_id: str) -> Registration:
    """Return the place of one of the people who were registered together, with its event."""
    return get_or_refuse(_with_event().where(Registration.party_id == party.id, Registration.public_id == public_id))


def get_booker(party: Party) -> Account:
    """Return who registered them."""
    return session.get_one(Account, party.account_id)


def remembered_as(place: Registration) -> str:
    """Return what a device keeps of a person: the sealed name of their newest place, and nothing of themselves."""
    return seal(DEVICE, place.public_id)


def find_remembered(kept: str) -> Registration | None:
    """Find the place by which a device remembers a person, unless what they wrote has been erased since."""
    public_id = unseal(DEVICE, kept) if kept else None
    if public_id is None:
        return None
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    return session.scalar(rows.where(Registration.public_id == public_id, Registration.name != ""))


def get(public_id: str) -> Registration:
    """Return a place, fresh, with its account; who changes it holds its event already."""
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    return get_or_refuse(rows.where(Registration.public_id == public_id).execution_options(populate_existing=True))


def find_at(event_id: int, account_id: int) -> Registration | None:
    """Find a person's place at an event, whatever it is worth."""
    return session.scalar(
        select(Registration)
        .options(joinedload(Registration.account, innerjoin=True))
        .where(Registration.event_id == event_id, Registration.account_id == account_id)
    )


def find_namesake(event_id: int, applicant: Applicant) -> Registration | None:
    """Find the place of somebody of the same name and telephone: who gives no address is told apart by both."""
    same = and_(Registration.name == applicant.name, Registration.phone == applicant.phone)
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    rows = rows.where(Registration.event_id == event_id, same)
    return session.scalar(rows.order_by(Registration.standing.in_(ACTIVE).desc(), Registration.id).limit(1))


def get_code(code_id: int) -> InvitationCode:
    """Return the code somebody came in with; the event is held."""
    return session.get_one(InvitationCode, code_id)


def list_party(party_id: int) -> Sequence[Registration]:
    """List the places of people who were registered together, in the order in which they were written down."""
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    return session.scalars(rows.where(Registration.party_id == party_id).order_by(Registration.id)).all()


def find_party(party_id: int | None) -> Party | None:
    """Find the party somebody was registered with."""
    return session.get(Party, party_id) if party_id is not None else None


def places_of_address(email: str, *, since: datetime) -> Sequence[Registration]:
    """List the places of an address to come, its own and those it registered for others, by their beginning."""
    booker = select(Account.id).where(Account.email == email.strip().lower()).scalar_subquery()
    parties = select(Party.id).where(Party.account_id == booker)
    theirs = or_(Registration.account_id == booker, Registration.party_id.in_(parties))
    rows = _with_event().where(theirs, Registration.standing.in_(ACTIVE), Event.ends_at > since)
    return session.scalars(rows.order_by(Event.starts_at, Registration.id).limit(MOST_LINKS)).all()


def find_newest(complex_id: int) -> Registration | None:
    """Find who registered last for an event of a team, with the event: an example for its letters."""
    rows = _with_event().where(Event.complex_id == complex_id, Registration.name != "")
    return session.scalar(rows.order_by(Registration.registered_at.desc(), Registration.id.desc()).limit(1))


def places_of(account: Account, *, since: datetime | None = None) -> Sequence[Registration]:
    """List what a person has a place at or waits for, by its beginning; from a moment on, or all."""
    rows = _with_event().where(Registration.account_id == account.id, Registration.standing.in_(ACTIVE))
    if since is not None:
        rows = rows.where(Event.ends_at > since)
    return session.scalars(rows.order_by(Event.starts_at, Registration.id)).all()


def ended_before(moment: datetime) -> Select[int]:
    """Select the events that ended before a moment, for use inside another question."""
    return select(Event.id).where(Event.ends_at < moment)


def list_visitors_since_gone(since: datetime, *, at_most: int = 1000) -> Sequence[Account]:
    """List people known only from registrations, none of them for an event that ended after a moment."""
    came_later = select(Registration.account_id).join(Registration.event).where(Event.ends_at >= since)
    came = select(Registration.account_id)
    belongs = select(Membership.account_id)
    rows = select(Account).where(
        Account.role == Role.MEMBER,
        Account.created_at < since,
        Account.id.in_(came),
        Account.id.not_in(came_later),
        Account.id.not_in(belongs),
        Account.email.not_like(f"%@{FORGOTTEN}"),
    )
    return session.scalars(rows.order_by(Account.id).limit(at_most)).all()


def last_organisation_name(account: Account) -> str:
    """Return the organisation a person wrote last, so that it need not be written again."""
    rows = select(Registration.organisation_name).where(Registration.account_id == account.id)
    return session.scalar(rows.order_by(Registration.id.desc()).limit(1)) or ""


def _with_event() -> Select[Registration]:
    return (
        select(Registration)
        .join(Registration.event)
        .options(
            contains_eager(Registration.event).joinedload(Event.complex, innerjoin=True),
            contains_eager(Registration.event).joinedload(Event.mini_cluster),
            contains_eager(Registration.event).joinedload(Event.place),
            joinedload(Registration.account, innerjoin=True),
        )
    )


def _free_for(account: Account | None, house: House, event_id: int, *, with_code: bool, now: datetime) -> int:
    """Count the free seats somebody could take on their own or for one of their organisations."""
    mine = [one.id for one in organisations.organisations_of(account)] if account is not None else []
    house.shares, quotas_of = shares_of(event_id, mine, now=now)
    house.kept_by_codes = 0 if with_code else kept_by(admission.list_keeping_codes(event_id), now=now)
    return max(house.room_for(groups) for groups in ([], *quotas_of.values()))


def _place_of_reader(event_id: int, account: Account | None, held: Sequence[str]) -> Registration | None:
    if account is None and not held:
        return None
    theirs: ColumnElement[bool] = Registration.public_id.in_(list(held))
    if account is not None:
        theirs = or_(theirs, Registration.account_id == account.id)
    active = Registration.standing.in_(ACTIVE)
    rows = select(Registration).where(Registration.event_id == event_id, active, theirs)
    # Who signed in reads of their own place first; the browser may also hold one got for a colleague.
    own_first = (Registration.account_id == account.id).desc() if account is not None else Registration.id
    return session.scalar(rows.order_by(own_first, Registration.id.desc()).limit(1))
