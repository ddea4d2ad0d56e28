"""How is a survey prepared, opened, answered and forgotten, and what becomes of the wish to go on with somebody?"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update

from eventhub.accounts.models import Account
from eventhub.checkins.models import Attendance
from eventhub.checkins.queries import attendance_of
from eventhub.core import audit
from eventhub.core.db import added_or_found, rows_changed, session
from eventhub.core.types import public_id as new_id
from eventhub.events import queries as events
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event
from eventhub.surveys import messages, queries, rules
from eventhub.surveys.errors import (
    AlreadyAnswered,
    AlreadyDecided,
    NoQuestionLeft,
    NothingAnswered,
    OnlyWording,
    PromiseGiven,
    SurveyChanged,
    SurveyClosed,
    TooManyQuestions,
)
from eventhub.surveys.models import (
    FollowUp,
    FollowUpState,
    QuestionKind,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
)


def prepare(event_id: int, *, now: datetime) -> Survey:
    """Give an event a survey of its own with the usual questions; once or twice is the same."""

    def find() -> Survey | None:
        return queries.find_of(event_id)

    made = Survey(event_id=event_id, questions=rules.usual_questions(), created_at=now)
    return find() or added_or_found(made, find)


def decide(event: Event, settings: rules.Settings, *, version: int, by: Account, now: datetime) -> None:
    """Decide whether, how and when people are asked; what they were told already stays."""
    survey = queries.lock_of(event.id)
    if survey.version != version:
        raise SurveyChanged(survey.version)
    told = ("is_wanted", "is_anonymous", "opens_after_hours", "lasts_days")
    if survey.opened_at and any(getattr(survey, name) != getattr(settings, name) for name in told):
        raise PromiseGiven
    for name in (*told, "has_reminder"):
        setattr(survey, name, getattr(settings, name))
    survey.version += 1
    _record("survey-decided", event, by=by, now=now, anonymous=settings.is_anonymous, wanted=settings.is_wanted)


def add_question(
    event: Event, kind: QuestionKind, *, words_ko: str, words_en: str, by: Account, now: datetime
) -> SurveyQuestion:
    """Ask one thing more, at the end."""
    survey = _changeable(event)
    if len(survey.questions) >= rules.MOST_QUESTIONS:
        raise TooManyQuestions
    position = 1 + max((one.position for one in survey.questions), default=-1)
    question = SurveyQuestion(kind=kind, words_ko=words_ko, words_en=words_en, position=position)
    survey.questions.append(question)
    _record("survey-question-added", event, by=by, now=now)
    return question


def reword_question(
    event: Event, public_id: str, kind: QuestionKind, *, words_ko: str, words_en: str, by: Account, now: datetime
) -> None:
    """Say a question in other words; it is answered in another way only while nobody has answered."""
    survey = queries.lock_of(event.id)
    question = queries.get_question(survey, public_id)
    if kind is not question.kind and queries.count_responses(survey.id):
        raise OnlyWording
    question.kind, question.words_ko, question.words_en = kind, words_ko, words_en
    _record("survey-question-changed", event, by=by, now=now)


def remove_question(event: Event, public_id: str, *, by: Account, now: datetime) -> None:
    """Ask one thing less."""
    survey = _changeable(event)
    question = queries.get_question(survey, public_id)
    if len(survey.questions) == 1:
        raise NoQuestionLeft
    survey.questions.remove(question)
    _record("survey-question-removed", event, by=by, now=now)


def move_question(event: Event, public_id: str, *, steps: int, by: Account, now: datetime) -> None:
    """Ask a question earlier or later; beyond the ends there is nothing."""
    survey = _changeable(event)
    question = queries.get_question(survey, public_id)
    order = [one for one in survey.questions if one is not question]
    place = min(len(order), max(0, survey.questions.index(question) + steps))
    order.insert(place, question)
    for number, one in enumerate(order):
        one.position = number
    _record("survey-questions-ordered", event, by=by, now=now)


def open_for(event_id: int, *, now: datetime) -> int:
    """Thank everybody who had a place and is not known to have stayed away, and ask them; return how many."""
    prepare(event_id, now=now)
    survey, event = queries.lock_of(event_id), events.get(event_id)
    if not rules.is_due(survey, ends_at=event.ends_at, now=now):
        return 0
    survey.opened_at, survey.closes_at = now, now + timedelta(days=survey.lasts_days)
    came = attendance_of(event_id)
    for registration in queries.list_with_place(event_id):
        attendance = came.get(registration.id, Attendance.UNKNOWN)
        if not rules.is_thanked(attendance):
            continue
        invitation = SurveyInvitation(public_id=new_id(), survey_id=survey.id, registration=registration)
        session.add(invitation)
        survey.invited += 1
        messages.send_thanks(invitation, survey, event, attended=attendance is Attendance.ATTENDED, now=now)
    return survey.invited


def remind(event_id: int, *, now: datetime) -> int:
    """Remind those once who have not answered; return how many."""
    survey, event = queries.lock_of(event_id), events.get(event_id)
    if not rules.is_to_remind(survey, now=now):
        return 0
    survey.reminded_at = now
    silent = queries.list_silent(survey.id)
    for invitation in silent:
        messages.send_reminder(invitation, survey, event, now=now)
    return len(silent)


def answer(
    public_id: str,
    *,
    marks: Mapping[str, int],
    texts: Mapping[str, str],
    wish: rules.Wish | None = None,
    now: datetime,
) -> None:
    """Take what one person answers, once; a wish to go on with somebody is kept apart, under their name."""
    survey = queries.lock_of(queries.get_invitation(public_id).survey.event_id)
    invitation = queries.get_invitation(public_id)
    if invitation.has_answered:
        raise AlreadyAnswered
    if not rules.is_open(survey, now=now):
        raise SurveyClosed
    asked = {one.public_id for one in survey.questions}
    said_marks = {name: mark for name, mark in marks.items() if name in asked}
    said_texts = {name: text for name, text in texts.items() if name in asked and text}
    if not (said_marks or said_texts or wish):
        raise NothingAnswered
    _note_answered(survey, invitation.id)
    if wish:
        registration_id = invitation.registration_id
        session.add(
            FollowUp(
                event_id=survey.event_id,
                registration_id=registration_id,
                wanted=wish.wanted,
                why=wish.why,
                created_at=now,
            )
        )
    if survey.is_anonymous:
        _keep_unlinked(survey, said_marks, said_texts)
    elif said_marks or said_texts:
        kept = SurveyResponse(survey_id=survey.id, registration_id=invitation.registration_id)
        kept.answered_on, kept.marks, kept.texts = rules.day_of(now), said_marks, said_texts
        session.add(kept)


def answer_follow_up(public_id: str, *, state: FollowUpState, note: str, by: Account, now: datetime) -> None:
    """Say what became of somebody's wish; they get a letter."""
    follow_up = queries.lock_follow_up(public_id)
    if follow_up.state is not FollowUpState.OPEN:
        raise AlreadyDecided
    follow_up.state, follow_up.note = state, note
    follow_up.decided_at, follow_up.decided_by_id = now, by.id
    messages.tell_follow_up(follow_up, by=by, now=now)
    _record("follow-up-answered", follow_up.event, by=by, now=now, follow_up=public_id, state=state)


