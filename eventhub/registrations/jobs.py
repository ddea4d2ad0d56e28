"""How are people reminded of what they come to, and how does personal data come to its end?"""

import logging

from eventhub.accounts import services as accounts
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.events import queries as events
from eventhub.events import services as event_services
from eventhub.mail import services as mail
from eventhub.programme import services as programme
from eventhub.registrations import services
from eventhub.registrations.rules import REMINDED_AT_ONCE

log = logging.getLogger(__name__)


def remind() -> str:
    """Remind everybody who has a place of the events whose moment for that has come."""
    number = 0
    for event_id in events.list_to_remind(now()):
        try:
            number += _remind_of(event_id)
        except Exception:
            log.exception("event %s", event_id)
    return f"{number} people reminded" if number else ""


def _remind_of(event_id: int) -> int:
    """Remind of one event, some people in each transaction; whoever has the letter already gets no second one."""
    number, reminded = 0, [0]
    while True:
        with transaction():
            reminded = list(services.remind(event_id, after=reminded[-1], now=now()))
            number += len(reminded)
            if len(reminded) < REMINDED_AT_ONCE:
                event_services.note_reminded(event_id, now=now())
                return number


def forget_old_data() -> str:
    """Erase what was promised to be erased; each kind in a transaction of its own."""
    kinds = {
        "sign-ins": accounts.forget_sign_ins,
        "letters": mail.forget_old,
        "registrations": services.forget_past,
        "visitors": services.forget_visitors,
        "speakers": programme.forget_past,
    }
    counts = {}
    for kind, forget in kinds.items():
        with transaction():
            counts[kind] = forget(now=now())
    return ", ".join(f"{number} {kind}" for kind, number in counts.items() if number)
