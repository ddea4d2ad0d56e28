"""Do people read days and times as they are used to?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventhub.core.i18n import speaking
from eventhub.core.moments import say_date, say_day, say_length, say_moment, say_month, say_span, say_time

FIVE_UTC = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # two in the afternoon in Seoul
MIDNIGHT = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)  # the third of December begins in Seoul


def test_korean_days_and_months() -> None:
    assert say_day(date(2026, 11, 25)) == "2026. 11. 25.(수)"
    assert say_month(date(2026, 11, 25)) == "2026년 11월"
    assert say_date(date(2026, 11, 25)) == "2026년 11월 25일"


def test_english_days_and_months() -> None:
    with speaking("en"):
        assert say_day(date(2026, 11, 25)) == "Wed 25 Nov 2026"
        assert say_month(date(2026, 11, 25)) == "November 2026"
        assert say_date(date(2026, 11, 25)) == "25 November 2026"


def test_times_are_those_of_seoul_on_24_hours() -> None:
    assert say_time(FIVE_UTC) == "14:00"
    assert say_moment(FIVE_UTC) == "2026. 11. 25.(수) 14:00"
    assert say_moment(MIDNIGHT) == "2026. 12. 3.(목) 00:00"


@pytest.mark.parametrize(
    ("starts_at", "hours", "all_day", "said"),
    [
        (FIVE_UTC, 3, False, "2026. 11. 25.(수) 14:00–17:00"),
        (FIVE_UTC, 10, False, "2026. 11. 25.(수) 14:00–00:00"),
        (FIVE_UTC, 11, False, "2026. 11. 25.(수) 14:00 – 2026. 11. 26.(목) 01:00"),
        (MIDNIGHT, 24, True, "2026. 12. 3.(목)"),
        (MIDNIGHT, 48, True, "2026. 12. 3.(목) – 2026. 12. 4.(금)"),
    ],
)
def test_a_span_names_the_second_day_only_when_there_is_one(
    starts_at: datetime, hours: int, said: str, *, all_day: bool
) -> None:
    assert say_span(starts_at, starts_at + timedelta(hours=hours), all_day=all_day) == said


@pytest.mark.parametrize(
    ("length", "korean", "english"),
    [
        (timedelta(hours=47, minutes=59), "1일", "1 day"),
        (timedelta(days=30), "30일", "30 days"),
        (timedelta(hours=5, minutes=59), "5시간", "5 hours"),
        (timedelta(minutes=20, seconds=59), "20분", "20 minutes"),
        (timedelta(seconds=3), "1분", "1 minute"),
    ],
)
def test_time_left_is_never_said_to_be_more_than_it_is(length: timedelta, korean: str, english: str) -> None:
    with speaking("ko"):
        assert say_length(length) == korean
    with speaking("en"):
        assert say_length(length) == english
