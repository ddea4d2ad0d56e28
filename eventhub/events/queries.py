"""Which events are there, and who may see or change them?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    column,
    exists,
    false,
    func,
    or_,
    select,
    true,
    values,
)
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.accounts.queries import list_administrators
from eventhub.clusters.models import Complex, MiniCluster, Post
from eventhub.clusters.queries import find_team_member, list_team, served_by
from eventhub.core.clock import midnight
from eventhub.core.db import get_or_refuse, session
from eventhub.core.moments import days_of
from eventhub.core.paging import Page, paginate
from eventhub.core.search import holding
from eventhub.core.types import Moment
from eventhub.events.models import Event, Kind, PendingNotice, Status, TeamUsual, Visibility
from eventhub.events.rules import LONGEST, Filters
from eventhub.organisations.models import Membership, MiniClusterMembership, Organisation
from eventhub.venues.models import Room

DAY = timedelta(days=1)
SHOWN = (Status.PUBLISHED, Status.CANCELLED)


class View(StrEnum):
    """The heaps of a coordinator's list."""

    DRAFTS = "drafts"
    WAITING = "waiting"
    UPCOMING = "upcoming"
    PAST = "past"


def get(event_id: int) -> Event:
    """Return an event by its row."""
    return session.scalars(_placed().where(Event.id == event_id)).one()


def get_visible(public_id: str, account: Account | None) -> Event:
    """Return an event as this reader may see it: a draft only to its coordinators, a members' event to members."""
    return get_or_refuse(_placed().where(Event.public_id == public_id, may_open(account)))


def get_as_coordinator(public_id: str, account: Account) -> Event:
    """Return an event of a complex this person serves."""
    rows = _placed().options(joinedload(Event.submitted_by))
    return get_or_refuse(rows.where(Event.public_id == public_id, served_by(account, Event.complex_id)))


def lock(event_id: int) -> Event:
    """Return an event, fresh, and hold it until the transaction ends: whatever makes seats scarcer asks here first.

    Registrations may still refer to the row meanwhile (FOR NO KEY UPDATE). On SQLite the write transaction is the lock.
    """
    held = _placed().where(Event.id == event_id).with_for_update(key_share=True, of=Event)
    return session.scalars(held.execution_options(populate_existing=True)).one()


def list_upcoming(filters: Filters, page: int, *, account: Account | None = None, now: datetime) -> Page[Event]:
    """List what is still to come for a reader, nearest first; a span that has passed is listed from its end."""
    rows = _events().where(found_by(account), *_narrowed(filters))
    first, last = filters.first_day, filters.last_day
    looks_back = last is not None and midnight(last + DAY) <= now
    if last is not None:
        rows = rows.where(Event.starts_at < midnight(last + DAY))
    if first is not None or not looks_back:
        rows = rows.where(_ends_after(midnight(first) if first else now))
    nearest = Event.starts_at.desc() if looks_back and first is None else Event.starts_at
    return paginate(rows.order_by(nearest, Event.id), page)


def list_found(account: Account | None, *wanted: str, words: str = "", at_most: int) -> Sequence[Event]:
    """List what stands in a reader's lists, over or not, and was asked for by public ids or by words, latest first."""
    rows = _events().where(found_by(account), Event.public_id.in_(wanted) if wanted else true(), *_holding(words))
    return session.scalars(rows.order_by(Event.starts_at.desc(), Event.id).limit(at_most)).all()


def list_next(number: int, *, account: Account | None = None, now: datetime) -> Sequence[Event]:
    """List the next few events for which one can register now: for everybody, or for members where a reader is one."""
    found = Event.visibility == Visibility.PUBLIC
    if account is not None:
        found = or_(found, and_(Event.visibility == Visibility.MEMBERS, _is_of(account)))
    rows = _events().where(found, takes_registrations(now))
    return session.scalars(rows.order_by(Event.starts_at, Event.id).limit(number)).all()


def list_next_of(account: Account, number: int, *, now: datetime) -> Sequence[Event]:
    """List the next few events of a person's own complexes for which they can register now."""
    listed = Event.visibility.in_((Visibility.PUBLIC, Visibility.MEMBERS))
    rows = _events().where(listed, _is_of(account), takes_registrations(now))
    return session.scalars(rows.order_by(Event.starts_at, Event.id).limit(number)).all()


