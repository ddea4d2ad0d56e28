"""What does the clock do with places: reminders, offers that end, seats that open, data that comes to its end?"""

import logging

from eventhub.accounts import services as accounts
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.events import queries as events
from eventhub.events import services as event_services
from eventhub.mail import services as mail
from eventhub.programme import services as programme
from eventhub.registrations import queries, services
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


def mind_the_line() -> str:
    """End offers nobody answered, and seat those for whom a seat opened by the hour or at another event."""
    lapsed = [registration.public_id for registration in queries.list_lapsed(now=now())]
    for public_id in lapsed:
        with transaction():
            services.lapse_offer(public_id, now=now())
    for event_id in queries.list_events_with_rules_and_a_line(now=now()):
        with transaction():
            services.seat_those_who_wait(event_id, now=now())
    return f"{len(lapsed)} offers ended" if lapsed else ""


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
