"""What could an event be that letters are about?"""

from datetime import datetime, time, timedelta
from typing import Any

from eventhub.core.clock import local
from eventhub.events.models import Event, Kind, Status
from eventhub.organisations import examples as organisations


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
        "venue": "가온 클러스터추진단 대회의실",
        "address": "가온시 가상로 1",
        "online_url": "https://meet.example.org/gaon",
        "capacity": 40,
        "seats_taken": 12,
        "registration_opens_at": now - timedelta(days=7),
        "registration_closes_at": starts_at - timedelta(hours=1),
        "revision": 1,
    }
    return Event(**{**values, **changes})
