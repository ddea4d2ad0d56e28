"""Is a released programme laid out as it will take place?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.programme.models import Release, SessionType
from eventhub.programme.schedule import Grid, ShownProgramme, ShownRoom, Slot, grid, history, log, now_and_next, read

NINE = datetime(2026, 3, 12, 0, 0, tzinfo=UTC)
HALL, ROOM = (
    ShownRoom(id=name, name_ko=name, name_en=name, capacity=10, venue_id="v", venue_ko="", venue_en="", address="")
    for name in ("hall", "room")
)


def slot(name: str, begins: int, minutes: int, room: ShownRoom | None = HALL) -> Slot:
    """Make a session so many minutes after nine."""
    starts_at = NINE + timedelta(minutes=begins)
    return Slot(
        id=name, type=SessionType.TALK, title_ko=name, title_en="", text_ko="", text_en="", starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes), track=None, room=room, voices=(),
    )  # fmt: skip


def row(name: str, begins: int, minutes: int, **changes: Any) -> dict[str, Any]:
    """Write a session as a release keeps it."""
    starts_at = NINE + timedelta(minutes=begins)
    written = {
        "id": name, "type": "talk", "title_ko": name, "title_en": "", "text_ko": "", "text_en": "",
        "starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(minutes=minutes)).isoformat(),
        "track": None, "room": None, "capacity": None, "speakers": [],
    }  # fmt: skip
    return {**written, **changes}


def released(number: int, *sessions: dict[str, Any], speakers: tuple[str, ...] = ()) -> Release:
    """Make a release that nobody stores."""
    people = [{"id": name, "name": name, "organisation_name": "", "text_ko": "", "text_en": ""} for name in speakers]
    snapshot = {"event": {}, "days": [], "tracks": [], "rooms": [], "sessions": list(sessions), "speakers": people}
    return Release(number=number, released_at=NINE + timedelta(days=number), snapshot=snapshot)


def drawn(table: Grid) -> list[str]:
    """Draw a table with letters: each session in every field it covers."""
    width = max(1, sum(column.width for column in table.columns))
    fields = [["" for _ in range(width)] for _ in table.rows]
    for number, one in enumerate(table.rows):
        for cell in one.cells:
            at = fields[number].index("")
            for below in range(cell.rows):
                for beside in range(cell.columns):
                    assert fields[number + below][at + beside] == ""
                    fields[number + below][at + beside] = cell.slot.id if cell.slot else "."
    return ["".join(one) for one in fields]


def test_sessions_stand_in_the_column_of_their_room_as_long_as_they_last() -> None:
    table = grid([slot("a", 0, 60), slot("b", 0, 30, ROOM), slot("c", 30, 60, ROOM)], [HALL, ROOM])
    assert [column.room for column in table.columns] == [HALL, ROOM]
    assert [one.at for one in table.rows] == [NINE + timedelta(minutes=minutes) for minutes in (0, 30, 60)]
    assert drawn(table) == ["ab", "ac", ".c"]


def test_what_is_for_everybody_goes_across_the_table() -> None:
    table = grid([slot("a", 0, 30), slot("b", 0, 30, ROOM), slot("l", 30, 60, None)], [HALL, ROOM])
    assert drawn(table) == ["ab", "ll"]
    assert [column.room for column in table.columns] == [HALL, ROOM]


def test_what_is_for_everybody_beside_something_else_gets_a_column() -> None:
    table = grid([slot("l", 0, 60, None), slot("a", 30, 60)], [HALL, ROOM])
    assert [column.room for column in table.columns] == [None, HALL]
    assert drawn(table) == ["l.", "la", ".a"]


def test_two_sessions_in_one_room_at_once_stand_side_by_side() -> None:
    table = grid([slot("a", 0, 60), slot("b", 30, 60)], [HALL])
    assert [column.width for column in table.columns] == [2]
    assert drawn(table) == ["a.", "ab", ".b"]


@pytest.mark.parametrize(("minutes", "lines"), [(-10, 0), (0, 1), (45, 1), (90, 0), (500, 0)])
def test_the_line_of_now_is_drawn_while_the_day_lasts(minutes: int, lines: int) -> None:
    now = NINE + timedelta(minutes=minutes)
    table = grid([slot("a", 0, 60), slot("l", 60, 30, None)], [HALL], now=now)
    assert sum(one.is_now for one in table.rows) == lines
    assert set("".join(drawn(table))) <= set("al")


def test_a_day_without_sessions_is_an_empty_table() -> None:
    assert grid([], [HALL], now=NINE) == Grid((), ())


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(1, 12), st.sampled_from([None, HALL, ROOM])), min_size=1, max_size=12
    ),
    st.integers(-1, 40),
)
def test_every_session_is_in_the_table_once_and_no_field_twice(plan: list[Any], now: int) -> None:
    slots = [slot(chr(97 + number), begins, length, room) for number, (begins, length, room) in enumerate(plan)]
    slots.sort(key=lambda one: one.starts_at)
    table = grid(slots, [HALL, ROOM], now=NINE + timedelta(minutes=now))
    cells = [cell.slot for one in table.rows for cell in one.cells if cell.slot]
    assert sorted(one.id for one in cells) == sorted(one.id for one in slots)
    width = max(1, sum(column.width for column in table.columns))
    assert {len(line) for line in drawn(table)} == {width}


def test_now_and_next_are_said_for_each_room_where_something_still_comes() -> None:
    slots = (slot("a", 0, 30), slot("b", 60, 30), slot("c", 0, 30, ROOM), slot("l", 40, 20, None))
    programme = ShownProgramme((), (HALL, ROOM), (), slots)
    places = now_and_next(programme, now=NINE + timedelta(minutes=10))
    assert [
        (place.room, [one.id for one in place.current], place.following and place.following.id) for place in places
    ] == [(None, [], "l"), (HALL, ["a"], "b"), (ROOM, ["c"], None)]
    assert now_and_next(programme, now=NINE + timedelta(days=1)) == []


def test_a_session_ends_before_the_moment_at_which_the_next_begins() -> None:
    assert slot("a", 0, 30).runs_at(NINE)
    assert not slot("a", 0, 30).runs_at(NINE + timedelta(minutes=30))


def test_who_no_longer_agrees_is_left_out_everywhere() -> None:
    speakers = [{"id": "kim", "role": "speaker"}, {"id": "lee", "role": "moderator"}]
    release = released(1, row("a", 0, 30, speakers=speakers), speakers=("kim", "lee"))
    programme = read(release.snapshot, {"lee"})
    assert [one.id for one in programme.speakers] == ["lee"]
    assert [voice.speaker.id for voice in programme.slots[0].voices] == ["lee"]
    assert programme.with_speaker("kim") == []
    changed = released(2, row("a", 0, 30, speakers=speakers[:1]), speakers=("kim",))
    assert not any("kim" in line for _, lines in log([changed, release], {"lee"}) for line in lines)


def test_history_remembers_when_a_session_last_changed_and_that_it_left() -> None:
    first = released(1, row("a", 0, 30), row("b", 30, 30), row("c", 60, 30))
    second = released(2, row("a", 5, 30), row("b", 30, 30))
    third = released(3, row("a", 5, 30), row("b", 30, 30), row("d", 0, 10))
    found = {one.id: (mark.number, mark.is_gone) for one, mark in history([third, first, second], ())}
    assert found == {"a": (2, False), "b": (1, False), "c": (2, True), "d": (3, False)}
    came_back = {one.id: (mark.number, mark.is_gone) for one, mark in history([first, second, replaced(first)], ())}
    assert came_back["c"] == (4, False)


def replaced(release: Release) -> Release:
    """Release the same once more, as the fourth."""
    return Release(number=4, released_at=NINE + timedelta(days=4), snapshot=release.snapshot)


def test_the_changelog_tells_the_newest_first() -> None:
    first, second = released(1, row("a", 0, 30)), released(2, row("a", 0, 30), row("b", 30, 30))
    told = log([first, second], ())
    assert [release.number for release, _ in told] == [2, 1]
    assert [len(lines) for _, lines in told] == [1, 2]
    assert "b" in told[0][1][0]
