"""What belongs into which calendar, and whose is a private link?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.calendars.models import FeedLink
from eventhub.calendars.rules import FEED, WINDOW
from eventhub.core.clock import local, midnight
from eventhub.core.db import get_or_refuse, session
from eventhub.core.secrets import seal, unseal
from eventhub.events import queries as events
from eventhub.events.models import Event, Kind
from eventhub.registrations import queries as registrations
from eventhub.registrations.models import Registration


def list_events(
    *, complex_id: int | None = None, mini_cluster_id: int | None = None, kind: Kind | None = None, now: datetime
) -> Sequence[Event]:
    """List what a public calendar holds; a cancelled event stays for ninety days, so that every program hears of it."""
    since = _window_start(now)
    found = events.list_for_feed(complex_id=complex_id, mini_cluster_id=mini_cluster_id, kind=kind, since=since)
    return [event for event in found if _is_shown(event, since)]


def list_places(account: Account, *, now: datetime) -> Sequence[Registration]:
    """List the places a person's own calendar holds."""
    since = _window_start(now)
    return [place for place in registrations.places_of(account, since=since) if _is_shown(place.event, since)]


def find_link(secret: str) -> FeedLink | None:
    """Find the private link of a secret with its account; None when it is unknown, revoked or its person suspended."""
    public_id = unseal(FEED, secret)
    if public_id is None:
        return None
    return session.scalar(
        _open_links()
        .join(FeedLink.account)
        .options(joinedload(FeedLink.account, innerjoin=True))
        .where(FeedLink.public_id == public_id, Account.suspended_at.is_(None))
    )


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


def path_of(link: FeedLink) -> str:
    """Return the private address of a link."""
    return f"/calendars/p/{seal(FEED, link.public_id)}.ics"


def _window_start(now: datetime) -> datetime:
    # Whole days, so that a feed does not change from minute to minute.
    return midnight(local(now - WINDOW).date())


def _open_links() -> Select[FeedLink]:
    return select(FeedLink).where(FeedLink.revoked_at.is_(None))


def _is_shown(event: Event, since: datetime) -> bool:
    return event.cancelled_at is None or event.cancelled_at >= since
