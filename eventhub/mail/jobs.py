"""How do due letters reach the transport?"""

import logging
from dataclasses import dataclass

from flask import current_app

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.mail import queries, services
from eventhub.mail.models import OutgoingMail
from eventhub.mail.rules import Limits
from eventhub.mail.signing import signed
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
    limits = _limits()
    if not queries.has_due(limits, now()):
        return ""
    carried = 0
    try:
        # The way out is opened before a letter is claimed: a server that is away costs no letter an attempt.
        with connected(current_app.config["MAIL_URL"]) as carrier:
            while carried < AT_MOST and (claimed := _claim(limits)):
                carried += _send(carrier, claimed)
    except Unreachable as fault:
        log.warning("mail server unreachable: %s", fault)
    return f"{carried} letters" if carried else ""


def _limits() -> Limits:
    """Say how many letters a mail server is given in a minute; a folder takes all there are."""
    config = current_app.config
    if not config["MAIL_URL"].startswith("smtp"):
        return Limits()
    return Limits(in_all=config["MAIL_PER_MINUTE"], per_domain=config["MAIL_PER_DOMAIN"])


def _claim(limits: Limits) -> Claimed | None:
    with transaction():
        letter = services.claim(limits, now=now())
        return None if letter is None else _claimed(letter, limits)


def _claimed(letter: OutgoingMail, limits: Limits) -> Claimed:
    message = _message(letter, limits)
    return Claimed(letter.id, letter.fence, services.return_path(letter), letter.to_address, message)


def _message(letter: OutgoingMail, limits: Limits) -> bytes:
    """Write the letter, or note in the same transaction why it does not go, or not now."""
    if stopped := services.reason_not_to_send(letter):
        services.mark_bounced(letter.id, fence=letter.fence, error=stopped)
        return b""
    verdict = services.look_at(letter, now=now())
    if verdict.reason is not None:
        services.set_aside(letter.id, verdict, fence=letter.fence)
        return b""
    if not services.take_turn(letter, limits, now=now()):
        return b""
    try:
        config = current_app.config
        message = compose(letter, mail_from=config["MAIL_FROM"], reply_to=config["CONTACT_EMAIL"], now=now())
    except Undelivered as fault:
        log.warning("letter %s: %s", letter.id, fault)
        services.mark_failed(letter.id, fence=letter.fence, error=str(fault), for_good=True, now=now())
        return b""
    return signed(message, config["DKIM"]) if config["DKIM"] else message


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
