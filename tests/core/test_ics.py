"""Does every calendar program read what was written?"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from eventhub.core.ics import Entry, newest_change, plain, render

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ENTRY = Entry(
    uid="event-bcdf@events.example.org",
    summary="사출 금형 세미나",
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=2),
    changed_at=NOON - timedelta(days=9),
)
# What people type and what breaks readers: Hangul, emoji, the signs of the format itself, ends of lines, controls.
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("가휨🏭\\;,:\"'\n\r\tNn ^\x00\x0b\x85\u2028\u200d\ufeff")))


def lines_of(body: bytes) -> list[str]:
    """Unfold a file by the letter of RFC 5545, 3.1."""
    assert body.endswith(b"\r\n")
    return body.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def value_of(body: bytes, name: str) -> str:
    """Read one text by the letter of RFC 5545, 3.3.11; this reader knows nothing of the writer's library."""
    (line,) = (line for line in lines_of(body) if line.startswith(f"{name}:") and "VCALENDAR" not in line)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], line.partition(":")[2])


def one(**changes: Any) -> bytes:
    """Write a calendar of one entry."""
    return render([replace(ENTRY, **changes)], name="달력")


def test_a_calendar_says_what_programs_need() -> None:
    lines = lines_of(render([ENTRY], name="창원, 모든 행사", source="https://e.example.org/calendars/all.ics"))
    assert lines[:2] == ["BEGIN:VCALENDAR", "PRODID:-//EventHub//EventHub//KO"]
    for line in (
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        r"NAME:창원\, 모든 행사",
        r"X-WR-CALNAME:창원\, 모든 행사",
        "X-WR-TIMEZONE:Asia/Seoul",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://e.example.org/calendars/all.ics",
    ):
        assert lines.count(line) == 1, line
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]


def test_an_entry_says_what_programs_need() -> None:
    lines = lines_of(
        one(
            sequence=3,
            url="https://e.example.org/events/bcdf",
            categories=("세미나", "창원, 성산"),
            geo=(35.22, 128.68),
            organiser_name='창원 "클러스터" 추진단',
            organiser_email="team@example.org",
        )
    )
    for line in (
        "UID:event-bcdf@events.example.org",
        "DTSTAMP:20261116T030000Z",
        "LAST-MODIFIED:20261116T030000Z",
        "DTSTART:20261125T030000Z",
        "DTEND:20261125T050000Z",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "SUMMARY:사출 금형 세미나",
        "URL:https://e.example.org/events/bcdf",
        r"CATEGORIES:세미나,창원\, 성산",
        "GEO:35.22;128.68",
    ):
        assert lines.count(line) == 1, line
    (organiser,) = (line for line in lines if line.startswith("ORGANIZER"))
    assert organiser.endswith(":mailto:team@example.org")
    assert "ATTENDEE" not in "".join(lines)


def test_nothing_empty_is_written() -> None:
    body = one(description="", location=" \n", url="", organiser_name="이름만")
    assert not [line for line in lines_of(body) if line.endswith(":")]
    assert not [line for line in lines_of(body) if line.startswith(("DESCRIPTION", "LOCATION", "URL", "ORGANIZER"))]


@pytest.mark.parametrize(
    ("changes", "status"),
    [({}, "CONFIRMED"), ({"tentative": True}, "TENTATIVE"), ({"cancelled": True, "tentative": True}, "CANCELLED")],
)
def test_the_status_is_told(changes: dict[str, Any], status: str) -> None:
    assert value_of(one(**changes), "STATUS") == status


def test_whole_days_end_before_the_day_after() -> None:
    seoul = ZoneInfo("Asia/Seoul")
    body = one(starts_at=datetime(2026, 12, 3, tzinfo=seoul), ends_at=datetime(2026, 12, 5, tzinfo=seoul), all_day=True)
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 3), date(2026, 12, 5))
    assert "DTSTART;VALUE=DATE:20261203" in lines_of(body)


def test_whole_days_are_those_of_the_zone() -> None:
    begins = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)  # midnight in Seoul, still the day before in London
    entry = replace(ENTRY, starts_at=begins, ends_at=begins + timedelta(hours=9), all_day=True)
    assert "DTSTART;VALUE=DATE:20261203" in lines_of(render([entry], name="x"))
    assert "DTSTART;VALUE=DATE:20261202" in lines_of(render([entry], name="x", zone=ZoneInfo("Europe/London")))


def test_the_same_entries_give_the_same_bytes_in_whatever_order() -> None:
    entries = [
        replace(ENTRY, uid=f"event-{number}@e.example.org", starts_at=NOON + timedelta(hours=number % 3))
        for number in range(9)
    ]
    body = render(entries, name="x")
    assert render(reversed(entries), name="x") == body
    order = [(event["DTSTART"].dt, event["UID"]) for event in Calendar.from_ical(body).walk("VEVENT")]
    assert order == sorted(order)


def test_a_moment_is_the_same_in_whatever_zone_it_is_given() -> None:
    assert one(starts_at=NOON) == one(starts_at=NOON.astimezone(ZoneInfo("Asia/Seoul")))


def test_an_empty_calendar_is_one() -> None:
    assert Calendar.from_ical(render([], name="비어 있음")).walk("VEVENT") == []


def test_the_newest_change_is_known() -> None:
    assert newest_change([]) is None
    assert newest_change([ENTRY, replace(ENTRY, changed_at=NOON)]) == NOON


@pytest.mark.parametrize(
    "text",
    [
        r"C:\New folder\next",
        r"back\slash \n \, \; \\",
        "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
        "제목, 쉼표; 쌍반점: 쌍점",
        "🏭" * 60,
        "휨 " * 250,
        "\u2028줄\u2029바꿈\x85\x0b",
    ],
)
def test_a_text_arrives_as_it_was_typed(text: str) -> None:
    body = one(summary=text, description=text)
    assert value_of(body, "SUMMARY") == plain(text)
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1


@given(TEXTS)
def test_any_text_survives(text: str) -> None:
    body = one(summary=f"x{text}", description=f"x{text}", location=f"x{text}")
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        assert value_of(body, name) == plain(f"x{text}")
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert event["UID"] == ENTRY.uid


@given(TEXTS, TEXTS)
def test_no_line_is_too_long_and_none_breaks_a_letter(text: str, name: str) -> None:
    entry = replace(ENTRY, summary=text, categories=(text,), organiser_name=name, organiser_email="team@example.org")
    body = render([entry], name=name)
    assert body.count(b"\n") == body.count(b"\r\n") == body.count(b"\r")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@given(TEXTS)
def test_a_tidied_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)
