"""Mail that came in, and addresses letters came back from."""

from typing import Any

from eventhub.core.clock import now
from eventhub.inbox.models import IncomingMail, Matter
from eventhub.mail.models import BouncedAddress
from eventhub.registrations.models import Registration
from tests.factories import numbers, saved
from tests.factories.mail import make_letter


def make_incoming(place: Registration | None = None, **changes: Any) -> IncomingMail:
    """Make what somebody has to look at, about a place if one is given; its event is loaded."""
    values: dict[str, Any] = {
        "key": f"incoming-{next(numbers)}",
        "matter": Matter.TOO_LATE if place else Matter.LETTER,
        "received_at": now(),
        "sender": "hana@example.com",
        "subject": "주차는 어디에 합니까",
        "text": "주차는 어디에 합니까?",
    }
    if place is not None:
        values |= {"registration_id": place.id, "event_id": place.event_id}
    return saved(IncomingMail(**{**values, **changes}))


def make_bounced(**changes: Any) -> BouncedAddress:
    """Make an address nothing is sent to."""
    values = {
        "address": f"gone{next(numbers)}@example.com",
        "stopped_at": now(),
        "bounced_at": now(),
        "letter_id": make_letter().id,
        "status": "5.1.1",
        "diagnostic": "smtp; 550 5.1.1 no such user",
        "delays": 0,
    }
    return saved(BouncedAddress(**{**values, **changes}))
