"""How does a letter enter the outbox, and leave it again before anybody carries it?"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, update

from eventhub.core.db import add_once, rows_changed, session
from eventhub.core.i18n import LOCALES, gettext
from eventhub.core.links import absolute
from eventhub.core.secrets import seal
from eventhub.core.types import public_id
from eventhub.mail import queries
from eventhub.mail.models import (
    LetterState,
    MailingList,
    OutgoingMail,
    Reason,
)
from eventhub.mail.queries import UNSUBSCRIBE
from eventhub.mail.render import Words, render
from eventhub.mail.rules import (
    LONGEST_SUBJECT,
    domain_of,
    is_reachable,
)
from eventhub.mail.services.readers import subscription_of


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


def _first_key(thread: str, address: str) -> ColumnElement[str] | str:
    """Let the database find it while it adds the row, which saves a question."""
    if not thread or _gathered.get() is not None:
        return ""
    return queries.first_key_of(thread, address=address)


def _unsubscribe_url(address: str, mailing_list: MailingList) -> str:
    if _gathered.get() is not None:
        return absolute(f"/u/{seal(UNSUBSCRIBE, 'preview')}")
    return absolute(f"/u/{seal(UNSUBSCRIBE, subscription_of(address, mailing_list).public_id)}")
