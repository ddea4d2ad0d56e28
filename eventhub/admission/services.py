"""How are the terms of an event decided, its codes made and used, and its shared seats counted?

Whoever calls holds the event (`events.queries.lock`), and the shared seats are held after it: always in this order.
"""

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import delete

from eventhub.accounts.models import Account
from eventhub.admission import queries
from eventhub.admission.errors import (
    CodeExpired,
    CodeUsedUp,
    PoolHasNoRoom,
    PoolTooSmall,
    StrangersPool,
    TooManyCodes,
    TooManyKept,
    TwiceTheSameGroup,
    UnknownCode,
)
from eventhub.admission.facts import SeatsOpened
from eventhub.admission.models import InvitationCode, Quota, SeatPool, Terms
from eventhub.admission.rules import MOST_CODES, CodePlan, keeps, kept_by, make_code, tidy_code
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import session
from eventhub.core.types import public_id as new_public_id
from eventhub.events import queries as events
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event
from eventhub.events.services import free_seat, take_seat

COPIED_OF_QUOTA = ("organisation_id", "mini_cluster_id", "complex_id", "reserved", "most")


def decide_terms(
    event_id: int,
    *,
    needs_approval: bool,
    offer_hours: int,
    changes_close_hours: int,
    largest_group: int,
    by: Account,
    now: datetime,
) -> Terms:
    """Decide how an event lets people in; who waits already goes on waiting."""
    event = events.lock(event_id)
    terms = _own_terms(event)
    terms.needs_approval, terms.offer_hours = needs_approval, offer_hours
    terms.changes_close_hours, terms.largest_group = changes_close_hours, largest_group
    audit.record("terms-decided", f"event:{event.public_id}", actor=by.public_id, now=now)
    return terms


def share_seats(event_id: int, pool: SeatPool | None, *, by: Account, now: datetime) -> None:
    """Let an event share seats with others, or no longer; the people seated come with it."""
    event = events.lock(event_id)
    terms = _own_terms(event)
    if terms.pool_id == (pool.id if pool else None):
        return
    if pool is not None and pool.complex_id != event.complex_id:
        raise StrangersPool
    left_id, joined_id = terms.pool_id, pool.id if pool else None
    for held in sorted(one for one in (left_id, joined_id) if one is not None):
        queries.lock_pool(held)
    if left_id is not None:
        queries.lock_pool(left_id).seats_taken -= event.seats_taken
    if joined_id is not None:
        joined = queries.lock_pool(joined_id)
        if joined.seats_left < event.seats_taken:
            raise PoolHasNoRoom
        joined.seats_taken += event.seats_taken
    terms.pool_id = joined_id
    session.flush()  # what is read of the terms next brings the shared seats along
    audit.record("seats-shared", f"event:{event.public_id}", actor=by.public_id, now=now, pool=joined_id)
    announce(SeatsOpened(event_id=event.id, at=now))


def open_pool(complex_id: int, *, name: str, capacity: int, by: Account, now: datetime) -> SeatPool:
    """Make seats that events of a team may share."""
    pool = SeatPool(public_id=new_public_id(), complex_id=complex_id, name=name, capacity=capacity, seats_taken=0)
    session.add(pool)
    session.flush()  # the event that shares it first refers to its row
    audit.record("pool-opened", f"pool:{pool.public_id}", actor=by.public_id, now=now, capacity=capacity)
    return pool


def resize_pool(pool: SeatPool, *, name: str, capacity: int, by: Account, now: datetime) -> None:
    """Change the number of shared seats, never below those taken; who waits moves up at the next sweep."""
    held = queries.lock_pool(pool.id)
    if capacity < held.seats_taken:
        raise PoolTooSmall
    held.name, held.capacity = name, capacity
    audit.record("pool-resized", f"pool:{held.public_id}", actor=by.public_id, now=now, capacity=capacity)


def keep_seats(
    event_id: int,
    *,
    group: dict[str, int | None],
    reserved: int,
    most: int | None,
    released_at: datetime | None,
    by: Account,
    now: datetime,
) -> Quota:
    """Keep seats for a group, or limit what it may take.

    `group` names one of organisation_id, mini_cluster_id, complex_id.
    """
    event = events.lock(event_id)
    if any(all(getattr(quota, name) == row for name, row in group.items()) for quota in queries.list_quotas(event.id)):
        raise TwiceTheSameGroup
    quota = Quota(public_id=new_public_id(), event_id=event.id, **group, reserved=reserved, most=most)
    quota.released_at = released_at
    session.add(quota)
    _refuse_too_many_kept(event, now=now)
    audit.record("quota-made", f"event:{event.public_id}", actor=by.public_id, now=now, reserved=reserved, most=most)
    return quota


def revise_quota(
    event_id: int,
    public_id: str,
    *,
    reserved: int,
    most: int | None,
    released_at: datetime | None,
    by: Account,
    now: datetime,
) -> None:
    """Keep more seats or fewer for a group; what opens goes to who waits, who is seated stays."""
    event = events.lock(event_id)
    quota = queries.get_quota(event.id, public_id)
    quota.reserved, quota.most, quota.released_at = reserved, most, released_at
    _refuse_too_many_kept(event, now=now)
    audit.record("quota-revised", f"event:{event.public_id}", actor=by.public_id, now=now, reserved=reserved, most=most)
    announce(SeatsOpened(event_id=event.id, at=now))


