"""Is a job due when its line says so, and once after a gap?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.jobs.rules import LOOK_BACK, last_planned

SEOUL = ZoneInfo("Asia/Seoul")
NIGHTLY = "10 2 * * *"
NIGHT = datetime(2026, 3, 2, 2, 10, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("minutes_later", "planned"),
    [(-1, NIGHT - timedelta(days=1)), (1, NIGHT), (60 * 23, NIGHT), (60 * 24 + 1, NIGHT + timedelta(days=1))],
)
def test_the_last_moment_is_found(minutes_later: int, planned: datetime) -> None:
    assert last_planned(NIGHTLY, now=NIGHT + timedelta(minutes=minutes_later), zone=SEOUL) == planned


def test_the_line_is_read_on_clocks_in_seoul() -> None:
    now = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)  # three in the morning in Seoul
    assert last_planned(NIGHTLY, now=now, zone=SEOUL) == NIGHT


def test_what_was_missed_long_ago_is_not_made_up_for() -> None:
    yearly = "0 0 1 1 *"
    assert last_planned(yearly, now=datetime(2026, 1, 5, tzinfo=SEOUL), zone=SEOUL) is not None
    assert last_planned(yearly, now=datetime(2026, 6, 1, tzinfo=SEOUL), zone=SEOUL) is None


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_the_moment_is_never_ahead_and_never_too_long_ago(now: datetime) -> None:
    planned = last_planned("*/7 8-18 * * 1-5", now=now, zone=SEOUL)
    assert planned is None or timedelta(0) <= now - planned <= LOOK_BACK
