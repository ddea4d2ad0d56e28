"""How is an event planned, shown, changed and called off, and who counts its seats?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import session
from eventhub.core.i18n import LOCALES, speaking
from eventhub.core.types import public_id
from eventhub.events import queries, rules
from eventhub.events.errors import (
    CapacityBelowSeats,
    EventIsCancelled,
    EventIsOver,
    NotADraft,
    NotPublished,
    SenselessPlan,
)
from eventhub.events.facts import CapacityRaised, EventCancelled, EventMoved
from eventhub.events.models import Event, Status
from eventhub.events.rules import PLANNED, Plan


def draft(plan: Plan, *, by: Account, now: datetime) -> Event:
    """Plan an event that only its coordinators see."""
    _check(plan)
    values = {name: getattr(plan, name) for name in PLANNED}
    event = Event(public_id=public_id(), status=Status.DRAFT, created_at=now, updated_at=now, **values)
    session.add(event)
    audit.record("event-drafted", f"event:{event.public_id}", actor=by.public_id, now=now)
    return event


def revise(event_id: int, plan: Plan, *, by: Account, now: datetime) -> Event:
    """Change an event; whoever has a place hears of a new time or place, and more seats go to those who wait."""
    event = queries.lock(event_id)
    if event.status is Status.CANCELLED:
        raise EventIsCancelled
    _check(plan)
    is_shown = event.status is Status.PUBLISHED
    if is_shown and not plan.venue and not plan.online_url:
        raise SenselessPlan(rules.faults_before_publishing(plan, now=now))
    if plan.capacity < event.seats_taken:
        raise CapacityBelowSeats(event.seats_taken)
    changed = rules.changed_fields(event, plan)
    if not changed:
        return event
    was, capacity_was = _said_in_each_language(event), event.capacity
    for name in changed:
        setattr(event, name, getattr(plan, name))
    event.updated_at = now
    audit.record("event-revised", f"event:{event.public_id}", actor=by.public_id, now=now, changed=changed)
    if is_shown:
        _tell(event, changed, was=was, capacity_was=capacity_was, now=now)
    return event


def publish(event_id: int, *, by: Account, now: datetime) -> Event:
    """Show an event to everybody; once or twice is the same."""
    event = queries.lock(event_id)
    if event.status is Status.CANCELLED:
        raise EventIsCancelled
    if event.status is Status.DRAFT:
        faults = rules.faults_before_publishing(event, now=now)
        if faults:
            raise SenselessPlan(faults)
        event.status, event.published_at, event.updated_at = Status.PUBLISHED, now, now
        audit.record("event-published", f"event:{event.public_id}", actor=by.public_id, now=now)
    return event


def cancel(event_id: int, *, reason: str, by: Account, now: datetime) -> Event:
    """Call an event off; whoever has a place or waits hears why. Once or twice is the same."""
    event = queries.lock(event_id)
    if event.status is Status.CANCELLED:
        return event
    if event.status is Status.DRAFT:
        raise NotPublished
    if now >= event.ends_at:
        raise EventIsOver
    event.status, event.cancelled_at, event.cancel_reason = Status.CANCELLED, now, reason
    event.updated_at, event.revision = now, event.revision + 1
    audit.record("event-cancelled", f"event:{event.public_id}", actor=by.public_id, now=now)
    announce(EventCancelled(event_id=event.id, at=now))
    return event


def discard(event_id: int, *, by: Account, now: datetime) -> None:
    """Throw a draft away; nobody but its coordinators has ever seen it."""
    event = queries.lock(event_id)
    if event.status is not Status.DRAFT:
        raise NotADraft
    audit.record("event-discarded", f"event:{event.public_id}", actor=by.public_id, now=now)
    session.delete(event)


def take_seat(event: Event, *, seats: int = 1) -> None:
    """Count seats as taken; the caller holds the event (`queries.lock`)."""
    event.seats_taken = Event.seats_taken + seats
    session.flush()  # the database counts, and its check refuses one seat too many even if nobody held the lock


def free_seat(event: Event) -> None:
    """Count a seat as free again; the caller holds the event."""
    event.seats_taken = Event.seats_taken - 1
    session.flush()  # the database counts; see take_seat


def _check(plan: Plan) -> None:
    faults = rules.faults_of(plan)
    if faults:
        raise SenselessPlan(faults)


def _said_in_each_language(event: Event) -> dict[str, str]:
    said = {}
    for locale in LOCALES:
        with speaking(locale):
            said[locale] = rules.when_and_where(event)
    return said


def _tell(event: Event, changed: list[str], *, was: dict[str, str], capacity_was: int, now: datetime) -> None:
    """Announce what a change means for others: first the new time or place, then the seats it brought."""
    if set(changed) & set(rules.REVISES):
        event.revision += 1
    if set(changed) & set(rules.MOVES):
        announce(EventMoved(event_id=event.id, was_ko=was["ko"], was_en=was["en"], at=now))
    if event.capacity > capacity_was:
        announce(CapacityRaised(event_id=event.id, at=now))
