"""Does the page of a survey ask once, keep what was typed, and change nothing by being opened?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.clusters.models import Complex
from eventhub.core import clock
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.programme.services import release
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.queries import path_of as place_path
from eventhub.surveys import queries
from eventhub.surveys.models import FollowUp, SurveyResponse
from tests.conftest import post
from tests.factories.clusters import make_coordinator
from tests.factories.programme import make_session, make_speaker
from tests.factories.registrations import make_registration
from tests.factories.surveys import invitations_of, make_past_event, make_survey
from tests.world import dump


def path_and_fields(people: int = 1, **changes: Any) -> tuple[str, list[str]]:
    """Open a survey; return the address of one person's form and the names of its questions."""
    survey = make_survey(people, **changes)
    return queries.path_of(invitations_of(survey)[0]), [f"q_{one.public_id}" for one in survey.questions]


def test_an_answer_is_kept_and_thanked_for(client: FlaskClient) -> None:
    path, (first, *_others, last) = path_and_fields()
    answer = post(client, path, **{first: "4", last: "좋았습니다."})
    assert answer.status_code == 303
    assert answer.location == path
    assert "답변해 주셔서 고맙습니다" in client.get(path).text
    (kept,) = session.scalars(select(SurveyResponse))
    assert (list(kept.marks.values()), list(kept.texts.values())) == ([4], ["좋았습니다."])


def test_opening_the_link_changes_nothing(client: FlaskClient) -> None:
    path, _names = path_and_fields()
    before = dump()
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert dump() == before


def test_a_link_that_was_not_made_here_opens_nothing(client: FlaskClient) -> None:
    path, _names = path_and_fields()
    assert client.get(path + "x").status_code == 404
    assert client.get("/survey/guess").status_code == 404


def test_a_second_answer_is_refused_and_nothing_is_added(client: FlaskClient) -> None:
    path, (first, *_others) = path_and_fields()
    other = client.application.test_client()
    page = client.get(path)
    assert page.status_code == 200
    assert post(other, path, **{first: "1"}).status_code == 303
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    again = client.post(path, data={"csrf_token": token, first: "5"})
    assert again.status_code == 409
    assert "답변해 주셔서 고맙습니다" in again.text
    (kept,) = session.scalars(select(SurveyResponse))
    assert list(kept.marks.values()) == [1]


def test_an_empty_form_is_no_answer(client: FlaskClient) -> None:
    path, _names = path_and_fields()
    answer = post(client, path)
    assert answer.status_code == 422
    assert "적어도 한 문항" in answer.text


def test_what_was_typed_stays_when_something_is_wrong(client: FlaskClient) -> None:
    path, (first, *_others, last) = path_and_fields()
    answer = post(client, path, **{first: "3", last: "가" * 2001, "whom_else": "최유진, 온누리금속"})
    assert answer.status_code == 422
    assert "가" * 2001 in answer.text
    assert "최유진, 온누리금속" in answer.text
    assert 'value="3" checked' in answer.text
    assert "왜 그런지" in answer.text


def test_a_point_beyond_five_is_refused_at_its_question(client: FlaskClient) -> None:
    path, (first, *_others) = path_and_fields()
    answer = post(client, path, **{first: "6"})
    assert answer.status_code == 422
    assert f'id="{first}-error"' in answer.text


def test_a_forged_token_keeps_the_text(client: FlaskClient) -> None:
    path, (*_others, last) = path_and_fields()
    client.get(path)
    answer = client.post(path, data={"csrf_token": "forged", last: "<script>그대로</script>"})
    assert answer.status_code == 400
    assert "&lt;script&gt;그대로" in answer.text


def test_a_closed_survey_says_since_when(client: FlaskClient) -> None:
    path, (first, *_others) = path_and_fields()
    token = client.get(path).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    with clock.standing_still(now() + timedelta(days=15)):
        assert "마감되었습니다" in client.get(path).text
        late = client.post(path, data={"csrf_token": token, first: "5"})
        assert late.status_code == 409
    assert session.scalar(select(SurveyResponse)) is None


def test_a_wish_is_kept_under_the_name_of_who_has_it(client: FlaskClient) -> None:
    path, _names = path_and_fields()
    page = client.get(path).text
    assert "이 부분은 익명이 아닙니다" in page
    answer = post(client, path, whom_else="최유진, 온누리금속", why="시제품을 함께 만들고 싶습니다.")
    assert answer.status_code == 303
    wish = session.scalar(select(FollowUp))
    assert wish is not None
    assert (wish.wanted, wish.why) == ("최유진, 온누리금속", "시제품을 함께 만들고 싶습니다.")


def test_speakers_of_the_released_programme_can_be_chosen(client: FlaskClient, at: Callable[[str], Any]) -> None:
    with at("2026-03-04 18:00"):
        from_programme = make_past_event()
        event_id, starts_at, complex_id = from_programme.id, from_programme.starts_at, from_programme.complex_id
        speaker = make_speaker(event_id, name="박지훈", organisation_name="한빛대학교")
        hidden = make_speaker(event_id, name="숨은이", consented_at=None)
        make_session(event_id, speaker, hidden, starts_at=starts_at)
        coordinator = make_coordinator(session.get_one(Complex, complex_id))
        with transaction():
            release(event_id, by=coordinator, now=now())
        survey = make_survey(event=session.get_one(Event, event_id))
        path = queries.path_of(invitations_of(survey)[0])
        page = client.get(path).text
        assert "박지훈 (한빛대학교)" in page
        assert "숨은이" not in page
        assert post(client, path, whom="박지훈 (한빛대학교)", why="묻고 싶습니다.").status_code == 303
        assert session.scalar(select(FollowUp.wanted)) == "박지훈 (한빛대학교)"


def test_the_page_of_a_place_leads_to_the_survey_while_it_is_open_and_not_answered(
    client: FlaskClient, at: Callable[[str], Any]
) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    survey = make_survey(2)
    first, second = invitations_of(survey)
    pages = [place_path(one.registration) for one in (first, second)]
    paths, field = [queries.path_of(one) for one in (first, second)], f"q_{survey.questions[0].public_id}"
    for page, path in zip(pages, paths, strict=True):
        assert f'href="{path}"' in client.get(page).text
    assert post(client, paths[0], **{field: "4"}).status_code == 303
    assert "Answer the survey" not in client.get(pages[0]).text
    assert "Answer the survey" in client.get(pages[1]).text
    with at("2026-03-20 09:00"):
        assert "Answer the survey" not in client.get(pages[1]).text, "it is closed"


def test_the_page_of_a_place_of_somebody_who_is_not_asked_leads_to_no_survey(client: FlaskClient) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    event = make_past_event()
    place = make_registration(event)
    assert "Answer the survey" not in client.get(place_path(place)).text
    make_survey(event=session.get_one(Event, event.id), people=0)
    gone = make_registration(session.get_one(Event, event.id), standing=Standing.CANCELLED)
    assert "Answer the survey" in client.get(place_path(session.get_one(Registration, place.id))).text
    assert "Answer the survey" not in client.get(place_path(gone)).text