def note_download(event: Event, *, number: int, by: Account, now: datetime) -> None:
    """Write down who took the answers away."""
    _record("survey-downloaded", event, by=by, now=now, rows=number)


def forget_past(*, now: datetime) -> int:
    """Forget who was asked after events long past, who said what, and whom they wanted to meet; marks stay counted."""
    past = queries.ended_before(now - rules.KEPT)
    surveys = select(Survey.id).where(Survey.event_id.in_(past))
    # Who was asked is forgotten with the texts, so what still has somebody who was asked is what is to be forgotten.
    known = select(SurveyInvitation.survey_id).where(SurveyInvitation.survey_id.in_(surveys))
    erased: dict[str, object] = {"registration_id": None, "answered_on": None, "texts": {}}
    unsynchronised = {"synchronize_session": False}
    number = rows_changed(
        update(SurveyResponse)
        .where(SurveyResponse.survey_id.in_(known))
        .values(**erased)
        .execution_options(**unsynchronised)
    )
    number += rows_changed(
        delete(SurveyInvitation).where(SurveyInvitation.survey_id.in_(surveys)).execution_options(**unsynchronised)
    )
    wishes = FollowUp.event_id.in_(past) & (FollowUp.wanted != "")
    blank = {"wanted": "", "why": "", "note": ""}
    return number + rows_changed(update(FollowUp).where(wishes).values(**blank).execution_options(**unsynchronised))


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget the survey of an event that is thrown away."""
    surveys = select(Survey.id).where(Survey.event_id == fact.event_id)
    for table in (SurveyResponse, SurveyInvitation, SurveyQuestion):
        of_it = delete(table).where(table.survey_id.in_(surveys))
        session.execute(of_it.execution_options(synchronize_session=False))
    for whole in (FollowUp, Survey):
        of_event = delete(whole).where(whole.event_id == fact.event_id)
        session.execute(of_event.execution_options(synchronize_session=False))


def _changeable(event: Event) -> Survey:
    survey = queries.lock_of(event.id)
    if queries.count_responses(survey.id):
        raise OnlyWording
    return survey


def _note_answered(survey: Survey, invitation_id: int) -> None:
    """Note that somebody has answered, by writing all rows of the survey anew.

    PostgreSQL keeps with each row which transaction wrote it last: a row written alone together with the answer would
    say whose the answer is.
    """
    is_it = SurveyInvitation.id == invitation_id
    noted = update(SurveyInvitation).where(SurveyInvitation.survey_id == survey.id)
    noted = noted.values(has_answered=or_(SurveyInvitation.has_answered, is_it))
    session.execute(noted.execution_options(synchronize_session=False))


def _keep_unlinked(survey: Survey, marks: Mapping[str, int], texts: Mapping[str, str]) -> None:
    """Keep an answer among the others, all written anew in the order of their random keys: none is the newest."""
    columns = (SurveyResponse.id, SurveyResponse.marks, SurveyResponse.texts)
    rows = session.execute(select(*columns).where(SurveyResponse.survey_id == survey.id)).all()
    kept = [{"id": row.id, "marks": row.marks, "texts": row.texts, "survey_id": survey.id} for row in rows]
    if marks or texts:
        kept.append({"id": new_id(), "marks": dict(marks), "texts": dict(texts), "survey_id": survey.id})
    of_it = delete(SurveyResponse).where(SurveyResponse.survey_id == survey.id)
    session.execute(of_it.execution_options(synchronize_session=False))
    if kept:
        session.execute(insert(SurveyResponse), sorted(kept, key=lambda one: str(one["id"])))


def _record(action: str, event: Event, *, by: Account, now: datetime, **detail: object) -> None:
    audit.record(action, f"event:{event.public_id}", actor=by.public_id, now=now, **detail)
