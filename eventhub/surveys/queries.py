"""Which survey belongs to an event, who is asked, what came in, and who wants to follow up with whom?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eventhub.accounts.models import Account
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.paging import Page, paginate
from eventhub.core.secrets import seal, unseal
from eventhub.events.models import Event, Status
from eventhub.programme.queries import find_released
from eventhub.registrations.models import Registration, Standing
from eventhub.surveys.models import (
    FollowUp,
    FollowUpState,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
)
from eventhub.surveys.rules import OPENS_WITHIN, SURVEY, is_due, is_open, is_to_remind

LONGEST_WAIT = timedelta(hours=72)


def path_of(invitation: SurveyInvitation) -> str:
    """Return the private address of somebody's survey."""
    return f"/survey/{seal(SURVEY, invitation.public_id)}"


def find_path(registration_id: int, *, now: datetime) -> str:
    """Return where somebody with a place answers; nothing while they are not asked, and once they have answered."""
    rows = select(SurveyInvitation).options(joinedload(SurveyInvitation.survey, innerjoin=True))
    rows = rows.where(SurveyInvitation.registration_id == registration_id, ~SurveyInvitation.has_answered)
    invitation = session.scalar(rows)
    return path_of(invitation) if invitation and is_open(invitation.survey, now=now) else ""


def find_of(event_id: int) -> Survey | None:
    """Find the survey of an event with its questions, fresh."""
    rows = _surveys().where(Survey.event_id == event_id)
    return session.scalar(rows.execution_options(populate_existing=True))


def lock_of(event_id: int) -> Survey:
    """Return the survey of an event with its questions, fresh, and hold it until the transaction ends."""
    rows = _surveys().where(Survey.event_id == event_id).with_for_update(key_share=True, of=Survey)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def get_question(survey: Survey, public_id: str) -> SurveyQuestion:
    """Return a question of a survey."""
    for question in survey.questions:
        if question.public_id == public_id:
            return question
    raise NotFound


def get_by_link(secret: str) -> SurveyInvitation:
    """Return whom a private link asks, with the survey, its questions, the event and their place."""
    public_id = unseal(SURVEY, secret)
    if public_id is None:
        raise NotFound
    return get_or_refuse(_invitations().where(SurveyInvitation.public_id == public_id))


def get_invitation(public_id: str) -> SurveyInvitation:
    """Return whom a survey asks, fresh, with everything `get_by_link` loads."""
    rows = _invitations().where(SurveyInvitation.public_id == public_id)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def list_to_open(*, now: datetime) -> Sequence[int]:
    """List the events (rows) that ended a while ago and whose people are to be asked now."""
    rows = select(Event.id, Event.ends_at, Survey).outerjoin(Survey, Survey.event_id == Event.id)
    rows = rows.where(
        Event.status == Status.PUBLISHED,
        Event.ends_at <= now,
        Event.ends_at > now - OPENS_WITHIN - LONGEST_WAIT,
        or_(Survey.id.is_(None), Survey.opened_at.is_(None)),
        Event.id.in_(select(Registration.event_id).where(Registration.standing == Standing.CONFIRMED)),
    )
    usual = Survey(is_wanted=True, opens_after_hours=3)
    found = session.execute(rows.order_by(Event.id)).all()
    return [event_id for event_id, ends_at, row in found if is_due(row or usual, ends_at=ends_at, now=now)]


def list_to_remind(*, now: datetime) -> Sequence[int]:
    """List the events (rows) whose people are to be reminded now."""
    rows = select(Survey).where(Survey.has_reminder, Survey.reminded_at.is_(None), Survey.closes_at > now)
    return [one.event_id for one in session.scalars(rows.order_by(Survey.id)) if is_to_remind(one, now=now)]


def list_with_place(event_id: int) -> Sequence[Registration]:
    """List those with a confirmed place, with their accounts."""
    rows = select(Registration).options(joinedload(Registration.account, innerjoin=True))
    rows = rows.where(Registration.event_id == event_id, Registration.standing == Standing.CONFIRMED)
    return session.scalars(rows.order_by(Registration.id)).all()


