"""How is an event planned, shown, changed and called off, and who counts its seats?"""

from collections.abc import Container, Iterable
from dataclasses import asdict
from datetime import date, datetime, tzinfo

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import hold, session
from eventhub.core.errors import NotAllowed
from eventhub.core.i18n import pick
from eventhub.core.moments import say_span
from eventhub.core.types import public_id
from eventhub.events import messages, queries, rules
from eventhub.events.errors import (
    CapacityBelowSeats,
    ChangedMeanwhile,
    EventIsCancelled,
    EventIsOver,
    NeedsApproval,
    NotADraft,
    NotPublished,
    NotSubmitted,
    PeopleHavePlaces,
    RoomIsBooked,
    SenselessPlan,
    TooLateToPlan,
)
from eventhub.events.facts import (
    CapacityRaised,
    DraftDiscarded,
    EventCopied,
    EventRevised,
    EventsCancelled,
    EventShifted,
    EventsMoved,
    RoomBooked,
)
from eventhub.events.models import Event, Kind, PendingNotice, Status, TeamUsual
from eventhub.events.rules import PLANNED, Part, Plan, Usual

# What the audit calls the schedule, which publishes without anybody pressing a button.
SCHEDULE = "schedule"


def draft(plan: Plan, *, by: Account, now: datetime) -> Event:
    """Plan an event that only its coordinators see; its room is taken from now on."""
    _check(plan)
    if plan.ends_at <= now:
        raise SenselessPlan({"ends_at": rules.OVER_ALREADY})
    _book(plan, now=now)
    values = {name: getattr(plan, name) for name in PLANNED}
    event = Event(public_id=public_id(), status=Status.DRAFT, created_at=now, updated_at=now, **values)
    session.add(event)
    audit.record("event-drafted", f"event:{event.public_id}", actor=by.public_id, now=now)
    return event


def copy(event: Event, day: date, parts: Container[Part], *, zone: tzinfo, by: Account, now: datetime) -> Event:
    """Plan an event like another one on another day, as a draft."""
    usual = rules.usual_of(queries.find_team_usual(event.complex_id, event.kind), event.kind)
    made = draft(rules.copied(event, day, parts, usual, zone=zone, now=now), by=by, now=now)
    session.flush()  # what else comes along refers to the row
    announce(EventCopied(event_id=made.id, from_event_id=event.id, parts=parts, at=now))
    return made


def revise(
    event_id: int, plan: Plan, *, version: int | None = None, with_sessions: bool = False, by: Account, now: datetime
) -> Event:
    """Change an event; people hear of a new time or place after a while, and more seats go to who waits at once.

    `version` is the one the change was made upon; without it nobody else can have been at it. Where the event begins
    at another time, its sessions move along if that is wanted.
    """
    event = queries.lock(event_id)
    if event.status is Status.CANCELLED:
        raise EventIsCancelled
    changed = rules.changed_fields(event, plan)
    if not changed:
        return event
    if version is not None and version != event.version:
        raise ChangedMeanwhile(event.version)
    _check_revision(event, plan, now=now)
    was, capacity_was, shift = rules.place_known(event), event.capacity, rules.shift_between(event, plan)
    for name in changed:
        setattr(event, name, getattr(plan, name))
    event.updated_at, event.version = now, event.version + 1
    audit.record("event-revised", f"event:{event.public_id}", actor=by.public_id, now=now, changed=changed)
    event.remind_at = rules.next_reminder(event, now=now)
    announce(EventRevised(event_id=event.id, at=now))
    if with_sessions and shift:
        announce(EventShifted(event_id=event.id, shift=shift, actor=by.public_id, at=now))
    event.revision += bool(set(changed) & set(rules.REVISES))
    if event.status is Status.PUBLISHED:
        _tell(event, was=was, capacity_was=capacity_was, now=now)
    elif not queries.may_publish(event.complex, by):
        # What was approved for a moment to come is not what would be published then.
        event.publish_at = None
    return event


def resize(event_id: int, capacity: int, *, by: Account, now: datetime) -> Event:
    """Change only how many people fit, never below those seated; new seats go to who waits at once."""
    event = queries.lock(event_id)
    plan = Plan(**{**{name: getattr(event, name) for name in PLANNED}, "capacity": capacity})
    return revise(event_id, plan, by=by, now=now)


