"""How does a private calendar address come into being and end, and how do public calendars hear of a change?"""

import secrets
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import event, insert, inspect, update
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from eventhub.accounts.models import Account
from eventhub.calendars import queries
from eventhub.calendars.errors import TooManyLinks
from eventhub.calendars.models import FeedLink, FeedStamp, Scope
from eventhub.calendars.rules import MOST_LINKS
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.db import Base, hold, rows_changed, session
from eventhub.core.errors import NotAllowed
from eventhub.core.types import public_id
from eventhub.events.models import Event
from eventhub.programme.models import Material
from eventhub.series.models import Series, SeriesDate
from eventhub.venues.models import Venue

# What public calendars are made from, and of each what they never show: what is counted at every registration must not
# make them all anew. A test compares this with what the feeds read.
SHOWN: dict[type[Base], frozenset[str]] = {
    Event: frozenset({"seats_taken", "remind_at", "submitted_at", "submitted_by_id", "review_note", "publish_at"}),
    Complex: frozenset({"events_need_approval"}),
    MiniCluster: frozenset(),
    Venue: frozenset(),
    Material: frozenset(),
    Series: frozenset(),
    SeriesDate: frozenset({"is_own"}),
}
CHANGED = "calendars-changed"


def make(
    account: Account,
    *,
    name: str,
    scope: Scope = Scope.PLACES,
    has_deadlines: bool = False,
    alarm_minutes: int = 0,
    now: datetime,
) -> FeedLink:
    """Make a private address for one calendar program."""
    if scope is Scope.DESK and not account.is_coordinator:
        raise NotAllowed
    hold(f"feed-links:{account.public_id}")
    if queries.count_links(account) >= MOST_LINKS:
        raise TooManyLinks
    shown = {"scope": scope, "has_deadlines": has_deadlines, "alarm_minutes": alarm_minutes}
    link = FeedLink(public_id=public_id(), account_id=account.id, name=name, created_at=now, **shown)
    session.add(link)
    return link


def change(link: FeedLink, *, name: str, has_deadlines: bool, alarm_minutes: int) -> None:
    """Call a calendar something else, or let it show other things; its address stays."""
    link.name, link.has_deadlines, link.alarm_minutes = name, has_deadlines, alarm_minutes


def rotate(link: FeedLink, *, now: datetime) -> FeedLink:
    """Put a new address in the place of one that others have seen; the old one ends at once."""
    revoke(link, now=now)
    kept = {name: getattr(link, name) for name in ("account_id", "name", "scope", "has_deadlines", "alarm_minutes")}
    fresh = FeedLink(public_id=public_id(), created_at=now, **kept)
    session.add(fresh)
    return fresh


def revoke(link: FeedLink, *, now: datetime) -> None:
    """End a private address; from now on it is as unknown as any other."""
    link.revoked_at = now


def note_use(link_id: int, *, now: datetime) -> None:
    """Write down that a program reads a private address, for its owner to see."""
    session.execute(update(FeedLink).where(FeedLink.id == link_id).values(last_used_at=now))


@event.listens_for(session, "after_flush")
def _notice_rows(held: Session, _context: UOWTransaction) -> None:
    """Notice that rows change which public calendars show."""
    if any(_is_shown(row) for row in chain(held.new, held.deleted)) or any(map(_shows_otherwise, held.dirty)):
        held.info[CHANGED] = True


@event.listens_for(session, "do_orm_execute")
def _notice_statements(state: ORMExecuteState) -> None:
    """Notice statements that change such rows without loading them; of those all count, whatever they set."""
    if state.is_update or state.is_insert or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None and mapper.class_ in SHOWN:
            state.session.info[CHANGED] = True


@event.listens_for(session, "before_commit")
def _stamp(held: Session) -> None:
    """Draw another value where public calendars change: last of all, so that nobody waits for it holding it.

    It is told together with the change, so no reader finds the one without the other.
    """
    if held.in_nested_transaction():
        return
    held.flush()  # what is flushed only now may change calendars as well
    if held.info.pop(CHANGED, False):
        value = secrets.token_hex(16)
        if not rows_changed(update(FeedStamp).values(value=value)):
            held.execute(insert(FeedStamp).values(id=1, value=value))


@event.listens_for(session, "after_rollback")
def _forget(held: Session) -> None:
    """Forget what was not kept."""
    held.info.pop(CHANGED, None)


def _is_shown(row: object) -> bool:
    return type(row) in SHOWN


def _shows_otherwise(row: Any) -> bool:  # noqa: ANN401 - whatever a session holds
    hidden = SHOWN.get(type(row))
    return hidden is not None and any(name not in hidden for name in _changed(row))


def _changed(row: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    state = inspect(row)
    return (column.key for column in state.mapper.column_attrs if state.attrs[column.key].history.has_changes())
