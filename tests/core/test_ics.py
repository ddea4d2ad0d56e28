"""Does every calendar program read what was written?"""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from eventhub.core.ics import Entry, newest_change, plain, render, render_json

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
        "GEO:35.220000;128.680000",
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


@given(st.text(st.sampled_from("a가🏭\\,;\n"), min_size=40, max_size=200))
def test_no_fold_falls_into_an_escape(text: str) -> None:
    for line in one(summary=text).split(b"\r\n")[:-1]:
        assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0, line


@pytest.mark.parametrize("spoiled", ["https://e.example.org/a\r\nATTENDEE:x", "https://e.example.org/a b\x00"])
def test_an_address_cannot_begin_a_line(spoiled: str) -> None:
    body = one(url=spoiled, conference=spoiled, attachments=(spoiled,), organiser_email="a@b\r\nATTENDEE:x")
    assert not [line for line in lines_of(body) if line.startswith("ATTENDEE")]
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1


def test_what_is_told_to_few_has_its_own_property() -> None:
    lines = lines_of(
        one(
            conference="https://meet.example.org/abc",
            attachments=("https://e.example.org/a.pdf", "https://e.example.org/b.pdf"),
            alarms=(timedelta(days=1), timedelta(hours=1)),
        )
    )
    assert "CONFERENCE;VALUE=URI:https://meet.example.org/abc" in lines
    assert [line for line in lines if line.startswith("ATTACH:")] == [
        "ATTACH:https://e.example.org/a.pdf",
        "ATTACH:https://e.example.org/b.pdf",
    ]
    assert [line for line in lines if line.startswith("TRIGGER")] == ["TRIGGER:-P1D", "TRIGGER:-PT60M"]
    assert lines.count("BEGIN:VALARM") == lines.count("END:VALARM") == 2
    assert "VALARM" not in one(cancelled=True, alarms=(timedelta(days=1),)).decode()


def test_a_calendar_is_json_as_well() -> None:
    kind, properties, components = json.loads(render_json([ENTRY], name="달력"))
    assert kind == "vcalendar"
    assert ["x-wr-calname", {}, "unknown", "달력"] in properties
    ((name, fields, _parts),) = components
    assert name == "vevent"
    assert ["summary", {}, "text", ENTRY.summary] in fields
    assert ["dtstart", {}, "date-time", "2026-11-25T03:00:00Z"] in fields
