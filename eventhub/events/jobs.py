"""What becomes of events by itself: drafts whose moment has come, moves people are to hear of?"""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.events import queries, services

log = logging.getLogger(__name__)
Due = TypeVar("Due")


def publish_due() -> str:
    """Publish every draft that was planned to publish itself by now."""
    number = _for_each(queries.list_to_publish(now()), lambda event_id: services.publish_if_due(event_id, now=now()))
    return f"{number} events published" if number else ""


def tell_of_moves() -> str:
    """Tell people of every move after which it has been quiet for a while."""
    number = _for_each(queries.list_due_notices(now()), lambda together: services.tell_if_quiet(together, now=now()))
    return f"{number} moves told" if number else ""


def _for_each(due: Sequence[Due], do: Callable[[Due], int]) -> int:
    """Do it for each event, or each few, in a transaction of its own; one that fails keeps no other from its turn."""
    done = 0
    for one in due:
        try:
            with transaction():
                done += do(one)
        except Exception:
            log.exception("event %s", one)
    return done
