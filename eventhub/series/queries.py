"""Which series are there, which dates do they have, and who may see them?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.core.paging import PER_PAGE, Page, paginate
from eventhub.events.models import Event, Status
from eventhub.events.queries import may_open, takes_registrations
from eventhub.series.models import Series, SeriesDate
from eventhub.venues.models import Room


@dataclass(frozen=True)
class Outlook:
    """How many dates of a series a reader finds."""

    upcoming: int
    past: int
    open: int


@dataclass(frozen=True)
class Tally:
    """How the dates of a series stand."""

    dates: int = 0
    drafts: int = 0
    upcoming: int = 0
    next_at: datetime | None = None


def get(series_id: int) -> Series:
    """Return a series by its row, fresh."""
    return session.scalars(_whole().where(Series.id == series_id).execution_options(populate_existing=True)).one()


def get_visible(public_id: str, account: Account | None) -> Series:
    """Return a series one of whose dates this reader may open, or whose complex they serve."""
    has_date = exists().where(SeriesDate.series_id == Series.id, SeriesDate.event_id == Event.id, may_open(account))
    allowed = or_(has_date, served_by(account, Series.complex_id)) if account else has_date
    return get_or_refuse(_whole().where(Series.public_id == public_id, allowed))


def get_as_coordinator(public_id: str, account: Account) -> Series:
    """Return a series of a complex this person serves."""
    return get_or_refuse(_whole().where(Series.public_id == public_id, served_by(account, Series.complex_id)))


def get_date(series: Series, public_id: str) -> SeriesDate:
    """Return a date of a series by its event."""
    return get_or_refuse(_dates(series.id).where(Event.public_id == public_id))


def get_changing(event_id: int) -> SeriesDate:
    """Return the date an event is, fresh."""
    rows = select(SeriesDate).where(SeriesDate.event_id == event_id)
    return session.scalars(rows.execution_options(populate_existing=True)).one()


def find_of_event(event: Event) -> Series | None:
    """Find the series an event is a date of."""
    rows = select(Series).join(SeriesDate, SeriesDate.series_id == Series.id)
    return session.scalar(rows.where(SeriesDate.event_id == event.id))


def look_at(series: Series, account: Account | None, *, now: datetime) -> Outlook:
    """Count the dates of a series as a reader may see them: to come, over, and open for registration."""
    shown = and_(may_open(account), Event.status != Status.DRAFT)
    is_over = Event.ends_at <= now
    counts = (
        func.count().filter(~is_over),
        func.count().filter(is_over),
        func.count().filter(takes_registrations(now)),
    )
    rows = select(*counts).select_from(SeriesDate).join(SeriesDate.event)
    row = session.execute(rows.where(SeriesDate.series_id == series.id, shown)).one()
    return Outlook(row[0], row[1], row[2])


def list_upcoming(series: Series, account: Account | None, page: int, *, total: int, now: datetime) -> Page[SeriesDate]:
    """List the dates of a series that are still to come, as a reader may see them, nearest first."""
    ids = _shown(series, account).where(Event.ends_at > now).order_by(Event.starts_at, Event.id)
    found = _cut(series, ids, page, total)
    return replace(found, items=sorted(found.items, key=lambda date: (date.event.starts_at, date.event_id)))


def list_past(series: Series, account: Account | None, page: int, *, total: int, now: datetime) -> Page[SeriesDate]:
    """List the dates of a series that are over, as a reader may see them, the last first."""
    ids = _shown(series, account).where(Event.ends_at <= now).order_by(Event.starts_at.desc(), Event.id)
    found = _cut(series, ids, page, total)
    last_first = sorted(found.items, key=lambda date: (date.event.starts_at, -date.event_id), reverse=True)
    return replace(found, items=last_first)


def list_open(
    series: Series, account: Account | None, chosen: Iterable[str] | None = None, *, at_most: int, now: datetime
) -> Sequence[int]:
    """List the events one can register for now, by their rows: all dates to come, or the chosen ones."""
    rows = select(SeriesDate.event_id).join(SeriesDate.event)
    rows = rows.where(SeriesDate.series_id == series.id, may_open(account), takes_registrations(now))
    if chosen is not None:
        rows = rows.where(Event.public_id.in_(list(chosen)))
    return session.scalars(rows.order_by(Event.starts_at, Event.id).limit(at_most)).all()


def list_chosen(
    series: Series, account: Account | None, chosen: Iterable[str], *, now: datetime
) -> Sequence[SeriesDate]:
    """List those of the chosen dates one can register for now, nearest first."""
    rows = _dates(series.id).where(may_open(account), takes_registrations(now), Event.public_id.in_(list(chosen)))
    return session.scalars(rows.order_by(Event.starts_at, Event.id)).all()


def list_desk(complex_ids: Iterable[int], page: int) -> Page[Series]:
    """List the series of some complexes, the newest first."""
    rows = _whole().where(Series.complex_id.in_(list(complex_ids)))
    return paginate(rows.order_by(Series.created_at.desc(), Series.id.desc()), page)


def tally(series_ids: Iterable[int], *, now: datetime) -> dict[int, Tally]:
    """Count how the dates of some series stand."""
    to_come = and_(Event.ends_at > now, Event.status != Status.CANCELLED)
    rows = (
        select(
            SeriesDate.series_id,
            func.count(),
            func.count().filter(Event.status == Status.DRAFT),
            func.count().filter(to_come),
            func.min(Event.starts_at).filter(to_come),
        )
        .join(SeriesDate.event)
        .where(SeriesDate.series_id.in_(list(series_ids)))
        .group_by(SeriesDate.series_id)
    )
    return {row[0]: Tally(row[1], row[2], row[3], row[4]) for row in session.execute(rows)}


def list_all_dates(series: Series, page: int, *, total: int) -> Page[SeriesDate]:
    """List one page of the dates of a series for its coordinators, in their order."""
    ids = select(SeriesDate.id).where(SeriesDate.series_id == series.id).order_by(SeriesDate.planned_at)
    found = _cut(series, ids, page, total)
    return replace(found, items=sorted(found.items, key=lambda date: date.planned_at))


def page_of_next(series: Series, *, now: datetime) -> int:
    """Say on which page of all dates the next one stands."""
    over = select(func.count()).select_from(SeriesDate).where(SeriesDate.series_id == series.id)
    return (session.scalar(over.where(SeriesDate.planned_at < now)) or 0) // PER_PAGE + 1


def list_to_change(series: Series, since: datetime | None = None, *, now: datetime) -> Sequence[SeriesDate]:
    """List the dates that can still be changed, from a planned moment on or all, in the order of their events."""
    rows = _dates(series.id).where(Event.ends_at > now, Event.status != Status.CANCELLED)
    if since is not None:
        rows = rows.where(SeriesDate.planned_at >= since)
    return session.scalars(rows.order_by(Event.id)).all()


def list_planned(series: Series) -> Sequence[datetime]:
    """List the moments for which the series has a date already."""
    return session.scalars(select(SeriesDate.planned_at).where(SeriesDate.series_id == series.id)).all()


def events_of(series_id: int) -> Select[int]:
    """Select the events of a series, by their rows, for use inside another question."""
    return select(SeriesDate.event_id).where(SeriesDate.series_id == series_id)


def list_event_ids(series: Series) -> Sequence[int]:
    """List the events of a series, by their rows."""
    return session.scalars(select(SeriesDate.event_id).where(SeriesDate.series_id == series.id)).all()


def find_model(series: Series) -> SeriesDate | None:
    """Find the date others are made like: the last one that was neither cancelled nor changed by itself, else any."""
    order = (Event.status == Status.CANCELLED, SeriesDate.is_own, SeriesDate.planned_at.desc())
    return session.scalar(_dates(series.id).order_by(*order).limit(1))


def find_date_of(event_id: int) -> SeriesDate | None:
    """Find the date an event is, with its series."""
    rows = select(SeriesDate).options(joinedload(SeriesDate.series, innerjoin=True))
    return session.scalar(rows.where(SeriesDate.event_id == event_id))


def _shown(series: Series, account: Account | None) -> Select[int]:
    rows = select(SeriesDate.id).join(SeriesDate.event)
    return rows.where(SeriesDate.series_id == series.id, may_open(account), Event.status != Status.DRAFT)


def _cut(series: Series, ids: Select[int], number: int, total: int) -> Page[SeriesDate]:
    """Fetch one page of dates in any order: only the numbers of the others are ever sorted."""
    last = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), last)
    chosen = ids.limit(PER_PAGE).offset((number - 1) * PER_PAGE).subquery()
    rows = _dates(series.id).where(SeriesDate.id.in_(select(chosen.c.id)))
    return Page(session.scalars(rows).all(), number, total)


def _whole() -> Select[Series]:
    return select(Series).options(joinedload(Series.complex, innerjoin=True), joinedload(Series.mini_cluster))


def _dates(series_id: int) -> Select[SeriesDate]:
    event = contains_eager(SeriesDate.event)
    loaded = (
        event.joinedload(Event.complex, innerjoin=True),
        event.joinedload(Event.mini_cluster),
        event.joinedload(Event.place),
        event.joinedload(Event.room).joinedload(Room.venue, innerjoin=True),
    )
    return select(SeriesDate).join(SeriesDate.event).options(*loaded).where(SeriesDate.series_id == series_id)
