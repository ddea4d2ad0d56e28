"""When is a letter tried again, which can be refused, when does it wait, and how is it known when it arrives twice?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from eventhub.core.i18n import lazy as _
from eventhub.mail.models import LetterState, MailingList, OutgoingMail, Reason

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# About 72 hours in all; the wait after the n-th failed attempt.
DELAYS = (MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, *([8 * HOUR] * 8))
# Longer than any SMTP conversation may last, so that a letter is not taken from a worker that still speaks.
LEASE = timedelta(minutes=5)
# How long it can be looked up what was written to whom.
KEPT = timedelta(days=180)
LONGEST_SUBJECT = 300
# Letters to many do not ring at night. The law asks this of text messages, of e-mail not (Network Act, decree 61 (2)).
NIGHT_BEGINS, NIGHT_ENDS = 21, 8
# When those who want their suggestions together get them: Monday, half past eight.
WEEKLY_DAY, WEEKLY_HOUR, WEEKLY_MINUTE = 0, 8, 30
WEEK = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=365)
# How long it is known that letters to an address came back, after the last one that did.
BOUNCES_KEPT = timedelta(days=365)
# The mail box to which letters come back, sealed for each letter (VERP).
BOUNCES = "bounce"
# What is kept of what a server said.
LONGEST_DIAGNOSTIC = 500
# The end of a name no mail is ever sent to (RFC 2606, 2): of people forgotten, or who gave only a telephone number.
NOWHERE = ".invalid"
# These wait because of what their reader chose, and go as soon as the reader chooses otherwise.
CHOSEN = (Reason.PAUSED, Reason.WEEKLY)


@dataclass(frozen=True)
class Kind:
    """Letters that can be refused: what they are called, what they say, and whether each goes to many."""

    title: Any
    says: Any
    is_bulk: bool = True


KINDS: dict[MailingList, Kind] = {
    MailingList.RECOMMENDATIONS: Kind(
        _("Suggestions"), _("Somebody who may help with a problem, or whom you may help.")
    ),
    MailingList.TEAM_LETTERS: Kind(
        _("Letters of promotion teams"), _("What a team writes to many of those who registered.")
    ),
    MailingList.SURVEYS: Kind(_("Thanks and surveys"), _("After an event: thanks, a few questions, your certificate.")),
    # A reminder comes when it is due, be it early: it is one person's, about one place.
    MailingList.REMINDERS: Kind(_("Reminders"), _("Before an event at which you have a place."), is_bulk=False),
}
REASON_WORDS: dict[Reason, Any] = {
    Reason.PAUSED: _("The reader wants no letters for a while"),
    Reason.WEEKLY: _("Waits for the reader's weekly letter"),
    Reason.BUDGET: _("The reader had a suggestion this week"),
    Reason.NIGHT: _("Letters to many wait from nine in the evening to eight in the morning"),
    Reason.REFUSED: _("The reader does not want letters of this kind"),
    Reason.BOUNCED: _("The address takes no letters"),
    Reason.TOO_LATE: _("It would have come too late to be of use"),
    Reason.GATHERED: _("Became part of the reader's weekly letter"),
    Reason.TAKEN_BACK: _("Taken back before it left"),
}
# Letters somebody may send themselves to look at, within the window in which tries are counted.
TESTS_PER_PERSON = 10
STATE_TONES = {
    LetterState.QUEUED: "info",
    LetterState.SENDING: "info",
    LetterState.SENT: "good",
    LetterState.FAILED: "bad",
    LetterState.CANCELLED: "neutral",
}
STATE_WORDS: dict[LetterState, Any] = {
    LetterState.QUEUED: _("Waiting"),
    LetterState.SENDING: _("On its way"),
    LetterState.SENT: _("Sent"),
    LetterState.FAILED: _("Not delivered"),
    LetterState.CANCELLED: _("Not wanted any more"),
}


def is_reachable(address: str) -> bool:
    """Say whether an address is one that mail can be sent to."""
    return not address.endswith(NOWHERE)


def delay_after(attempts: int, *, key: str) -> timedelta | None:
    """Say how long to wait after so many failed attempts, or None when it is time to give up.

    The wait is spread by up to a tenth, always the same for one letter, so that a thousand letters that failed
    together do not come back together.
    """
    if attempts > len(DELAYS):
        return None
    spread = int(sha256(key.encode()).hexdigest()[:4], 16) / 0xFFFF / 10
    return DELAYS[attempts - 1] * (1 + spread)


def message_id(key: str, *, domain: str) -> str:
    """Derive the Message-ID from the letter's key: a letter that is sent again is recognised (RFC 5322, 3.6.4)."""
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


