"""When is a survey open, who is asked, and what do the answers come to?"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from eventhub.checkins.models import Attendance
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import on_clocks, say_day
from eventhub.registrations import rules as registrations
from eventhub.surveys.models import FollowUpState, QuestionKind, Survey, SurveyQuestion, SurveyResponse

# The purpose under which links to surveys are sealed.
SURVEY = "survey"
KEPT = registrations.KEPT
MARKS = (1, 2, 3, 4, 5)
# Fewer answers than these tell who said what.
LEAST = 5
MOST_QUESTIONS = 12
LONGEST_TEXT = 2000
# After so long nobody expects thanks any more: an event that was entered afterwards asks nobody.
OPENS_WITHIN = timedelta(days=3)
NOT_THERE = (Attendance.ABSENT, Attendance.EXCUSED)

MARK_WORDS: dict[int, Any] = {
    1: _("Very poor"),
    2: _("Poor"),
    3: _("Fair"),
    4: _("Good"),
    5: _("Very good"),
}
KIND_WORDS: dict[QuestionKind, Any] = {
    QuestionKind.SCALE: _("Five points, from very poor to very good"),
    QuestionKind.TEXT: _("Own words"),
}
STATE_WORDS: dict[FollowUpState, Any] = {
    FollowUpState.OPEN: _("Waits for an answer"),
    FollowUpState.DONE: _("Brought together"),
    FollowUpState.DECLINED: _("Not possible"),
}
CONVERSION = _("Of 100: the mean of the five points, less one, divided by four, times one hundred (1 is 0, 5 is 100).")
# What is asked where a team asks nothing else: contents in both languages, as a team would write them.
USUAL_QUESTIONS = (
    (QuestionKind.SCALE, "행사 전체에 얼마나 만족하십니까?", "How satisfied are you with the event as a whole?"),
    (QuestionKind.SCALE, "내용에 얼마나 만족하십니까?", "How satisfied are you with the content?"),
    (
        QuestionKind.SCALE,
        "진행과 장소에 얼마나 만족하십니까?",
        "How satisfied are you with the organisation and the place?",
    ),
    (
        QuestionKind.SCALE,
        "하시는 일에 도움이 되는 정도에 얼마나 만족하십니까?",
        "How satisfied are you with how useful it is for your work?",
    ),
    (
        QuestionKind.TEXT,
        "좋았던 점, 고칠 점, 다음에 듣고 싶은 주제를 적어 주십시오.",
        "What was good, what should change, and what would you like to hear about next?",
    ),
)


@dataclass(frozen=True)
class Distribution:
    """How often each of the five points was given to one question."""

    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many answered the question."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean of the five points, to two places; nothing while nobody answered."""
        if not self.total:
            return None
        return round(sum(mark * number for mark, number in zip(MARKS, self.counts, strict=True)) / self.total, 2)

    @property
    def hundred(self) -> float | None:
        """The mean on a scale from 0 to 100, to one place."""
        if not self.total:
            return None
        points = sum((mark - 1) * number for mark, number in zip(MARKS, self.counts, strict=True))
        return round(points * 25 / self.total, 1)

    @property
    def parts(self) -> list[tuple[int, float, float]]:
        """Where in a bar of 100 each point that was given begins, and how long it is."""
        found, place = [], 0.0
        for mark, number in zip(MARKS, self.counts, strict=True):
            length = 100 * number / self.total if self.total else 0.0
            if number:
                found.append((mark, round(place, 3), round(length, 3)))
            place += length
        return found


@dataclass(frozen=True)
class Result:
    """What came in for one question; `is_hidden` while so few answered that they would be known by it."""

    question: SurveyQuestion
    answered: int
    is_hidden: bool
    distribution: Distribution | None = None
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Whom somebody wants to follow up with, and why."""

    wanted: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a team decides about the survey of an event."""

    is_wanted: bool
    is_anonymous: bool
    opens_after_hours: int
    lasts_days: int
    has_reminder: bool


def day_of(moment: datetime) -> date:
    """Say on which day of people's calendars something happened."""
    return on_clocks(moment).date()


def usual_questions() -> list[SurveyQuestion]:
    """Write down what is usually asked."""
    return [
        SurveyQuestion(kind=kind, words_ko=korean, words_en=english, position=number)
        for number, (kind, korean, english) in enumerate(USUAL_QUESTIONS)
    ]


def opens_at(survey: Survey, *, ends_at: datetime) -> datetime:
    """Say when people are asked: some hours after the end."""
    return ends_at + timedelta(hours=survey.opens_after_hours)


