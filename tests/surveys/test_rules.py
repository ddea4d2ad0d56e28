"""What do answers come to, when is a survey due, and how many answers does a figure need?"""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.checkins.models import Attendance
from eventhub.core.i18n import speaking
from eventhub.surveys import rules
from eventhub.surveys.models import QuestionKind, Survey, SurveyQuestion, SurveyResponse

ENDS = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARKS = st.lists(st.sampled_from(rules.MARKS), max_size=60)


def survey(**changes: Any) -> Survey:
    """Make a survey of two questions up."""
    questions = [
        SurveyQuestion(public_id="scale", kind=QuestionKind.SCALE, words_ko="만족하십니까?", words_en="Satisfied?"),
        SurveyQuestion(public_id="words", kind=QuestionKind.TEXT, words_ko="=한마디", words_en="A word"),
    ]
    values = {"is_wanted": True, "is_anonymous": True, "opens_after_hours": 3, "lasts_days": 14, "has_reminder": True}
    return Survey(**{**values, "invited": 9, "questions": questions, **changes})


def responses(*marks: int) -> list[SurveyResponse]:
    """Make answers up."""
    return [
        SurveyResponse(id=f"r{number}", marks={"scale": mark}, texts={"words": f"=글 {number}"})
        for number, mark in enumerate(marks)
    ]


@given(MARKS)
def test_every_mark_is_counted_once(marks: list[int]) -> None:
    found = rules.distribution(marks)
    assert found.total == len(marks)
    assert sum(found.counts) == len(marks)
    assert len(found.counts) == len(rules.MARKS)


@given(MARKS.filter(bool))
def test_the_parts_of_a_bar_fill_it_without_a_gap(marks: list[int]) -> None:
    parts = rules.distribution(marks).parts
    assert sum(length for _mark, _begin, length in parts) == pytest.approx(100, abs=0.01)
    assert parts[0][1] == 0
    for (_one, begin, length), (_next, following, _length) in itertools.pairwise(parts):
        assert begin + length == pytest.approx(following, abs=0.01)


@given(MARKS.filter(bool))
def test_both_figures_lie_between_the_worst_and_the_best_mark(marks: list[int]) -> None:
    found = rules.distribution(marks)
    assert found.mean is not None
    assert found.hundred is not None
    assert min(marks) <= found.mean <= max(marks)
    assert (min(marks) - 1) * 25 <= found.hundred <= (max(marks) - 1) * 25


@pytest.mark.parametrize(
    ("marks", "mean", "hundred"),
    [([1], 1.0, 0.0), ([5], 5.0, 100.0), ([3], 3.0, 50.0), ([4, 5], 4.5, 87.5), ([5, 5, 4], 4.67, 91.7)],
)
def test_five_points_become_a_hundred(marks: list[int], mean: float, hundred: float) -> None:
    found = rules.distribution(marks)
    assert (found.mean, found.hundred) == (mean, hundred)


def test_of_no_answer_there_is_no_mean() -> None:
    found = rules.distribution([])
    assert (found.mean, found.hundred, found.parts) == (None, None, [])


@pytest.mark.parametrize(("number", "is_hidden"), [(4, True), (5, False)])
def test_an_anonymous_figure_needs_five_answers(number: int, is_hidden: bool) -> None:
    scale, words = rules.results(survey(), responses(*[5] * number))
    assert (scale.is_hidden, words.is_hidden) == (is_hidden, is_hidden)
    assert (scale.distribution is None, words.texts == ()) == (is_hidden, is_hidden)


def test_a_question_most_left_out_is_hidden_though_many_answered_others() -> None:
    answers = responses(*[5] * 6)
    for one in answers[:2]:
        one.marks = {}
    scale, words = rules.results(survey(), answers)
    assert (scale.answered, scale.is_hidden, words.is_hidden) == (4, True, False)


def test_with_names_one_answer_is_shown() -> None:
    scale, _words = rules.results(survey(is_anonymous=False), responses(2))
    assert scale.distribution is not None
    assert scale.distribution.mean == 2


def test_texts_of_one_person_stand_at_another_place_under_each_question() -> None:
    twice = survey()
    twice.questions.append(SurveyQuestion(public_id="more", kind=QuestionKind.TEXT, words_ko="또", words_en=""))
    answers = responses(*[4] * 20)
    for one in answers:
        one.texts = {"words": one.id, "more": one.id}
    _scale, first, second = rules.results(twice, answers)
    assert sorted(first.texts) == sorted(second.texts)
    assert first.texts != second.texts
    assert [text for text, _who in first.texts] != [one.id for one in answers]


def test_a_survey_is_due_some_hours_after_the_end_and_not_much_later() -> None:
    waiting = survey()
    assert not rules.is_due(waiting, ends_at=ENDS, now=ENDS + 3 * HOUR - timedelta(seconds=1))
    assert rules.is_due(waiting, ends_at=ENDS, now=ENDS + 3 * HOUR)
    assert not rules.is_due(waiting, ends_at=ENDS, now=ENDS + 4 * DAY)
    assert not rules.is_due(survey(is_wanted=False), ends_at=ENDS, now=ENDS + 3 * HOUR)
    assert not rules.is_due(survey(opened_at=ENDS), ends_at=ENDS, now=ENDS + 3 * HOUR)


def test_a_reminder_comes_once_when_half_of_the_time_is_over() -> None:
    opened = survey(opened_at=ENDS, closes_at=ENDS + 14 * DAY)
    assert not rules.is_to_remind(opened, now=ENDS + 6 * DAY)
    assert rules.is_to_remind(opened, now=ENDS + 7 * DAY)
    assert not rules.is_to_remind(opened, now=ENDS + 14 * DAY)
    opened.reminded_at = ENDS + 7 * DAY
    assert not rules.is_to_remind(opened, now=ENDS + 8 * DAY)


@pytest.mark.parametrize("attendance", Attendance)
def test_who_is_known_to_have_stayed_away_is_not_thanked(attendance: Attendance) -> None:
    stayed_away = (Attendance.ABSENT, Attendance.EXCUSED)
    assert rules.is_thanked(attendance) is (attendance not in stayed_away)


def test_the_table_states_how_five_points_become_a_hundred() -> None:
    found = rules.results(survey(), responses(5, 5, 5, 5, 4))
    with speaking("en"):
        rows = rules.result_rows(survey(), found)
    assert rows[1] == ("Satisfied?", 5, 0, 0, 0, 1, 4, 4.8, 95.0)
    assert any("divided by four" in str(cell) for row in rows for cell in row)


def test_the_table_hides_what_the_page_hides() -> None:
    found = rules.results(survey(), responses(5, 5, 5, 4))
    cells = [str(cell) for row in rules.result_rows(survey(), found) for cell in row]
    assert not any("글" in cell for cell in cells if cell.startswith("="))
    assert "답변이 다섯 건보다 적어 보이지 않음" in cells
