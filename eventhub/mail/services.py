"""How does a letter enter the outbox, and what is noted while it is carried?"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, update

from eventhub.core import audit
from eventhub.core.db import add_once, added_or_found, count_up, hold, rows_changed, session
from eventhub.core.i18n import LOCALES, gettext
from eventhub.core.links import absolute, is_inbox_read, robot_address, sender_address
from eventhub.core.secrets import seal
from eventhub.core.types import public_id
from eventhub.mail import queries
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
from eventhub.mail.queries import UNSUBSCRIBE
from eventhub.mail.render import Words, render
from eventhub.mail.rules import (
    BOUNCES,
    BOUNCES_KEPT,
    CHOSEN,
    KEPT,
    LEASE,
    LONGEST_DIAGNOSTIC,
    LONGEST_SUBJECT,
    Limits,
    Verdict,
    delay_after,
    domain_of,
    is_reachable,
    judge,
    minute_of,
    reason_stopped,
)


@dataclass(frozen=True, kw_only=True)
class About:
    """What a letter belongs to.

    The `thread` names what all letters are about that mail programs are to show together. The `team` is the promotion
    team it is from, as its complex is named in addresses, and `reply_to` a mailbox of theirs that is read. After
    `useful_until` the letter would tell nobody anything. What is of a `mailing_list` can be refused; `is_weekly`
    gathers what its reader wants once a week.
    """

    mailing_list: MailingList | None = None
    is_weekly: bool = False
    thread: str = ""
    team: str = ""
    reply_to: str = ""
    useful_until: datetime | None = None


NOTHING = About()
NO_LIMITS = Limits()


@dataclass(frozen=True)
class Gathered:
    """The letters of a preview: of one template, or of all."""

    only: str
    letters: list[tuple[str, OutgoingMail]] = field(default_factory=list)


_gathered: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


def queue(  # noqa: PLR0913 - so much makes a letter
    name: str,
    *,
    key: str,
    to: str,
    to_name: str = "",
    locale: str,
    about: About = NOTHING,
    words: Words | None = None,
    invitation: str = "",
    now: datetime,
    **values: object,
) -> None:
    """Render a letter and put it into the outbox, in the transaction of its cause; once per key, ever.

    `words` are a promotion team's own, ready to be read; `invitation` is for the reader's calendar (`core.itip`). To
    somebody without an address nothing is written. A letter of a mailing list can be refused, and says so.
    """
    gathered = _gathered.get()
    if not is_reachable(to) or (gathered is not None and gathered.only not in ("", name)):
        return
    unsubscribe_url = _unsubscribe_url(to, about.mailing_list) if about.mailing_list else ""
    letter = render(name, locale=locale, words=words, to_name=to_name, unsubscribe_url=unsubscribe_url, **values)
    row = OutgoingMail(
        key=key,
        list_id=about.mailing_list or "",
        to_address=to,
        to_name=to_name,
        domain=domain_of(to),
        reply_to=about.reply_to,
        thread=about.thread,
        in_reply_to=_first_key(about.thread, to),
        team=about.team,
        useful_until=about.useful_until,
        is_weekly=about.is_weekly,
        locale=locale,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        unsubscribe_url=unsubscribe_url,
        invitation=invitation,
        state=LetterState.QUEUED,
        queued_at=now,
        due_at=now,
    )
    if gathered is None:
        add_once(row, key="key")
    else:
        gathered.letters.append((name, row))


def queue_test(letter: OutgoingMail, *, to: str, to_name: str, now: datetime) -> None:
    """Put a copy of a gathered letter into the outbox for whoever looks at it; its subject says that it is a test."""
    session.add(
        OutgoingMail(
            key=f"test:{public_id()}",
            to_address=to,
            to_name=to_name,
            domain=domain_of(to),
            locale=letter.locale,
            subject=gettext("[Test] %(subject)s", subject=letter.subject)[:LONGEST_SUBJECT],
            text=letter.text,
            html=letter.html,
            state=LetterState.QUEUED,
            queued_at=now,
            due_at=now,
        )
    )


def withdraw(keys: Iterable[str]) -> int:
    """Take letters out of the outbox that nobody carries yet; return how many."""
    waiting = OutgoingMail.key.in_(list(keys)) & (OutgoingMail.state == LetterState.QUEUED)
    return rows_changed(
        update(OutgoingMail).where(waiting).values(state=LetterState.CANCELLED, reason=Reason.TAKEN_BACK)
    )


def gather(keys: Collection[str]) -> set[str]:
    """Take those among some letters that wait for a weekly letter, to become part of it; return their keys."""
    waits = (OutgoingMail.state == LetterState.QUEUED) & (OutgoingMail.reason == Reason.WEEKLY)
    taken = update(OutgoingMail).where(OutgoingMail.key.in_(keys), waits)
    taken = taken.values(state=LetterState.CANCELLED, reason=Reason.GATHERED)
    return set(session.scalars(taken.returning(OutgoingMail.key)))


@contextmanager
def gathering(only: str = "") -> Iterator[list[tuple[str, OutgoingMail]]]:
    """Gather the letters queued in this block, by template, instead of keeping them: for previews.

    With `only`, those of one template. The database is neither read nor written.
    """
    gathered = Gathered(only)
    token = _gathered.set(gathered)
    try:
        yield gathered.letters
    finally:
        _gathered.reset(token)


def write_examples(
    writers: Iterable[Callable[..., None]], *, only: str = "", now: datetime
) -> Iterator[tuple[str, OutgoingMail]]:
    """Let each package write its letters to made-up people in each language: the templates' names, and the letters.

    With `only`, those of one template. The database is neither read nor written.
    """
    for locale in LOCALES:
        with gathering(only) as letters:
            for write in writers:
                write(locale, now=now)
        yield from letters


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


def choose(
    address: str, wanted: Collection[str], *, is_weekly: bool, paused_until: datetime | None, now: datetime
) -> None:
    """Keep which letters somebody wants, how often and from when on; what waits for them is looked at again."""
    hold(f"letter-settings:{address}")
    for mailing_list in MailingList:
        subscription = _subscription(address, mailing_list)
        subscription.refused_at = None if mailing_list in wanted else subscription.refused_at or now
    settings = queries.find_settings(address)
    if settings is None:
        settings = LetterSettings(address=address)
        session.add(settings)
    settings.is_weekly, settings.paused_until = is_weekly, paused_until
    waits = (OutgoingMail.to_address == address) & (OutgoingMail.state == LetterState.QUEUED)
    session.execute(update(OutgoingMail).where(waits, OutgoingMail.reason.in_(CHOSEN)).values(due_at=now))


def forget_settings(address: str) -> None:
    """Forget how somebody wanted their letters; that they refuse some stays, for nobody may write to them anew."""
    session.execute(delete(LetterSettings).where(LetterSettings.address == address))


def _first_key(thread: str, address: str) -> ColumnElement[str] | str:
    """Let the database find it while it adds the row, which saves a question."""
    if not thread or _gathered.get() is not None:
        return ""
    return queries.first_key_of(thread, address=address)


def note_bounce(letter: OutgoingMail, *, status: str, diagnostic: str, now: datetime) -> None:
    """Note that a letter came back for good: its reader gets no further ones until somebody lets them."""
    known = _bounced(letter, now=now)
    known.stopped_at, known.bounced_at, known.letter_id = known.stopped_at or now, now, letter.id
    known.status, known.diagnostic = status, diagnostic[:LONGEST_DIAGNOSTIC]
    if letter.state is LetterState.SENT:
        letter.state, letter.last_error = LetterState.FAILED, f"{status} {known.diagnostic}".strip()


def note_delay(letter: OutgoingMail, *, status: str, diagnostic: str, now: datetime) -> None:
    """Count that a server asked for patience; what it said of a letter that came back for good stays."""
    known = _bounced(letter, now=now)
    known.delays += 1
    if known.stopped_at is None:
        known.bounced_at, known.letter_id = now, letter.id
        known.status, known.diagnostic = status, diagnostic[:LONGEST_DIAGNOSTIC]


def try_again(address: BouncedAddress, *, actor: str, now: datetime) -> None:
    """Send letters to an address again; if they come back again, it is stopped again."""
    address.stopped_at = None
    audit.record("address-tried-again", f"address:{address.public_id}", actor=actor, now=now)


def refuse_all(address: str, *, now: datetime) -> None:
    """Stop the letters of every list to an address: somebody pressed the button that says they are unwanted."""
    for mailing_list in MailingList:
        subscription = _subscription(address, mailing_list)
        subscription.refused_at = subscription.refused_at or now


def forget_bounces(*, now: datetime) -> int:
    """Forget which addresses letters came back from long ago; the next letter finds out anew."""
    old = BouncedAddress.bounced_at < now - BOUNCES_KEPT
    return rows_changed(delete(BouncedAddress).where(old))


def _bounced(letter: OutgoingMail, *, now: datetime) -> BouncedAddress:
    known = queries.find_bounced(letter.to_address)
    if known is not None:
        return known
    new = BouncedAddress(
        public_id=public_id(), address=letter.to_address, bounced_at=now, letter_id=letter.id, delays=0
    )
    return added_or_found(new, lambda: queries.find_bounced(letter.to_address))


def _unsubscribe_url(address: str, mailing_list: MailingList) -> str:
    if _gathered.get() is not None:
        return absolute(f"/u/{seal(UNSUBSCRIBE, 'preview')}")
    return absolute(f"/u/{seal(UNSUBSCRIBE, _subscription(address, mailing_list).public_id)}")


def _subscription(address: str, mailing_list: MailingList) -> Subscription:
    subscription = queries.find_subscription(address, mailing_list)
    if subscription is None:
        new = Subscription(public_id=public_id(), address=address, list_id=mailing_list)
        subscription = added_or_found(new, lambda: queries.find_subscription(address, mailing_list))
    return subscription


def _finish(letter_id: int, fence: int, **values: object) -> bool:
    mine = (OutgoingMail.id == letter_id) & (OutgoingMail.fence == fence) & (OutgoingMail.state == LetterState.SENDING)
    return rows_changed(update(OutgoingMail).where(mine).values(lease_until=None, **values)) == 1