def count_on(begin: datetime, end: datetime, complex_ids: Iterable[int]) -> int:
    """Count the events of some complexes that take place between two moments."""
    between = and_(_ends_after(begin), Event.starts_at < end)
    rows = select(func.count()).where(
        Event.status == Status.PUBLISHED, Event.complex_id.in_(list(complex_ids)), between
    )
    return session.scalar(rows) or 0


def count_in_month(day: date, *, account: Account | None = None) -> int:
    """Count the events that begin in the month of a day and stand in a reader's lists."""
    first = day.replace(day=1)
    following = (first + 31 * DAY).replace(day=1)
    begins = and_(Event.starts_at >= midnight(first), Event.starts_at < midnight(following))
    is_found = and_(Event.status == Status.PUBLISHED, found_by(account))
    return session.scalar(select(func.count()).where(is_found, begins)) or 0


def list_spans(filters: Filters, begin: datetime, end: datetime, *, account: Account | None = None) -> Sequence[Any]:
    """List what takes place between two moments: a coordinator's own with drafts, of others what is shown.

    Only as much of each as it takes to sort it into days; days in the filters are left aside.
    """
    columns = (
        Event.id,
        Event.complex_id,
        Event.mini_cluster_id,
        Event.kind,
        Event.status,
        Event.starts_at,
        Event.ends_at,
    )
    between = (_ends_after(begin), Event.starts_at < end)
    rows = select(*columns).where(*between, _planned_by(account), *_narrowed(filters))
    return session.execute(rows.order_by(Event.starts_at, Event.id)).all()


def lines_of(event_ids: Iterable[int]) -> dict[int, Any]:
    """Return some events by their rows, as much of each as a line of a plan shows."""
    columns = (
        *(Event.id, Event.public_id, Event.complex_id, Event.mini_cluster_id, Event.kind, Event.status),
        *(Event.title_ko, Event.title_en, Event.starts_at, Event.ends_at, Event.all_day),
        *(Event.venue_ko, Event.venue_en, Event.seats_taken, Event.capacity),
    )
    rows = session.execute(select(*columns).where(Event.id.in_(list(event_ids))))
    return {row.id: row for row in rows}


def count_days(
    filters: Filters,
    days: Sequence[date],
    *,
    only: Iterable[int] | None = None,
    account: Account | None = None,
) -> Counter[date]:
    """Count what takes place on each of some days in a row and is not cancelled, among some events or among all.

    The database counts what is over on the day it begins: of a year's events only those that last longer are fetched.
    """
    # What lasts longer may have begun before the first day.
    before = [days[0] - number * DAY for number in range(LONGEST.days + 1, 0, -1)]
    known = [*before, *days]
    rows = [(number, midnight(day), midnight(day + DAY)) for number, day in enumerate(known)]
    table = values(column("number", Integer), column("begins", Moment), column("ends", Moment)).data(rows).cte("days")
    begins = and_(Event.starts_at >= table.c.begins, Event.starts_at < table.c.ends)
    counted = [begins, Event.status != Status.CANCELLED, _planned_by(account), *_narrowed(filters)]
    if only is not None:
        counted.append(Event.id.in_(list(only)))
    lasts = Event.ends_at > table.c.ends
    groups = (table.c.number, case((lasts, Event.starts_at)), case((lasts, Event.ends_at)))
    found: Counter[date] = Counter()
    for number, starts_at, ends_at, count in session.execute(
        select(*groups, func.count()).where(*counted).group_by(*groups)
    ):
        for day in days_of(starts_at, ends_at) if starts_at else [known[number]]:
            found[day] += count
    return Counter({day: found[day] for day in days if found[day]})


def bookings_of_rooms(
    room_ids: Iterable[int], begin: datetime, end: datetime, except_event_id: int | None = None
) -> Sequence[Event]:
    """List the events of all teams that occupy some rooms between two moments; a draft does, a cancelled one not."""
    between = and_(_ends_after(begin), Event.starts_at < end)
    rows = _placed().where(Event.room_id.in_(list(room_ids)), Event.status != Status.CANCELLED, between)
    if except_event_id is not None:
        rows = rows.where(Event.id != except_event_id)
    return session.scalars(rows.order_by(Event.starts_at, Event.id)).all()


def similar_upcoming(event: Event, *, now: datetime) -> Event | None:
    """Find the next event for who wanted to come to this one."""
    return next(iter(list_similar(event, at_most=1, now=now)), None)


