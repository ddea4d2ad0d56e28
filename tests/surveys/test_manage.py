"""Does the desk prepare a survey, show what came in, and keep both from strangers?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.clusters.models import Complex
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.surveys import queries, services
from eventhub.surveys.models import FollowUp, FollowUpState, SurveyQuestion
from tests.conftest import post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.registrations import make_registration
from tests.factories.surveys import answer_all, answer_rest, make_follow_up, make_past_event, make_survey, survey_of

SignIn = Callable[[FlaskClient, Any], FlaskClient]
SETTINGS = {"is_wanted": "y", "names": "named", "opens_after_hours": "5", "lasts_days": "7", "has_reminder": "y"}

RESULTS_QUERIES, FOLLOW_UPS_QUERIES = 7, 6


@pytest.fixture
def event(app: Flask) -> Event:
    """Make an event that is over."""
    return make_past_event()


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn, event: Event) -> FlaskClient:
    """Sit down at the desk of the event's complex."""
    sign_in(client, make_coordinator(session.get_one(Complex, event.complex_id)))
    session.refresh(event)
    return client


def address(event: Event, rest: str = "") -> str:
    """Write the address of the survey's page."""
    return f"/desk/events/{event.public_id}/survey{rest}"


def own_survey(event: Event) -> list[SurveyQuestion]:
    """Give the event a survey of its own and return its questions."""
    event_id = event.id
    with transaction():
        services.prepare(event_id, now=now())
    session.refresh(event)
    return list(survey_of(event_id).questions)


def test_the_usual_questions_are_shown_and_become_the_events_own(desk: FlaskClient, event: Event) -> None:
    page = desk.get(address(event)).text
    assert page.count('class="card"') == 5
    assert "기본 문항입니다" in page
    assert post(desk, address(event, "/own"), address(event)).status_code == 303
    assert post(desk, address(event, "/own"), address(event)).status_code == 303
    assert len(survey_of(event.id).questions) == 5


def test_settings_are_kept_and_an_older_form_is_told(desk: FlaskClient, event: Event) -> None:
    own_survey(event)
    path = address(event, "/settings")
    assert post(desk, path, **SETTINGS, version="1").status_code == 303
    survey = survey_of(event.id)
    assert (survey.is_anonymous, survey.opens_after_hours, survey.lasts_days) == (False, 5, 7)
    late = post(desk, path, **{**SETTINGS, "lasts_days": "9"}, version="1")
    assert late.status_code == 409
    assert "그사이 다른 분이" in late.text
    assert '<p class="pre">7</p>' in late.text
    assert 'value="9"' in late.text
    assert 'name="version" type="hidden" value="2"' in late.text, "saved again, the form wins"


@pytest.mark.parametrize(
    ("field", "value"), [("opens_after_hours", "73"), ("lasts_days", "0"), ("lasts_days", "x"), ("names", "both")]
)
def test_senseless_settings_are_refused_at_their_field(desk: FlaskClient, event: Event, field: str, value: str) -> None:
    own_survey(event)
    answer = post(desk, address(event, "/settings"), **{**SETTINGS, field: value}, version="1")
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_question_is_added_changed_moved_and_removed(desk: FlaskClient, event: Event) -> None:
    own_survey(event)
    added = post(
        desk, address(event, "/questions/new"), kind="text", words_ko="더 하실 말씀은?", words_en="Anything else?"
    )
    assert added.status_code == 303
    name = survey_of(event.id).questions[-1].public_id
    own = address(event, f"/questions/{name}")
    assert post(desk, own, kind="text", words_ko="<b>또</b>?", words_en="").status_code == 303
    assert "&lt;b&gt;또&lt;/b&gt;?" in desk.get(address(event)).text
    assert post(desk, f"{own}/earlier", address(event)).status_code == 303
    assert survey_of(event.id).questions[-2].public_id == name
    assert post(desk, f"{own}/later", address(event)).status_code == 303
    assert survey_of(event.id).questions[-1].public_id == name
    assert post(desk, f"{own}/remove", address(event)).status_code == 303
    assert len(survey_of(event.id).questions) == 5


def test_a_question_without_words_and_one_too_long_are_refused(desk: FlaskClient, event: Event) -> None:
    own_survey(event)
    path = address(event, "/questions/new")
    assert "한국어나 영어로" in post(desk, path, kind="scale").text
    long = post(desk, path, kind="scale", words_en="q" * 301, words_ko="남는 글")
    assert long.status_code == 422
    assert 'id="words_en-error"' in long.text
    assert "남는 글" in long.text


def test_with_answers_there_only_the_wording_can_be_changed_and_the_page_says_so(
    desk: FlaskClient, event: Event
) -> None:
    survey = make_survey(event=event)
    session.refresh(event)
    make_one_answer(event)
    assert "표현만 고칠 수" in desk.get(address(event)).text
    name = survey_of(event.id).questions[0].public_id
    refused = post(desk, address(event, f"/questions/{name}/remove"), address(event, "/settings"))
    assert refused.status_code == 409
    assert "표현만 고칠 수" in refused.text
    reworded = post(desk, address(event, f"/questions/{name}"), kind="scale", words_ko="새로", words_en="New")
    assert reworded.status_code == 303
    assert survey.invited == 1


