"""Events."""

from datetime import timedelta
from typing import Any

from eventhub.core.clock import now
from eventhub.events.models import Event, Kind, Status
from eventhub.events.rules import PLANNED, Plan
from tests.factories import numbers, saved
from tests.factories.clusters import make_complex


def make_event(**changes: Any) -> Event:
    """Make a published seminar in ten days, open for registration, of a complex of its own unless one is given."""
    number = next(numbers)
    starts_at = changes.pop("starts_at", now() + timedelta(days=10))
    values: dict[str, Any] = {
        "kind": Kind.SEMINAR,
        "status": Status.PUBLISHED,
        "title_ko": f"사출 금형 세미나 {number}",
        "title_en": f"Injection mould seminar {number}",
        "text_ko": "휨과 수축을 줄이는 방법을 듣습니다.",
        "text_en": "How warpage and shrinkage are reduced.",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "venue_ko": "클러스터추진단 대회의실",
        "venue_en": "Main meeting room of the promotion team",
        "address": "경남 창원시 성산구 가상로 1",
        "capacity": 20,
        "registration_opens_at": now() - timedelta(days=5),
        "registration_closes_at": starts_at - timedelta(hours=1),
        "created_at": now(),
        "updated_at": now(),
        "published_at": now(),
    }
    if "complex_id" not in changes:
        values["complex_id"] = make_complex().id
    return saved(Event(**{**values, **changes}))


def plan_of(event: Event, **changes: Any) -> Plan:
    """Plan an event as it is, with some changes."""
    return Plan(**{**{name: getattr(event, name) for name in PLANNED}, **changes})
