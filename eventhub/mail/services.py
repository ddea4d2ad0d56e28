"""How does a letter enter the outbox, and what is noted while it is carried?"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import update

from eventhub.core.db import added_or_found, rows_changed, session
from eventhub.core.links import absolute
from eventhub.core.secrets import seal
from eventhub.core.types import public_id
from eventhub.mail import queries
from eventhub.mail.models import LetterState, MailingList, OutgoingMail, Subscription
from eventhub.mail.queries import UNSUBSCRIBE
from eventhub.mail.render import render
from eventhub.mail.rules import KEPT, LEASE, delay_after, is_reachable

Gathered = list[tuple[str, OutgoingMail]]
_gathered: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


def queue(
    name: str,
    *,
    key: str,
    to: str,
    to_name: str = "",
    locale: str,
    mailing_list: MailingList | None = None,
    now: datetime,
    **values: object,
) -> None:
    """Render a letter and put it into the outbox, in the transaction of its cause; once per key, ever.

    To somebody without an address nothing is written.
    """
    gathered = _gathered.get()
    if not is_reachable(to):
        return
    if gathered is None and queries.find_by_key(key) is not None:
        return
    unsubscribe_url = _unsubscribe_url(to, mailing_list) if mailing_list else ""
    letter = render(name, locale=locale, to_name=to_name, unsubscribe_url=unsubscribe_url, **values)
    row = OutgoingMail(
        key=key,
        list_id=mailing_list or "",
        to_address=to,
        to_name=to_name,
        locale=locale,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        unsubscribe_url=unsubscribe_url,
        state=LetterState.QUEUED,
        queued_at=now,
        due_at=now,
    )
    if gathered is None:
        session.add(row)
    else:
        gathered.append((name, row))


@contextmanager
def gathering() -> Iterator[Gathered]:
    """Gather the letters queued in this block, by template, instead of keeping them: for previews.

    The database is neither read nor written.
    """
    gathered: Gathered = []
    token = _gathered.set(gathered)
    try:
        yield gathered
    finally:
        _gathered.reset(token)


def claim(*, now: datetime) -> OutgoingMail | None:
    """Take the letter that waits longest, for as long as a lease lasts; None when nothing is due."""
    claimed = session.scalar(
        update(OutgoingMail)
        .where(OutgoingMail.id == queries.next_due(now).scalar_subquery())
        .values(state=LetterState.SENDING, lease_until=now + LEASE, fence=OutgoingMail.fence + 1)
        .returning(OutgoingMail.id)
    )
    return None if claimed is None else queries.get(claimed)


def is_refused(letter: OutgoingMail) -> bool:
    """Say whether its reader has refused this kind of letter since it was queued."""
    return bool(letter.list_id) and queries.refuses(letter.to_address, letter.list_id)


def mark_sent(letter_id: int, *, fence: int, now: datetime) -> bool:
    """Note that a letter left; False when another worker has taken it over meanwhile."""
    return _finish(letter_id, fence, state=LetterState.SENT, sent_at=now, last_error="")


def mark_cancelled(letter_id: int, *, fence: int) -> bool:
    """Note that a letter is not wanted any more."""
    return _finish(letter_id, fence, state=LetterState.CANCELLED)


def mark_failed(letter_id: int, *, fence: int, error: str, for_good: bool, now: datetime) -> bool:
    """Note that an attempt failed: the letter waits for the next one, or is given up and shown."""
    letter = queries.get(letter_id)
    wait = None if for_good else delay_after(letter.attempts + 1, key=letter.key)
    outcome = {"state": LetterState.FAILED} if wait is None else {"state": LetterState.QUEUED, "due_at": now + wait}
    return _finish(letter_id, fence, attempts=letter.attempts + 1, last_error=error[:1000], **outcome)


def release_all() -> int:
    """Free every letter a dead worker held; only for a worker that knows itself to be the only one."""
    return rows_changed(
        update(OutgoingMail).where(OutgoingMail.state == LetterState.SENDING).values(state=LetterState.QUEUED)
    )


def retry_failed(*, now: datetime) -> int:
    """Put every letter that was given up back into the outbox."""
    return rows_changed(
        update(OutgoingMail)
        .where(OutgoingMail.state == LetterState.FAILED)
        .values(state=LetterState.QUEUED, attempts=0, due_at=now)
    )


def forget_old(*, now: datetime) -> int:
    """Erase what old letters said and to whom; that there was one, under its key, stays. Return how many."""
    is_done = OutgoingMail.state.in_((LetterState.SENT, LetterState.FAILED, LetterState.CANCELLED))
    old = is_done & (OutgoingMail.queued_at < now - KEPT) & (OutgoingMail.to_address != "")
    erased = dict.fromkeys(("to_address", "to_name", "subject", "text", "html", "unsubscribe_url", "last_error"), "")
    return rows_changed(update(OutgoingMail).where(old).values(**erased))


def refuse(secret: str, *, now: datetime) -> Subscription:
    """Stop the letters of a list to an address; once or many times is the same."""
    subscription = queries.get_subscription(secret)
    subscription.refused_at = subscription.refused_at or now
    return subscription


def subscribe_again(secret: str) -> Subscription:
    """Take the letters of a list again."""
    subscription = queries.get_subscription(secret)
    subscription.refused_at = None
    return subscription


def _unsubscribe_url(address: str, mailing_list: MailingList) -> str:
    if _gathered.get() is not None:
        return absolute(f"/u/{seal(UNSUBSCRIBE, 'preview')}")
    subscription = queries.find_subscription(address, mailing_list)
    if subscription is None:
        new = Subscription(public_id=public_id(), address=address, list_id=mailing_list)
        subscription = added_or_found(new, lambda: queries.find_subscription(address, mailing_list))
    return absolute(f"/u/{seal(UNSUBSCRIBE, subscription.public_id)}")


def _finish(letter_id: int, fence: int, **values: object) -> bool:
    mine = (OutgoingMail.id == letter_id) & (OutgoingMail.fence == fence) & (OutgoingMail.state == LetterState.SENDING)
    return rows_changed(update(OutgoingMail).where(mine).values(lease_until=None, **values)) == 1
