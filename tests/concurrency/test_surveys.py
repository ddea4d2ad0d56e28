"""Does a person answer a survey once, and is a wish answered once, however many press the button at the same moment?"""

from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.core.clock import now
from eventhub.core.db import db, session
from eventhub.events import queries as events
from eventhub.mail.models import OutgoingMail
from eventhub.surveys import services
from eventhub.surveys.models import FollowUpState, SurveyResponse
from tests.concurrency.test_answers import PATIENCE, TOGETHER, at_once
from tests.factories.accounts import make_account
from tests.factories.registrations import make_registration
from tests.factories.surveys import invitations_of, make_follow_up, make_past_event, make_survey, survey_of

pytestmark = pytest.mark.timeout(30)


@pytest.mark.parametrize("is_anonymous", [True, False])
def test_one_person_answers_once(app: Flask, is_anonymous: bool) -> None:
    survey = make_survey(1, is_anonymous=is_anonymous)
    public_id, name = invitations_of(survey)[0].public_id, survey.questions[0].public_id

    def answer() -> None:
        services.answer(public_id, marks={name: 4}, texts={}, now=now())

    assert at_once(app, [answer] * TOGETHER) == {"done": 1, "already-answered": TOGETHER - 1}
    assert session.scalar(select(func.count()).select_from(SurveyResponse)) == 1


def test_without_holding_the_survey_one_person_would_answer_often(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite the write transaction itself is the lock")
    survey = make_survey(1)
    public_id, name = invitations_of(survey)[0].public_id, survey.questions[0].public_id
    all_have_looked = Barrier(TOGETHER)

    def is_open(*_survey: object, **_now: object) -> bool:
        return all_have_looked.wait(PATIENCE) >= 0

    monkeypatch.setattr(services.queries, "lock_of", services.queries.find_of)
    monkeypatch.setattr(services.rules, "is_open", is_open)

    def answer() -> None:
        services.answer(public_id, marks={name: 4}, texts={}, now=now())

    at_once(app, [answer] * TOGETHER)
    assert (session.scalar(select(func.count()).select_from(SurveyResponse)) or 0) > 1


def test_no_answer_is_lost_when_all_come_together(app: Flask) -> None:
    survey = make_survey(TOGETHER)
    event_id, name = survey.event_id, survey.questions[0].public_id
    asked = [one.public_id for one in invitations_of(survey)]

    def answer_as(public_id: str) -> None:
        services.answer(public_id, marks={name: 5}, texts={}, now=now())

    works = [lambda public_id=public_id: answer_as(public_id) for public_id in asked]
    assert at_once(app, works) == {"done": TOGETHER}
    assert session.scalar(select(func.count()).select_from(SurveyResponse)) == TOGETHER
    assert all(one.has_answered for one in invitations_of(survey_of(event_id)))


def test_a_survey_that_two_workers_open_thanks_everybody_once(app: Flask) -> None:
    event = make_past_event()
    event_id = event.id
    for _number in range(3):
        make_registration(event)
        session.refresh(event)
    at_once(app, [lambda: services.open_for(event_id, now=now())] * 4)
    assert survey_of(event_id).invited == 3
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 3


def test_a_wish_is_answered_by_one_of_the_team(app: Flask) -> None:
    event = make_past_event()
    registration_id = make_registration(event).id
    by = make_account()
    wish = make_follow_up(events.get(event.id), registration_id).public_id
    session.refresh(by)
    session.expunge(by)

    def answer() -> None:
        services.answer_follow_up(wish, state=FollowUpState.DONE, note="네.", by=by, now=now())

    assert at_once(app, [answer] * TOGETHER) == {"done": 1, "already-decided": TOGETHER - 1}
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1