def drop_quota(event_id: int, public_id: str, *, by: Account, now: datetime) -> None:
    """Treat a group like everybody again."""
    event = events.lock(event_id)
    session.delete(queries.get_quota(event.id, public_id))
    session.flush()  # who moves up now is asked after what is kept
    audit.record("quota-dropped", f"event:{event.public_id}", actor=by.public_id, now=now)
    announce(SeatsOpened(event_id=event.id, at=now))


def make_codes(event_id: int, plan: CodePlan, *, by: Account, now: datetime) -> list[InvitationCode]:
    """Make codes that let people in."""
    event = events.lock(event_id)
    if queries.count_codes(event.id) + plan.number > MOST_CODES:
        raise TooManyCodes
    values = {name: value for name, value in asdict(plan).items() if name != "number"}
    made = [
        InvitationCode(public_id=new_public_id(), event_id=event.id, code=make_code(), uses=0, created_at=now, **values)
        for _ in range(plan.number)
    ]
    session.add_all(made)
    _refuse_too_many_kept(event, now=now)
    audit.record("codes-made", f"event:{event.public_id}", actor=by.public_id, now=now, number=plan.number)
    return made


def revoke_code(event_id: int, public_id: str, *, by: Account, now: datetime) -> None:
    """End a code; seats it kept are for everybody, who came in with it stays."""
    event = events.lock(event_id)
    code = queries.get_code(event.id, public_id)
    if code.revoked_at is None:
        code.revoked_at = now
        session.flush()  # who moves up now is asked after what is kept
        audit.record("code-revoked", f"event:{event.public_id}", actor=by.public_id, now=now, code=public_id)
        announce(SeatsOpened(event_id=event.id, at=now))


def note_codes_taken(event: Event, *, reason: str, number: int, by: Account, now: datetime) -> None:
    """Write down who took the list of codes away, and why."""
    detail = {"reason": reason, "rows": number}
    audit.record("codes-downloaded", f"event:{event.public_id}", actor=by.public_id, now=now, **detail)


def code_to_use(event_id: int, typed: str, *, uses: int = 1, now: datetime) -> InvitationCode | None:
    """Return the code somebody typed if it lets that many people in, None if they typed none; the event is held."""
    if not typed.strip():
        return None
    code = queries.find_code(event_id, tidy_code(typed))
    if code is None or code.revoked_at is not None:
        raise UnknownCode
    if code.expires_at is not None and code.expires_at <= now:
        raise CodeExpired
    if code.uses + uses > code.most_uses:
        raise CodeUsedUp
    return code


def take_seats(event: Event, terms: Terms, *, seats: int = 1) -> None:
    """Count seats as taken, at the event and where it shares them; the event is held."""
    if terms.pool_id is not None:
        queries.lock_pool(terms.pool_id).seats_taken = SeatPool.seats_taken + seats
    take_seat(event, seats=seats)


def free_seats(event: Event, terms: Terms, *, seats: int = 1) -> None:
    """Count seats as free again, at the event and where it shares them; the event is held."""
    if terms.pool_id is not None:
        queries.lock_pool(terms.pool_id).seats_taken = SeatPool.seats_taken - seats
    free_seat(event, seats=seats)


def free_shared(event_id: int, *, seats: int) -> None:
    """Count the shared seats of a cancelled event as free; its own were freed with the cancellation."""
    terms = queries.terms_of(event_id)
    if terms.pool_id is not None:
        queries.lock_pool(terms.pool_id).seats_taken = SeatPool.seats_taken - seats
        terms.pool_id = None


def copy_terms(
    from_event_id: int, to_event_id: int, *, wanted: bool, shift: timedelta, by: Account, now: datetime
) -> None:
    """Let a new event begin on the terms of another, with the seats kept for groups, released later by `shift`.

    Codes were given to people for the other event, and shared seats were shared with its dates: neither comes along.
    """
    if not wanted:
        return
    event, terms = events.lock(to_event_id), queries.terms_of(from_event_id)
    if terms in session:
        own = _own_terms(event)
        for name in ("needs_approval", "offer_hours", "changes_close_hours", "largest_group"):
            setattr(own, name, getattr(terms, name))
    for quota in queries.list_quotas(from_event_id):
        values = {name: getattr(quota, name) for name in COPIED_OF_QUOTA}
        released_at = quota.released_at and quota.released_at + shift
        session.add(Quota(public_id=new_public_id(), event_id=event.id, **values, released_at=released_at))
    _refuse_too_many_kept(event, now=now)
    audit.record("terms-copied", f"event:{event.public_id}", actor=by.public_id, now=now, source=from_event_id)


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget the terms of an event that is thrown away; a draft seats nobody, so no shared seat is freed."""
    for table in (InvitationCode, Quota, Terms):
        session.execute(delete(table).where(table.event_id == fact.event_id))


def _own_terms(event: Event) -> Terms:
    """Return the row of an event's terms, made if nobody decided anything before."""
    terms = queries.terms_of(event.id)
    if terms not in session:
        session.add(terms)
    return terms


def _refuse_too_many_kept(event: Event, *, now: datetime) -> None:
    reserved = sum(quota.reserved for quota in queries.list_quotas(event.id) if keeps(quota, now=now))
    if reserved + kept_by(queries.list_keeping_codes(event.id), now=now) > event.capacity:
        raise TooManyKept
