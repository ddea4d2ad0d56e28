"""Are the rows of a file understood as people write them, and their faults said one by one?"""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from eventhub.core.i18n import speaking
from eventhub.imports.models import Subject
from eventhub.imports.rules import CheckedRow, Surroundings, check_rows, names_in, read_heading
from eventhub.programme.models import SessionType
from eventhub.programme.rules import SessionPlan, SpeakerPlan

SEOUL = timezone(timedelta(hours=9))
AROUND = Surroundings(
    speakers={"김철수": ["kim"], "이영희": ["lee1", "lee2"], "김철수|한빛대학교": ["kim"]},
    tracks={"소재": 7},
    rooms={"301호": [3], "세미나실": [4, 5]},
    sessions=frozenset({"여는말"}),
    first_day=date(2026, 12, 17),
    last_day=date(2026, 12, 18),
    zone=SEOUL,
)


def check(subject: Subject, **values: str) -> CheckedRow:
    """Check one row."""
    heading = read_heading(list(values), subject)
    with speaking("en"):
        return check_rows([(2, list(values.values()))], heading, subject, AROUND)[0]


def test_columns_are_found_in_either_language_in_any_order() -> None:
    heading = read_heading(["E-MAIL", "비고", " 이 름 ", "소속"], Subject.SPEAKERS)
    assert heading.places == {"email": 0, "name": 2, "organisation_name": 3}
    assert heading.unknown == ("비고",)
    assert heading.missing == ()
    assert read_heading(["소속"], Subject.SPEAKERS).missing == ("이름",)


def test_a_title_in_one_language_is_enough() -> None:
    assert read_heading(["Title", "Room"], Subject.SESSIONS).missing == ()
    assert read_heading(["Room"], Subject.SESSIONS).missing == ("제목",)
    assert check(Subject.SESSIONS, Title="Warpage").faults == ()


def test_what_is_there_already_needs_no_mending() -> None:
    row = check(Subject.SESSIONS, 제목="여는 말", 방="999호")
    assert (row.is_known, row.faults) == (True, ())


def test_a_speaker_is_read() -> None:
    row = check(Subject.SPEAKERS, 이름="박지훈", 소속="누리정밀", 이메일="park@example.com", 동의="예", 소개="금형")
    assert row.plan == SpeakerPlan(
        name="박지훈", organisation_name="누리정밀", email="park@example.com", text_ko="금형", has_consented=True
    )
    assert (row.faults, row.is_known) == ((), False)


def test_a_speaker_of_the_same_name_and_house_is_known() -> None:
    assert check(Subject.SPEAKERS, 이름="김철수", 소속="한빛 대학교").is_known
    assert not check(Subject.SPEAKERS, 이름="김철수", 소속="다른 곳").is_known


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"이름": ""}, "write the name"),
        ({"이름": "박", "이메일": "no address"}, "not an e-mail address"),
        ({"이름": "박", "동의": "maybe"}, "for the consent"),
        ({"이름": "박" * 201}, "longer than 200"),
        ({"이름": "박\u202e"}, "control characters"),
    ],
)
def test_what_is_wrong_with_a_speaker_is_said(values: dict[str, str], said: str) -> None:
    assert any(said in fault for fault in check(Subject.SPEAKERS, **values).faults)


def test_a_session_is_read() -> None:
    row = check(Subject.SESSIONS, 제목="휨", 종류="keynote", 분과="소재", 날짜="2026-12-17", 시작="09:30", 끝="10:10",
                방="301호", 정원="1,200", 발표자="김철수")  # fmt: skip
    assert row.faults == ()
    assert row.plan == SessionPlan(
        type=SessionType.KEYNOTE, title_ko="휨", track_id=7, room_id=3, capacity=1200,
        starts_at=datetime(2026, 12, 17, 0, 30, tzinfo=UTC), ends_at=datetime(2026, 12, 17, 1, 10, tzinfo=UTC),
    )  # fmt: skip
    assert row.speakers == ("kim",)


def test_a_session_without_times_waits_for_its_place() -> None:
    row = check(Subject.SESSIONS, 제목="휨", 분과="새 분과")
    assert isinstance(row.plan, SessionPlan)
    assert (row.faults, row.plan.starts_at, row.track) == ((), None, "새 분과")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"제목": ""}, "write a title"),
        ({"제목": "휨", "날짜": "2026-12-17"}, "belong together"),
        ({"제목": "휨", "날짜": "12월 17일", "시작": "09:00", "끝": "10:00"}, "not a day"),
        ({"제목": "휨", "날짜": "2026-12-17", "시작": "25:00", "끝": "26:00"}, "not a time"),
        ({"제목": "휨", "날짜": "2026-12-20", "시작": "09:00", "끝": "10:00"}, "not a day of this event"),
        ({"제목": "휨", "날짜": "2026-12-17", "시작": "10:00", "끝": "09:00"}, "end must come after"),
        ({"제목": "휨", "정원": "많이"}, "not a whole number"),
        ({"제목": "휨", "정원": "0"}, "from 1 to 5,000"),
        ({"제목": "휨", "방": "999호"}, "no room"),
        ({"제목": "휨", "방": "세미나실"}, "several rooms"),
        ({"제목": "휨", "발표자": "홍길동"}, "not among the speakers"),
        ({"제목": "휨", "발표자": "이영희"}, "several people"),
    ],
)
def test_what_is_wrong_with_a_session_is_said(values: dict[str, str], said: str) -> None:
    assert any(said in fault for fault in check(Subject.SESSIONS, **values).faults)


def test_a_row_that_comes_twice_is_said_once_more() -> None:
    heading = read_heading(["제목"], Subject.SESSIONS)
    with speaking("en"):
        rows = check_rows([(2, ["휨"]), (3, ["여는 말"]), (4, [" 휨"])], heading, Subject.SESSIONS, AROUND)
    assert [row.faults for row in rows] == [(), (), ("This is already in row 2.",)]
    assert [row.is_known for row in rows] == [False, True, False]


def test_several_names_in_a_cell_are_told_apart() -> None:
    assert names_in("김철수; 이영희 / 박지훈,최한결\n") == ("김철수", "이영희", "박지훈", "최한결")