def submit(event_id: int, *, by: Account, dates: int = 1, path: str = "", now: datetime) -> Event:
    """Ask the head of the team to look at a draft; whoever else decides there gets a letter.

    A letter may speak for several dates of a series, which stand under `path`; for none of them there is no letter.
    """
    event = _lock_draft(event_id)
    _check_publishable(event, now=now)
    event.submitted_at, event.submitted_by_id, event.review_note = now, by.id, ""
    audit.record("event-submitted", f"event:{event.public_id}", actor=by.public_id, now=now)
    for reader in queries.list_deciders(event.complex_id) if dates else ():
        if reader.id != by.id:
            messages.ask_for_approval(event, reader, by=by, dates=dates, path=path, now=now)
    return event


def give_back(event_id: int, *, note: str, by: Account, now: datetime) -> Event:
    """Return a submitted draft to its coordinators with what is to be changed; who submitted it gets a letter."""
    event = _lock_draft(event_id)
    if not queries.heads(by, event.complex_id):
        raise NotAllowed
    if event.submitted_at is None:
        raise NotSubmitted
    submitter = _submitter(event, except_=by)
    if submitter is not None:
        messages.tell_given_back(event, submitter, note=note, by=by, now=now)
    event.submitted_at, event.submitted_by_id, event.publish_at, event.review_note = None, None, None, note
    audit.record("event-given-back", f"event:{event.public_id}", actor=by.public_id, now=now)
    return event


def publish(event_id: int, *, by: Account, dates: int = 1, path: str = "", now: datetime) -> Event:
    """Show an event to everybody it is for; once or twice is the same. Who submitted it reads so, as in `submit`."""
    event = queries.lock(event_id)
    if event.status is Status.CANCELLED:
        raise EventIsCancelled
    if event.status is Status.DRAFT:
        if not queries.may_publish(event.complex, by):
            raise NeedsApproval
        _check_publishable(event, now=now)
        submitter = _submitter(event, except_=by)
        if submitter is not None and dates:
            messages.tell_approved(event, submitter, by=by, dates=dates, path=path, now=now)
        _show(event, actor=by.public_id, now=now)
    return event


def schedule(event_id: int, *, at: datetime, by: Account, now: datetime) -> Event:
    """Let a draft publish itself at a moment to come; who submitted it reads that it is approved."""
    event = _lock_draft(event_id)
    if not queries.may_publish(event.complex, by):
        raise NeedsApproval
    if not now < at < event.ends_at:
        raise TooLateToPlan
    _check_publishable(event, now=at)
    event.publish_at = at
    submitter = _submitter(event, except_=by)
    if submitter is not None:
        messages.tell_approved(event, submitter, by=by, publish_at=at, now=now)
    audit.record("event-scheduled", f"event:{event.public_id}", actor=by.public_id, now=now, at=at.isoformat())
    return event


def unschedule(event_id: int, *, by: Account, now: datetime) -> Event:
    """Let a draft stay a draft until somebody publishes it."""
    event = _lock_draft(event_id)
    if event.publish_at is not None:
        event.publish_at = None
        audit.record("event-unscheduled", f"event:{event.public_id}", actor=by.public_id, now=now)
    return event


def publish_if_due(event_id: int, *, now: datetime) -> bool:
    """Publish a draft whose moment has come; one that is not ready waits until it is, and its coordinators see why."""
    event = queries.lock(event_id)
    is_due = event.publish_at is not None and event.publish_at <= now
    if event.status is not Status.DRAFT or not is_due or rules.faults_before_publishing(event, now=now):
        return False
    _show(event, actor=SCHEDULE, now=now)
    return True


def withdraw(event_id: int, *, by: Account, now: datetime) -> Event:
    """Make a published event a draft again, while nobody counts on it."""
    event = queries.lock(event_id)
    if event.status is not Status.PUBLISHED:
        raise NotPublished
    if now >= event.ends_at:
        raise EventIsOver
    # While a seat is free nobody waits, so no taken seat means that there is nobody in the line either.
    if event.seats_taken:
        raise PeopleHavePlaces
    event.status, event.published_at, event.remind_at = Status.DRAFT, None, None
    event.updated_at, event.revision = now, event.revision + 1
    _forget_notice(event)
    audit.record("event-withdrawn", f"event:{event.public_id}", actor=by.public_id, now=now)
    return event


