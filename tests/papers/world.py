"""An event that is over, people who came to it, and what is read out of a PDF by a library that did not write it."""

import io
from datetime import timedelta
from typing import Any

from pypdf import PdfReader

from eventhub.accounts.models import Account
from eventhub.checkins.models import Attendance, AttendanceMark
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.papers import services
from eventhub.papers.models import Certificate
from eventhub.registrations.models import Registration
from tests.factories import clusters, saved
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.registrations import make_registration


def make_past_event(**changes: Any) -> Event:
    """Make an event that was last week, in Changwon."""
    if "complex_id" not in changes:
        changes["complex_id"] = clusters.make_complex(name_ko="창원 혁신클러스터", name_en="Changwon").id
    starts_at = changes.pop("starts_at", now() - timedelta(days=7))
    return make_event(**{"starts_at": starts_at, "registration_closes_at": starts_at, **changes})


def make_coordinator(event: Event) -> Account:
    """Let somebody serve the complex of an event."""
    return clusters.make_coordinator(session.get_one(Complex, event.complex_id))


def make_guest(
    event: Event, name: str = "홍길동", came: Attendance | None = Attendance.ATTENDED, **changes: Any
) -> Any:
    """Give somebody a place, and note whether they came."""
    event_id = event.id
    place: Registration = make_registration(event, make_account(name=name), **changes)
    if came is not None:
        mark = {"registration_id": place.id, "event_id": event_id, "attendance": came}
        saved(AttendanceMark(**mark, marked_by_id=place.account_id, marked_at=now()))
        session.refresh(place)
    return place


def give(place: Registration, by: Account | None = None) -> Certificate:
    """Give somebody their certificate."""
    public_id = place.public_id
    with transaction():
        return services.give(public_id, by=by, now=now())


def texts(content: bytes) -> list[str]:
    """Read the words of each page of a PDF."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
