"""Which plans make sense, and who may still come?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from eventhub.core.i18n import speaking
from eventhub.events.models import Event, Kind, Status
from eventhub.events.rules import (
    DOOR_SENTENCES,
    KIND_WORDS,
    LONGEST,
    STATUS_WORDS,
    USUAL,
    Door,
    Plan,
    agenda,
    door,
    faults_before_publishing,
    faults_of,
    is_web_address,
    leaf,
    map_links,
    when_and_where,
)

START = datetime(2026, 3, 12, 5, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_plan(**changes: Any) -> Plan:
    """Plan a seminar that holds."""
    values: dict[str, Any] = {
        "kind": Kind.SEMINAR,
        "complex_id": 1,
        "title_ko": "세미나",
        "starts_at": START,
        "ends_at": START + 3 * HOUR,
        "venue": "강당",
        "capacity": 20,
        "registration_opens_at": START - 20 * DAY,
        "registration_closes_at": START - HOUR,
    }
    return Plan(**{**values, **changes})


def an_event(**changes: Any) -> Event:
    """Make an event without a database."""
    values: dict[str, Any] = {
        "status": Status.PUBLISHED,
        "starts_at": START,
        "ends_at": START + 3 * HOUR,
        "all_day": False,
        "venue": "대회의실",
        "address": "경남 창원시 1",
        "capacity": 2,
        "seats_taken": 0,
        "registration_opens_at": START - 20 * DAY,
        "registration_closes_at": START - HOUR,
    }
    return Event(**{**values, **changes})


def test_a_sensible_plan_has_no_faults() -> None:
    assert faults_of(make_plan()) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_ko": "", "title_en": ""}, "title_ko"),
        ({"ends_at": START}, "ends_at"),
        ({"ends_at": START - HOUR}, "ends_at"),
        ({"ends_at": START + 15 * DAY}, "ends_at"),
        ({"registration_closes_at": START + 4 * HOUR}, "registration_closes_at"),
        ({"registration_opens_at": START}, "registration_opens_at"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 5001}, "capacity"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"online_url": "meet.example.org"}, "online_url"),
    ],
)
def test_each_contradiction_is_said_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in faults_of(make_plan(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": START + LONGEST},
        {"registration_closes_at": START + 3 * HOUR, "ends_at": START + 3 * HOUR},
        {"capacity": 1},
        {"capacity": 5000},
    ],
)
def test_what_just_fits_makes_sense(changes: dict[str, Any]) -> None:
    assert faults_of(make_plan(**changes)) == {}


def test_two_whole_days_are_a_cluster_day() -> None:
    assert faults_of(make_plan(kind=Kind.CLUSTER_DAY, all_day=True, ends_at=START + 2 * DAY, capacity=500)) == {}


def test_a_title_in_one_language_is_enough() -> None:
    assert faults_of(make_plan(title_ko="", title_en="Seminar")) == {}


@pytest.mark.parametrize("text", ["", "https://meet.example.org/a?b=c", "http://127.0.0.1:8000/"])
def test_addresses_a_browser_opens(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    ["ftp://example.org", "javascript:alert(1)", "https://", "https://a b", "//example.org", "https://[", "data:,x"],
)
def test_addresses_a_browser_must_not_open(text: str) -> None:
    assert not is_web_address(text)


def test_to_publish_it_takes_a_place_and_a_day_to_come() -> None:
    assert faults_before_publishing(make_plan(), now=START) == {}
    assert set(faults_before_publishing(make_plan(venue="", online_url=""), now=START)) == {"venue"}
    assert set(faults_before_publishing(make_plan(), now=START + 3 * HOUR)) == {"ends_at"}
    assert faults_before_publishing(make_plan(venue="", online_url="https://a.example"), now=START) == {}


@pytest.mark.parametrize(
    ("changes", "now", "found"),
    [
        ({}, START - 2 * HOUR, Door.OPEN),
        ({"seats_taken": 2}, START - 2 * HOUR, Door.FULL),
        ({"seats_taken": 2}, START - HOUR, Door.CLOSED),
        ({}, START - 21 * DAY, Door.NOT_YET),
        ({}, START - 20 * DAY, Door.OPEN),
        ({}, START + HOUR, Door.CLOSED),
        ({}, START + 3 * HOUR, Door.OVER),
        ({"status": Status.DRAFT}, START - 2 * HOUR, Door.DRAFT),
        ({"status": Status.CANCELLED}, START + 3 * HOUR, Door.CANCELLED),
    ],
)
def test_the_door_is_open_full_or_closed(changes: dict[str, Any], now: datetime, found: Door) -> None:
    assert door(an_event(**changes), now=now) is found
    assert found.lets_in == (found in (Door.OPEN, Door.FULL))


def test_an_agenda_groups_by_month_and_day_as_people_read_them() -> None:
    seoul = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # the first of April in Seoul
    events = [an_event(), an_event(starts_at=START + HOUR), an_event(starts_at=seoul, ends_at=seoul + HOUR)]
    zone = ZoneInfo("Asia/Seoul")
    assert agenda(events, zone=zone) == [
        (date(2026, 3, 1), [(date(2026, 3, 12), events[:2])]),
        (date(2026, 4, 1), [(date(2026, 4, 1), events[2:])]),
    ]
    assert agenda([], zone=zone) == []


def test_a_leaf_is_written_in_the_readers_language() -> None:
    with speaking("ko"):
        assert leaf(date(2026, 11, 25)).month == "11월"
        assert leaf(date(2026, 11, 25)).full_weekday == "수요일"
    with speaking("en"):
        assert (leaf(date(2026, 11, 25)).month, leaf(date(2026, 11, 25)).weekday) == ("Nov", "Wed")


def test_time_and_place_fit_in_one_line() -> None:
    with speaking("en"):
        assert when_and_where(an_event()) == "Thu 12 Mar 2026 14:00–17:00, 대회의실"
        assert when_and_where(an_event(venue="")).endswith(", online")


def test_maps_are_searched_by_the_address_or_the_venue() -> None:
    for _name, href in map_links(an_event(address="창원시 1 & 2")):
        assert href.startswith("https://map.")
        assert "%26" in href
        assert " " not in href
    assert map_links(an_event(address="", venue="")) == []


def test_every_kind_status_and_door_has_its_words() -> None:
    assert set(KIND_WORDS) == set(USUAL) == set(Kind)
    assert set(STATUS_WORDS) == set(Status)
    assert set(DOOR_SENTENCES) == set(Door)
