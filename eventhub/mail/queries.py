"""Which letters are due, which failed, what was sent to whom?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from eventhub.core.clock import local
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.links import named_by_robot_address
from eventhub.core.paging import Page, paginate
from eventhub.core.search import holding
from eventhub.core.secrets import unseal
from eventhub.mail.models import (
    BouncedAddress,
    LetterSettings,
    LetterState,
    MailCount,
    MailingList,
    OutgoingMail,
    Reason,
    Subscription,
)
from eventhub.mail.rules import BOUNCES, Limits, Reader, minute_of

UNSUBSCRIBE = "unsubscribe"


def next_due(now: datetime, full: Collection[str] = ()) -> ColumnElement[int]:
    """Select the letter to carry next: one taken by a worker that has not come back, else the one due longest.

    Those to domains that are `full` for this minute let the others pass. Asked for in one condition, all that is due
    would be sorted each time; apart, each is the first of its state in the index.
    """
    return func.coalesce(_first(_is_left_lying(now), full), _first(_is_due(now), full))


def _first(waits: ColumnElement[bool], full: Collection[str]) -> ScalarSelect[int]:
    """Select the first of those that wait; whoever else claims at the same moment takes the next."""
    rows = select(OutgoingMail.id).where(waits)
    if full:
        rows = rows.where(OutgoingMail.domain.not_in(full))
    rows = rows.order_by(OutgoingMail.due_at, OutgoingMail.id).limit(1)
    return rows.with_for_update(skip_locked=True).scalar_subquery()


def _is_left_lying(now: datetime) -> ColumnElement[bool]:
    return and_(OutgoingMail.state == LetterState.SENDING, OutgoingMail.lease_until < now)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(OutgoingMail.state == LetterState.QUEUED, OutgoingMail.due_at <= now)


def has_due(limits: Limits, now: datetime) -> bool:
    """Say whether there is anything to carry that may leave now, before a mail server is called."""
    counts = counts_of(minute_of(now))
    if limits.is_reached(counts):
        return False
    rows = select(OutgoingMail.id).where(or_(_is_due(now), _is_left_lying(now)))
    full = limits.full_domains(counts)
    if full:
        rows = rows.where(OutgoingMail.domain.not_in(full))
    return session.scalar(rows.limit(1)) is not None


def counts_of(minute: datetime) -> dict[str, int]:
    """Count what has left in a minute, by domain; under the empty name stands the whole."""
    rows = select(MailCount.domain, MailCount.number).where(MailCount.minute == minute)
    return dict(session.execute(rows).all())


def first_key_of(thread: str, *, address: str) -> ColumnElement[str]:
    """Select under which key the letters about something began to reach an address, or nothing: for a new row."""
    rows = select(OutgoingMail.key).where(OutgoingMail.thread == thread, OutgoingMail.to_address == address)
    return func.coalesce(rows.order_by(OutgoingMail.id).limit(1).scalar_subquery(), "")


def reader_of(letter: OutgoingMail, now: datetime) -> Reader:
    """Look up what the reader of a letter wants; only what its kind asks for."""
    if not letter.list_id:
        return Reader(local(now))
    address = letter.to_address
    settings = find_settings(address)
    return Reader(
        local(now),
        has_refused=refuses(address, letter.list_id),
        is_weekly=settings is not None and settings.is_weekly,
        paused_until=local(settings.paused_until) if settings and settings.paused_until else None,
        suggested_at=_suggested_at(address) if letter.list_id == MailingList.RECOMMENDATIONS else None,
    )


def _suggested_at(address: str) -> datetime | None:
    rows = select(func.max(OutgoingMail.sent_at)).where(OutgoingMail.to_address == address)
    return session.scalar(rows.where(OutgoingMail.list_id == MailingList.RECOMMENDATIONS))


def find_settings(address: str) -> LetterSettings | None:
    """Find how the reader at an address wants their letters."""
    return session.scalar(select(LetterSettings).where(LetterSettings.address == address))


def list_refused(address: str) -> set[str]:
    """List which kinds of letters an address refuses."""
    rows = select(Subscription.list_id).where(Subscription.address == address)
    return set(session.scalars(rows.where(Subscription.refused_at.is_not(None))))


def waiting_for_the_week(now: datetime) -> Select[str]:
    """Select the addresses whose suggestions wait for the weekly letter, unless it waits for the end of a pause."""
    waits = (OutgoingMail.state == LetterState.QUEUED) & (OutgoingMail.reason == Reason.WEEKLY)
    wants = LetterSettings.is_weekly & or_(LetterSettings.paused_until.is_(None), LetterSettings.paused_until <= now)
    rows = select(OutgoingMail.to_address).join(LetterSettings, LetterSettings.address == OutgoingMail.to_address)
    return rows.where(waits, wants).distinct()


def get(letter_id: int) -> OutgoingMail:
    """Return a letter by its row."""
    return session.get_one(OutgoingMail, letter_id)


def get_by_public_id(public_id: str) -> OutgoingMail:
    """Return a letter by its public id."""
    return get_or_refuse(select(OutgoingMail).where(OutgoingMail.public_id == public_id))


def list_under(prefix: str, *, address: str) -> Sequence[OutgoingMail]:
    """List the letters to an address whose keys begin alike, oldest first: what was written about one thing."""
    rows = select(OutgoingMail).where(OutgoingMail.to_address == address)
    return session.scalars(
        rows.where(OutgoingMail.key.startswith(prefix, autoescape=True)).order_by(OutgoingMail.id)
    ).all()


def list_letters(
    *, state: LetterState | None = None, address: str = "", page: int = 1, per_page: int = 50
) -> Page[OutgoingMail]:
    """List the letters that can still be read, newest first."""
    rows = (
        select(OutgoingMail)
        .where(OutgoingMail.to_address != "")
        .order_by(OutgoingMail.queued_at.desc(), OutgoingMail.id.desc())
    )
    if state is not None:
        rows = rows.where(OutgoingMail.state == state)
    if address:
        rows = rows.where(OutgoingMail.to_address == address.lower())
    return paginate(rows, page, per_page=per_page)


def find_by_keys(keys: Collection[str]) -> dict[str, OutgoingMail]:
    """Find letters by their keys."""
    return {row.key: row for row in session.scalars(select(OutgoingMail).where(OutgoingMail.key.in_(keys)))}


def list_of_teams(
    teams: Collection[str], *, state: LetterState | None = None, words: str = "", page: int = 1
) -> Page[OutgoingMail]:
    """List the letters in the name of some teams that can still be read, newest first; to whom or about what holds."""
    rows = select(OutgoingMail).where(OutgoingMail.team.in_(teams), OutgoingMail.to_address != "")
    rows = rows.where(*holding(words, OutgoingMail.to_address, OutgoingMail.to_name, OutgoingMail.subject))
    if state is not None:
        rows = rows.where(OutgoingMail.state == state)
    return paginate(rows.order_by(OutgoingMail.queued_at.desc(), OutgoingMail.id.desc()), page)


def count_by_state() -> dict[LetterState, int]:
    """Count the letters of each state."""
    rows = session.execute(select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state))
    return {state: number for state, number in rows}  # noqa: C416 - Row is not a tuple to mypy


def find_subscription(address: str, list_id: str) -> Subscription | None:
    """Find whether an address was asked about a list."""
    return session.scalar(select(Subscription).where(Subscription.address == address, Subscription.list_id == list_id))


def list_refusing(addresses: Iterable[str], list_id: str) -> set[str]:
    """List those among some addresses that refuse the letters of a list."""
    rows = select(Subscription.address).where(Subscription.list_id == list_id, Subscription.refused_at.is_not(None))
    return set(session.scalars(rows.where(Subscription.address.in_(list(addresses)))))


def refuses(address: str, list_id: str) -> bool:
    """Say whether an address refuses the letters of a list."""
    return address in list_refusing([address], list_id)


def get_subscription(secret: str) -> Subscription:
    """Return the subscription an unsubscribe link names."""
    public_id = unseal(UNSUBSCRIBE, secret)
    found = session.scalar(select(Subscription).where(Subscription.public_id == public_id)) if public_id else None
    if found is None:
        raise NotFound
    return found


def list_failed(*, at_most: int) -> Sequence[OutgoingMail]:
    """List the letters that were given up, newest first."""
    rows = select(OutgoingMail).where(OutgoingMail.state == LetterState.FAILED)
    return session.scalars(rows.order_by(OutgoingMail.id.desc()).limit(at_most)).all()


def oldest_due_at(now: datetime) -> datetime | None:
    """Say since when the letter that waits longest has been due: how far behind the worker is."""
    return session.scalar(select(OutgoingMail.due_at).where(_is_due(now)).order_by(OutgoingMail.due_at).limit(1))


def find_returned(addresses: Iterable[str]) -> OutgoingMail | None:
    """Find the letter whose return path is among some addresses; a forged one names none."""
    named = [name for name in (named_by_robot_address(BOUNCES, one) for one in addresses) if name is not None]
    return session.scalar(select(OutgoingMail).where(OutgoingMail.public_id.in_(named)).limit(1)) if named else None


def find_bounced(address: str) -> BouncedAddress | None:
    """Find what is known of letters to an address that came back."""
    return session.scalar(select(BouncedAddress).where(BouncedAddress.address == address))


def bounced() -> Select[BouncedAddress]:
    """Select the addresses nothing is sent to, newest first, each with the letter that came back."""
    rows = select(BouncedAddress).join(BouncedAddress.letter).options(contains_eager(BouncedAddress.letter))
    rows = rows.where(BouncedAddress.stopped_at.is_not(None))
    return rows.order_by(BouncedAddress.bounced_at.desc(), BouncedAddress.id.desc())
