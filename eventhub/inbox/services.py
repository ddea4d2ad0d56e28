"""What does mail that came in change, and who is asked about the rest?

Nothing is ever answered: a program that answers programs can be made to answer for ever, and to strangers.
"""

from datetime import datetime

from sqlalchemy import delete

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import hold, rows_changed, session
from eventhub.core.itip import Answer, Response
from eventhub.core.itip import read as read_answer
from eventhub.core.types import public_id
from eventhub.events.entries import entry as event_entry
from eventhub.events.facts import DraftDiscarded
from eventhub.inbox import queries
from eventhub.inbox.models import IncomingMail, Matter
from eventhub.inbox.rules import KEPT, Mail, matter_of
from eventhub.mail import queries as outbox
from eventhub.mail import services as letters
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import queries as places
from eventhub.registrations import services as registrations
from eventhub.registrations.errors import TooLateToChange, TooLateToGiveUp
from eventhub.registrations.models import Registration


def take_in(mail: Mail, *, now: datetime) -> Matter:
    """Do what a letter says that may be believed, and keep what somebody has to look at; a letter counts once."""
    hold(f"inbox:{mail.key}")
    if queries.is_known(mail.key):
        return Matter.SETTLED
    row = IncomingMail(public_id=public_id(), key=mail.key, received_at=now, sender=mail.sender, subject=mail.subject)
    row.text = mail.text
    row.matter = _matter(row, mail, now=now)
    if row.matter is Matter.SETTLED:
        # Nobody looks at it: what is kept only tells it when it comes again.
        row.sender = row.subject = row.text = ""
    session.add(row)
    return row.matter


def _matter(row: IncomingMail, mail: Mail, *, now: datetime) -> Matter:
    response = read_answer(mail.calendar) if mail.calendar else None
    addresses = (*mail.addresses, response.organiser) if response else mail.addresses
    place = places.find_by_addresses(addresses)
    if place is not None:
        row.registration_id, row.event_id, row.complex_id = place.id, place.event_id, place.event.complex_id
    if mail.is_too_large or mail.is_broken:
        return Matter.TOO_LARGE if mail.is_too_large else Matter.UNREADABLE
    letter = outbox.find_returned(mail.addresses)
    if letter is not None:
        return _returned(letter, mail, now=now)
    if place is not None and response is not None:
        return _answered(row, place, response, mail, now=now)
    if mail.is_automatic and mail.report is None:
        return Matter.SETTLED
    return Matter.LETTER if place is not None or not (mail.report or response) else Matter.NO_SUCH_ADDRESS


def _returned(letter: OutgoingMail, mail: Mail, *, now: datetime) -> Matter:
    """Note what became of a letter of ours; its return path is sealed, so who names it has had the letter."""
    report = mail.report
    if report is None:
        return Matter.SETTLED if mail.is_automatic else Matter.LETTER
    if not letter.to_address:
        return Matter.SETTLED
    if report.is_complaint:
        letters.refuse_all(letter.to_address, now=now)
        return Matter.COMPLAINT
    if report.is_permanent:
        letters.note_bounce(letter, status=report.status, diagnostic=report.diagnostic, now=now)
    elif report.is_delay:
        letters.note_delay(letter, status=report.status, diagnostic=report.diagnostic, now=now)
    return Matter.SETTLED


def _answered(row: IncomingMail, place: Registration, response: Response, mail: Mail, *, now: datetime) -> Matter:
    """Do what somebody answered about their place, or say why somebody has to look at it."""
    uid, email = event_entry(place.event).uid, place.account.email
    matter = matter_of(response, sender=mail.sender, email=email, uid=uid, invited_as=place.invited_as)
    row.text, row.answer = response.comment or mail.text, response.answer or ""
    if matter is Matter.PROPOSAL:
        row.proposed_starts_at, row.proposed_ends_at = response.starts_at, response.ends_at
    if matter is not Matter.SETTLED or response.answer is None:
        return matter
    if place.invited_as is None:
        # The place is given up, or the event called off: nothing to decline, and no way back by mail.
        is_gone = response.answer is not Answer.ACCEPTED or place.event.cancelled_at is not None
        return Matter.SETTLED if is_gone or now >= place.event.ends_at else Matter.WANTS_BACK
    return _obey(place, response.answer, now=now)


def _obey(place: Registration, answer: Answer, *, now: datetime) -> Matter:
    try:
        registrations.note_answer(place.public_id, answer, now=now)
    except TooLateToChange:
        return Matter.TOO_LATE
    except TooLateToGiveUp:
        # The event is over, and nobody has to decide anything.
        pass
    return Matter.SETTLED


def finish(incoming: IncomingMail, *, by: Account, now: datetime) -> None:
    """Note that somebody looked at a letter and did what was to be done; once or twice is the same."""
    if incoming.done_at is None:
        incoming.done_at = now
        audit.record("incoming-mail-done", f"incoming:{incoming.public_id}", actor=by.public_id, now=now)


def forget_past(*, now: datetime) -> int:
    """Forget what came in long ago."""
    return rows_changed(delete(IncomingMail).where(IncomingMail.received_at < now - KEPT))


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget what came in about an event that is thrown away now."""
    session.execute(delete(IncomingMail).where(IncomingMail.event_id == fact.event_id))
