"""Letters to many."""

from typing import Any

from eventhub.core.clock import now
from eventhub.events.models import Event
from eventhub.mailings.models import Mailing, MailingState
from tests.factories import saved
from tests.factories.accounts import make_account


def make_mailing(event: Event, **changes: Any) -> Mailing:
    """Write a draft to everybody with a confirmed place at an event."""
    values: dict[str, Any] = {
        "complex_id": event.complex_id,
        "event_id": event.id,
        "ticked": ["confirmed"],
        "subject_ko": "[안내] {event} 주차",
        "text_ko": "{name} 님, 주차장이 혼잡합니다.",
        "subject_en": "[Notice] Parking at {event}",
        "text_en": "Dear {name}, parking is scarce.",
        "state": MailingState.DRAFT,
        "created_at": now(),
    }
    if "author_id" not in changes:
        values["author_id"] = make_account().id
    return saved(Mailing(**{**values, **changes}))
