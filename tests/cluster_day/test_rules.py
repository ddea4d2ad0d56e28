"""Which booths fit into a hall, and how are they counted?"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.cluster_day.models import Booth, Review
from eventhub.cluster_day.rules import (
    BoothPlan,
    Hall,
    average,
    faults_of_booth,
    hall_of,
    in_order,
    later_title,
    next_number,
)

HALL = Hall(columns=4, rows=3, numbers=frozenset({"1"}), taken={(1, 1): "1"})
PLAN = BoothPlan(number="2", organisation_name="가람정밀", hall_column=2, hall_row=1)


def test_a_booth_that_fits_has_no_fault() -> None:
    assert faults_of_booth(PLAN, HALL) == {}
    assert faults_of_booth(replace(PLAN, hall_column=None, hall_row=None), HALL) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "1"}, "number"),
        ({"number": ""}, "number"),
        ({"number": "1234567"}, "number"),
        ({"organisation_name": ""}, "organisation_name"),
        ({"hall_row": None}, "hall_row"),
        ({"hall_column": 5}, "hall_column"),
        ({"hall_row": 0}, "hall_row"),
        ({"hall_column": 1}, "hall_column"),
    ],
)
def test_a_booth_that_does_not_fit_is_told_at_its_field(changes: dict[str, object], field: str) -> None:
    assert list(faults_of_booth(replace(PLAN, **changes), HALL)) == [field]  # type: ignore[arg-type]


def test_a_booth_of_the_directory_needs_no_other_name() -> None:
    assert faults_of_booth(replace(PLAN, organisation_name="", organisation_id=7), HALL) == {}


def test_the_place_of_one_booth_is_not_free_for_the_next() -> None:
    hall = HALL.with_place_of(PLAN)
    assert list(faults_of_booth(replace(PLAN, number="3"), hall)) == ["hall_column"]
    assert HALL.with_place_of(replace(PLAN, hall_column=None, hall_row=None)) == HALL


@given(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 5)), max_size=30))
def test_every_booth_finds_its_place_and_no_other_one_does(places: set[tuple[int, int]]) -> None:
    booths = [
        Booth(number=str(number), hall_column=column, hall_row=row)
        for number, (column, row) in enumerate(sorted(places), start=1)
    ]
    hall = hall_of(6, 5, booths)
    for column in range(1, 7):
        for row in range(1, 6):
            plan = replace(PLAN, number="new", hall_column=column, hall_row=row)
            assert bool(faults_of_booth(plan, hall)) == ((column, row) in places)


def test_booths_are_counted_as_people_count() -> None:
    numbers = ["10", "A-10", "2", "A-2", "1"]
    ordered = in_order(Booth(number=number) for number in numbers)
    assert [one.number for one in ordered] == ["1", "2", "10", "A-2", "A-10"]
    assert next_number(numbers) == "11"
    assert next_number(["A-2"]) == "1"


def test_scores_are_averaged_and_titles_carried_to_another_year() -> None:
    assert average([]) is None
    assert average([Review(score=5), Review(score=2)]) == 3.5
    assert later_title("2025 클러스터 데이", was=2025, year=2026) == "2026 클러스터 데이"
