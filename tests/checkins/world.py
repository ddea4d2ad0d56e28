"""An event that takes place today, people with places, and the door of it."""

from datetime import timedelta
from typing import Any

from eventhub.accounts.models import Account
from eventhub.checkins.rules import Door
from eventhub.clusters.models import Complex
from eventhub.core.clock import now, today
from eventhub.core.db import session
from eventhub.events.models import Event
from eventhub.registrations.models import Registration
from tests.factories import clusters
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.registrations import make_registration


def make_event_today(**changes: Any) -> Event:
    """Make an event that began half an hour ago."""
    return make_event(**{"starts_at": now() - timedelta(minutes=30), **changes})


def make_place(event: Event, name: str = "홍길동", **changes: Any) -> Registration:
    """Give somebody of a name a place."""
    return make_registration(event, make_account(name=name), **changes)


def make_coordinator(event: Event) -> Account:
    """Let somebody serve the complex of an event."""
    return clusters.make_coordinator(session.get_one(Complex, event.complex_id))


def door(**changes: Any) -> Door:
    """Stand at the door of today's event."""
    return Door(**{"day": today(), "lane": "1번 창구", "actor": "coordinator", **changes})
