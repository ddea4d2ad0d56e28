"""Who has a place, who waits, and in which order?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account, Role
from eventhub.accounts.rules import FORGOTTEN
from eventhub.admission import queries as admission
from eventhub.admission.models import InvitationCode, Terms
from eventhub.admission.rules import Share, changes_until, includes, keeps
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.secrets import seal, unseal
from eventhub.events import queries as events
from eventhub.events.models import Event, Status
from eventhub.events.rules import Door, door
from eventhub.organisations import queries as organisations
from eventhub.organisations.models import Membership
from eventhub.registrations.models import ACTIVE, SEATED, Party, Registration, Standing
from eventhub.registrations.rules import DEVICE, PARTY, PLACE, UNDO, PlaceOutlook, behind, is_fresh

MOST_LINKS = 50


@dataclass(frozen=True)
class Outlook:
    """What an event's page says to one reader: may one register, how many wait, which place is already theirs.

    `similar` is where one could go instead of an event that is cancelled.
    """

    door: Door
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
        """Whether who comes now waits: the event is full, or the seats it shares with others are."""
        pool = self.terms.pool
        return self.door is Door.FULL or (self.door is Door.OPEN and pool is not None and pool.seats_left <= 0)


def look_at(event: Event, *, account: Account | None, held: Sequence[str], now: datetime) -> Outlook:
    """Look at an event as one reader: `account` is who signed in, `held` the places this browser was given."""
    found = door(event, now=now)
    similar = events.similar_upcoming(event, now=now) if found is Door.CANCELLED else None
    place = _place_of_reader(event.id, account, held)
    return Outlook(found, count_waiting(event.id), place, admission.terms_of(event.id), similar)


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


def next_waiting(event_id: int, number: int) -> Sequence[Registration]:
    """List those who wait longest for a seat, as many as there are seats."""
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    rows = rows.where(Registration.event_id == event_id, Registration.standing == Standing.WAITING)
    return session.scalars(rows.order_by(Registration.queued_at, Registration.id).limit(max(0, number))).all()


def list_waiting(event_id: int) -> Sequence[Registration]:
    """List everybody who waits for a seat, in the order of the line."""
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    rows = rows.where(Registration.event_id == event_id, Registration.standing == Standing.WAITING)
    return session.scalars(rows.order_by(Registration.queued_at, Registration.id)).all()


def shares_of(
    event_id: int, groups: Collection[int | None], *, now: datetime
) -> tuple[dict[int, Share], dict[int | None, list[int]]]:
    """Return what each quota of an event has taken, and for each of some organisations the quotas it counts for.

    Seats past the moment a quota releases them are not kept; who comes for no organisation counts for no quota.
    """
    quotas = admission.list_quotas(event_id)
    if not quotas:
        return {}, {one: [] for one in groups}
    taken = _seated_by_organisation(event_id)
    belonging = organisations.belonging_of({*taken, *(one for one in groups if one is not None)})
    counted = {
        quota.id: sum(number for one, number in taken.items() if includes(quota, belonging[one])) for quota in quotas
    }
    shares = {
        quota.id: Share(
            quota_id=quota.id,
            reserved=quota.reserved if keeps(quota, now=now) else 0,
            most=quota.most,
            taken=counted[quota.id],
        )
        for quota in quotas
    }
    quotas_of: dict[int | None, list[int]] = {None: []}
    for one in groups:
        if one is not None:
            quotas_of[one] = [quota.id for quota in quotas if includes(quota, belonging[one])]
    return shares, quotas_of


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


def list_lapsed(*, now: datetime, at_most: int = 500) -> Sequence[Registration]:
    """List those who did not answer the offer of a seat in time."""
    is_over = and_(Registration.standing == Standing.OFFERED, Registration.offer_until <= now)
    rows = select(Registration).join(Registration.event).where(is_over, Event.status == Status.PUBLISHED)
    return session.scalars(rows.order_by(Registration.id).limit(at_most)).all()


def count_seated(event_id: int) -> int:
    """Count those who hold a seat, as the rows have it."""
    is_seated = and_(Registration.event_id == event_id, Registration.standing.in_(SEATED))
    return session.scalar(select(func.count()).where(is_seated)) or 0


def list_events_with_rules_and_a_line(*, now: datetime) -> Sequence[int]:
    """List the events to come at which somebody waits and seats may open by the hour, or at another event."""
    waits = select(Registration.event_id).where(Registration.standing == Standing.WAITING)
    rows = select(Event.id).where(Event.id.in_(waits), Event.ends_at > now, admission.may_open_by_itself())
    return session.scalars(rows.order_by(Event.id)).all()


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


def list_active(event_id: int) -> Sequence[Registration]:
    """List everybody who has a place or waits for one, in the order in which they came."""
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    rows = rows.where(Registration.event_id == event_id, Registration.standing.in_(ACTIVE))
    return session.scalars(rows.order_by(Registration.queued_at, Registration.id)).all()


def list_to_remind(event_id: int, *, came_until: datetime, after: int, at_most: int) -> Sequence[Registration]:
    """List some who have a place since a moment or longer, in the order of their rows, from one row on."""
    came_at = func.coalesce(Registration.promoted_at, Registration.queued_at)
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    rows = rows.where(Registration.event_id == event_id, Registration.standing == Standing.CONFIRMED)
    rows = rows.where(came_at <= came_until, Registration.id > after)
    return session.scalars(rows.order_by(Registration.id).limit(at_most)).all()


def count_waiting(event_id: int) -> int:
    """Count those who wait for a seat."""
    return count_by_standing(event_id)[Standing.WAITING]


def count_by_standing(event_id: int) -> dict[Standing, int]:
    """Count the registrations of an event by what they are worth."""
    counted = session.execute(
        select(Registration.standing, func.count())
        .where(Registration.event_id == event_id)
        .group_by(Registration.standing)
    )
    return {**dict.fromkeys(Standing, 0), **dict(counted.all())}


def number_in_line(registration: Registration) -> int:
    """Count from one how far in front somebody stands in the waiting list; nought for who does not wait."""
    if registration.standing is not Standing.WAITING:
        return 0
    came_before = or_(
        Registration.queued_at < registration.queued_at,
        and_(Registration.queued_at == registration.queued_at, Registration.id <= registration.id),
    )
    of_this_event = Registration.event_id == registration.event_id
    waits = Registration.standing == Standing.WAITING
    return session.scalar(select(func.count()).where(of_this_event, waits, came_before)) or 0


def end_of_line(event_id: int, *, now: datetime) -> tuple[datetime, int]:
    """Return when somebody queued who stands behind everybody who waits now, and their number; the event is held."""
    waits = and_(Registration.event_id == event_id, Registration.standing == Standing.WAITING)
    number, last = session.execute(select(func.count(), func.max(Registration.queued_at)).where(waits)).one()
    return behind(last, now=now), number + 1


def numbers_in_line(places: Collection[Registration]) -> dict[int, int]:
    """Count for each of some places at one event how far in front it stands; who does not wait is left out."""
    waiting = [place.id for place in places if place.standing is Standing.WAITING]
    if not waiting:
        return {}
    event_id = next(iter(places)).event_id
    number = func.row_number().over(order_by=(Registration.queued_at, Registration.id)).label("number")
    waits = and_(Registration.event_id == event_id, Registration.standing == Standing.WAITING)
    line = select(Registration.id, number).where(waits).subquery()
    return dict(session.execute(select(line.c.id, line.c.number).where(line.c.id.in_(waiting))).all())


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


def _seated_by_organisation(event_id: int) -> dict[int, int]:
    rows = select(Registration.organisation_id, func.count()).where(
        Registration.event_id == event_id,
        Registration.standing.in_(SEATED),
        Registration.is_member,
        Registration.organisation_id.is_not(None),
    )
    return {one: number for one, number in session.execute(rows.group_by(Registration.organisation_id)) if one}


def _with_event() -> Select[Registration]:
    return (
        select(Registration)
        .join(Registration.event)
        .options(
            contains_eager(Registration.event).joinedload(Event.complex, innerjoin=True),
            contains_eager(Registration.event).joinedload(Event.mini_cluster),
            joinedload(Registration.account, innerjoin=True),
        )
    )


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
