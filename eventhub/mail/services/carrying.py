"""What is noted of a letter while it is carried, and afterwards?"""

from datetime import datetime

from sqlalchemy import delete, update

from eventhub.core.db import count_up, rows_changed, session
from eventhub.core.links import is_inbox_read, robot_address, sender_address
from eventhub.mail import queries
from eventhub.mail.models import (
    LetterState,
    MailCount,
    MailingList,
    OutgoingMail,
    Reason,
)
from eventhub.mail.rules import (
    BOUNCES,
    KEPT,
    LEASE,
    Limits,
    Verdict,
    delay_after,
    judge,
    minute_of,
    reason_stopped,
)

NO_LIMITS = Limits()


def claim(limits: Limits = NO_LIMITS, *, now: datetime) -> OutgoingMail | None:
    """Take the letter that waits longest, for as long as a lease lasts; None when nothing is due, or may leave now."""
    counts = queries.counts_of(minute_of(now))
    if limits.is_reached(counts):
        return None
    claimed = session.scalar(
        update(OutgoingMail)
        .where(OutgoingMail.id == queries.next_due(now, limits.full_domains(counts)))
        .values(state=LetterState.SENDING, lease_until=now + LEASE, fence=OutgoingMail.fence + 1)
        .returning(OutgoingMail.id)
    )
    return None if claimed is None else queries.get(claimed)


def take_turn(letter: OutgoingMail, limits: Limits, *, now: datetime) -> bool:
    """Count a claimed letter against what may leave in this minute; without room it is given back and waits.

    The counts are rows, so all workers share them; each takes the whole's before a domain's, and none waits in a ring.
    """
    counted: list[str] = []
    minute = minute_of(now)
    for name, most in (("", limits.in_all), (letter.domain, limits.per_domain)):
        if most and not count_up(MailCount, at_most=most, minute=minute, domain=name):
            taken = (MailCount.minute == minute) & MailCount.domain.in_(counted)
            session.execute(update(MailCount).where(taken).values(number=MailCount.number - 1))
            _finish(letter.id, letter.fence, state=LetterState.QUEUED)
            return False
        counted.append(name)
    return True


def look_at(letter: OutgoingMail, *, now: datetime) -> Verdict:
    """Decide what becomes of a claimed letter, by what its reader wants now and not when it was queued."""
    return judge(letter, queries.reader_of(letter, now))


def foresee(address: str, mailing_list: MailingList, *, now: datetime) -> Verdict:
    """Say what would become of a letter of a list to somebody, if it were written now."""
    return look_at(OutgoingMail(to_address=address, list_id=mailing_list, is_weekly=False), now=now)


def set_aside(letter_id: int, verdict: Verdict, *, fence: int) -> bool:
    """Let a letter wait, or note that it never goes, and why."""
    if verdict.until is None:
        return _finish(letter_id, fence, state=LetterState.CANCELLED, reason=verdict.reason)
    return _finish(letter_id, fence, state=LetterState.QUEUED, reason=verdict.reason, due_at=verdict.until)


def reason_not_to_send(letter: OutgoingMail) -> str:
    """Say why nothing is sent to the reader of a letter any more, or nothing: letters to them came back."""
    known = queries.find_bounced(letter.to_address)
    if known is None or known.stopped_at is None:
        return ""
    return reason_stopped(known.stopped_at, known.status, known.diagnostic)


def return_path(letter: OutgoingMail) -> str:
    """Return the address to which a letter comes back that cannot be delivered: its own, where that is read."""
    return robot_address(BOUNCES, letter.public_id) if is_inbox_read() else sender_address()


def mark_sent(letter_id: int, *, fence: int, now: datetime) -> bool:
    """Note that a letter left; False when another worker has taken it over meanwhile."""
    return _finish(letter_id, fence, state=LetterState.SENT, sent_at=now, last_error="", reason=None)


def mark_failed(letter_id: int, *, fence: int, error: str, for_good: bool, now: datetime) -> bool:
    """Note that an attempt failed: the letter waits for the next one, or is given up and shown."""
    letter = queries.get(letter_id)
    wait = None if for_good else delay_after(letter.attempts + 1, key=letter.key)
    outcome = {"state": LetterState.FAILED} if wait is None else {"state": LetterState.QUEUED, "due_at": now + wait}
    return _finish(letter_id, fence, attempts=letter.attempts + 1, last_error=error[:1000], **outcome)


def mark_bounced(letter_id: int, *, fence: int, error: str) -> bool:
    """Note that a letter was not sent because those before it came back."""
    return _finish(letter_id, fence, state=LetterState.FAILED, reason=Reason.BOUNCED, last_error=error[:1000])


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
    session.execute(delete(MailCount).where(MailCount.minute < now - LEASE))
    is_done = OutgoingMail.state.in_((LetterState.SENT, LetterState.FAILED, LetterState.CANCELLED))
    old = is_done & (OutgoingMail.queued_at < now - KEPT) & (OutgoingMail.to_address != "")
    erased = dict.fromkeys(
        ("to_address", "to_name", "subject", "text", "html", "unsubscribe_url", "invitation", "last_error"), ""
    )
    return rows_changed(update(OutgoingMail).where(old).values(**erased))


def _finish(letter_id: int, fence: int, **values: object) -> bool:
    mine = (OutgoingMail.id == letter_id) & (OutgoingMail.fence == fence) & (OutgoingMail.state == LetterState.SENDING)
    return rows_changed(update(OutgoingMail).where(mine).values(lease_until=None, **values)) == 1
