"""Is the report filled from what is known, finished for good, and closed to strangers?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.checkins.models import Attendance, AttendanceMark, CheckIn
from eventhub.clusters.models import Complex
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now, today
from eventhub.core.db import session, transaction
from eventhub.event_reports import queries, services
from eventhub.event_reports.models import EventReport, ReportState
from eventhub.events import queries as events
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event
from eventhub.organisations.models import Kind
from eventhub.programme.models import Speaker
from eventhub.programme.services import release
from eventhub.registrations.models import Standing
from tests.conftest import post
from tests.factories import saved
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.organisations import join_mini_cluster, make_organisation
from tests.factories.programme import make_material, make_session, make_speaker
from tests.factories.registrations import make_registration
from tests.factories.surveys import answer_all, answer_rest, make_survey

SignIn = Callable[[FlaskClient, Any], FlaskClient]
At = Callable[[str], Any]
TEXTS = {
    "summary": "잘 마쳤습니다.",
    "results": "기술 상담 네 건",
    "problems": "주차가 모자랐습니다.",
    "next_steps": "9월에 다시",
}


@pytest.fixture
def event(app: Flask) -> Event:
    """Make an event of two days that is over: three firms and a lab came, one was absent."""
    ends_at = now() - timedelta(hours=6)
    event = make_event(starts_at=ends_at - timedelta(hours=30), ends_at=ends_at, capacity=40)
    event_id, complex_id = event.id, event.complex_id
    mini_cluster_id = make_mini_cluster(complex_id=complex_id, name_ko="금형 미니클러스터").id
    firm, lab = make_organisation(complex_id=complex_id), make_organisation(kind=Kind.LAB, complex_id=complex_id)
    firm_id, lab_id = firm.id, lab.id
    join_mini_cluster(firm, mini_cluster_id)
    by = make_coordinator(session.get_one(Complex, complex_id)).id
    came = [firm_id, firm_id, lab_id, None]
    for number, organisation_id in enumerate(came):
        place = make_registration(events.get(event_id), organisation_id=organisation_id, name=f"사람{number}").id
        for day in range(2 if number == 0 else 1):
            came_on = today() - timedelta(days=day)
            saved(CheckIn(event_id=event_id, registration_id=place, day=came_on, checked_in_at=now(), actor="x"))
    absent = make_registration(events.get(event_id)).id
    marked = {"attendance": Attendance.ABSENT, "marked_by_id": by, "marked_at": now()}
    saved(AttendanceMark(registration_id=absent, event_id=event_id, **marked))
    make_registration(events.get(event_id), standing=Standing.WAITING)
    return events.get(event_id)


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn, event: Event) -> FlaskClient:
    """Sit down at the desk of the event's complex."""
    sign_in(client, make_coordinator(session.get_one(Complex, event.complex_id)))
    session.refresh(event)
    return client


def address(event: Event, rest: str = "/report") -> str:
    """Write the address of the report."""
    return f"/desk/events/{event.public_id}{rest}"


def report_of(event: Event) -> EventReport:
    """Read the report anew."""
    session.rollback()
    return session.scalars(select(EventReport).where(EventReport.event_id == event.id)).one()


def test_attendances_and_distinct_people_are_counted_apart(event: Event) -> None:
    figures = queries.figures_of(event)
    assert (figures["attendance"]["visits"], figures["attendance"]["people"]) == (5, 4)
    assert (figures["attendance"]["attended"], figures["attendance"]["absent"]) == (4, 1)
    assert (figures["standings"]["confirmed"], figures["standings"]["waiting"]) == (5, 1)


def test_organisations_are_counted_by_kind_and_mini_cluster(event: Event) -> None:
    counted = queries.figures_of(event)["organisations"]
    assert counted["kinds"] == [
        {"kind": "firm", "organisations": 1, "people": 2},
        {"kind": "lab", "organisations": 1, "people": 1},
    ]
    (mini_cluster,) = counted["mini_clusters"]
    assert (mini_cluster["name_ko"], mini_cluster["organisations"], mini_cluster["people"]) == (
        "금형 미니클러스터",
        1,
        2,
    )
    assert (counted["unlisted_people"], counted["unlisted_names"]) == (1, 1)


