"""What falls on which day, which plans are in each other's way, and how full is a year?"""

from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.events.models import Event, Kind, Status
from eventhub.planning.rules import (
    MOST_CROWDED,
    MOST_ON_PAGE,
    Booking,
    Wanted,
    agenda,
    asks_the_same,
    by_day,
    count_weekdays,
    crowded_evenings,
    doubled,
    draw_year,
    step_of,
)

SEOUL = ZoneInfo("Asia/Seoul")
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=SEOUL)


def event(begin: str, end: str, **changes: Any) -> Event:
    values: dict[str, Any] = {"id": 1, "kind": Kind.SEMINAR, "status": Status.PUBLISHED, "complex_id": 1}
    return Event(**{**values, "starts_at": at(begin), "ends_at": at(end), **changes})


def booking(begin: int, end: int, room: int = 1, event_id: int = 1, session_id: int | None = None) -> Booking:
    midnight = at("2026-03-02 00:00")
    hours = (midnight + timedelta(hours=begin), midnight + timedelta(hours=end))
    return Booking(room, *hours, all_day=False, event_id=event_id, session_id=session_id, team="창원")


def test_an_event_stands_on_each_day_it_touches_and_not_on_the_day_it_ends_at_midnight() -> None:
    evening, days = event("2026-03-02 19:00", "2026-03-03 00:00"), event("2026-02-27 10:00", "2026-03-02 17:00")
    found = by_day([days, evening], FIRST, LAST)
    assert found == {date(2026, 3, 1): [days], date(2026, 3, 2): [days, evening]}
    assert list(found) == sorted(found)


def test_bookings_exclude_each_other_in_one_room_at_one_time() -> None:
    first, after, other_room = booking(9, 12), booking(12, 14, event_id=2), booking(9, 12, room=2, event_id=2)
    assert doubled([first, after, other_room]) == frozenset()
    overlapping = booking(11, 13, event_id=3)
    assert doubled([first, after, other_room, overlapping]) == {first, after, overlapping}


def test_an_event_contains_its_own_sessions_but_two_of_them_exclude_each_other() -> None:
    whole, talk, panel = booking(9, 18), booking(10, 11, session_id=1), booking(10, 12, session_id=2)
    assert doubled([whole, talk]) == frozenset()
    assert doubled([whole, talk, panel]) == {talk, panel}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), max_size=12))
def test_double_bookings_are_those_every_pair_shows(drawn: list[tuple[int, int, int, int]]) -> None:
    bookings = [booking(begin, begin + length, room, number) for begin, length, room, number in drawn]
    expected = {
        one
        for first, second in combinations(bookings, 2)
        for one in (first, second)
        if first.room_id == second.room_id and first.excludes(second)
    }
    assert doubled(bookings) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, 7), (1, 7), True),
        ((1, 7), (1, 8), False),
        ((1, None), (1, 8), True),
        ((1, None), (1, None), True),
        ((1, None), (2, None), False),
        ((1, None), (2, 8), False),
    ],
)
def test_the_same_people_are_a_mini_cluster_or_its_whole_complex(
    one: tuple[int, int | None], other: tuple[int, int | None], *, expected: bool
) -> None:
    rows = [
        event("2026-03-02 18:00", "2026-03-02 20:00", complex_id=complex_id, mini_cluster_id=mini_cluster_id)
        for complex_id, mini_cluster_id in (one, other)
    ]
    assert asks_the_same(*rows) is expected
    assert asks_the_same(*reversed(rows)) is expected


def test_only_evenings_crowd_and_only_what_takes_place() -> None:
    late, later = event("2026-03-02 16:00", "2026-03-02 17:30"), event("2026-03-02 19:00", "2026-03-02 21:00")
    afternoon = event("2026-03-02 14:00", "2026-03-02 17:00")
    cancelled = event("2026-03-02 19:00", "2026-03-02 21:00", status=Status.CANCELLED)
    next_month = [event("2026-04-02 19:00", "2026-04-02 21:00") for _ in range(2)]
    found = crowded_evenings([late, later, afternoon, cancelled, *next_month], FIRST, LAST, zone=SEOUL)
    assert [(one.day, one.first, one.second) for one in found] == [(date(2026, 3, 2), late, later)]


