"""How do lists nobody uses any more come to their end, every night?"""

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.picks import services


def forget_unused_picks() -> str:
    """Erase lists of visitors who did not come back."""
    with transaction():
        number = services.forget_unused(now=now())
    return f"{number} lists" if number else ""
