"""How do due letters reach the transport?"""

import logging
from dataclasses import dataclass

from flask import current_app

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.mail import queries, services
from eventhub.mail.models import OutgoingMail
from eventhub.mail.transport import Carrier, LineCut, Undelivered, Unreachable, compose, connected


@dataclass(frozen=True)
class Claimed:
    """A letter this worker holds: `message` is empty when there is nothing to send after all."""

    letter_id: int
    fence: int
    sender: str
    recipient: str
    message: bytes


log = logging.getLogger(__name__)
AT_MOST = 500


def carry() -> str:
    """Carry every due letter: claim one, send it, note what came of it; one transaction each."""
    if not queries.has_due(now()):
        return ""
    carried = 0
    try:
        # The way out is opened before a letter is claimed: a server that is away costs no letter an attempt.
        with connected(current_app.config["MAIL_URL"]) as carrier:
            while carried < AT_MOST and (claimed := _claim()):
                carried += _send(carrier, claimed)
    except Unreachable as fault:
        log.warning("mail server unreachable: %s", fault)
    return f"{carried} letters" if carried else ""


def _claim() -> Claimed | None:
    with transaction():
        letter = services.claim(now=now())
        return None if letter is None else _claimed(letter)


def _claimed(letter: OutgoingMail) -> Claimed:
    return Claimed(letter.id, letter.fence, services.return_path(letter), letter.to_address, _message(letter))


def _message(letter: OutgoingMail) -> bytes:
    """Write the letter, or note in the same transaction why there is none."""
    if services.is_refused(letter):
        services.mark_cancelled(letter.id, fence=letter.fence)
        return b""
    if reason := services.reason_not_to_send(letter):
        services.mark_failed(letter.id, fence=letter.fence, error=reason, for_good=True, now=now())
        return b""
    try:
        return compose(letter, mail_from=current_app.config["MAIL_FROM"], now=now())
    except Undelivered as fault:
        log.warning("letter %s: %s", letter.id, fault)
        services.mark_failed(letter.id, fence=letter.fence, error=str(fault), for_good=True, now=now())
        return b""


def _send(carrier: Carrier, claimed: Claimed) -> int:
    """Send what was claimed; no transaction is held while the mail server is spoken to."""
    if not claimed.message:
        return 0
    try:
        carrier.carry(claimed.sender, claimed.recipient, claimed.message)
    except Undelivered as fault:
        _note_failure(claimed, fault)
        return 0
    with transaction():
        services.mark_sent(claimed.letter_id, fence=claimed.fence, now=now())
    return 1


def _note_failure(claimed: Claimed, fault: Undelivered) -> None:
    log.warning("letter %s not taken: %s", claimed.letter_id, fault)
    with transaction():
        services.mark_failed(
            claimed.letter_id, fence=claimed.fence, error=str(fault), for_good=fault.for_good, now=now()
        )
    if isinstance(fault, LineCut):
        raise Unreachable(str(fault)) from fault