def make_one_answer(event: Event) -> None:
    """Let the one person who was asked answer."""
    answer_all(survey_of(event.id), 5)
    session.refresh(event)


def test_results_of_few_anonymous_answers_are_not_shown_and_of_five_they_are(desk: FlaskClient, event: Event) -> None:
    event_id = event.id
    survey = make_survey(6, event=event)
    answer_all(survey, 5, 5, 4, 4, text="비밀 이야기")
    hidden = desk.get(f"/desk/events/{events.get(event_id).public_id}/survey/results").text
    assert "5명이 답하기 전에는 보이지 않습니다" in hidden
    assert "비밀 이야기" not in hidden
    assert '<svg class="stack"' not in hidden
    answer_rest(event_id)
    shown = desk.get(f"/desk/events/{events.get(event_id).public_id}/survey/results").text
    assert shown.count('<svg class="stack"') == 4
    assert "비밀 이야기" in shown
    assert "÷ 4 × 100" in shown


def test_a_table_of_named_answers_is_safe_in_a_spreadsheet_and_its_taking_is_noted(
    desk: FlaskClient, event: Event
) -> None:
    event_id = event.id
    make_registration(event, name="=HYPERLINK(1)")
    session.refresh(event)
    survey = make_survey(0, event=event, is_anonymous=False)
    answer_all(survey, 5, text="=1+1")
    public_id = events.get(event_id).public_id
    answer = post(desk, f"/desk/events/{public_id}/survey/results.csv", f"/desk/events/{public_id}/survey/results")
    assert answer.status_code == 200
    assert answer.data.startswith("\ufeff".encode())
    assert "'=HYPERLINK(1)" in answer.text
    assert "'=1+1" in answer.text
    assert session.scalar(select(AuditEntry.detail).where(AuditEntry.action == "survey-downloaded")) == {"rows": 1}


def test_a_table_is_not_handed_over_without_the_token(desk: FlaskClient, event: Event) -> None:
    own_survey(event)
    assert desk.post(address(event, "/results.csv")).status_code == 400


def test_a_stranger_finds_nothing_and_changes_nothing(client: FlaskClient, sign_in: SignIn, event: Event) -> None:
    make_registration(event)
    name = own_survey(event)[0].public_id
    wish = make_follow_up(event, make_registration(event).id).public_id
    sign_in(client, make_coordinator(make_complex()))
    session.refresh(event)
    for path in ("", "/settings", "/questions/new", f"/questions/{name}", "/results"):
        assert client.get(address(event, path)).status_code == 404
    for path in ("/own", f"/questions/{name}/remove", f"/questions/{name}/later", "/results.csv"):
        assert client.post(address(event, path)).status_code == 404
    assert client.get(f"/desk/follow-ups/{wish}").status_code == 404
    assert "박지훈" not in client.get("/desk/follow-ups/").text


def test_a_wish_is_counted_listed_and_answered(desk: FlaskClient, event: Event) -> None:
    wish = make_follow_up(event, make_registration(event).id).public_id
    assert "이어 만나기 요청" in desk.get("/desk/").text
    assert "냉각 채널을 함께" in desk.get("/desk/follow-ups/").text
    path = f"/desk/follow-ups/{wish}"
    empty = post(desk, path, state="done", note="")
    assert empty.status_code == 422
    assert 'id="note-error"' in empty.text
    assert post(desk, path, state="declined", note="이번에는 어렵습니다.").status_code == 303
    assert session.scalar(select(FollowUp.state)) is FollowUpState.DECLINED
    assert "이번에는 어렵습니다." in desk.get(path).text
    assert "이어 드리기를 기다리는 분이 없습니다" in desk.get("/desk/follow-ups/").text
    assert "냉각 채널을 함께" in desk.get("/desk/follow-ups/?state=declined").text


def test_who_answers_second_is_told_and_their_text_stays(desk: FlaskClient, event: Event) -> None:
    wish = make_follow_up(event, make_registration(event).id).public_id
    path = f"/desk/follow-ups/{wish}"
    token = desk.get(path).text.split('name="csrf_token"')[-1].split('value="')[1].split('"')[0]
    assert post(desk, path, state="done", note="먼저").status_code == 303
    second = desk.post(path, data={"csrf_token": token, "state": "declined", "note": "나중에 쓴 글"})
    assert second.status_code == 409
    assert "나중에 쓴 글" in second.text
    assert session.scalar(select(FollowUp.note)) == "먼저"


@pytest.mark.parametrize("number", [1, 12])
def test_lists_ask_the_database_equally_often_however_long_they_are(
    desk: FlaskClient, event: Event, count_queries: Callable[[], Any], number: int
) -> None:
    event_id = event.id
    survey = make_survey(number, event=event, is_anonymous=False)
    answer_all(survey, *[4] * number, text="글")
    event = events.get(event_id)
    registration_id = queries.list_with_place(event_id)[0].id
    for _number in range(number):
        make_follow_up(events.get(event_id), registration_id)
    public_id = events.get(event_id).public_id
    with count_queries() as counted:
        assert desk.get(f"/desk/events/{public_id}/survey/results").status_code == 200
    assert len(counted) <= RESULTS_QUERIES
    with count_queries() as counted:
        assert desk.get("/desk/follow-ups/").status_code == 200
    assert len(counted) <= FOLLOW_UPS_QUERIES
