"""Which letters does somebody want, and to which addresses does nothing go any more?"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update

from eventhub.core import audit
from eventhub.core.db import added_or_found, hold, rows_changed, session
from eventhub.core.types import public_id
from eventhub.mail import queries
from eventhub.mail.models import (
    BouncedAddress,
    LetterSettings,
    LetterState,
    MailingList,
    OutgoingMail,
    Subscription,
)
from eventhub.mail.rules import (
    BOUNCES_KEPT,
    CHOSEN,
    LONGEST_DIAGNOSTIC,
)


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


def refuse_all(address: str, *, now: datetime) -> None:
    """Stop the letters of every list to an address: somebody pressed the button that says they are unwanted."""
    for mailing_list in MailingList:
        subscription = subscription_of(address, mailing_list)
        subscription.refused_at = subscription.refused_at or now


def choose(
    address: str, wanted: Collection[str], *, is_weekly: bool, paused_until: datetime | None, now: datetime
) -> None:
    """Keep which letters somebody wants, how often and from when on; what waits for them is looked at again."""
    hold(f"letter-settings:{address}")
    for mailing_list in MailingList:
        subscription = subscription_of(address, mailing_list)
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


def forget_bounces(*, now: datetime) -> int:
    """Forget which addresses letters came back from long ago; the next letter finds out anew."""
    old = BouncedAddress.bounced_at < now - BOUNCES_KEPT
    return rows_changed(delete(BouncedAddress).where(old))


def subscription_of(address: str, mailing_list: MailingList) -> Subscription:
    """Return whether somebody takes the letters of a list, as a row that is added when there is none yet."""
    subscription = queries.find_subscription(address, mailing_list)
    if subscription is None:
        new = Subscription(public_id=public_id(), address=address, list_id=mailing_list)
        subscription = added_or_found(new, lambda: queries.find_subscription(address, mailing_list))
    return subscription


def _bounced(letter: OutgoingMail, *, now: datetime) -> BouncedAddress:
    known = queries.find_bounced(letter.to_address)
    if known is not None:
        return known
    new = BouncedAddress(
        public_id=public_id(), address=letter.to_address, bounced_at=now, letter_id=letter.id, delays=0
    )
    return added_or_found(new, lambda: queries.find_bounced(letter.to_address))
