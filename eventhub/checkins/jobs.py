"""How does what was read at the door come to its end, every night?"""

from eventhub.checkins import services
from eventhub.core.clock import now
from eventhub.core.db import transaction


def forget_old_scans() -> str:
    """Erase what was read at events long past."""
    with transaction():
        number = services.forget_past(now=now())
    return f"{number} scans" if number else ""