def cancel(event_id: int, *, reason: str, by: Account, now: datetime) -> Event:
    """Call an event off; whoever has a place or waits hears why. Once or twice is the same.

    Seats and room are free again; who had a place can still read of it.
    """
    return cancel_all([event_id], reason=reason, by=by, now=now)[0]


def cancel_all(event_ids: Iterable[int], *, reason: str, by: Account, now: datetime) -> list[Event]:
    """Call several events off in one go, so that who comes to more than one of them gets one letter."""
    held = [queries.lock(event_id) for event_id in sorted(event_ids)]
    called_off = [event for event in held if event.status is not Status.CANCELLED]
    for event in called_off:
        if event.status is Status.DRAFT:
            raise NotPublished
        if now >= event.ends_at:
            raise EventIsOver
        event.status, event.cancelled_at, event.cancel_reason = Status.CANCELLED, now, reason
        event.updated_at, event.revision = now, event.revision + 1
        event.seats_taken, event.remind_at = 0, None
        _forget_notice(event)
        audit.record("event-cancelled", f"event:{event.public_id}", actor=by.public_id, now=now)
    if called_off:
        announce(EventsCancelled(event_ids=tuple(event.id for event in called_off), at=now))
    return held


def discard(event_id: int, *, by: Account, now: datetime) -> None:
    """Throw a draft away, and what hangs on it."""
    event = _lock_draft(event_id)
    audit.record("event-discarded", f"event:{event.public_id}", actor=by.public_id, now=now)
    announce(DraftDiscarded(event_id=event.id, at=now))
    session.delete(event)


def tell_if_quiet(event_ids: Iterable[int], *, now: datetime) -> int:
    """Tell people of moves made in one go when it has been quiet for a while; say how many events moved.

    What came back to where it was is no move.
    """
    moved = {}
    for event in [queries.lock(event_id) for event_id in sorted(event_ids)]:
        notice = queries.find_notice(event.id)
        if notice is None or notice.due_at > now:
            continue
        if now < event.ends_at and rules.has_moved(notice.was, event):
            moved[event.id] = notice.was
        session.delete(notice)
    if moved:
        announce(EventsMoved(was=moved, at=now))
    return len(moved)


def note_reminded(event_id: int, *, now: datetime) -> None:
    """Note that everybody was reminded of an event who is to be by now."""
    event = queries.lock(event_id)
    event.remind_at = rules.next_reminder(event, now=now)


def keep_usual(complex_id: int, kind: Kind, usual: Usual, *, by: Account, now: datetime) -> None:
    """Keep what is usual for a kind of event in a team."""
    hold(f"usual-of:{complex_id}:{kind}")
    row = queries.find_team_usual(complex_id, kind)
    if row is None:
        session.add(TeamUsual(complex_id=complex_id, kind=kind, **asdict(usual)))
    else:
        for name, value in asdict(usual).items():
            setattr(row, name, value)
    audit.record("usual-kept", f"complex:{complex_id}", actor=by.public_id, now=now, kind=kind)


def forget_usual(complex_id: int, kind: Kind, *, by: Account, now: datetime) -> None:
    """Go back to what is usual for a kind of event everywhere."""
    row = queries.find_team_usual(complex_id, kind)
    if row is not None:
        session.delete(row)
        audit.record("usual-forgotten", f"complex:{complex_id}", actor=by.public_id, now=now, kind=kind)


def decide_approval(team: Complex, *, needed: bool, by: Account, now: datetime) -> None:
    """Let the head of a team look at its events before they are published, or no longer; the head decides that."""
    if not queries.heads(by, team.id):
        raise NotAllowed
    if team.events_need_approval != needed:
        team.events_need_approval = needed
        audit.record("approval-decided", f"complex:{team.id}", actor=by.public_id, now=now, needed=needed)


