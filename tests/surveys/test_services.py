"""Is everybody asked once, answered once, forgotten in time, and can nobody find out who said what?"""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from eventhub.checkins.models import Attendance, AttendanceMark
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import Base, db, session, transaction
from eventhub.events import queries as events
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event, Status
from eventhub.registrations.models import Registration, Standing
from eventhub.surveys import jobs, queries, rules, services
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
    SurveyResponse,
)
from tests.factories import saved
from tests.factories.clusters import make_coordinator
from tests.factories.registrations import make_registration
from tests.factories.surveys import (
    answer_all,
    invitations_of,
    make_follow_up,
    make_past_event,
    make_survey,
    survey_of,
)

Letters = Callable[..., list[Any]]
CANARY = "카나리아-4711"
NAMED = {"is_wanted": True, "is_anonymous": False, "opens_after_hours": 3, "lasts_days": 14, "has_reminder": True}


def coordinator_of(event: Event) -> Any:
    """Make a coordinator of the event's complex."""
    return make_coordinator(events.get(event.id).complex)


# -- Being asked


def test_the_job_thanks_and_asks_everybody_with_a_place_once(app: Flask, outbox: Letters) -> None:
    event = make_past_event()
    make_registration(event, name="김하나")
    make_registration(event, name="이두리", standing=Standing.WAITING)
    assert jobs.ask_after_events() == "1 thanked"
    assert jobs.ask_after_events() == ""
    assert [letter.to_name for letter in outbox()] == ["김하나"]
    survey = survey_of(event.id)
    assert (survey.invited, len(survey.questions)) == (1, 5)
    assert survey.closes_at == now() + timedelta(days=14)


def test_who_was_absent_or_excused_is_not_thanked_and_who_came_gets_the_certificate(
    app: Flask, outbox: Letters
) -> None:
    event = make_past_event()
    event_id, by = event.id, coordinator_of(event).id
    came = {one: make_registration(event, name=one.value).id for one in Attendance}
    for attendance, registration_id in came.items():
        if attendance is not Attendance.UNKNOWN:
            saved(
                AttendanceMark(
                    registration_id=registration_id,
                    event_id=event_id,
                    attendance=attendance,
                    marked_by_id=by,
                    marked_at=now(),
                )
            )
    jobs.ask_after_events()
    letters = {letter.to_name: letter.text for letter in outbox()}
    assert sorted(letters) == ["attended", "unknown"]
    assert "/certificate" in letters["attended"]
    assert "/certificate" not in letters["unknown"]
    assert all("/survey/" in text for text in letters.values())


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.CANCELLED},
        {"status": Status.DRAFT},
        {"ends_at": "soon"},
        {"ends_at": "long ago"},
    ],
    ids=str,
)
def test_nobody_is_asked_about_what_was_not_or_is_not_over_or_long_past(
    app: Flask, outbox: Letters, changes: dict[str, Any]
) -> None:
    moments = {"soon": now() - timedelta(hours=1), "long ago": now() - timedelta(days=30)}
    changes = {name: moments.get(value, value) for name, value in changes.items()}
    make_registration(make_past_event(**changes))
    assert jobs.ask_after_events() == ""
    assert outbox() == []


def test_a_team_that_wants_no_survey_gets_none(app: Flask, outbox: Letters) -> None:
    event = make_past_event()
    event_id = event.id
    make_registration(event)
    with transaction():
        services.prepare(event_id, now=now()).is_wanted = False
    jobs.ask_after_events()
    assert outbox() == []


def test_who_is_silent_is_reminded_once(app: Flask, outbox: Letters, at: Callable[[str], Any]) -> None:
    survey = make_survey(6, has_reminder=True)
    answer_all(survey, 5, 5)
    first = len(outbox())
    with at("2026-03-09 10:00"):
        assert jobs.ask_after_events() == "4 reminded"
        assert jobs.ask_after_events() == ""
    assert [letter.subject[:4] for letter in outbox()[first:]] == ["[설문]"] * 4


# -- Answering


def test_each_person_answers_once(app: Flask) -> None:
    survey = make_survey()
    answer_all(survey, 5)
    with pytest.raises(AlreadyAnswered):
        answer_all(survey, 1)
    (kept,) = queries.list_responses(survey_of(survey.event_id))
    assert set(kept.marks.values()) == {5}


def test_a_named_answer_carries_its_person_and_its_day(app: Flask) -> None:
    survey = make_survey(1, is_anonymous=False)
    answer_all(survey, 3)
    (kept,) = queries.list_responses(survey_of(survey.event_id))
    assert kept.registration is not None
    assert kept.answered_on == rules.day_of(now())


