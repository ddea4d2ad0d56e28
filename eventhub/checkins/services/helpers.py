"""How does the team let somebody without an account help at the door, and end that?"""

from datetime import date, datetime

from eventhub.accounts.models import Account
from eventhub.checkins import queries
from eventhub.checkins.models import HelperLink
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.types import public_id
from eventhub.events.models import Event


def make_helper_link(event: Event, *, day: date, name: str, by: Account, now: datetime) -> HelperLink:
    """Make a link with which somebody can check people in on one day of one event."""
    link = HelperLink(public_id=public_id(), event_id=event.id, day=day, name=name, made_by_id=by.id, made_at=now)
    session.add(link)
    audit.record("helper-link-made", f"event:{event.public_id}", actor=by.public_id, now=now, link=link.public_id)
    return link


def revoke_helper_link(event: Event, public_id: str, *, by: Account, now: datetime) -> None:
    """End a helper's link; once or twice is the same."""
    link = queries.get_helper_link(event.id, public_id)
    if link.revoked_at is None:
        link.revoked_at = now
        audit.record("helper-link-revoked", f"event:{event.public_id}", actor=by.public_id, now=now, link=public_id)
