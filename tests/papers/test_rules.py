"""Is a certificate numbered and worded as it should be?"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from eventhub.core.i18n import speaking
from eventhub.events.models import Event
from eventhub.papers import rules
from eventhub.papers.models import Certificate

SEOUL = ZoneInfo("Asia/Seoul")


def event(starts: str, ends: str, **changes: Any) -> Event:
    """Plan an event by the clocks in Seoul."""
    first, last = (datetime.fromisoformat(one).replace(tzinfo=SEOUL) for one in (starts, ends))
    return Event(**{"starts_at": first, "ends_at": last, "all_day": False, **changes})


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("창원 혁신클러스터", "CW"),
        ("구미 혁신클러스터", "GM"),
        ("울산 혁신클러스터", "US"),
        ("반월·시화 혁신클러스터", "BW"),
        ("광주 혁신클러스터", "GJ"),
        ("Changwon", "EH"),
        ("", "EH"),
    ],
)
def test_the_letters_of_a_complex_are_those_its_name_begins_with(name: str, code: str) -> None:
    assert rules.code_of(name, []) == code


def test_two_complexes_that_begin_alike_are_told_apart() -> None:
    assert rules.code_of("경주 혁신클러스터", ["GJ"]) == "GJ2"
    assert rules.code_of("강진 혁신클러스터", ["GJ", "GJ2"]) == "GJ3"


def test_numbers_have_six_digits_and_more_when_they_need_them() -> None:
    assert rules.number_of(2026, "CW", 123) == "2026-CW-000123"
    assert rules.number_of(2026, "CW", 1234567) == "2026-CW-1234567"


def test_hours_are_those_of_the_days_somebody_came() -> None:
    afternoon = event("2026-11-25 14:00", "2026-11-25 17:30")
    fair = event("2026-11-25 09:00", "2026-11-26 17:00")
    first, second = date(2026, 11, 25), date(2026, 11, 26)
    assert rules.minutes_there(afternoon, [first]) == 210
    assert rules.minutes_there(fair, [first, second]) == 960
    assert rules.minutes_there(fair, [second]) == 480


def test_hours_are_not_made_up() -> None:
    whole = event("2026-11-25 00:00", "2026-11-27 00:00", all_day=True)
    through_the_night = event("2026-11-25 18:00", "2026-11-27 09:00")
    assert rules.minutes_there(whole, [date(2026, 11, 25)]) == 0
    assert rules.minutes_there(through_the_night, [date(2026, 11, 25)]) == 0
    assert rules.minutes_there(event("2026-11-25 21:00", "2026-11-26 00:00"), [date(2026, 11, 25)]) == 180


def test_who_was_read_on_one_day_was_there_on_that_day() -> None:
    fair = event("2026-11-25 09:00", "2026-11-26 17:00")
    both = [date(2026, 11, 25), date(2026, 11, 26)]
    assert rules.days_there(fair, [both[1]]) == [both[1]]
    assert rules.days_there(fair, []) == both
    assert rules.days_there(fair, [date(2026, 12, 1)]) == both


@pytest.mark.parametrize(
    ("minutes", "korean", "english"),
    [
        (180, "3시간", "3 hours"),
        (60, "1시간", "1 hour"),
        (210, "3시간 30분", "3 hours 30 minutes"),
        (45, "45분", "45 minutes"),
    ],
)
def test_hours_are_written_in_both_languages(minutes: int, korean: str, english: str) -> None:
    assert rules.say_minutes(minutes) == korean
    with speaking("en"):
        assert rules.say_minutes(minutes) == english


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([0], "2026. 11. 23.(월)"),
        ([0, 1], "2026. 11. 23.(월) – 2026. 11. 24.(화) (2일)"),
        ([0, 2], "2026. 11. 23.(월), 2026. 11. 25.(수)"),
        ([0, 1, 2], "2026. 11. 23.(월) – 2026. 11. 25.(수) (3일)"),
    ],
)
def test_days_are_named(days: list[int], said: str) -> None:
    begins = datetime(2026, 11, 23, 9, tzinfo=SEOUL)
    certificate = Certificate(
        starts_at=begins,
        ends_at=begins + timedelta(days=2, hours=8),
        all_day=False,
        days=[(begins.date() + timedelta(days=day)).isoformat() for day in days],
    )
    assert rules.say_days(certificate) == said


def test_codes_and_numbers_are_read_as_people_type_them() -> None:
    assert rules.tidy_code(" BCDF-ghjk mnpq") == "bcdfghjkmnpq"
    assert rules.spaced("bcdfghjkmnpq") == "bcdf-ghjk-mnpq"
    assert rules.tidy_number("제 2026-cw-000123 호") == "2026-CW-000123"


def test_a_test_print_names_nobody_and_fills_a_sheet() -> None:
    sheet = rules.sample_badges("세미나")
    assert len(sheet) == 8
    assert {one.address for one in sheet} == {"https://example.com/sample"}
