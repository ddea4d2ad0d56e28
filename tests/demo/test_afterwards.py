"""Have the made-up events that are over attendance and answers that the program's own questions read rightly?"""

from collections import Counter
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.checkins.models import Attendance
from eventhub.checkins.queries import count_attendance, list_turnouts
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.moments import days_of
from eventhub.demo import generate, loader
from eventhub.demo.attendance import AROUND, attend
from eventhub.demo.calendar import Year
from eventhub.demo.identity import Chance
from eventhub.demo.values import CheckIn, Programme
from eventhub.events.models import Event, Status
from eventhub.mail.models import OutgoingMail
from eventhub.surveys import queries, rules
from eventhub.surveys.models import FollowUpState, SurveyResponse
from tests.demo.test_loader import TINY

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def small() -> Programme:
    return generate.generate("small", 2026, TODAY)


def test_four_in_five_came_a_few_were_excused_and_of_nobody_nothing_is_known(small: Programme) -> None:
    moment = Year(TODAY).now
    over = {one.key: one for one in small.events if one.status == "published" and one.ends_at <= moment}
    places = [one.public_id for one in small.registrations if one.event in over and one.standing == "confirmed"]
    came = {one.place for one in small.check_ins}
    marked = Counter(one.attendance for one in small.marks)
    assert sorted([*came, *(one.place for one in small.marks)]) == sorted(places)
    assert 0.77 < len(came) / len(places) < 0.83
    assert 0 < marked["excused"] < marked["absent"] / 3
    assert all(abs(one.checked_in_at - over[one.event].starts_at) <= AROUND for one in small.check_ins)


def test_each_day_of_an_event_has_a_door_of_its_own(small: Programme) -> None:
    event = small.events[-1]
    days = days_of(event.starts_at, event.ends_at)
    places = [one for one in small.registrations if one.event == event.key]
    found = [one for one in attend(Chance(1), event, places) if isinstance(one, CheckIn)]
    assert {one.day for one in found} == set(days)
    assert len(days) == 2
    by_day = [{one.place for one in found if one.day == day} for day in days]
    assert by_day[0] - by_day[1]
    assert by_day[1] - by_day[0]
    for one in found:
        assert abs(one.checked_in_at - event.starts_at - (one.day - days[0])) <= AROUND


def test_a_third_answered_and_some_wrote_in_either_language(small: Programme) -> None:
    answered = Counter(one.event for one in small.invitations if one.has_answered)
    assert Counter(one.event for one in small.responses) == answered
    assert 0.29 < answered.total() / len(small.invitations) < 0.37
    assert {one.place for one in small.invitations} <= {one.place for one in small.check_ins}
    texts = [text for one in small.responses for text in one.texts.values()]
    assert 0.1 < len(texts) / len(small.responses) < 0.4
    assert {text.isascii() for text in texts} == {True, False}
    marks = [mark for one in small.responses for mark in one.marks.values()]
    assert 3.7 < sum(marks) / len(marks) < 4.3
    assert set(marks) == set(rules.MARKS)
    moment = Year(TODAY).now
    assert {one.state for one in small.follow_ups} == set(FollowUpState)
    assert all(one.created_at < (one.decided_at or moment) <= moment for one in small.follow_ups)


@pytest.fixture
def loaded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """Load a tiny programme without what comes after it."""
    monkeypatch.setitem(generate.SIZES, "small", TINY)
    programme = generate.generate("small", 2026, TODAY)
    with transaction():
        loader.load(programme, now=now(), progress=lambda *_: None)
    return programme


def test_the_desk_reads_attendance_and_answers(loaded: Programme) -> None:
    moment = Year(TODAY).now
    turnouts = list_turnouts(
        session.scalars(select(Complex.id)).all(), since=moment - timedelta(days=365), until=moment
    )
    assert sum(one.attended for one in turnouts) == len(loaded.check_ins)
    assert sum(one.absent + one.excused for one in turnouts) == len(loaded.marks)
    over = session.scalars(select(Event).where(Event.status == Status.PUBLISHED, Event.ends_at <= moment)).all()
    assert sum(count_attendance(one.id)[Attendance.UNKNOWN] for one in over) == 0
    surveys = {one.id: queries.find_of(one.id) for one in over}
    answers = {key: queries.list_responses(survey) for key, survey in surveys.items() if survey}
    assert sum(map(len, answers.values())) == len(loaded.responses)
    shown = [rules.results(survey, answers[key]) for key, survey in surveys.items() if survey]
    assert any(result.distribution and result.distribution.total >= rules.LEAST for one in shown for result in one)


def test_an_answer_holds_no_person_and_no_time_and_no_letter_is_written(loaded: Programme) -> None:
    responses = session.scalars(select(SurveyResponse)).all()
    assert responses
    assert {(one.registration_id, one.answered_on) for one in responses} == {(None, None)}
    public_ids = [one.public_id for one in loaded.responses]
    assert public_ids == sorted(public_ids)
    assert session.scalars(select(OutgoingMail)).all() == []
