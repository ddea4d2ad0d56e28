"""What does the clock do with places: offers that end, seats that open, personal data that comes to its end?"""

from eventhub.accounts import services as accounts
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.mail import services as mail
from eventhub.programme import services as programme
from eventhub.registrations import queries, services


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
