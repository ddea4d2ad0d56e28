"""How many have a seat, who waits, and in which order?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.admission import queries as admission
from eventhub.admission.rules import Share, includes, keeps
from eventhub.core.db import session
from eventhub.events.models import Event, Status
from eventhub.organisations import queries as organisations
from eventhub.registrations.models import ACTIVE, SEATED, Registration, Standing
from eventhub.registrations.rules import behind


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


def list_active(event_ids: Iterable[int]) -> Sequence[Registration]:
    """List everybody who has a place at some events or waits for one: by event, in the order in which they came."""
    rows = select(Registration).join(Registration.event)
    rows = rows.options(contains_eager(Registration.event), joinedload(Registration.account, innerjoin=True))
    rows = rows.where(Registration.event_id.in_(list(event_ids)), Registration.standing.in_(ACTIVE))
    order = (Event.starts_at, Event.id, Registration.queued_at, Registration.id)
    return session.scalars(rows.order_by(*order)).all()


def list_holders(event_ids: Iterable[int]) -> set[tuple[int, int]]:
    """List who has a place at some events or waits for one, as pairs of event and account."""
    rows = select(Registration.event_id, Registration.account_id)
    rows = rows.where(Registration.event_id.in_(list(event_ids)), Registration.standing.in_(ACTIVE))
    return {(event_id, account_id) for event_id, account_id in session.execute(rows)}


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


def _seated_by_organisation(event_id: int) -> dict[int, int]:
    rows = select(Registration.organisation_id, func.count()).where(
        Registration.event_id == event_id,
        Registration.standing.in_(SEATED),
        Registration.is_member,
        Registration.organisation_id.is_not(None),
    )
    return {one: number for one, number in session.execute(rows.group_by(Registration.organisation_id)) if one}
