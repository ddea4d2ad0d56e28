"""Is an invitation right to the byte, and is whatever comes back read without harm?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from eventhub.core.ics import Entry, plain
from eventhub.core.itip import LONGEST_ANSWER, Answer, Invitation, Method, method_of, read, write
from tests.core.test_ics import TEXTS, lines_of

NINE = datetime(2026, 3, 12, tzinfo=UTC)  # nine o'clock in Seoul
ENTRY = Entry(
    uid="event-bcdfghjkmnpq@events.example.org",
    summary="사출 금형, 휨; 그리고 냉각",
    location="대회의실",
    starts_at=NINE,
    ends_at=NINE + timedelta(hours=3),
    sequence=4,
    changed_at=NINE - timedelta(days=10),
    organiser_name="창원 클러스터추진단",
    organiser_email="events+bcdf-abcd@events.example.org",
    conference="https://meet.example.org/a?b=1,2;c",
)
INVITATION = Invitation(
    method=Method.REQUEST,
    entry=ENTRY,
    attendee_name="박보라",
    attendee_email="bora@example.com",
    wants_answer=True,
)
REPLY = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20260312T000000Z
DTEND:20260312T030000Z
DTSTAMP:20260302T000000Z
ORGANIZER;CN=x:mailto:Events+BCDF-abcd@events.example.org
UID:event-bcdfghjkmnpq@events.example.org
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=Bora:MAILTO:Bora@Example.com
SEQUENCE:4
COMMENT:출장입니다\\, 죄송합니다
STATUS:CONFIRMED
SUMMARY:x
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def lines(**changes: Any) -> list[str]:
    """Write an invitation and read its lines by the letter of the format."""
    return lines_of(write(replace(INVITATION, **changes)).encode())


def test_an_invitation_says_what_programs_need() -> None:
    said = lines()
    for line in (
        "METHOD:REQUEST",
        "UID:event-bcdfghjkmnpq@events.example.org",
        "SEQUENCE:4",
        "STATUS:CONFIRMED",
        "DTSTAMP:20260302T000000Z",
        "DTSTART;TZID=Asia/Seoul:20260312T090000",
        "DTEND;TZID=Asia/Seoul:20260312T120000",
        'ORGANIZER;CN="창원 클러스터추진단":mailto:events+bcdf-abcd@events.example.org',
        "ATTENDEE;CN=박보라;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bora@example.com",
        "CONFERENCE;VALUE=URI:https://meet.example.org/a?b=1,2;c",
    ):
        assert said.count(line) == 1, line
    for once in ("BEGIN:VEVENT", "BEGIN:VTIMEZONE", "BEGIN:STANDARD", "TZOFFSETTO:+0900", "TZOFFSETFROM:+0900"):
        assert said.count(once) == 1, once
    assert not [line for line in said if line.startswith(("RDATE", "RRULE", "BEGIN:DAYLIGHT", "BEGIN:VALARM"))]


def test_where_nobody_reads_answers_none_is_asked_for() -> None:
    (attendee,) = (line for line in lines(wants_answer=False) if line.startswith("ATTENDEE"))
    assert ";PARTSTAT=ACCEPTED;RSVP=FALSE:" in attendee


def test_what_is_taken_back_is_cancelled() -> None:
    said = lines(method=Method.CANCEL, entry=replace(ENTRY, cancelled=True, sequence=5, conference=""))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:5", "TRANSP:TRANSPARENT"} <= set(said)
    assert not [line for line in said if "RSVP" in line or line.startswith("CONFERENCE")]


def test_whole_days_need_no_zone() -> None:
    said = lines(entry=replace(ENTRY, all_day=True))
    assert "DTSTART;VALUE=DATE:20260312" in said
    assert "DTEND;VALUE=DATE:20260313" in said
    assert "BEGIN:VTIMEZONE" not in said


def test_another_zone_is_written_in_utc() -> None:
    said = lines_of(write(INVITATION, zone=ZoneInfo("Europe/London")).encode())
    assert "DTSTART:20260312T000000Z" in said
    assert "BEGIN:VTIMEZONE" not in said


@given(title=TEXTS, name=TEXTS)
def test_whatever_is_typed_arrives_and_no_line_is_too_long(title: str, name: str) -> None:
    written = write(replace(INVITATION, entry=replace(ENTRY, summary=title), attendee_name=name))
    raw = written.encode()
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert method_of(written) == "REQUEST"
    calendar = Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")
    assert str(event.get("SUMMARY", "")) == plain(title)
    assert str(event["ATTENDEE"]) == "mailto:bora@example.com"
    assert event.decoded("DTSTART") == NINE


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_an_address_adds_no_line(end: str) -> None:
    more = f"{end}ATTENDEE:mailto:mallory@example.com"
    entry = replace(ENTRY, conference=f"https://meet.example.org/{more}", organiser_email=f"team@example.com{more}")
    said = write(replace(INVITATION, entry=entry, attendee_email=f"bora@example.com{more}"))
    lines = said.replace("\r\n ", "").split("\r\n")
    assert [line.partition(":")[0].partition(";")[0] for line in lines].count("ATTENDEE") == 1
    assert not {"\n", "\r"} & set("".join(lines))
    assert len(lines) == len(
        write(replace(INVITATION, entry=replace(ENTRY, conference="https://a.example")))
        .replace("\r\n ", "")
        .split("\r\n")
    )


def test_the_method_is_read_from_the_head_alone() -> None:
    said = write(replace(INVITATION, entry=replace(ENTRY, description="\r\nMETHOD:CANCEL\r\n")))
    assert method_of(said) == "REQUEST"


def test_an_answer_is_read_as_the_program_meant_it() -> None:
    response = read(REPLY)
    assert response is not None
    assert (response.method, response.answer, response.sequence) == (Method.REPLY, Answer.DECLINED, 4)
    assert response.uid == ENTRY.uid
    assert (response.attendee, response.organiser) == ("bora@example.com", "events+bcdf-abcd@events.example.org")
    assert response.comment == "출장입니다, 죄송합니다"
    assert (response.starts_at, response.ends_at) == (NINE, NINE + timedelta(hours=3))


@pytest.mark.parametrize(
    ("line", "starts_at"),
    [
        ("DTSTART;TZID=Korea Standard Time:20260312T093000", NINE + timedelta(minutes=30)),
        ("DTSTART;TZID=Asia/Seoul:20260312T093000", NINE + timedelta(minutes=30)),
        ("DTSTART:20260312T093000", NINE + timedelta(minutes=30)),
        ("DTSTART;VALUE=DATE:20260312", NINE - timedelta(hours=9)),
    ],
)
def test_a_proposal_names_its_moment_in_many_ways(line: str, starts_at: datetime) -> None:
    response = read(REPLY.replace("METHOD:REPLY", "METHOD:COUNTER").replace("DTSTART:20260312T000000Z", line))
    assert response is not None
    assert (response.method, response.starts_at) == (Method.COUNTER, starts_at)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("METHOD:REPLY", "METHOD:REQUEST"),
        ("METHOD:REPLY", "METHOD:PUBLISH"),
        ("METHOD:REPLY\r\n", ""),
        ("SEQUENCE:4", "SEQUENCE:four"),
        ("DTSTART:20260312T000000Z", "DTSTART:morgen"),
        ("DTSTART:20260312T000000Z", "DTSTART;TZID=Asia/Nowhere:99999999T999999"),
        ("ATTENDEE;", "ATTENDEE:mailto:other@example.com\r\nATTENDEE;"),
        ("BEGIN:VEVENT", "BEGIN:VEVENT\r\nBEGIN:VALARM"),
        ("END:VCALENDAR", ""),
        ("COMMENT:", f"COMMENT:{'x' * LONGEST_ANSWER}"),
        ("BEGIN:VEVENT", "BEGIN:VEVENT\r\n" * 5000),
        (REPLY, ""),
        (REPLY, "\x00\xff" * 50),
    ],
)
def test_what_is_no_answer_is_none(old: str, new: str) -> None:
    assert old in REPLY
    assert read(REPLY.replace(old, new, 1)) is None


def test_an_answer_without_words_or_with_unknown_ones_says_nothing() -> None:
    response = read(REPLY.replace("PARTSTAT=DECLINED", "PARTSTAT=X-PERHAPS"))
    assert response is not None
    assert response.answer is None


@given(st.text(max_size=300))
def test_nothing_made_up_harms(text: str) -> None:
    assert read(f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n{text}\r\nEND:VCALENDAR\r\n") is None