@dataclass(frozen=True)
class Limits:
    """How many letters may leave in a minute, in all and to one domain; nought means as many as there are."""

    in_all: int = 0
    per_domain: int = 0

    def is_reached(self, counts: Mapping[str, int]) -> bool:
        """Say whether no letter may leave any more, when so many have left."""
        return bool(self.in_all) and counts.get("", 0) >= self.in_all

    def full_domains(self, counts: Mapping[str, int]) -> set[str]:
        """Return the domains that have had their share."""
        if not self.per_domain:
            return set()
        return {domain for domain, number in counts.items() if domain and number >= self.per_domain}


@dataclass(frozen=True)
class Reader:
    """What is known of somebody at the moment a letter to them is due, and which moment that is on people's clocks."""

    local: datetime
    has_refused: bool = False
    is_weekly: bool = False
    paused_until: datetime | None = None
    # When a suggestion last left to them.
    suggested_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """What becomes of a due letter: without a reason it goes; with one it waits until a moment, or never goes."""

    reason: Reason | None = None
    until: datetime | None = None


def judge(letter: OutgoingMail, reader: Reader) -> Verdict:
    """Decide about a due letter. What cannot be refused goes, if it is of use."""
    if letter.useful_until is not None and letter.useful_until <= reader.local:
        return Verdict(Reason.TOO_LATE)
    if not letter.list_id:
        return Verdict()
    if reader.has_refused:
        return Verdict(Reason.REFUSED)
    return _waits(letter, reader, reader.local)


def _waits(letter: OutgoingMail, reader: Reader, local: datetime) -> Verdict:
    if reader.paused_until is not None and local < reader.paused_until:
        return Verdict(Reason.PAUSED, reader.paused_until)
    if letter.list_id == MailingList.RECOMMENDATIONS and not letter.is_weekly:
        if reader.is_weekly:
            return Verdict(Reason.WEEKLY, next_weekly(local))
        if reader.suggested_at is not None and local < reader.suggested_at + WEEK:
            return Verdict(Reason.BUDGET, reader.suggested_at + WEEK)
    is_night = not NIGHT_ENDS <= local.hour < NIGHT_BEGINS
    if is_night and KINDS[MailingList(letter.list_id)].is_bulk:
        return Verdict(Reason.NIGHT, morning_after(local))
    return Verdict()


def morning_after(local: datetime) -> datetime:
    """Return when the night ends that it is now."""
    day = local + timedelta(days=1) if local.hour >= NIGHT_BEGINS else local
    return day.replace(hour=NIGHT_ENDS, minute=0, second=0, microsecond=0)


def next_weekly(local: datetime) -> datetime:
    """Return when the next weekly letters are written."""
    days = (WEEKLY_DAY - local.weekday()) % 7
    found = (local + timedelta(days=days)).replace(hour=WEEKLY_HOUR, minute=WEEKLY_MINUTE, second=0, microsecond=0)
    return found if found > local else found + WEEK


def minute_of(moment: datetime) -> datetime:
    """Return the minute a letter that leaves is counted in."""
    return moment.replace(second=0, microsecond=0)


def domain_of(address: str) -> str:
    """Return the part of an address that names the mail system."""
    return address.rpartition("@")[2].lower()


def reason_stopped(since: datetime, status: str, diagnostic: str) -> str:
    """Say, as mail servers do, why a letter to a stopped address did not leave."""
    return " ".join(
        f"not sent: letters to this address come back since {since:%Y-%m-%d} ({status} {diagnostic})".split()
    )