def test_a_question_that_is_gone_is_not_answered(app: Flask) -> None:
    survey = make_survey()
    public_id = invitations_of(survey)[0].public_id
    with pytest.raises(NothingAnswered), transaction():
        services.answer(public_id, marks={"gone": 5}, texts={"gone": "글"}, now=now())


def test_nobody_answers_after_the_end(app: Flask) -> None:
    survey = make_survey()
    public_id, name = invitations_of(survey)[0].public_id, survey.questions[0].public_id
    with pytest.raises(SurveyClosed), transaction():
        services.answer(public_id, marks={name: 5}, texts={}, now=now() + timedelta(days=14))


# -- Anonymity


def test_nothing_in_the_database_leads_from_an_answer_to_its_person(app: Flask) -> None:
    survey = make_survey(8)
    answer_all(survey, 1, 2, 3, 4, 5, 4, text=CANARY)
    session.rollback()
    columns = {column.name: column for column in SurveyResponse.__table__.columns}
    # What could join: every column that refers to somewhere, or tells when.
    linked = [name for name, column in columns.items() if column.foreign_keys and name != "survey_id"]
    dated = [name for name, column in columns.items() if "DATE" in str(column.type).upper()]
    assert (linked, dated) == (["registration_id"], ["answered_on"])
    for row in session.scalars(select(SurveyResponse)):
        assert (row.registration_id, row.answered_on) == (None, None)
    written = {
        table.name: [json.dumps(tuple(row), default=str, ensure_ascii=False) for row in session.execute(select(table))]
        for table in Base.metadata.sorted_tables
    }
    assert [name for name, rows in written.items() if any(CANARY in row for row in rows)] == ["survey_response"]
    assert sum(CANARY in row for row in written["survey_response"]) == 6
    people = session.execute(select(Registration.public_id, Registration.name)).all()
    invited = session.scalars(select(SurveyInvitation.public_id)).all()
    assert not any(name in row for row in written["survey_response"] for name in {*invited, *chain(*people)})


def test_neither_the_keys_nor_the_places_of_the_rows_keep_the_order_of_answers(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("where PostgreSQL puts a row is its own affair; which transaction wrote it is looked at below")
    survey = make_survey(12)
    answer_all(survey, *[1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1], text="글")
    session.rollback()
    as_they_lie = [row[0] for row in session.execute(text("SELECT id FROM survey_response"))]
    assert as_they_lie == sorted(as_they_lie)


def test_postgresql_does_not_tell_by_its_own_columns_which_answer_came_last(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps no such columns")
    survey = make_survey(8)
    answer_all(survey, 1, 2, 3, 4, 5)
    session.rollback()
    for table in ("survey_response", "survey_invitation"):
        written = session.execute(text(f"SELECT DISTINCT xmin::text FROM {table}")).all()  # noqa: S608 - two names
        assert len(written) == 1, table


def test_no_log_names_who_answered(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    survey = make_survey(2)
    before = session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1))
    with caplog.at_level("DEBUG", logger="eventhub"):
        answer_all(survey, 5, text=CANARY)
    assert session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) == before
    assert CANARY not in caplog.text


# -- Preparing


def test_questions_are_added_moved_reworded_and_removed(app: Flask) -> None:
    event = make_past_event()
    event_id, by = event.id, coordinator_of(event)
    with transaction():
        services.prepare(event_id, now=now())
    event = events.get(event_id)
    with transaction():
        event = events.get(event_id)
        words = {"words_ko": "다시 오시겠습니까?", "words_en": "Would you come again?"}
        added = services.add_question(event, QuestionKind.SCALE, **words, by=by, now=now())
        session.flush()  # gives it the name the next steps use
        name = added.public_id
        services.move_question(event, name, steps=-9, by=by, now=now())
    assert survey_of(event_id).questions[0].public_id == name
    with transaction():
        event = events.get(event_id)
        services.reword_question(event, name, QuestionKind.TEXT, words_ko="왜?", words_en="", by=by, now=now())
    assert survey_of(event_id).questions[0].words_ko == "왜?"
    with transaction():
        services.remove_question(events.get(event_id), name, by=by, now=now())
    assert len(survey_of(event_id).questions) == 5


