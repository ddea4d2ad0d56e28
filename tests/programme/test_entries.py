"""Do other programs get the programme as their formats want it?"""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar import Event as Component

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status
from eventhub.programme.models import Audience
from eventhub.venues.models import Room
from tests.programme.cluster_day import (
    HIDDEN,
    ClusterDay,
    add_material,
    at,
    make_cluster_day,
    release,
    remove,
    revise,
    withdraw_consent,
)
from tests.programme.schemas import faults_of_json, faults_of_xml

FORMATS = ("json", "xml", "csv", "ics")


def read(client: FlaskClient, day: ClusterDay, ending: str, lang: str = "en") -> bytes:
    """Fetch the programme in one format."""
    answer = client.get(f"{day.path}/programme.{ending}?lang={lang}")
    assert answer.status_code == 200
    return bytes(answer.data)


def calendar(client: FlaskClient, day: ClusterDay) -> dict[str, Component]:
    """Read the calendar as another program would, by the public id of the session."""
    found = Calendar.from_ical(read(client, day, "ics")).walk("VEVENT")
    return {str(one["UID"]).removeprefix("session-").removesuffix("@localhost"): one for one in found}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_schedule_fits_its_schemas(client: FlaskClient, lang: str) -> None:
    day = make_cluster_day()
    add_material(day, Audience.PUBLIC, session_id=day.talk)
    document = json.loads(read(client, day, "json", lang))
    assert faults_of_json(document) == []
    assert faults_of_xml(read(client, day, "xml", lang)) == []
    listed = [
        one for day_ in document["schedule"]["conference"]["days"] for room in day_["rooms"].values() for one in room
    ]
    assert [len(one["attachments"]) for one in listed].count(1) == 1


def test_the_schemas_find_faults(client: FlaskClient) -> None:
    day = make_cluster_day()
    document = json.loads(read(client, day, "json"))
    document["schedule"]["conference"]["days"][0]["index"] = 0
    del document["schedule"]["conference"]["title"]
    assert sorted(faults_of_json(document)) == [
        "$.schedule.conference lacks title",
        "$.schedule.conference.days[0].index: 0",
    ]
    written = read(client, day, "xml")
    assert faults_of_xml(written.replace(b"<start>09:30", b"<start>9:30"))
    assert faults_of_xml(written.replace(b"<slug>", b"<name>x</name><slug>", 1))
    assert faults_of_xml(written.replace(b"<version>1</version>", b""))


def test_json_and_xml_say_the_same(client: FlaskClient) -> None:
    day = make_cluster_day()
    conference = json.loads(read(client, day, "json"))["schedule"]["conference"]
    assert (conference["title"], conference["start"], conference["end"]) == ("Cluster Day", "2026-03-12", "2026-03-13")
    assert [room["name"] for room in conference["rooms"]] == ["For everybody", "Great hall", "Room 1"]
    first = conference["days"][0]["rooms"]
    assert [one["title"] for one in first["Great hall"]] == ["Keynote", "Less warpage"]
    talk = first["Great hall"][1]
    assert (talk["date"], talk["start"], talk["duration"]) == ("2026-03-12T13:00:00+09:00", "13:00", "00:40")
    assert [one["name"] for one in talk["persons"]] == ["김하늘 (가람정밀)"]
    assert talk["description"] == "About Less warpage & <more>"
    written = read(client, day, "xml").decode()
    for said in (
        "Keynote",
        "2026-03-12T13:00:00+09:00",
        talk["guid"],
        str(talk["id"]),
        "About Less warpage &amp; &lt;more&gt;",
    ):
        assert said in written


def test_rooms_of_one_name_are_told_apart(client: FlaskClient) -> None:
    day = make_cluster_day()
    with transaction():
        for room in session.query(Room):
            room.name_en = "Hall"
            room.name_ko = f"홀 {room.id}"
    release(day.event_id)
    rooms = json.loads(read(client, day, "json"))["schedule"]["conference"]["rooms"]
    assert [room["name"] for room in rooms] == ["For everybody", "Hall", "Hall (2)"]


