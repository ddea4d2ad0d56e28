"""Surveys that are open, and answers by decree."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.surveys import queries, services
from eventhub.surveys.models import FollowUp, Survey, SurveyInvitation
from tests.factories import saved
from tests.factories.events import make_event
from tests.factories.registrations import make_registration

HOUR = timedelta(hours=1)


def make_past_event(**changes: Any) -> Event:
    """Make an event that ended six hours ago."""
    ends_at = changes.pop("ends_at", now() - 6 * HOUR)
    return make_event(**{"starts_at": ends_at - 3 * HOUR, "ends_at": ends_at, **changes})


def make_survey(people: int = 1, *, event: Event | None = None, **changes: Any) -> Survey:
    """Open the survey of an event some people had places at."""
    event = event or make_past_event()
    event_id = event.id
    for _number in range(people):
        make_registration(event)
        session.refresh(event)
    with transaction():
        survey = services.prepare(event_id, now=now())
        for name, value in changes.items():
            setattr(survey, name, value)
    with transaction():
        services.open_for(event_id, now=now())
    return survey_of(event_id)


def survey_of(event_id: int) -> Survey:
    """Read the survey of an event anew."""
    found = queries.find_of(event_id)
    assert found
    return found


def invitations_of(survey: Survey) -> list[SurveyInvitation]:
    """List who is asked, with their places."""
    rows = select(SurveyInvitation.public_id).where(SurveyInvitation.survey_id == survey.id)
    names = session.scalars(rows.order_by(SurveyInvitation.id)).all()
    return [queries.get_invitation(name) for name in names]


def answer_all(survey: Survey, *marks: int, text: str = "") -> None:
    """Let people answer one after another, each giving the same point to every question."""
    event_id = survey.event_id
    names = [one.public_id for one in survey.questions]
    asked = [one.public_id for one in invitations_of(survey)]
    for public_id, mark in zip(asked, marks, strict=False):
        with transaction():
            services.answer(
                public_id,
                marks=dict.fromkeys(names[:4], mark),
                texts={names[4]: f"{text} {mark}"} if text else {},
                now=now(),
            )
    session.refresh(survey_of(event_id))


def answer_rest(event_id: int) -> None:
    """Let everybody answer who has not."""
    survey = survey_of(event_id)
    names = [one.public_id for one in survey.questions]
    silent = [one.public_id for one in queries.list_silent(survey.id)]
    for public_id in silent:
        with transaction():
            services.answer(public_id, marks=dict.fromkeys(names[:4], 3), texts={}, now=now())


def make_follow_up(event: Event, registration_id: int, **changes: Any) -> FollowUp:
    """Let somebody want to go on with somebody."""
    values = {"wanted": "박지훈 (한빛대학교)", "why": "냉각 채널을 함께 시험해 보고 싶습니다.", "created_at": now()}
    event_id = event.id
    return saved(FollowUp(event_id=event_id, registration_id=registration_id, **{**values, **changes}))