def test_once_somebody_answered_only_the_wording_changes(app: Flask) -> None:
    survey = make_survey()
    event_id, by = survey.event_id, coordinator_of(events.get(survey.event_id))
    name = survey.questions[0].public_id
    answer_all(survey, 5)
    values = {"words_ko": "새 말", "words_en": "", "by": by, "now": now()}
    for change in (
        lambda event: services.add_question(event, QuestionKind.TEXT, **values),
        lambda event: services.remove_question(event, name, by=by, now=now()),
        lambda event: services.move_question(event, name, steps=1, by=by, now=now()),
        lambda event: services.reword_question(event, name, QuestionKind.TEXT, **values),
    ):
        with pytest.raises(OnlyWording), transaction():
            change(events.get(event_id))
    with transaction():
        services.reword_question(events.get(event_id), name, QuestionKind.SCALE, **values)
    assert survey_of(event_id).questions[0].words_ko == "새 말"


def test_a_survey_asks_something_but_not_too_much(app: Flask) -> None:
    event = make_past_event()
    event_id, by = event.id, coordinator_of(event)
    values = {"words_ko": "또", "words_en": "", "by": by, "now": now()}
    with transaction():
        services.prepare(event_id, now=now())
    for _number in range(7):
        with transaction():
            services.add_question(events.get(event_id), QuestionKind.TEXT, **values)
    with pytest.raises(TooManyQuestions), transaction():
        services.add_question(events.get(event_id), QuestionKind.TEXT, **values)
    for question in survey_of(event_id).questions[1:]:
        with transaction():
            services.remove_question(events.get(event_id), question.public_id, by=by, now=now())
    last = survey_of(event_id).questions[0].public_id
    with pytest.raises(NoQuestionLeft), transaction():
        services.remove_question(events.get(event_id), last, by=by, now=now())


def test_what_people_were_told_stays_and_an_older_form_does_not_overwrite(app: Flask) -> None:
    survey = make_survey()
    event_id, by = survey.event_id, coordinator_of(events.get(survey.event_id))
    with pytest.raises(PromiseGiven), transaction():
        services.decide(events.get(event_id), rules.Settings(**NAMED), version=1, by=by, now=now())
    kept = rules.Settings(**{**NAMED, "is_anonymous": True})
    with transaction():
        services.decide(events.get(event_id), kept, version=1, by=by, now=now())
    assert survey_of(event_id).has_reminder
    with pytest.raises(SurveyChanged), transaction():
        services.decide(events.get(event_id), kept, version=1, by=by, now=now())


# -- Going on with somebody


def test_a_wish_is_answered_once_and_by_letter(app: Flask, outbox: Letters) -> None:
    event = make_past_event()
    by = coordinator_of(event)
    session.refresh(event)
    wish = make_follow_up(event, make_registration(event).id)
    name = wish.public_id
    with transaction():
        services.answer_follow_up(name, state=FollowUpState.DONE, note="다음 주에 뵙겠습니다.", by=by, now=now())
    assert "다음 주에 뵙겠습니다." in outbox()[-1].text
    assert session.scalar(select(FollowUp.state)) is FollowUpState.DONE
    with pytest.raises(AlreadyDecided), transaction():
        services.answer_follow_up(name, state=FollowUpState.DECLINED, note="안 됩니다.", by=by, now=now())
    assert len(outbox()) == 1


# -- Ends


def test_after_a_year_only_the_marks_are_left(app: Flask) -> None:
    survey = make_survey(2, is_anonymous=False)
    event_id = survey.event_id
    answer_all(survey, 4, text=CANARY)
    registration_id = session.scalar(select(Registration.id).limit(1)) or 0
    make_follow_up(events.get(event_id), registration_id)
    with transaction():
        assert services.forget_past(now=now() + timedelta(days=364)) == 0
    with transaction():
        assert services.forget_past(now=now() + timedelta(days=367)) == 4
    with transaction():
        assert services.forget_past(now=now() + timedelta(days=368)) == 0
    (kept,) = queries.list_responses(survey_of(event_id))
    assert (kept.registration_id, kept.answered_on, kept.texts) == (None, None, {})
    assert set(kept.marks.values()) == {4}
    assert session.scalar(select(SurveyInvitation)) is None
    wish = session.scalar(select(FollowUp))
    assert wish is not None
    assert (wish.wanted, wish.why, wish.note) == ("", "", "")
    assert survey_of(event_id).invited == 2


def test_with_the_event_its_survey_is_thrown_away(app: Flask) -> None:
    survey = make_survey(2)
    event_id = survey.event_id
    answer_all(survey, 4)
    make_follow_up(events.get(event_id), session.scalar(select(Registration.id).limit(1)) or 0)
    with transaction():
        services.forget_discarded(DraftDiscarded(event_id=event_id, at=now()))
    for table in (Survey, SurveyInvitation, SurveyResponse, FollowUp):
        assert session.scalar(select(table)) is None
