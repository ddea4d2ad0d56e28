"""Which terms, quotas, codes and shared seats does an event have?"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from eventhub.admission.models import InvitationCode, Quota, SeatPool, Terms
from eventhub.admission.rules import usual_terms
from eventhub.core.db import get_or_refuse, session
from eventhub.core.paging import Page, paginate
from eventhub.events.models import Event

CODES_PER_PAGE = 50


def terms_of(event_id: int) -> Terms:
    """Return the terms of an event, the usual ones if nobody decided others (those are not kept)."""
    rows = select(Terms).options(joinedload(Terms.pool)).where(Terms.event_id == event_id)
    return session.scalar(rows.execution_options(populate_existing=True)) or usual_terms(event_id)


def terms_and_rules_of(event_id: int) -> tuple[Terms, bool]:
    """Return the terms of an event, and whether its seats are not the same for everybody (`has_rules`), in one go."""
    rows = select(Terms, _has_rules(event_id)).select_from(Event).outerjoin(Terms, Terms.event_id == Event.id)
    rows = rows.options(joinedload(Terms.pool)).where(Event.id == event_id)
    terms, has_any = session.execute(rows.execution_options(populate_existing=True)).one()
    return terms or usual_terms(event_id), bool(has_any)


def lock_pool(pool_id: int) -> SeatPool:
    """Return shared seats, fresh, and hold them until the transaction ends; whoever asks holds the event already."""
    rows = select(SeatPool).where(SeatPool.id == pool_id).with_for_update(key_share=True)
    return session.scalars(rows.execution_options(populate_existing=True)).one()


def get_pool(complex_id: int, public_id: str) -> SeatPool:
    """Return shared seats of a team."""
    return get_or_refuse(select(SeatPool).where(SeatPool.complex_id == complex_id, SeatPool.public_id == public_id))


def list_pools(complex_id: int) -> Sequence[SeatPool]:
    """List the shared seats of a team by name."""
    return session.scalars(select(SeatPool).where(SeatPool.complex_id == complex_id).order_by(SeatPool.name)).all()


def list_events_of_pool(pool_id: int) -> Sequence[Event]:
    """List the events that share some seats, in the order of their rows."""
    rows = select(Event).join(Terms, Terms.event_id == Event.id).where(Terms.pool_id == pool_id)
    return session.scalars(rows.order_by(Event.id)).all()


def events_of_pools(complex_id: int) -> dict[int, list[Event]]:
    """List for each of a team's shared seats the events that share them, first to come first."""
    rows = select(SeatPool.id, Event).join(Terms, Terms.pool_id == SeatPool.id).join(Event, Event.id == Terms.event_id)
    rows = rows.where(SeatPool.complex_id == complex_id).order_by(Event.starts_at, Event.id)
    shared: dict[int, list[Event]] = {}
    for pool_id, event in session.execute(rows):
        shared.setdefault(pool_id, []).append(event)
    return shared


def has_rules(event_id: int) -> bool:
    """Say whether the seats of an event are not the same for everybody; most events have no such rules."""
    return bool(session.scalar(select(_has_rules(event_id))))


def may_open_by_itself() -> ColumnElement[bool]:
    """Select the events whose seats may open without anybody doing something there: kept for a time, or shared."""
    kept = select(Quota.event_id).where(Quota.released_at.is_not(None))
    codes = select(InvitationCode.event_id).where(InvitationCode.keeps_seats, InvitationCode.expires_at.is_not(None))
    shared = select(Terms.event_id).where(Terms.pool_id.is_not(None))
    return or_(*(Event.id.in_(ids) for ids in (kept, codes, shared)))


def list_quotas(event_id: int) -> Sequence[Quota]:
    """List the quotas of an event with the groups they are for, oldest first."""
    return session.scalars(_quotas(event_id).order_by(Quota.id)).all()


def get_quota_to_read(event_id: int, public_id: str) -> Quota:
    """Return a quota of an event with the group it is for."""
    return get_or_refuse(_quotas(event_id).where(Quota.public_id == public_id))


def get_quota(event_id: int, public_id: str) -> Quota:
    """Return a quota of an event."""
    return get_or_refuse(select(Quota).where(Quota.event_id == event_id, Quota.public_id == public_id))


def list_codes(event_id: int) -> Sequence[InvitationCode]:
    """List the codes of an event, newest first."""
    rows = select(InvitationCode).where(InvitationCode.event_id == event_id)
    return session.scalars(rows.order_by(InvitationCode.id.desc())).all()


def page_of_codes(event_id: int, page: int) -> Page[InvitationCode]:
    """List one page of the codes of an event, newest first."""
    rows = select(InvitationCode).where(InvitationCode.event_id == event_id)
    return paginate(rows.order_by(InvitationCode.id.desc()), page, per_page=CODES_PER_PAGE)


def list_keeping_codes(event_id: int) -> Sequence[InvitationCode]:
    """List the codes for which seats may be kept; the event is held, so nobody uses one meanwhile."""
    rows = select(InvitationCode).where(InvitationCode.event_id == event_id, InvitationCode.keeps_seats)
    rows = rows.where(InvitationCode.revoked_at.is_(None), InvitationCode.uses < InvitationCode.most_uses)
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def count_codes(event_id: int) -> int:
    """Count the codes of an event."""
    return session.scalar(select(func.count()).where(InvitationCode.event_id == event_id)) or 0


def get_code(event_id: int, public_id: str) -> InvitationCode:
    """Return a code of an event by its public id, fresh."""
    rows = select(InvitationCode).where(InvitationCode.event_id == event_id, InvitationCode.public_id == public_id)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def find_code(event_id: int, code: str) -> InvitationCode | None:
    """Find a code of an event as people type it, fresh; whoever uses it holds the event already."""
    rows = select(InvitationCode).where(InvitationCode.event_id == event_id, InvitationCode.code == code)
    return session.scalar(rows.execution_options(populate_existing=True))


def _quotas(event_id: int) -> Select[Quota]:
    groups = joinedload(Quota.organisation), joinedload(Quota.mini_cluster), joinedload(Quota.complex)
    return select(Quota).options(*groups).where(Quota.event_id == event_id)


def _has_rules(event_id: int) -> ColumnElement[bool]:
    keeps = select(InvitationCode.id).where(InvitationCode.event_id == event_id, InvitationCode.keeps_seats)
    return or_(exists(keeps), exists(select(Quota.id).where(Quota.event_id == event_id)))