def hold_rooms(room_ids: Iterable[int | None]) -> None:
    """Let nobody else book some rooms until the transaction ends; in the order of their rows (decision 0014)."""
    for room_id in sorted({room_id for room_id in room_ids if room_id is not None}):
        hold(f"room:{room_id}")


def take_seat(event: Event, *, seats: int = 1) -> None:
    """Count seats as taken; the caller holds the event (`queries.lock`)."""
    event.seats_taken = Event.seats_taken + seats
    session.flush()  # the database counts, and its check refuses one seat too many even if nobody held the lock


def free_seat(event: Event, *, seats: int = 1) -> None:
    """Count seats as free again; the caller holds the event."""
    event.seats_taken = Event.seats_taken - seats
    session.flush()  # the database counts; see take_seat


def _lock_draft(event_id: int) -> Event:
    event = queries.lock(event_id)
    if event.status is not Status.DRAFT:
        raise NotADraft
    return event


def _submitter(event: Event, *, except_: Account) -> Account | None:
    """Find who waits for a decision about a draft; who decides about their own needs no letter."""
    submitter = queries.find_submitter(event)
    return None if submitter is None or submitter.id == except_.id else submitter


def _show(event: Event, *, actor: str, now: datetime) -> None:
    event.status, event.published_at, event.updated_at = Status.PUBLISHED, now, now
    event.revision += 1
    event.remind_at = rules.next_reminder(event, now=now)
    event.submitted_at, event.submitted_by_id, event.publish_at, event.review_note = None, None, None, ""
    audit.record("event-published", f"event:{event.public_id}", actor=actor, now=now)


def _check(plan: Plan) -> None:
    faults = rules.faults_of(plan)
    if faults:
        raise SenselessPlan(faults)


def _check_publishable(event: Event, *, now: datetime) -> None:
    faults = rules.faults_before_publishing(event, now=now)
    if faults:
        raise SenselessPlan(faults)


def _check_revision(event: Event, plan: Plan, *, now: datetime) -> None:
    """Refuse what a plan may not do to an event that is there already."""
    _check(plan)
    if event.status is Status.PUBLISHED and not rules.has_place(plan):
        raise SenselessPlan(rules.faults_before_publishing(plan, now=now))
    if plan.capacity < event.seats_taken:
        raise CapacityBelowSeats(event.seats_taken)
    booked = ("room_id", "starts_at", "ends_at")
    if any(getattr(event, name) != getattr(plan, name) for name in booked):
        _book(plan, except_event_id=event.id, now=now)


def _book(plan: Plan, *, except_event_id: int | None = None, now: datetime) -> None:
    """Refuse a room that somebody else has then; who asks next for the same room waits until this is decided."""
    if plan.room_id is None:
        return
    hold_rooms([plan.room_id])
    bookings = queries.bookings_of_rooms([plan.room_id], plan.starts_at, plan.ends_at, except_event_id)
    if bookings:
        first = bookings[0]
        span = say_span(first.starts_at, first.ends_at, all_day=first.all_day)
        raise RoomIsBooked(span, pick(first.complex, "name"))
    span_of = {"starts_at": plan.starts_at, "ends_at": plan.ends_at}
    announce(RoomBooked(event_id=except_event_id, room_id=plan.room_id, at=now, **span_of))


def _tell(event: Event, *, was: dict[str, object], capacity_was: int, now: datetime) -> None:
    """See to it that others hear what a change means: people of a move when it is quiet, who waits at once."""
    if rules.has_moved(was, event):
        _postpone_notice(event, was=was, now=now)
    if event.capacity > capacity_was:
        announce(CapacityRaised(event_id=event.id, at=now))


def _postpone_notice(event: Event, *, was: dict[str, object], now: datetime) -> None:
    """Wait with the letter; what people knew before the first move is what the last one is compared with."""
    notice = queries.find_notice(event.id)
    if notice is None:
        session.add(PendingNotice(event_id=event.id, was=was, began_at=now, due_at=now + rules.QUIET))
    else:
        notice.due_at = min(now + rules.QUIET, notice.began_at + rules.PATIENCE)


def _forget_notice(event: Event) -> None:
    notice = queries.find_notice(event.id)
    if notice is not None:
        session.delete(notice)