def test_what_is_wanted_must_be_so_in_every_way() -> None:
    one = event("2026-03-02 14:00", "2026-03-02 17:00", mini_cluster_id=7)
    assert Wanted().holds(one)
    assert Wanted(kind=Kind.SEMINAR, mini_cluster_id=7, in_room={1}, with_speaker={1}).holds(one)
    assert not Wanted(kind=Kind.FORUM).holds(one)
    assert not Wanted(mini_cluster_id=8).holds(one)
    assert not Wanted(in_room=set()).holds(one)
    assert not Wanted(with_speaker={2}).holds(one)


@pytest.mark.parametrize("year", [2024, 2026, 2028, 2023])
def test_the_picture_of_a_year_shows_each_day_once_within_its_edges(year: int) -> None:
    heat = draw_year(year, {date(year, 12, 31): 4})
    assert len(heat.squares) == (date(year, 12, 31) - date(year, 1, 1)).days + 1
    places = {(square.x, square.y) for square in heat.squares}
    assert len(places) == len(heat.squares)
    assert max(x for x, _y in places) + 16 <= heat.width
    assert max(y for _x, y in places) + 16 <= heat.height
    assert (heat.squares[-1].number, heat.squares[-1].step) == (4, 2)
    assert [month.month for month, _x in heat.months] == list(range(1, 13))


def test_days_are_added_up_by_weekday() -> None:
    rows = count_weekdays({date(2026, 3, 2): 2, date(2026, 3, 3): 1, date(2026, 3, 9): 4})
    assert rows[2] == [6, 1, 0, 0, 0, 0, 0]
    assert sum(map(sum, rows)) == 7


def test_a_long_agenda_is_cut_into_pages_that_tell_of_every_day_once_or_go_on() -> None:
    first_day = [event("2026-03-02 10:00", "2026-03-02 11:00") for _ in range(MOST_ON_PAGE + 1)]
    later = event("2026-03-20 10:00", "2026-03-20 11:00")
    days = by_day([*first_day, later], FIRST, LAST)
    one, two = agenda(days, FIRST, LAST, 1), agenda(days, FIRST, LAST, 99)
    assert (one.first, one.last, one.days) == (FIRST, date(2026, 3, 2), {date(2026, 3, 2): first_day[:-1]})
    # The day that did not fit goes on, and the days without events until the end are told of.
    assert (two.first, two.last) == (date(2026, 3, 2), LAST)
    assert two.days == {date(2026, 3, 2): first_day[-1:], date(2026, 3, 20): [later]}


def test_a_page_of_the_agenda_begins_where_the_one_before_ended() -> None:
    whole_page = [event("2026-03-02 10:00", "2026-03-02 11:00") for _ in range(MOST_ON_PAGE)]
    days = by_day([*whole_page, event("2026-03-20 10:00", "2026-03-20 11:00")], FIRST, LAST)
    assert agenda(days, FIRST, LAST, 1).last == date(2026, 3, 2)
    assert agenda(days, FIRST, LAST, 2).first == date(2026, 3, 3)


def test_an_empty_agenda_tells_of_all_its_days() -> None:
    found = agenda({}, FIRST, LAST, 3)
    assert (found.first, found.last, found.days, found.page.number) == (FIRST, LAST, {}, 1)


def test_a_crowd_of_crowded_evenings_is_not_counted_to_its_end() -> None:
    late = [event("2026-03-02 18:00", "2026-03-02 20:00") for _ in range(400)]
    assert len(crowded_evenings(late, FIRST, LAST, zone=SEOUL)) == MOST_CROWDED + 1


def test_more_events_are_darker() -> None:
    assert [step_of(number) for number in (0, 1, 2, 3, 6, 10, 99)] == [0, 1, 1, 2, 3, 4, 4]
