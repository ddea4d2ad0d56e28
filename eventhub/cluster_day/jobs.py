"""How do proposals for past Cluster Days come to their end, every night?"""

from eventhub.cluster_day import services
from eventhub.core.clock import now
from eventhub.core.db import transaction


def forget_old_submissions() -> str:
    """Erase proposals a year after their event, as the form promises."""
    with transaction():
        forgotten = services.forget_past(now=now())
    return f"{forgotten} submissions" if forgotten else ""
