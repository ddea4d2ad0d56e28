"""How do files nobody took over come to their end?"""

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.imports import services


def forget_old_imports() -> str:
    """Forget the rows of files that were only looked at: they name people."""
    with transaction():
        forgotten = services.forget_old(now=now())
    return f"{forgotten} files" if forgotten else ""
