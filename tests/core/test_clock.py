"""Whose clock is it, and when does a day begin?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from eventhub.core import clock


def test_the_day_in_seoul_begins_nine_hours_earlier() -> None:
    assert clock.midnight(date(2026, 3, 2)) == datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
    with clock.standing_still(datetime(2026, 3, 1, 15, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 2)


def test_time_goes_on_by_itself() -> None:
    before = clock.now()
    assert before.tzinfo is UTC
    assert clock.now() >= before


def test_time_can_stand_still(at: Callable[[str], Any]) -> None:
    with at("2026-03-02 09:00"):
        assert clock.now() == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
        assert clock.local(clock.now()).hour == 9


def test_another_zone_can_be_shown() -> None:
    try:
        clock.use_zone("Europe/London")
        assert clock.local(datetime(2026, 7, 1, 12, 0, tzinfo=UTC)).hour == 13
    finally:
        clock.use_zone("Asia/Seoul")
