"""How does a private calendar address come into being, and how does it end?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.calendars import queries
from eventhub.calendars.errors import TooManyLinks
from eventhub.calendars.models import FeedLink
from eventhub.calendars.rules import MOST_LINKS
from eventhub.core.db import hold, session
from eventhub.core.types import public_id


def make(account: Account, *, name: str, now: datetime) -> FeedLink:
    """Make a private address for one calendar program."""
    hold(f"feed-links:{account.public_id}")
    if queries.count_links(account) >= MOST_LINKS:
        raise TooManyLinks
    link = FeedLink(public_id=public_id(), account_id=account.id, name=name, created_at=now)
    session.add(link)
    return link


def rotate(link: FeedLink, *, now: datetime) -> FeedLink:
    """Put a new address in the place of one that others have seen; the old one ends at once."""
    revoke(link, now=now)
    fresh = FeedLink(public_id=public_id(), account_id=link.account_id, name=link.name, created_at=now)
    session.add(fresh)
    return fresh


def revoke(link: FeedLink, *, now: datetime) -> None:
    """End a private address; from now on it is as unknown as any other."""
    link.revoked_at = now
