"""Is what was typed told from what was read, and is every day, link, code and rate the right one?"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventhub.checkins.models import Attendance, HelperLink, Outcome, RoomCode
from eventhub.checkins.rules import (
    OUTCOME_WORDS,
    SENTENCES,
    Turnout,
    attendance,
    day_at,
    days_with_a_door,
    holds,
    is_in_hangul,
    looks_read,
    may_check_in_alone,
    read_code,
    room_code,
    tidy_room_code,
)
from eventhub.events.models import Event

SEOUL = ZoneInfo("Asia/Seoul")
SECRET = "bcdfghjkmnpq-1.abcdefghijklmnopqrstuvwxyz_ABC-123456789012"


def event() -> Event:
    """Plan an event of two days."""
    return Event(
        starts_at=datetime(2026, 3, 2, 9, tzinfo=SEOUL), ends_at=datetime(2026, 3, 4, 0, 0, tzinfo=SEOUL), public_id="x"
    )


@pytest.mark.parametrize(
    "typed",
    [
        f"http://localhost/t/{SECRET}",
        f"https://other.example/t/{SECRET}",
        f"/t/{SECRET}",
        f"  http://localhost/t/{SECRET}/  ",
        f"http://localhost/t/{SECRET}?lang=en",
        SECRET,
    ],
)
def test_a_ticket_is_read_however_the_scanner_writes_it(typed: str) -> None:
    assert read_code(typed) == SECRET
    assert looks_read(typed)


@pytest.mark.parametrize("typed", ["홍길동", "1234", "ㅎㄱㄷ", "Kim-1.", "", "가람정밀 (주)"])
def test_what_people_type_is_not_taken_for_a_ticket(typed: str) -> None:
    assert not looks_read(typed)


@pytest.mark.parametrize("typed", ["https://example.com/", "http://[broken", "http://localhost/r/whatever"])
def test_another_code_is_read_and_is_no_ticket(typed: str) -> None:
    assert looks_read(typed)
    assert read_code(typed) == ""


def test_a_korean_keyboard_is_recognised() -> None:
    assert is_in_hangul("ㅗㅅ세ㄴ://localhost/t/x")
    assert not is_in_hangul("https://한글.example/t/x")
    assert not is_in_hangul("홍길동")


def test_an_event_that_ends_at_midnight_has_no_door_on_the_next_day() -> None:
    assert days_with_a_door(event(), zone=SEOUL) == [date(2026, 3, 2), date(2026, 3, 3)]


@pytest.mark.parametrize(
    ("asked", "today", "chosen"),
    [(None, 3, 3), (None, 1, 2), (None, 9, 3), (2, 3, 2), (9, 3, 3), (9, 1, 2)],
)
def test_people_are_read_for_today_unless_another_day_of_the_event_is_asked_for(
    asked: int | None, today: int, chosen: int
) -> None:
    wanted = date(2026, 3, asked) if asked else None
    assert day_at(event(), wanted, today=date(2026, 3, today), zone=SEOUL) == date(2026, 3, chosen)


@pytest.mark.parametrize(
    ("moment", "opens", "sends"),
    [
        (datetime(2026, 3, 1, 23, 59, tzinfo=SEOUL), False, False),
        (datetime(2026, 3, 2, 0, 0, tzinfo=SEOUL), True, True),
        (datetime(2026, 3, 2, 23, 59, tzinfo=SEOUL), True, True),
        (datetime(2026, 3, 3, 0, 0, tzinfo=SEOUL), False, True),
        (datetime(2026, 3, 3, 11, 59, tzinfo=SEOUL), False, True),
        (datetime(2026, 3, 3, 12, 0, tzinfo=SEOUL), False, False),
    ],
)
def test_a_helpers_link_holds_on_its_day_and_is_heard_out_for_half_another(
    moment: datetime, *, opens: bool, sends: bool
) -> None:
    link = HelperLink(day=date(2026, 3, 2), revoked_at=None)
    assert holds(link, now=moment, zone=SEOUL) is opens
    assert holds(link, now=moment, zone=SEOUL, sending=True) is sends
    link.revoked_at = moment
    assert not holds(link, now=moment, zone=SEOUL, sending=True)


def test_a_code_of_a_room_is_six_plain_signs_and_read_in_any_manner() -> None:
    code = room_code("sealed")
    assert len(code) == 6
    assert not set(code) & set("AEIOU01L")
    assert tidy_room_code(f" {code[:3].lower()} - {code[3:]} ") == code
    assert room_code("sealed") == code != room_code("otherwise")


def test_people_check_themselves_in_from_an_hour_before_to_the_end() -> None:
    room, planned = RoomCode(is_open=True), event()
    hour = timedelta(hours=1)
    assert not may_check_in_alone(planned, room, now=planned.starts_at - hour - timedelta(seconds=1))
    assert may_check_in_alone(planned, room, now=planned.starts_at - hour)
    assert not may_check_in_alone(planned, room, now=planned.ends_at)
    assert not may_check_in_alone(planned, RoomCode(is_open=False), now=planned.starts_at)
    assert not may_check_in_alone(planned, None, now=planned.starts_at)


def test_what_the_team_wrote_outweighs_the_door() -> None:
    assert attendance(None, is_in=True) is Attendance.ATTENDED
    assert attendance(None, is_in=False) is Attendance.UNKNOWN
    assert attendance(Attendance.ABSENT, is_in=True) is Attendance.ABSENT


def test_the_rate_counts_those_of_whom_it_is_known() -> None:
    turnout = Turnout(name="x", organisation_id=None, places=10, attended=3, absent=1, excused=2)
    assert (turnout.rate, turnout.unknown) == (75, 4)
    assert Turnout(name="x", organisation_id=None, places=10, attended=0, absent=0, excused=2).rate is None


def test_every_outcome_has_a_word_and_a_sentence() -> None:
    assert set(OUTCOME_WORDS) == set(SENTENCES) == set(Outcome)