def test_the_page_names_what_is_missing_with_the_way_there(desk: FlaskClient, event: Event) -> None:
    page = desk.get(address(event)).text
    assert "설문을 하지 않았습니다" in page
    assert "공개한 프로그램이 없습니다" in page
    assert "출석 확인을 하지 않았습니다" not in page
    for path in re.findall(r'<li><a href="(/desk/[^"]+)">', page):
        assert desk.get(path).status_code == 200, path


def test_without_attendance_the_report_says_whom_it_counts(desk: FlaskClient, event: Event) -> None:
    with transaction():
        for table in (AttendanceMark, CheckIn):
            session.execute(table.__table__.delete())
    page = desk.get(address(events.get(event.id))).text
    assert "출석 확인을 하지 않았습니다" in page
    assert "자리가 확정된 분을 세었습니다" in page


def test_the_place_is_read_in_the_readers_language(desk: FlaskClient, event: Event) -> None:
    for locale, venue in (("ko", event.venue_ko), ("en", event.venue_en)):
        assert f"{venue}, {event.address}" in desk.get(address(event, f"/report/print?lang={locale}")).text


def test_what_the_coordinator_writes_is_kept_and_printed(desk: FlaskClient, event: Event) -> None:
    assert post(desk, address(event), **TEXTS, version="0").status_code == 303
    printed = desk.get(address(event, "/report/print")).text
    assert all(text in printed for text in TEXTS.values())
    assert "site-header" not in printed
    assert desk.get(address(event)).text.count("칸이 비어 있습니다") == 0


def test_an_older_form_overwrites_nothing_and_both_texts_are_shown(desk: FlaskClient, event: Event) -> None:
    assert post(desk, address(event), **TEXTS, version="0").status_code == 303
    late = post(desk, address(event), **{**TEXTS, "results": "다른 글 <b>"}, version="0")
    assert late.status_code == 409
    assert "다른 글 &lt;b&gt;" in late.text
    assert "기술 상담 네 건" in late.text
    assert report_of(event).results == "기술 상담 네 건"
    assert 'name="version" type="hidden" value="1"' in late.text


def test_a_finished_report_keeps_its_figures_until_it_is_reopened(desk: FlaskClient, event: Event) -> None:
    assert post(desk, address(event), **TEXTS, version="0", finish="1").status_code == 303
    assert report_of(event).state is ReportState.FINISHED
    frozen = desk.get(address(event, "/report.csv")).data
    make_registration(events.get(event.id), standing=Standing.WAITING)
    event = events.get(event.id)
    assert desk.get(address(event, "/report.csv")).data == frozen
    refused = desk.post(address(event), data={"csrf_token": token(desk, event), **TEXTS, "version": "1"})
    assert refused.status_code == 409
    assert post(desk, address(event, "/report/reopen"), address(event)).status_code == 303
    assert desk.get(address(event, "/report.csv")).data != frozen
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("report-"))).all()
    assert actions == ["report-finished", "report-reopened"]


