"""What belongs into which calendar, has anything changed, and whose is a private link?"""

from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from eventhub.accounts.models import Account
from eventhub.calendars.models import FeedLink, Scope
from eventhub.calendars.rules import FEED, NOTED_EVERY, WINDOW
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import served_by
from eventhub.core.clock import local, midnight
from eventhub.core.db import db, get_or_refuse, session
from eventhub.core.secrets import seal, unseal
from eventhub.events.models import Event, Visibility
from eventhub.events.queries import SHOWN
from eventhub.events.rules import LONGEST, Filters
from eventhub.registrations import queries as registrations
from eventhub.registrations.models import Registration
from eventhub.series import queries as series
from eventhub.venues.models import Venue

SHOWN_OF_EVENT = (
    *(
        "public_id",
        "kind",
        "status",
        "complex_id",
        "title_ko",
        "title_en",
        "text_ko",
        "text_en",
        "starts_at",
        "ends_at",
    ),
    *("all_day", "venue_ko", "venue_en", "address", "online_url", "registration_closes_at", "revision", "version"),
    *("updated_at", "cancelled_at", "cancel_reason"),
)


def stamp() -> str | None:
    """Return what changes whenever something changes that public calendars show; None when nothing is known of it.

    Asked of the driver, on a connection of its own: who has the feed already needs no more than this, and it costs a
    fourteenth of what a question within the session does. What goes wrong here is said by whoever asks next.
    """
    with suppress(db.engine.dialect.loaded_dbapi.Error), closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT value FROM feed_stamp")
        row = cursor.fetchone()
        return str(row[0]) if row else None
    return None


def list_events(filters: Filters, *, series_id: int | None = None, now: datetime) -> Sequence[Event]:
    """List what a public calendar holds; a cancelled event stays for ninety days, so that every program hears of it."""
    rows = _fed(window_start(now)).where(Event.status.in_(SHOWN), Event.visibility == Visibility.PUBLIC)
    wanted = {"complex_id": filters.complex_id, "mini_cluster_id": filters.mini_cluster_id, "kind": filters.kind}
    rows = rows.filter_by(**{name: value for name, value in wanted.items() if value is not None})
    if series_id is not None:
        rows = rows.where(Event.id.in_(series.events_of(series_id)))
    return session.scalars(rows).all()


def list_desk(account: Account, *, now: datetime) -> Sequence[Event]:
    """List what the calendar of a coordinator's desk holds: all their teams plan and hold."""
    return session.scalars(_fed(window_start(now)).where(served_by(account, Event.complex_id))).all()


def list_places(account: Account, *, now: datetime) -> Sequence[Registration]:
    """List the places a person's own calendar holds."""
    since = window_start(now)
    return [place for place in registrations.places_of(account, since=since) if _is_shown(place.event, since)]


def window_start(now: datetime) -> datetime:
    """Return since when calendars show what is over: whole days, so that none changes from minute to minute."""
    return midnight(local(now - WINDOW).date())


def find_link(secret: str) -> FeedLink | None:
    """Find the private link of a secret with its account; None when it is unknown, revoked or its person suspended."""
    public_id = unseal(FEED, secret)
    if public_id is None:
        return None
    link = session.scalar(
        _open_links()
        .join(FeedLink.account)
        .options(contains_eager(FeedLink.account))
        .where(FeedLink.public_id == public_id, Account.suspended_at.is_(None))
    )
    # Who is no longer in charge reads nothing of the desk.
    is_gone = link is not None and link.scope is Scope.DESK and not link.account.is_coordinator
    return None if is_gone else link


def get_link_of(account: Account, public_id: str) -> FeedLink:
    """Return one of a person's own links."""
    return get_or_refuse(_open_links().where(FeedLink.account_id == account.id, FeedLink.public_id == public_id))


def lock_link_of(account: Account, public_id: str) -> FeedLink:
    """Return one of a person's own links so that it ends once, however often the button is pressed."""
    own = _open_links().where(FeedLink.account_id == account.id, FeedLink.public_id == public_id)
    return get_or_refuse(own.with_for_update())


def list_links(account: Account) -> Sequence[FeedLink]:
    """List a person's private links, newest first."""
    return session.scalars(_open_links().where(FeedLink.account_id == account.id).order_by(FeedLink.id.desc())).all()


def count_links(account: Account) -> int:
    """Count a person's private links."""
    links = _open_links().where(FeedLink.account_id == account.id).subquery()
    return session.scalar(select(func.count()).select_from(links)) or 0


def is_unnoted(link: FeedLink, *, now: datetime) -> bool:
    """Say whether it is not written down yet that a link is being read."""
    return link.last_used_at is None or now - link.last_used_at >= NOTED_EVERY


def path_of(link: FeedLink) -> str:
    """Return the private address of a link."""
    return f"/calendars/p/{seal(FEED, link.public_id)}.ics"


def _fed(since: datetime) -> Select[Event]:
    """Select what ends after a moment and was not cancelled before; of thousands of events no more than is shown."""
    names = joinedload(Event.complex, innerjoin=True).load_only(Complex.name_ko, Complex.name_en, Complex.team_email)
    place = joinedload(Event.place).load_only(Venue.latitude, Venue.longitude)
    columns = load_only(*(getattr(Event, name) for name in SHOWN_OF_EVENT), raiseload=True)
    # No event lasts longer, so the index on the beginning finds those that end later too.
    is_within = and_(Event.starts_at > since - LONGEST, Event.ends_at > since)
    is_told = or_(Event.cancelled_at.is_(None), Event.cancelled_at >= since)
    return select(Event).options(columns, names, place).where(is_within, is_told).order_by(Event.starts_at, Event.id)


def _open_links() -> Select[FeedLink]:
    return select(FeedLink).where(FeedLink.revoked_at.is_(None))


def _is_shown(event: Event, since: datetime) -> bool:
    return event.cancelled_at is None or event.cancelled_at >= since
