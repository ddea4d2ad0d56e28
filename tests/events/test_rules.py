"""Which plans make sense, and who may still come?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eventhub.clusters.models import ClosedDay
from eventhub.core.i18n import speaking
from eventhub.events.models import Event, Kind, Status, Visibility
from eventhub.events.rules import (
    DOOR_SENTENCES,
    KIND_WORDS,
    LONGEST,
    STATUS_WORDS,
    USUAL,
    VISIBILITY_WORDS,
    Door,
    Part,
    Plan,
    agenda,
    copied,
    door,
    faults_before_publishing,
    faults_of,
    faults_of_usual,
    has_moved,
    is_web_address,
    leaf,
    map_links,
    moves_between,
    place_known,
    propose,
    warnings_about,
    words_of_room,
)
from eventhub.venues.models import Room, Venue

SEOUL = ZoneInfo("Asia/Seoul")
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
        "venue_ko": "강당",
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
        "venue_ko": "대회의실",
        "venue_en": "",
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
    assert set(faults_before_publishing(make_plan(venue_ko="", online_url=""), now=START)) == {"venue_ko"}
    assert set(faults_before_publishing(make_plan(), now=START + 3 * HOUR)) == {"ends_at"}
    for place in ({"online_url": "https://a.example"}, {"venue_en": "Hall"}):
        assert faults_before_publishing(make_plan(**{"venue_ko": "", **place}), now=START) == {}


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


def test_a_move_is_said_field_by_field_in_the_readers_language() -> None:
    was = place_known(an_event(venue_ko="대회의실", address="", online_url=""))
    after = an_event(starts_at=START + HOUR, venue_ko="", address="", online_url="https://meet.example.org/b")
    with speaking("en"):
        moves = moves_between(was, after)
    assert [(move.label, move.old, move.new) for move in moves] == [
        ("When", "Thu 12 Mar 2026 14:00–17:00", "Thu 12 Mar 2026 15:00–17:00"),
        ("Where", "대회의실", "online"),
        ("Online address", "–", "https://meet.example.org/b"),
    ]
    assert [move.is_online for move in moves] == [False, False, True]
    assert moves_between(place_known(after), after) == []


def test_a_move_names_both_places_in_the_readers_language_where_it_can() -> None:
    was = place_known(an_event(venue_ko="회관 1층", venue_en="Hall, first floor", address=""))
    after = an_event(venue_ko="회관 2층", venue_en="Hall, second floor", address="")
    halfway = an_event(venue_ko="별관", venue_en="", address="")
    said = {}
    for locale in ("ko", "en"):
        with speaking(locale):
            said[locale] = [(move.old, move.new) for event in (after, halfway) for move in moves_between(was, event)]
    assert said == {
        "ko": [("회관 1층", "회관 2층"), ("회관 1층", "별관")],
        "en": [("Hall, first floor", "Hall, second floor"), ("Hall, first floor", "별관")],
    }


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        (("회관", ""), ("회관", "Hall"), set()),
        (("회관", "Hall"), ("회관", ""), set()),
        (("", "Hall"), ("회관", "Hall"), set()),
        (("회관", "Hall"), ("회관", "Main hall"), {"en"}),
        (("회관", ""), ("별관", "Annex"), {"ko", "en"}),
        (("회관", ""), ("", "Annex"), {"ko", "en"}),
        (("", ""), ("", "Annex"), {"ko", "en"}),
    ],
)
def test_who_translates_a_place_has_not_moved_it(
    locale: str, old: tuple[str, str], new: tuple[str, str], moved: set[str]
) -> None:
    was = place_known(an_event(venue_ko=old[0], venue_en=old[1]))
    event = an_event(venue_ko=new[0], venue_en=new[1])
    with speaking(locale):
        assert bool(moves_between(was, event)) is (locale in moved)
    assert has_moved(was, event) is bool(moved)


@pytest.mark.parametrize(
    ("venue", "room", "words"),
    [
        (("회관", "Hall"), ("1층", "Ground floor"), ("회관 1층", "Hall, Ground floor")),
        (("회관", "Hall"), ("1층", ""), ("회관 1층", "Hall, 1층")),
        (("회관", ""), ("1층", ""), ("회관 1층", "")),
        (("가" * 200, "H" * 200), ("1층", "Ground floor"), ("가" * 200, "H" * 200)),
    ],
)
def test_a_room_is_written_in_each_language_it_has_names_in(
    venue: tuple[str, str], room: tuple[str, str], words: tuple[str, str]
) -> None:
    hall = Room(name_ko=room[0], name_en=room[1], venue=Venue(name_ko=venue[0], name_en=venue[1]))
    assert words_of_room(hall) == {"venue_ko": words[0], "venue_en": words[1]}


def test_a_new_room_is_said_once() -> None:
    hall, loft = (Room(id=number, name_ko=f"{number}층", name_en="") for number in (1, 2))
    was = place_known(an_event(room=hall, room_id=1, venue_ko="회관 1층"))
    with speaking("en"):
        renamed = moves_between(was, an_event(room=loft, room_id=2, venue_ko="회관 1층"))
        moved = moves_between(was, an_event(room=loft, room_id=2, venue_ko="회관 2층"))
    assert [(move.label, move.old, move.new) for move in renamed] == [("Room", "1층", "2층")]
    assert [move.label for move in moved] == ["Where"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ""),
        ({"hour": 23, "minutes": 61}, "minutes"),
        ({"opens_days_before": 1, "closes_hours_before": 24}, "closes_hours_before"),
    ],
)
def test_what_shall_be_usual_must_hold(changes: dict[str, int], fault: str) -> None:
    assert list(faults_of_usual(replace(USUAL[Kind.SEMINAR], **changes))) == ([fault] if fault else [])


def test_what_is_usual_is_proposed_from_now_on() -> None:
    usual = replace(USUAL[Kind.SEMINAR], opens_days_before=7)
    day, early, late = date(2026, 3, 12), START - 30 * DAY, START - 2 * DAY
    assert propose(usual, day, zone=SEOUL, now=early) == {
        "starts_at": datetime(2026, 3, 12, 14),  # noqa: DTZ001 - as a form shows it
        "ends_at": datetime(2026, 3, 12, 17),  # noqa: DTZ001
        "registration_opens_at": datetime(2026, 3, 5, 14),  # noqa: DTZ001
        "registration_closes_at": datetime(2026, 3, 12, 11),  # noqa: DTZ001
    }
    assert propose(usual, day, zone=SEOUL, now=late)["registration_opens_at"] == datetime(2026, 3, 10, 14)  # noqa: DTZ001
    long_ago = propose(usual, date(2026, 1, 5), zone=SEOUL, now=late)
    assert long_ago["registration_opens_at"] < long_ago["registration_closes_at"]


@given(days=some.integers(min_value=-3650, max_value=3650), parts=some.sets(some.sampled_from(Part)))
def test_a_copy_keeps_hours_and_distances(days: int, parts: set[Part]) -> None:
    event = an_event(
        kind=Kind.SEMINAR,
        complex_id=1,
        title_ko="세미나",
        title_en="",
        text_ko="설명",
        text_en="",
        reminder_hours=(72,),
        address="길 1",
        visibility=Visibility.UNLISTED,
    )
    plan = copied(event, date(2026, 3, 12) + days * DAY, parts, USUAL[Kind.SEMINAR], zone=SEOUL, now=START)
    assert faults_of(plan) == {}
    assert plan.starts_at - event.starts_at == plan.ends_at - event.ends_at == days * DAY
    assert (plan.title_ko, plan.visibility) == ("세미나", Visibility.UNLISTED)
    assert plan.text_ko == ("설명" if Part.TEXTS in parts else "")
    assert plan.venue_ko == ("대회의실" if Part.PLACE in parts else "")
    assert plan.reminder_hours == ((72,) if Part.LETTERS in parts else (168, 24))
    if Part.PLACES in parts:
        assert plan.registration_closes_at - event.registration_closes_at == days * DAY
        assert plan.capacity == event.capacity
    else:
        assert plan.capacity == USUAL[Kind.SEMINAR].capacity


def test_a_coordinator_is_told_of_days_off_opening_hours_and_small_rooms() -> None:
    hall = Venue(name_ko="회관", name_en="", opens_at_minute=9 * 60, closes_at_minute=16 * 60)
    event = an_event(
        starts_at=datetime(2026, 3, 1, 5, tzinfo=UTC),
        ends_at=datetime(2026, 3, 2, 8, tzinfo=UTC),
        room=Room(id=1, name_ko="1층", name_en="", capacity=5, venue=hall),
        capacity=6,
    )
    closed = ClosedDay(day=date(2026, 3, 2), name_ko="창립일", name_en="Founding day")
    with speaking("en"):
        said = " ".join(warnings_about(event, [closed], zone=SEOUL))
    for words in ("Sun 1 Mar 2026", "Founding day", "09:00–16:00", "takes 5 people, the event 6"):
        assert words in said
    assert warnings_about(an_event(), [], zone=SEOUL) == []


def test_maps_are_searched_by_the_address_or_the_venue() -> None:
    for _name, href in map_links(an_event(address="창원시 1 & 2")):
        assert href.startswith("https://map.")
        assert "%26" in href
        assert " " not in href
    for _name, href in map_links(an_event(address="", venue_en="Hall")):
        assert "Hall" not in href
    assert map_links(an_event(address="", venue_ko="")) == []


def test_every_kind_status_and_door_has_its_words() -> None:
    assert set(KIND_WORDS) == set(USUAL) == set(Kind)
    assert set(STATUS_WORDS) == set(Status)
    assert set(VISIBILITY_WORDS) == set(Visibility)
    assert set(DOOR_SENTENCES) == set(Door)
