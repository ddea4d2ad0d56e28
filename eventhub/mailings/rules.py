"""Whom can a letter to many go to, how many may there be, and how far is it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventhub.checkins.models import Attendance
from eventhub.core.i18n import lazy as _
from eventhub.mail.models import LetterState
from eventhub.mail.rules import STATE_WORDS as LETTER_WORDS
from eventhub.mailings.models import Mailing, MailingState, ReaderState
from eventhub.registrations.models import Standing

TEXT_LENGTH = 5000
# Letters to many that a team may begin on one day.
MOST_A_DAY = 3000
# A worker's turn: written in transactions of so many, so many times, and then others have theirs. A mailing that
# goes out over minutes can be stopped.
CHUNK, CHUNKS_PER_TURN = 25, 4
# Who registered for a date of a series, or an event of a mini-cluster, is written to this long after it.
LOOKS_BACK = timedelta(days=90)
# How long it is known who got a mailing: as long as the registration it was about is kept.
KEPT = timedelta(days=365)
TEXTS = ("subject_ko", "text_ko", "subject_en", "text_en")
ABOUT = ("event_id", "series_id", "mini_cluster_id")
ORGANISATIONS = ("organisation_id", "from_mini_cluster_id", "from_complex_id")

MAILING_WORDS: dict[MailingState, Any] = {
    MailingState.DRAFT: _("Draft"),
    MailingState.SENDING: _("Being sent"),
    MailingState.SENT: _("Sent"),
    MailingState.STOPPED: _("Stopped"),
}
MAILING_TONES = {
    MailingState.DRAFT: "neutral",
    MailingState.SENDING: "info",
    MailingState.SENT: "good",
    MailingState.STOPPED: "warn",
}
NOT_YET, NEVER, FORGOTTEN = _("Not written yet"), _("Not sent"), _("Left out: the account is gone")


@dataclass(frozen=True, kw_only=True)
class Group:
    """Whom a mailing goes to: what they registered for, what became of their place, for whom they come.

    Without `attendances` it does not matter whether they came, without the name of an `option` not what they answered.
    """

    event_id: int | None = None
    series_id: int | None = None
    mini_cluster_id: int | None = None
    standings: tuple[str, ...] = (Standing.CONFIRMED,)
    attendances: tuple[str, ...] = ()
    option: str = ""
    organisation_id: int | None = None
    from_mini_cluster_id: int | None = None
    from_complex_id: int | None = None

    @property
    def ticked(self) -> list[str]:
        """What is ticked of their places, as it is kept: no name of one kind is one of another."""
        return [*self.standings, *self.attendances, *([self.option] if self.option else [])]


@dataclass(frozen=True)
class Visit:
    """One place of one person at one event."""

    registration_id: int
    account_id: int
    account_public_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Progress:
    """How far a mailing is."""

    people: int = 0
    sent: int = 0
    failed: int = 0
    left: int = 0
    stopped: int = 0


def group_of(mailing: Mailing) -> Group:
    """Return whom a mailing goes to."""
    return Group(
        standings=tuple(name for name in mailing.ticked if name in set(Standing)),
        attendances=tuple(name for name in mailing.ticked if name in set(Attendance)),
        option=next((name for name in mailing.ticked if name not in {*Standing, *Attendance}), ""),
        **{name: getattr(mailing, name) for name in (*ABOUT, *ORGANISATIONS)},
    )


def one_each(visits: Iterable[Visit], *, now: datetime) -> list[Visit]:
    """Choose for each person the place they are written to about: the next to come, else the last that was."""
    chosen: dict[int, Visit] = {}
    for visit in visits:
        other = chosen.get(visit.account_id)
        if other is None or _rank(visit, now) < _rank(other, now):
            chosen[visit.account_id] = visit
    return list(chosen.values())


def progress_of(people: int, counts: Mapping[tuple[ReaderState, LetterState | None], int]) -> Progress:
    """Say how far a mailing is, from how many readers and letters there are of each state."""
    sent = sum(number for (_reader, letter), number in counts.items() if letter is LetterState.SENT)
    failed = sum(number for (_reader, letter), number in counts.items() if letter is LetterState.FAILED)
    stopped = sum(
        number
        for (reader, letter), number in counts.items()
        if letter is LetterState.CANCELLED or reader is ReaderState.LEFT_OUT
    )
    return Progress(people, sent, failed, max(0, people - sent - failed - stopped), stopped)


def say_letter(mailing: MailingState, reader: ReaderState, letter: LetterState | None) -> Any:  # noqa: ANN401 - lazy
    """Say what became of the letter to one reader."""
    if reader is ReaderState.LEFT_OUT:
        return FORGOTTEN
    if letter is LetterState.CANCELLED or (letter is None and mailing is MailingState.STOPPED):
        return NEVER
    return LETTER_WORDS[letter] if letter else NOT_YET


def key_of(mailing_public_id: str, account_public_id: str) -> str:
    """Name the letter of a mailing to one person: there is never a second one."""
    return f"mailing:{mailing_public_id}:{account_public_id}"


def _rank(visit: Visit, now: datetime) -> tuple[bool, float]:
    is_over = visit.ends_at <= now
    distance = (visit.starts_at - now).total_seconds()
    return is_over, -distance if is_over else distance