def is_due(survey: Survey, *, ends_at: datetime, now: datetime) -> bool:
    """Say whether people are to be asked now."""
    begins = opens_at(survey, ends_at=ends_at)
    return survey.is_wanted and survey.opened_at is None and begins <= now < ends_at + OPENS_WITHIN + _hours(survey)


def is_open(survey: Survey, *, now: datetime) -> bool:
    """Say whether a survey takes answers."""
    return bool(survey.opened_at and survey.closes_at and survey.opened_at <= now < survey.closes_at)


def is_to_remind(survey: Survey, *, now: datetime) -> bool:
    """Say whether those who have not answered are to be reminded now: once, when half of the time is over."""
    if not survey.has_reminder or survey.reminded_at or not survey.opened_at or not survey.closes_at:
        return False
    return survey.opened_at + (survey.closes_at - survey.opened_at) / 2 <= now < survey.closes_at


def is_thanked(attendance: Attendance) -> bool:
    """Say whether somebody with a place is thanked and asked: not who is known to have stayed away."""
    return attendance not in NOT_THERE


def distribution(marks: Iterable[int]) -> Distribution:
    """Count how often each of the five points was given."""
    counts = dict.fromkeys(MARKS, 0)
    for mark in marks:
        counts[mark] += 1
    return Distribution(tuple(counts.values()))


def results(survey: Survey, responses: Sequence[SurveyResponse]) -> list[Result]:
    """Gather the answers question by question; of an anonymous survey only where enough answered."""
    return [_result(question, responses, is_anonymous=survey.is_anonymous) for question in survey.questions]


def result_rows(survey: Survey, found: Sequence[Result]) -> list[tuple[object, ...]]:
    """Write the figures of a survey, and below them what people wrote, as the rows of a table."""
    words = [f"{mark} {MARK_WORDS[mark]}" for mark in MARKS]
    rows: list[tuple[object, ...]] = [
        (gettext("Question"), gettext("Answers"), *words, gettext("Mean of 5"), gettext("Of 100"))
    ]
    rows += [_row_of(one) for one in found if one.question.kind is QuestionKind.SCALE]
    rows += [(), (str(CONVERSION),), (gettext("Asked"), survey.invited), ()]
    for one in found:
        rows += [(pick(one.question, "words"), text, who) for text, who in one.texts]
    return rows


def person_rows(survey: Survey, responses: Sequence[SurveyResponse]) -> list[tuple[object, ...]]:
    """Write what each person answered to a survey with names as a row."""
    questions = survey.questions
    heads = (gettext("Name"), gettext("Affiliation"), gettext("Answered on"))
    rows: list[tuple[object, ...]] = [(*heads, *(pick(one, "words") for one in questions))]
    for response in responses:
        who = response.registration
        day = say_day(response.answered_on) if response.answered_on else ""
        said = [response.marks.get(one.public_id, response.texts.get(one.public_id, "")) for one in questions]
        rows.append((who.name if who else "", who.organisation_name if who else "", day, *said))
    return rows


def _row_of(result: Result) -> tuple[object, ...]:
    words, shown = pick(result.question, "words"), result.distribution
    if shown is None:
        return (words, result.answered, gettext("not shown: fewer than five answers"))
    return (words, result.answered, *shown.counts, shown.mean, shown.hundred)


def _result(question: SurveyQuestion, responses: Sequence[SurveyResponse], *, is_anonymous: bool) -> Result:
    name = question.public_id
    if question.kind is QuestionKind.SCALE:
        marks = [response.marks[name] for response in responses if name in response.marks]
        is_hidden = is_anonymous and len(marks) < LEAST
        return Result(question, len(marks), is_hidden, None if is_hidden else distribution(marks))
    written = [response for response in responses if response.texts.get(name)]
    is_hidden = is_anonymous and len(responses) < LEAST
    texts = () if is_hidden else tuple(_said(one, name) for one in _mixed(written, name, is_anonymous=is_anonymous))
    return Result(question, len(written), is_hidden, None, texts)


def _said(response: SurveyResponse, name: str) -> tuple[str, str]:
    return response.texts[name], response.registration.name if response.registration else ""


def _mixed(responses: Sequence[SurveyResponse], name: str, *, is_anonymous: bool) -> Sequence[SurveyResponse]:
    """Mix the answers anew for each question, so that two texts of one person do not stand at the same place."""
    if not is_anonymous:
        return responses
    return sorted(responses, key=lambda one: hashlib.sha256(f"{name}:{one.id}".encode()).digest())


def _hours(survey: Survey) -> timedelta:
    return timedelta(hours=survey.opens_after_hours)
