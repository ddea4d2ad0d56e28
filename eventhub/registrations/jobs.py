"""How does personal data come to its end, every night?"""

from eventhub.accounts import services as accounts
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.mail import services as mail
from eventhub.programme import services as programme
from eventhub.registrations import services


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