def test_the_sheet_has_a_row_for_each_session(client: FlaskClient) -> None:
    day = make_cluster_day()
    rows = list(csv.reader(io.StringIO(read(client, day, "csv").decode("utf-8-sig"))))
    assert rows[0][:4] == ["Date", "Begins", "Ends", "Room"]
    assert [row[6] for row in rows[1:]] == ["Opening", "Keynote", "Lunch", "Less warpage", "Battery workshop", "Awards"]
    assert rows[4][:6] == ["2026-03-12", "13:00", "13:40", "Great hall", "Moulds", "Talk"]
    assert rows[4][7:9] == ["", "김하늘 (가람정밀)"]
    assert read(client, day, "csv", "ko").decode("utf-8-sig").count("휨 줄이기") == 1


def test_a_formula_in_a_title_stays_a_text(client: FlaskClient) -> None:
    day = make_cluster_day()
    revise(day.event_id, day.talk, title_en="=1+1")
    release(day.event_id)
    assert "'=1+1" in read(client, day, "csv").decode()


def test_the_calendar_has_an_entry_for_each_session(client: FlaskClient) -> None:
    day = make_cluster_day()
    entries = calendar(client, day)
    talk = entries[day.talk]
    assert len(entries) == 6
    assert talk["SUMMARY"] == "Less warpage"
    assert talk["LOCATION"] == "Great hall, Convention centre"
    assert talk["DTSTART"].dt == at("2026-03-12 13:00")
    assert talk["SEQUENCE"] == 1
    assert talk["STATUS"] == "CONFIRMED"
    assert talk["URL"] == f"http://localhost{day.path}/sessions/{day.talk}"
    assert "Moderation: 김하늘 (가람정밀)" in talk["DESCRIPTION"]


def test_only_what_changed_gets_a_higher_sequence(client: FlaskClient, at: Callable[[str], Any]) -> None:
    day = make_cluster_day()
    with at("2026-03-04 10:00"):
        row = calendar(client, day)[day.talk]["DTSTART"].dt
        revise(day.event_id, day.talk, starts_at=row + timedelta(hours=1), ends_at=row + timedelta(hours=2))
        remove(day.event_id, day.workshop)
        assert calendar(client, day)[day.talk]["SEQUENCE"] == 1, "planning in progress is not seen"
        release(day.event_id)
        entries = calendar(client, day)
        assert (entries[day.talk]["SEQUENCE"], entries[day.talk]["LAST-MODIFIED"].dt) == (2, now())
        assert entries[day.talk]["DTSTART"].dt == row + timedelta(hours=1)
    assert entries[day.keynote]["SEQUENCE"] == 1
    assert entries[day.workshop]["STATUS"] == "CANCELLED"
    assert entries[day.workshop]["SEQUENCE"] == 2
    assert entries[day.workshop]["SUMMARY"].startswith("[Cancelled] ")


def test_sessions_of_a_cancelled_event_are_cancelled(client: FlaskClient) -> None:
    day = make_cluster_day()
    with transaction():
        event = session.get_one(Event, day.event_id)
        event.status, event.cancelled_at = Status.CANCELLED, now() + timedelta(hours=1)
        event.cancel_reason = "Flu"
    entries = calendar(client, day)
    assert {(str(one["STATUS"]), one["SEQUENCE"]) for one in entries.values()} == {("CANCELLED", 2)}
    assert "Cancelled: Flu" in entries[day.talk]["DESCRIPTION"]


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_the_same_is_sent_once(client: FlaskClient, ending: str) -> None:
    day = make_cluster_day()
    first = client.get(f"{day.path}/programme.{ending}?lang=ko")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert f"programme.{ending}" in first.headers["Content-Disposition"]
    again = client.get(f"{day.path}/programme.{ending}?lang=ko", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"{day.path}/programme.{ending}?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    revise(day.event_id, day.talk, title_ko="새 제목")
    release(day.event_id)
    changed = client.get(f"{day.path}/programme.{ending}?lang=ko", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "새 제목" in changed.text


@pytest.mark.parametrize("ending", FORMATS)
def test_who_does_not_agree_is_in_no_file(client: FlaskClient, ending: str) -> None:
    day = make_cluster_day()
    for lang in ("ko", "en"):
        written = read(client, day, ending, lang).decode()
        assert HIDDEN not in written
        assert "박바다" in written
        assert "@example.com" not in written
    withdraw_consent(day.event_id, "박바다")
    assert "박바다" not in read(client, day, ending).decode()


@pytest.mark.parametrize("ending", FORMATS)
def test_files_cost_the_same_however_much_there_is(
    client: FlaskClient, count_queries: Callable[[], Any], ending: str
) -> None:
    day = make_cluster_day()
    with count_queries() as counted:
        read(client, day, ending)
    assert len(counted) <= 7
