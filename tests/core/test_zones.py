"""Does somebody whose clocks show another time read the right hour, also on the days on which clocks are changed?"""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.i18n import speaking
from eventhub.core.zones import CITIES, say_city, say_span_elsewhere, zone_named

HOUR = timedelta(hours=1)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given a zone


@pytest.mark.parametrize(
    ("zone", "starts_at", "said"),
    [
        ("America/Los_Angeles", "2026-11-25T05:00", "Tue 24 Nov 2026 21:00–23:00 (UTC−8)"),
        ("Asia/Kolkata", "2026-11-25T05:00", "Wed 25 Nov 2026 10:30–12:30 (UTC+5:30)"),
        ("Europe/London", "2026-07-01T05:00", "Wed 1 Jul 2026 06:00–08:00 (UTC+1)"),
        ("America/New_York", "2026-03-12T03:00", "Wed 11 Mar 2026 23:00 – Thu 12 Mar 2026 01:00 (UTC−4)"),
        # Clocks are put forward at two: there is no half past two that night.
        ("America/New_York", "2026-03-08T06:30", "Sun 8 Mar 2026 01:30 (UTC−5) – 04:30 (UTC−4)"),
        # Clocks are put back at two: half past one comes twice.
        ("America/New_York", "2026-11-01T04:30", "Sun 1 Nov 2026 00:30 (UTC−4) – 01:30 (UTC−5)"),
        ("America/New_York", "2026-11-01T05:30", "Sun 1 Nov 2026 01:30 (UTC−4) – 02:30 (UTC−5)"),
        ("America/New_York", "2026-11-01T06:30", "Sun 1 Nov 2026 01:30–03:30 (UTC−5)"),
        ("Europe/Berlin", "2026-10-25T00:30", "Sun 25 Oct 2026 02:30 (UTC+2) – 03:30 (UTC+1)"),
    ],
)
def test_a_span_is_written_on_other_clocks(zone: str, starts_at: str, said: str) -> None:
    begins = datetime.fromisoformat(starts_at).replace(tzinfo=UTC)
    with speaking("en"):
        assert say_span_elsewhere(begins, begins + 2 * HOUR, ZoneInfo(zone)) == said


@given(st.sampled_from(sorted(CITIES)), MOMENTS, st.integers(5, 2000))
def test_what_is_written_names_one_moment_only(zone: str, moment: datetime, minutes: int) -> None:
    begins = moment.replace(second=0, microsecond=0)
    with speaking("ko"):
        said = say_span_elsewhere(begins, begins + timedelta(minutes=minutes), ZoneInfo(zone))
    year, month, day, hour, minute = map(int, re.findall(r"\d+", said)[:5])
    sign, hours, rest = re.findall(r"UTC([−+])(\d+)(?::(\d+))?", said)[0]
    offset = timedelta(hours=int(hours), minutes=int(rest or 0)) * (1 if sign == "+" else -1)
    assert datetime(year, month, day, hour, minute, tzinfo=timezone(offset)) == begins


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "asia/seoul", "America/New_York\x00", "a" * 999]
)
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


def test_every_city_is_a_zone_and_has_a_korean_name() -> None:
    for name in CITIES:
        assert zone_named(name) == ZoneInfo(name)
        with speaking("ko"):
            assert re.search("[가-힣]", say_city(ZoneInfo(name)))


def test_a_zone_that_is_not_on_the_list_is_called_by_its_city() -> None:
    assert say_city(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires"
