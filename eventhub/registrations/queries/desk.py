"""Whom do coordinators see in the lists of an event, and how full is it?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, false, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.admission import queries as admission
from eventhub.admission.rules import House, kept_by
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.db import get_or_refuse, session
from eventhub.core.paging import Page, paginate
from eventhub.core.search import holding
from eventhub.events.models import Event
from eventhub.organisations.models import MiniClusterMembership, Organisation
from eventhub.registrations.models import Party, Registration, Standing
from eventhub.registrations.queries.lines import shares_of
from eventhub.registrations.rules import Numbers, Sort, Wanted

ATTENDEES_PER_PAGE = 100
# Who needs an answer comes first, who does not come any more last.
STANDINGS_IN_ORDER = case(
    {
        Standing.REQUESTED: 0,
        Standing.OFFERED: 1,
        Standing.WAITING: 2,
        Standing.CONFIRMED: 3,
        Standing.LAPSED: 4,
        Standing.DECLINED: 5,
        Standing.CANCELLED: 6,
    },
    value=Registration.standing,
)
ORDERS = {
    Sort.NAME: (Registration.name, Registration.id),
    Sort.NEWEST: (Registration.registered_at.desc(), Registration.id.desc()),
    Sort.EARLIEST: (Registration.registered_at, Registration.id),
    Sort.STANDING: (STANDINGS_IN_ORDER, Registration.queued_at, Registration.id),
    Sort.ORGANISATION: (Registration.organisation_name, Registration.name, Registration.id),
}


def list_attendees(
    event_id: int, wanted: Wanted, page: int = 1, *, among: Select[int] | None = None
) -> Page[Registration]:
    """List one page of those who registered and are wanted, with all that the columns show.

    `among` are the places somebody else narrowed the list to: by what was answered, say.
    """
    return paginate(_wanted(event_id, wanted, among), page, per_page=ATTENDEES_PER_PAGE)


def list_all_attendees(event_id: int, wanted: Wanted, *, among: Select[int] | None = None) -> Sequence[Registration]:
    """List everybody who registered and is wanted, with all that the columns show."""
    return session.scalars(_wanted(event_id, wanted, among)).all()


def list_requests(event_id: int, wanted: Wanted, *, among: Select[int] | None = None) -> Sequence[Registration]:
    """List those among the wanted who asked to come and wait for an answer, first come first, so many as fit a page."""
    rows = _wanted(event_id, wanted, among).where(Registration.standing == Standing.REQUESTED)
    rows = rows.order_by(None).order_by(Registration.queued_at, Registration.id)
    return session.scalars(rows.limit(ATTENDEES_PER_PAGE)).all()


def list_chosen(event_id: int, public_ids: Iterable[str]) -> Sequence[Registration]:
    """List the places at an event that were ticked, whatever became of them meanwhile."""
    rows = _of_event(event_id).where(Registration.public_id.in_(list(public_ids)))
    return session.scalars(rows.order_by(Registration.queued_at, Registration.id)).all()


def get_at(event: Event, public_id: str) -> Registration:
    """Return a place at an event the asker may see into, with all that is known of it, fresh."""
    rows = _of_event(event.id).where(Registration.public_id == public_id)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def mini_clusters_at(event_id: int) -> dict[int, list[MiniCluster]]:
    """List for each organisation somebody comes from its mini-clusters, by the organisation's row."""
    coming = select(Registration.organisation_id).where(Registration.event_id == event_id)
    rows = select(MiniClusterMembership.organisation_id, MiniCluster).join(MiniClusterMembership.mini_cluster)
    rows = rows.where(MiniClusterMembership.organisation_id.in_(coming)).order_by(MiniCluster.name_ko, MiniCluster.id)
    joined: dict[int, list[MiniCluster]] = {}
    for organisation_id, mini_cluster in session.execute(rows):
        joined.setdefault(organisation_id, []).append(mini_cluster)
    return joined


def look_into_house(event: Event, *, lacking: Select[int] | None = None, now: datetime) -> Numbers:
    """Count how full an event is at this moment, for whom the free seats are, and how many are `lacking` answers."""
    pool = admission.terms_of(event.id).pool
    shares, _quotas = shares_of(event.id, (), now=now)
    by_codes = kept_by(admission.list_keeping_codes(event.id), now=now)
    left = min(event.seats_left, pool.seats_left) if pool else event.seats_left
    counts, number = _count(event.id, lacking)
    return Numbers(
        capacity=event.capacity,
        seated=event.seats_taken,
        free=House(left, shares, by_codes).room_for(()),
        kept=by_codes + sum(share.kept for share in shares.values()),
        counts=counts,
        lacking=number,
    )


def _count(event_id: int, lacking: Select[int] | None) -> tuple[dict[Standing, int], int]:
    """Count the places at an event by what they are worth, and how many of them lack answers."""
    lack = false() if lacking is None else Registration.id.in_(lacking)
    rows = select(Registration.standing, func.count(), func.count().filter(lack))
    rows = rows.where(Registration.event_id == event_id).group_by(Registration.standing)
    found = session.execute(rows).all()
    counts = {**dict.fromkeys(Standing, 0), **{standing: number for standing, number, _lacking in found}}
    return counts, sum(number for _standing, _number, number in found)


def _wanted(event_id: int, wanted: Wanted, among: Select[int] | None) -> Select[Registration]:
    conditions: list[ColumnElement[bool]] = [
        *holding(wanted.words, Registration.name, Registration.organisation_name, Account.email, Registration.phone),
        *holding(wanted.organisation, Registration.organisation_name, Organisation.name_ko, Organisation.name_en),
    ]
    if wanted.standing is not None:
        conditions.append(Registration.standing == wanted.standing)
    if wanted.complex_slug:
        conditions.append(Complex.slug == wanted.complex_slug)
    if wanted.mini_cluster_slug:
        members = select(MiniClusterMembership.organisation_id).join(MiniClusterMembership.mini_cluster)
        members = members.where(MiniCluster.slug == wanted.mini_cluster_slug)
        conditions.append(Registration.organisation_id.in_(members))
    if among is not None:
        conditions.append(Registration.id.in_(among))
    return _of_event(event_id).where(*conditions).order_by(*ORDERS[wanted.sort])


def _of_event(event_id: int) -> Select[Registration]:
    """Select the places at an event with the person, whom they come for, who registered them and with which code."""
    organisation = contains_eager(Registration.organisation)
    return (
        select(Registration)
        .join(Registration.account)
        .outerjoin(Registration.organisation)
        .outerjoin(Organisation.complex)
        .options(
            contains_eager(Registration.account),
            organisation,
            organisation.contains_eager(Organisation.complex),
            joinedload(Registration.code),
            joinedload(Registration.party).joinedload(Party.account),
        )
        .where(Registration.event_id == event_id)
    )
