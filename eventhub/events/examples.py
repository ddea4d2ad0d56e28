"""What could an event be that letters are about, and what would those about its approval say?"""

from datetime import datetime, time, timedelta
from typing import Any

from eventhub.accounts import examples as accounts
from eventhub.core.clock import local
from eventhub.events import messages
from eventhub.events.models import Event, Kind, Status
from eventhub.organisations import examples as organisations

NOTES = {
    "ko": "발표자 소개를 한 줄씩 넣어 주십시오.\n정원은 방에 맞추어 30명으로 줄여 주십시오.",
    "en": "Please add a line about each speaker.\nThe room takes 30 people, so lower the capacity.",
}


def event(*, now: datetime, **changes: Any) -> Event:  # noqa: ANN401 - as the columns take them
    """Make up a seminar in two weeks; nothing is kept."""
    day = local(now + timedelta(days=14))
    starts_at = datetime.combine(day.date(), time(14), day.tzinfo)
    values: dict[str, Any] = {
        "public_id": "example",
        "kind": Kind.SEMINAR,
        "status": Status.PUBLISHED,
        "complex": organisations.complex_(),
        "title_ko": "사출 금형 냉각 설계 세미나",
        "title_en": "Seminar on cooling injection moulds",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "all_day": False,
        "venue_ko": "가온 클러스터추진단 대회의실",
        "venue_en": "Main meeting room, Gaon promotion team",
        "address": "가온시 가상로 1",
        "online_url": "https://meet.example.org/gaon",
        "capacity": 40,
        "seats_taken": 12,
        "registration_opens_at": now - timedelta(days=7),
        "registration_closes_at": starts_at - timedelta(hours=1),
        "revision": 1,
    }
    return Event(**{**values, **changes})


def write_letters(locale: str, *, now: datetime) -> None:
    """Write each letter of this package, and an approval for a moment to come."""
    head = accounts.person(locale, ko="한지우", en="Jiwoo Han", job_ko="단장", job_en="Head of team")
    coordinator = accounts.coordinator(locale)
    draft = event(now=now, status=Status.DRAFT, published_at=None, submitted_at=now)
    messages.ask_for_approval(draft, head, by=coordinator, now=now)
    messages.tell_given_back(draft, coordinator, note=NOTES[locale], by=head, now=now)
    messages.tell_approved(draft, coordinator, by=head, now=now)
    messages.tell_approved(draft, coordinator, by=head, publish_at=now + timedelta(days=2), now=now)