def list_similar(event: Event, *, at_most: int, now: datetime) -> Sequence[Event]:
    """List the next events for who wanted to come to this one: of its mini-cluster, then of its complex and kind."""
    same_kind = and_(Event.complex_id == event.complex_id, Event.kind == event.kind)
    same_field = Event.mini_cluster_id == event.mini_cluster_id if event.mini_cluster_id else false()
    # Who wanted to come to a members' event may come to another one.
    is_members = event.visibility is Visibility.MEMBERS
    audience = (Visibility.PUBLIC, Visibility.MEMBERS) if is_members else (Visibility.PUBLIC,)
    rows = _events().where(
        Event.id != event.id,
        Event.visibility.in_(audience),
        takes_registrations(now),
        Event.seats_taken < Event.capacity,
        or_(same_field, same_kind),
    )
    field_first = case((same_field, 0), else_=1)
    return session.scalars(rows.order_by(field_first, Event.starts_at, Event.id).limit(at_most)).all()


def list_desk(complex_ids: Iterable[int], view: View, *, words: str = "", page: int = 1, now: datetime) -> Page[Event]:
    """List one heap of the events of some complexes; what passed last comes first among the past."""
    rows = _events().where(Event.complex_id.in_(list(complex_ids)), _heap(view, now), *_holding(words))
    order = Event.starts_at.desc() if view is View.PAST else Event.starts_at
    return paginate(rows.order_by(order, Event.id), page)


def count_desk(complex_ids: Iterable[int], *, now: datetime) -> dict[View, int]:
    """Count the heaps of the events of some complexes."""
    of_theirs = Event.complex_id.in_(list(complex_ids))
    counts = [func.count().filter(_heap(view, now)) for view in View]
    row = session.execute(select(*counts).where(of_theirs)).one()
    return dict(zip(View, row, strict=True))


def list_to_publish(now: datetime) -> Sequence[int]:
    """List the drafts whose moment has come, by their rows."""
    due = and_(Event.status == Status.DRAFT, Event.publish_at <= now)
    return session.scalars(select(Event.id).where(due).order_by(Event.publish_at, Event.id)).all()


def list_overdue(complex_ids: Iterable[int], *, now: datetime) -> Sequence[Event]:
    """List the drafts of some complexes that should be published by now and could not be."""
    overdue = and_(Event.status == Status.DRAFT, Event.publish_at <= now)
    rows = _events().where(Event.complex_id.in_(list(complex_ids)), overdue)
    return session.scalars(rows.order_by(Event.publish_at, Event.id)).all()


def list_due_notices(now: datetime) -> list[list[int]]:
    """List the events whose people are to hear of a move now, by their rows; those moved in one go are together."""
    rows = select(PendingNotice.event_id, PendingNotice.began_at).where(PendingNotice.due_at <= now)
    together: dict[datetime, list[int]] = {}
    for event_id, began_at in session.execute(rows.order_by(PendingNotice.due_at, PendingNotice.id)):
        together.setdefault(began_at, []).append(event_id)
    return list(together.values())


def list_to_remind(now: datetime) -> Sequence[int]:
    """List the events people are to be reminded of now, by their rows; who is to hear of a move hears of that first."""
    is_moving = exists().where(PendingNotice.event_id == Event.id)
    rows = select(Event.id).where(Event.remind_at <= now, ~is_moving)
    return session.scalars(rows.order_by(Event.remind_at, Event.id)).all()


def find_notice(event_id: int) -> PendingNotice | None:
    """Find what people are still to hear about an event, fresh."""
    rows = select(PendingNotice).where(PendingNotice.event_id == event_id)
    return session.scalar(rows.execution_options(populate_existing=True))


def list_team_usuals(complex_id: int) -> dict[Kind, TeamUsual]:
    """List what is usual in a team where it differs from what is usual everywhere, by kind."""
    rows = session.scalars(select(TeamUsual).where(TeamUsual.complex_id == complex_id))
    return {row.kind: row for row in rows}


def find_team_usual(complex_id: int, kind: Kind) -> TeamUsual | None:
    """Find what is usual for a kind in a team, if the team said so."""
    return session.scalar(select(TeamUsual).where(TeamUsual.complex_id == complex_id, TeamUsual.kind == kind))


def heads(account: Account, complex_id: int) -> bool:
    """Say whether a person decides for a team: its head does, and administrators do."""
    if account.is_administrator:
        return True
    member = find_team_member(complex_id, account.id)
    return member is not None and account.is_coordinator and member.post is Post.HEAD