def token(client: FlaskClient, event: Event) -> str:
    """Read the token of the report's page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address(event)).text)
    assert found
    return found[1]


def test_before_the_end_a_report_is_not_finished(client: FlaskClient, sign_in: SignIn, app: Flask) -> None:
    event = make_event()
    sign_in(client, make_coordinator(session.get_one(Complex, event.complex_id)))
    session.refresh(event)
    answer = post(client, address(event), **TEXTS, version="0", finish="1")
    assert answer.status_code == 409
    assert "아직 끝나지 않은 행사입니다" in answer.text
    assert "주차가 모자랐습니다." in answer.text
    assert session.scalar(select(EventReport)) is None


@pytest.mark.parametrize(
    ("text", "status"), [("가" * 20_001, 422), ("a\x00b", 422), ("<script>alert(1)</script>", 303)]
)
def test_a_text_too_long_or_with_control_characters_is_refused(
    desk: FlaskClient, event: Event, text: str, status: int
) -> None:
    answer = post(desk, address(event), **{**TEXTS, "problems": text}, version="0")
    assert answer.status_code == status
    if status == 303:
        assert "&lt;script&gt;alert(1)" in desk.get(address(event, "/report/print")).text
    else:
        assert 'id="problems-error"' in answer.text
        assert TEXTS["results"] in answer.text


def test_a_forged_token_keeps_the_text(desk: FlaskClient, event: Event) -> None:
    desk.get(address(event))
    answer = desk.post(address(event), data={"csrf_token": "forged", **TEXTS})
    assert answer.status_code == 400
    assert TEXTS["summary"] in answer.text
    assert desk.post(address(event, "/report/reopen"), data={"csrf_token": "forged"}).status_code == 400


def test_a_stranger_finds_no_report(client: FlaskClient, sign_in: SignIn, event: Event) -> None:
    sign_in(client, make_coordinator(make_complex()))
    session.refresh(event)
    for rest in ("/report", "/report/print", "/report.csv", "/report.txt"):
        assert client.get(address(event, rest)).status_code == 404
    for rest in ("/report", "/report/reopen"):
        assert client.post(address(event, rest)).status_code == 404


def test_the_text_is_numbered_and_holds_everything(desk: FlaskClient, event: Event) -> None:
    make_material(event.id, title="발표 자료")
    session.refresh(event)
    post(desk, address(event), **TEXTS, version="0")
    written = desk.get(address(event, "/report.txt"))
    text = written.data.decode("utf-8-sig")
    headings = re.findall(r"^(\d+)\. (.+)\r$", text, re.MULTILINE)
    assert [int(number) for number, _heading in headings] == list(range(1, len(headings) + 1))
    assert headings[0][1] == "요약"
    assert [heading for _number, heading in headings][-3:] == ["결과", "드러난 문제점", "향후 계획"]
    assert "  - 실인원: 4" in text
    assert "발표 자료" in text
    assert "사람0" not in text


def test_the_table_is_safe_in_a_spreadsheet(desk: FlaskClient, event: Event) -> None:
    make_material(event.id, title="=1+1")
    session.refresh(event)
    table = desk.get(address(event, "/report.csv")).text
    assert "'=1+1" in table
    assert "연인원(날마다 셈),5" in table


def test_who_no_longer_agrees_leaves_a_finished_report_too(client: FlaskClient, at: At, sign_in: SignIn) -> None:
    with at("2026-03-04 18:00"):
        ends_at = now() - timedelta(hours=3)
        event = make_event(starts_at=ends_at - timedelta(hours=3), ends_at=ends_at)
        event_id, by = event.id, make_coordinator(session.get_one(Complex, event.complex_id))
        speaker = make_speaker(event_id, name="박지훈")
        speaker_id = speaker.id
        make_session(event_id, speaker, starts_at=events.get(event_id).starts_at)
        with transaction():
            release(event_id, by=by, now=now())
        with transaction():
            services.finish(events.get(event_id), TEXTS, version=0, by=by, now=now())
        path = address(events.get(event_id), "/report/print")
        sign_in(client, by)
        assert "박지훈" in client.get(path).text
        with transaction():
            session.get_one(Speaker, speaker_id).consented_at = None
        assert "박지훈" not in client.get(path).text


def test_the_figures_of_the_survey_are_in_the_report_once_enough_answered(desk: FlaskClient, event: Event) -> None:
    event_id = event.id
    survey = make_survey(2, event=event)
    answer_all(survey, 5, 5, 4, 4)
    few = desk.get(address(events.get(event_id))).text
    assert "설문 답변이 다섯 건보다 적어" in few
    assert '<svg class="stack"' not in few
    answer_rest(event_id)
    enough = desk.get(address(events.get(event_id))).text
    assert enough.count('<svg class="stack"') == 4
    assert "÷ 4 × 100" in enough


def test_with_the_event_its_report_is_thrown_away(event: Event) -> None:
    event_id = event.id
    with transaction():
        services.save(events.get(event_id), TEXTS, version=0, now=now())
    with transaction():
        services.forget_discarded(DraftDiscarded(event_id=event_id, at=now()))
    assert session.scalar(select(EventReport)) is None


@pytest.mark.parametrize("number", [1, 9])
def test_the_page_asks_the_database_equally_often_however_much_there_is(
    desk: FlaskClient, event: Event, count_queries: Callable[[], Any], number: int
) -> None:
    event_id = event.id
    for _number in range(number):
        make_registration(events.get(event_id), organisation_id=make_organisation().id)
        make_material(event_id)
    make_survey(0, event=events.get(event_id))
    path = address(events.get(event_id))
    with count_queries() as counted:
        assert desk.get(path).status_code == 200
    assert len(counted) <= 24
