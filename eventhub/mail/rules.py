"""When is a letter tried again, and how is it known when it arrives twice?"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from eventhub.core.i18n import lazy as _
from eventhub.mail.models import LetterState

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# About 72 hours in all; the wait after the n-th failed attempt.
DELAYS = (MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, *([8 * HOUR] * 8))
# Longer than any SMTP conversation may last, so that a letter is not taken from a worker that still speaks.
LEASE = timedelta(minutes=5)
# How long it can be looked up what was written to whom.
KEPT = timedelta(days=180)
LONGEST_SUBJECT = 300
# How long it is known that letters to an address came back, after the last one that did.
BOUNCES_KEPT = timedelta(days=365)
# The mail box to which letters come back, sealed for each letter (VERP).
BOUNCES = "bounce"
# What is kept of what a server said.
LONGEST_DIAGNOSTIC = 500
# The end of a name no mail is ever sent to (RFC 2606, 2): of people forgotten, or who gave only a telephone number.
NOWHERE = ".invalid"
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


def reason_stopped(since: datetime, status: str, diagnostic: str) -> str:
    """Say, as mail servers do, why a letter to a stopped address did not leave."""
    return " ".join(
        f"not sent: letters to this address come back since {since:%Y-%m-%d} ({status} {diagnostic})".split()
    )
