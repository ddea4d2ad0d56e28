"""When is a venue open?"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from eventhub.venues.models import Venue
from eventhub.venues.rules import is_open, never_closes, say_hours

SEOUL = ZoneInfo("Asia/Seoul")
BY_DAY = Venue(opens_at_minute=9 * 60, closes_at_minute=22 * 60)
ALWAYS = Venue(opens_at_minute=0, closes_at_minute=24 * 60)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("2026-03-02 09:00", "2026-03-02 22:00", True),
        ("2026-03-02 08:59", "2026-03-02 10:00", False),
        ("2026-03-02 20:00", "2026-03-02 22:01", False),
        ("2026-03-02 20:00", "2026-03-03 00:00", False),
        ("2026-03-02 10:00", "2026-03-03 17:00", True),
        ("2026-03-02 10:00", "2026-03-03 23:00", False),
        ("2026-03-02 23:00", "2026-03-03 12:00", False),
    ],
)
def test_a_span_must_begin_and_end_within_the_hours(begin: str, end: str, *, expected: bool) -> None:
    assert is_open(BY_DAY, at(begin), at(end), SEOUL) is expected


def test_a_venue_that_never_closes_is_always_open() -> None:
    assert is_open(ALWAYS, at("2026-03-02 00:00"), at("2026-03-04 00:00"), SEOUL)
    assert never_closes(ALWAYS)
    assert not never_closes(BY_DAY)


def test_the_hours_are_written_as_on_a_door() -> None:
    assert say_hours(BY_DAY) == "09:00–22:00"
    assert say_hours(ALWAYS) == "00:00–24:00"