def list_deciders(complex_id: int) -> Sequence[Account]:
    """List who decides about a team's drafts: its heads, or the administrators of a team that has none."""
    heads_ = [one.account for one in list_team(complex_id) if one.post is Post.HEAD and one.account.is_coordinator]
    return heads_ or list_administrators()


def find_submitter(event: Event) -> Account | None:
    """Find who submitted a draft and can still be written to."""
    rows = select(Account).where(Account.id == event.submitted_by_id, Account.suspended_at.is_(None))
    return session.scalar(rows)


def may_publish(complex_: Complex, account: Account) -> bool:
    """Say whether a coordinator may publish: anybody of the team, unless its head looks at every event first."""
    return not complex_.events_need_approval or heads(account, complex_.id)


def _events() -> Select[Event]:
    return select(Event).options(joinedload(Event.complex, innerjoin=True), joinedload(Event.mini_cluster))


def _placed() -> Select[Event]:
    return _events().options(joinedload(Event.place), joinedload(Event.room).joinedload(Room.venue, innerjoin=True))


def found_by(account: Account | None) -> ColumnElement[bool]:
    """Select what stands in a reader's lists: what is public, and for members what is theirs."""
    shown = Event.status.in_(SHOWN)
    if account is None:
        return and_(shown, Event.visibility == Visibility.PUBLIC)
    is_members = and_(Event.visibility == Visibility.MEMBERS, _is_inside(account))
    return and_(shown, or_(Event.visibility == Visibility.PUBLIC, is_members))


def _planned_by(account: Account | None) -> ColumnElement[bool]:
    """Select what a planner sees: all of their own teams, of others what stands in their lists."""
    own = served_by(account, Event.complex_id) if account else false()
    return or_(found_by(account), own)


def may_open(account: Account | None) -> ColumnElement[bool]:
    """Select what a reader may open who has its address."""
    shown = and_(Event.status.in_(SHOWN), Event.visibility != Visibility.MEMBERS)
    if account is None:
        return shown
    return or_(shown, found_by(account), served_by(account, Event.complex_id))


def _is_inside(account: Account) -> ColumnElement[bool]:
    if account.is_administrator or account.is_coordinator:
        return true()
    return exists().where(Membership.account_id == account.id)


def _is_of(account: Account) -> ColumnElement[bool]:
    """Select what takes place in a person's complexes: those they serve, those of their organisations and circles."""
    ours = select(Membership.organisation_id).where(Membership.account_id == account.id)
    homes = select(Organisation.complex_id).where(Organisation.id.in_(ours), Organisation.complex_id.is_not(None))
    circles = select(MiniCluster.complex_id).join(
        MiniClusterMembership, MiniClusterMembership.mini_cluster_id == MiniCluster.id
    )
    circles = circles.where(MiniClusterMembership.organisation_id.in_(ours))
    return or_(served_by(account, Event.complex_id), Event.complex_id.in_(homes), Event.complex_id.in_(circles))


def takes_registrations(now: datetime) -> ColumnElement[bool]:
    """Select what one can register for now, if only for the waiting list."""
    is_open = and_(Event.registration_opens_at <= now, Event.registration_closes_at > now)
    return and_(Event.status == Status.PUBLISHED, Event.starts_at > now, is_open)


def _ends_after(moment: datetime) -> ColumnElement[bool]:
    # No event lasts longer, so the index on the beginning finds those that end later too.
    return and_(Event.starts_at > moment - LONGEST, Event.ends_at > moment)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = _holding(filters.words)
    if filters.complex_id is not None:
        wanted.append(Event.complex_id == filters.complex_id)
    if filters.mini_cluster_id is not None:
        wanted.append(Event.mini_cluster_id == filters.mini_cluster_id)
    if filters.room_id is not None:
        wanted.append(Event.room_id == filters.room_id)
    if filters.kind is not None:
        wanted.append(Event.kind == filters.kind)
    return wanted


def _holding(words: str) -> list[ColumnElement[bool]]:
    texts = (Event.title_ko, Event.title_en, Event.text_ko, Event.text_en)
    return holding(words, *texts, Event.venue_ko, Event.venue_en)


def _heap(view: View, now: datetime) -> ColumnElement[bool]:
    if view is View.DRAFTS:
        return Event.status == Status.DRAFT
    if view is View.WAITING:
        return and_(Event.status == Status.DRAFT, Event.submitted_at.is_not(None))
    when = Event.ends_at > now if view is View.UPCOMING else Event.ends_at <= now
    return and_(Event.status.in_(SHOWN), when)
