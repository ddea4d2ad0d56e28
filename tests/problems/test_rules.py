"""By when is a problem answered, and how far has it come?"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from eventhub.problems import rules
from eventhub.problems.models import Category, State, Urgency, Visibility

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("stated_at", "answer_by"),
    [
        ("2026-03-02 09:00", "2026-03-03 12:00"),  # Monday -> Tuesday
        ("2026-03-05 23:59", "2026-03-06 12:00"),  # Thursday, a minute before midnight -> Friday
        ("2026-03-06 08:00", "2026-03-09 12:00"),  # Friday -> Monday
        ("2026-03-07 10:00", "2026-03-09 12:00"),  # Saturday -> Monday
        ("2026-03-08 10:00", "2026-03-09 12:00"),  # Sunday -> Monday
        ("2026-12-31 10:00", "2027-01-01 12:00"),  # over the end of a year
    ],
)
def test_the_answer_comes_by_noon_of_the_next_working_day(stated_at: str, answer_by: str) -> None:
    stated = datetime.fromisoformat(stated_at).replace(tzinfo=SEOUL)
    assert f"{rules.answer_by(stated, zone=SEOUL):%Y-%m-%d %H:%M}" == answer_by


def test_the_day_is_the_one_on_the_clocks_of_the_readers() -> None:
    stated = datetime.fromisoformat("2026-03-05T15:30:00+00:00")  # Friday, half past midnight, in Seoul
    assert f"{rules.answer_by(stated, zone=SEOUL):%Y-%m-%d %H:%M}" == "2026-03-09 12:00"


def test_a_technical_problem_goes_four_steps() -> None:
    labels, step = rules.way(is_sorted=True, is_routed=False, is_suggested=False, is_answered=False)
    assert (len(labels), step) == (4, 3)


def test_a_new_problem_waits_to_be_sorted() -> None:
    assert rules.way(is_sorted=False, is_routed=False, is_suggested=False, is_answered=False)[1] == 2


def test_a_routed_problem_needs_no_partner() -> None:
    labels, step = rules.way(is_sorted=True, is_routed=True, is_suggested=False, is_answered=True)
    assert (len(labels), step) == (3, 4)


def test_every_part_has_its_words() -> None:
    assert set(rules.URGENCY_WORDS) == set(rules.URGENCY_SHORT) == set(Urgency)
    assert set(rules.VISIBILITY_WORDS) == set(Visibility)
    assert set(rules.CATEGORY_WORDS) == set(Category)
    assert set(rules.STATE_WORDS) == set(rules.STATE_TONES) == set(State)
