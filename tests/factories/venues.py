"""Venues and rooms."""

from typing import Any

from eventhub.core.clock import now
from eventhub.venues.models import Room, Venue
from tests.factories import numbers, saved
from tests.factories.clusters import make_complex


def make_venue(**changes: Any) -> Venue:
    """Make a venue open from nine to ten at night, of a complex of its own unless one is given."""
    number = next(numbers)
    values: dict[str, Any] = {
        "name_ko": f"산학융합관 {number}",
        "name_en": f"Industry-academia hall {number}",
        "address": "경남 창원시 성산구 가상로 1",
        "phone": "055-000-0000",
        "opens_at_minute": 9 * 60,
        "closes_at_minute": 22 * 60,
        "created_at": now(),
        "updated_at": now(),
    }
    if "complex_id" not in changes:
        values["complex_id"] = make_complex().id
    return saved(Venue(**{**values, **changes}))


def make_room(**changes: Any) -> Room:
    """Make a room for forty, in a venue of its own unless one is given (`venue_id`)."""
    number = next(numbers)
    values: dict[str, Any] = {"name_ko": f"강의실 {number}", "name_en": f"Lecture room {number}", "capacity": 40}
    if "venue_id" not in changes:
        values["venue_id"] = make_venue().id
    return saved(Room(**{**values, **changes}))
