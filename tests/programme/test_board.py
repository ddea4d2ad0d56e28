"""What does the timetable editor show?"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventhub.events.models import Event
from eventhub.programme.models import ProgrammeSession
from eventhub.programme.rules.board import BoardDay, board, days_of, rooms_at_hand
from eventhub.venues.models import Room

SEOUL = ZoneInfo("Asia/Seoul")
NINE = datetime(2026, 3, 12, 9, tzinfo=SEOUL)
EVENT = Event(starts_at=NINE, ends_at=NINE + timedelta(hours=33), all_day=False, venue_id=1)
HALL, SMALL = Room(id=1, venue_id=1), Room(id=2, venue_id=2)


def placed(begins: datetime, minutes: int, room: Room | None = None) -> ProgrammeSession:
    """Place a session."""
    ends = begins + timedelta(minutes=minutes)
    return ProgrammeSession(starts_at=begins, ends_at=ends, room=room, room_id=room.id if room else None)


def times(day: BoardDay) -> list[str]:
    """List the moments of a day's rows."""
    return [f"{row.at.astimezone(SEOUL):%H:%M}" for row in day.rows]


def test_the_days_are_those_on_peoples_calendars() -> None:
    assert days_of(EVENT, zone=SEOUL) == [date(2026, 3, 12), date(2026, 3, 13)]
    until_midnight = Event(starts_at=NINE, ends_at=datetime(2026, 3, 12, 15, tzinfo=UTC), all_day=False)
    assert days_of(until_midnight, zone=SEOUL) == [date(2026, 3, 12)]


def test_a_session_placed_on_a_wrong_day_is_shown_there() -> None:
    lost = placed(NINE + timedelta(days=5), 60)
    assert days_of(EVENT, [lost], zone=SEOUL)[-1] == date(2026, 3, 17)
    assert board(EVENT, [lost], [], zone=SEOUL)[-1].sessions == (lost,)


def test_every_half_hour_can_be_dropped_on_and_odd_moments_have_their_own_rows() -> None:
    first, second = board(EVENT, [placed(NINE + timedelta(minutes=65), 20, HALL)], [HALL], zone=SEOUL)
    assert times(first)[:6] == ["09:00", "09:30", "10:00", "10:05", "10:25", "10:30"]
    assert times(first)[-1] == "17:30"
    assert times(second)[0] == "09:00"


def test_a_session_before_the_doors_open_lengthens_the_day() -> None:
    day, _ = board(EVENT, [placed(NINE - timedelta(minutes=20), 15)], [], zone=SEOUL)
    assert times(day)[:3] == ["08:30", "08:40", "08:55"]


@pytest.mark.parametrize("all_day", [True, False])
def test_an_event_without_hours_has_those_people_work_in(*, all_day: bool) -> None:
    midnight = datetime(2026, 3, 12, tzinfo=SEOUL)
    event = Event(starts_at=midnight, ends_at=midnight + timedelta(days=1), all_day=all_day)
    (day,) = board(event, [], [], zone=SEOUL)
    assert times(day)[-1] == "17:30"
    assert len(day.rows) == (18 if all_day else 36)


def test_sessions_that_overlap_in_a_room_stand_side_by_side() -> None:
    one, two = placed(NINE, 60, HALL), placed(NINE + timedelta(minutes=30), 60, HALL)
    three = placed(NINE + timedelta(minutes=60), 30, HALL)
    day, _ = board(EVENT, [one, two, three], [HALL], zone=SEOUL)
    assert [(column.room, column.lanes) for column in day.columns] == [(HALL, 2), (None, 1)]
    cells = [cell for row in day.rows for cell in row.cells if cell.session]
    assert [(cell.session, cell.rows) for cell in cells] == [(one, 2), (two, 2), (three, 1)]
    # Every row fills every lane once: what begins there, or what still runs.
    assert sum(cell.rows for row in day.rows for cell in row.cells) == 3 * len(day.rows)


def test_rooms_in_use_are_shown_even_when_they_are_not_at_hand() -> None:
    day, _ = board(EVENT, [placed(NINE, 60, SMALL)], [HALL], zone=SEOUL)
    assert [column.room for column in day.columns] == [HALL, SMALL, None]


def test_the_rooms_of_the_events_venue_come_first_and_a_closed_one_in_use_stays() -> None:
    closed = Room(id=3, venue_id=1)
    assert rooms_at_hand(EVENT, [SMALL, HALL]) == [HALL, SMALL]
    assert closed in rooms_at_hand(EVENT, [SMALL, HALL], [placed(NINE, 60, closed)])
