"""How do letters to many reach the outbox, part by part, and when is it forgotten who got them?"""

import logging

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.mailings import queries, services
from eventhub.mailings.rules import CHUNKS_PER_TURN

log = logging.getLogger(__name__)


def send_mailings() -> str:
    """Write the next letters of every mailing that is being sent; one that fails keeps no other from its turn."""
    written = 0
    for mailing_id in queries.list_sending():
        try:
            written += _write_some(mailing_id)
        except Exception:
            log.exception("mailing %s", mailing_id)
    return f"{written} letters written" if written else ""


def forget_old_mailings() -> str:
    """Forget who got mailings long past."""
    with transaction():
        number = services.forget_past(now=now())
    return f"{number} readers" if number else ""


def _write_some(mailing_id: int) -> int:
    written = 0
    for _turn in range(CHUNKS_PER_TURN):
        with transaction():
            number = services.write_next(mailing_id, now=now())
        if not number:
            break
        written += number
    return written
