"""Which events are there, and who may see or change them?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.clusters.queries import serves
from eventhub.core.clock import midnight
from eventhub.core.db import session
from eventhub.core.errors import NotFound
from eventhub.core.paging import Page, paginate
from eventhub.core.search import holding
from eventhub.events.models import Event, Kind, Status
from eventhub.events.rules import LONGEST, Filters

DAY = timedelta(days=1)
SHOWN = (Status.PUBLISHED, Status.CANCELLED)


class View(StrEnum):
    """The heaps of a coordinator's list."""

    DRAFTS = "drafts"
    UPCOMING = "upcoming"
    PAST = "past"


def get(event_id: int) -> Event:
    """Return an event by its row."""
    return session.scalars(_events().where(Event.id == event_id)).one()


def get_visible(public_id: str, account: Account | None) -> Event:
    """Return an event as anybody may see it; a draft only as its coordinators may."""
    event = session.scalar(_events().where(Event.public_id == public_id))
    if event is None or (event.status is Status.DRAFT and not (account and serves(account, event.complex_id))):
        raise NotFound
    return event


def get_as_coordinator(public_id: str, account: Account) -> Event:
    """Return an event of a complex this person serves."""
    event = session.scalar(_events().where(Event.public_id == public_id))
    if event is None or not serves(account, event.complex_id):
        raise NotFound
    return event


def lock(event_id: int) -> Event:
    """Return an event, fresh, and hold it until the transaction ends: whatever makes seats scarcer asks here first.

    Registrations may still refer to the row meanwhile (FOR NO KEY UPDATE). On SQLite the write transaction is the lock.
    """
    held = _events().where(Event.id == event_id).with_for_update(key_share=True, of=Event)
    return session.scalars(held.execution_options(populate_existing=True)).one()


def list_upcoming(filters: Filters, page: int, *, now: datetime) -> Page[Event]:
    """List what is still to come, nearest first; a span that has passed is listed from its end."""
    rows = _events().where(Event.status.in_(SHOWN), *_narrowed(filters))
    first, last = filters.first_day, filters.last_day
    looks_back = last is not None and midnight(last + DAY) <= now
    if last is not None:
        rows = rows.where(Event.starts_at < midnight(last + DAY))
    if first is not None or not looks_back:
        rows = rows.where(_ends_after(midnight(first) if first else now))
    nearest = Event.starts_at.desc() if looks_back and first is None else Event.starts_at
    return paginate(rows.order_by(nearest, Event.id), page)


def list_next(number: int, *, now: datetime) -> Sequence[Event]:
    """List the next few events for which one can register now."""
    is_open = and_(Event.registration_opens_at <= now, Event.registration_closes_at > now)
    rows = _events().where(Event.status == Status.PUBLISHED, Event.starts_at > now, is_open)
    return session.scalars(rows.order_by(Event.starts_at, Event.id).limit(number)).all()


def count_on(begin: datetime, end: datetime, complex_ids: Iterable[int]) -> int:
    """Count the events of some complexes that take place between two moments."""
    between = and_(_ends_after(begin), Event.starts_at < end)
    rows = select(func.count()).where(
        Event.status == Status.PUBLISHED, Event.complex_id.in_(list(complex_ids)), between
    )
    return session.scalar(rows) or 0


def count_in_month(day: date) -> int:
    """Count the events that begin in the month of a day."""
    first = day.replace(day=1)
    following = (first + 31 * DAY).replace(day=1)
    begins = and_(Event.starts_at >= midnight(first), Event.starts_at < midnight(following))
    return session.scalar(select(func.count()).where(Event.status == Status.PUBLISHED, begins)) or 0


def list_for_feed(
    *, complex_id: int | None = None, mini_cluster_id: int | None = None, kind: Kind | None = None, since: datetime
) -> Sequence[Event]:
    """List what a public calendar holds: published and cancelled events that end after a moment."""
    chosen = Filters(complex_id=complex_id, mini_cluster_id=mini_cluster_id, kind=kind)
    rows = _events().where(Event.status.in_(SHOWN), _ends_after(since), *_narrowed(chosen))
    return session.scalars(rows.order_by(Event.starts_at, Event.id)).all()


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


def _events() -> Select[Event]:
    return select(Event).options(joinedload(Event.complex, innerjoin=True), joinedload(Event.mini_cluster))


def _ends_after(moment: datetime) -> ColumnElement[bool]:
    # No event lasts longer, so the index on the beginning finds those that end later too.
    return and_(Event.starts_at > moment - LONGEST, Event.ends_at > moment)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = _holding(filters.words)
    if filters.complex_id is not None:
        wanted.append(Event.complex_id == filters.complex_id)
    if filters.mini_cluster_id is not None:
        wanted.append(Event.mini_cluster_id == filters.mini_cluster_id)
    if filters.kind is not None:
        wanted.append(Event.kind == filters.kind)
    return wanted


def _holding(words: str) -> list[ColumnElement[bool]]:
    return holding(words, Event.title_ko, Event.title_en, Event.text_ko, Event.text_en, Event.venue)


def _heap(view: View, now: datetime) -> ColumnElement[bool]:
    if view is View.DRAFTS:
        return Event.status == Status.DRAFT
    when = Event.ends_at > now if view is View.UPCOMING else Event.ends_at <= now
    return and_(Event.status.in_(SHOWN), when)