def list_silent(survey_id: int) -> Sequence[SurveyInvitation]:
    """List who was asked and has not answered, with their places and accounts."""
    loaded = joinedload(SurveyInvitation.registration, innerjoin=True).joinedload(Registration.account, innerjoin=True)
    rows = select(SurveyInvitation).options(loaded).where(SurveyInvitation.survey_id == survey_id)
    return session.scalars(rows.where(~SurveyInvitation.has_answered).order_by(SurveyInvitation.id)).all()


def list_responses(survey: Survey) -> Sequence[SurveyResponse]:
    """List what was answered; with names in their order, without them in none."""
    rows = select(SurveyResponse).options(joinedload(SurveyResponse.registration))
    rows = rows.where(SurveyResponse.survey_id == survey.id)
    if survey.is_anonymous:
        return session.scalars(rows.order_by(SurveyResponse.id)).all()
    by_name = rows.outerjoin(SurveyResponse.registration).order_by(Registration.name, SurveyResponse.id)
    return session.scalars(by_name).all()


def count_responses(survey_id: int) -> int:
    """Count how many have answered."""
    return session.scalar(select(func.count()).where(SurveyResponse.survey_id == survey_id)) or 0


def list_wanted(event_id: int) -> list[str]:
    """List the people and organisations on the released programme with whom one could want to go on."""
    released = find_released(event_id)
    speakers = released[1].speakers if released else ()
    people = [f"{one.name} ({one.organisation_name})" if one.organisation_name else one.name for one in speakers]
    return [*people, *sorted({one.organisation_name for one in speakers if one.organisation_name})]


def list_follow_ups(complex_ids: Iterable[int], state: FollowUpState, *, page: int) -> Page[FollowUp]:
    """List one heap of what people asked for in some complexes; what waits longest first, what is done last first."""
    rows = _follow_ups().where(Event.complex_id.in_(list(complex_ids)), FollowUp.state == state)
    order = FollowUp.created_at if state is FollowUpState.OPEN else FollowUp.decided_at.desc()
    return paginate(rows.order_by(order, FollowUp.id), page)


def count_follow_ups(complex_ids: Iterable[int]) -> dict[FollowUpState, int]:
    """Count what people asked for in some complexes, by state."""
    rows = select(FollowUp.state, func.count()).join(FollowUp.event).where(Event.complex_id.in_(list(complex_ids)))
    return {**dict.fromkeys(FollowUpState, 0), **dict(session.execute(rows.group_by(FollowUp.state)).all())}


def count_follow_ups_of(event_id: int) -> dict[FollowUpState, int]:
    """Count what people asked for after one event, by state."""
    rows = select(FollowUp.state, func.count()).where(FollowUp.event_id == event_id).group_by(FollowUp.state)
    return {**dict.fromkeys(FollowUpState, 0), **dict(session.execute(rows).all())}


def get_follow_up_as_coordinator(public_id: str, account: Account) -> FollowUp:
    """Return what somebody asked for at an event of a complex this person serves, fresh."""
    rows = _follow_ups().where(FollowUp.public_id == public_id, served_by(account, Event.complex_id))
    return get_or_refuse(rows.execution_options(populate_existing=True))


def lock_follow_up(public_id: str) -> FollowUp:
    """Return what somebody asked for, fresh, and hold it until the transaction ends."""
    rows = _follow_ups().where(FollowUp.public_id == public_id).with_for_update(key_share=True, of=FollowUp)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def ended_before(moment: datetime) -> Select[int]:
    """Select the events that ended before a moment, for use inside another question."""
    return select(Event.id).where(Event.ends_at < moment)


def _surveys() -> Select[Survey]:
    return select(Survey).options(selectinload(Survey.questions))


def _invitations() -> Select[SurveyInvitation]:
    survey = joinedload(SurveyInvitation.survey, innerjoin=True)
    return select(SurveyInvitation).options(
        survey.joinedload(Survey.event, innerjoin=True).joinedload(Event.complex, innerjoin=True),
        survey.selectinload(Survey.questions),
        joinedload(SurveyInvitation.registration, innerjoin=True).joinedload(Registration.account, innerjoin=True),
    )


def _follow_ups() -> Select[FollowUp]:
    return (
        select(FollowUp)
        .join(FollowUp.event)
        .options(
            contains_eager(FollowUp.event).joinedload(Event.complex, innerjoin=True),
            joinedload(FollowUp.registration, innerjoin=True).joinedload(Registration.account, innerjoin=True),
        )
    )
