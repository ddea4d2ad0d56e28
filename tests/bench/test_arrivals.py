"""Is it noticed when more are seated than there are seats, or when somebody stands where they should not?"""

import pytest

from eventhub.bench.arrivals import (
    Place,
    Visit,
    faults_of_answers,
    faults_of_control,
    faults_of_order,
    faults_of_seats,
    pairs_told_apart,
)
from eventhub.bench.browsers import number_on

PLACES = [Place(1, "a", 0), Place(2, "b", 0), Place(3, "c", 1), Place(4, "d", 2)]


def visit(email: str, *, number: int | None = 0, sent: float = 0, answered: float = 9, pressed: int = 303) -> Visit:
    """Visit as a person whose browser saw this."""
    return Visit(email, sent, answered, number, (200, pressed, 200), (pressed,), (answered - sent,))


VISITS = [visit("a"), visit("b"), visit("c", number=1), visit("d", number=2)]


def test_as_many_as_there_are_seats_in_the_order_of_arrival_is_no_fault() -> None:
    assert list(faults_of_seats(PLACES, people=4, seats=2, counted=2)) == []
    assert list(faults_of_answers(VISITS)) == []
    assert list(faults_of_order(PLACES, VISITS)) == []


@pytest.mark.parametrize(
    ("people", "seats", "counted", "said"),
    [
        (4, 1, 2, "2 people are seated on 1 seats"),
        (4, 3, 2, "2 people are seated on 3 seats"),
        (4, 2, 1, "counts 1 seats taken, but 2"),
        (5, 2, 2, "4 places for 5 people"),
    ],
)
def test_too_many_or_too_few_are_noticed(people: int, seats: int, counted: int, said: str) -> None:
    (fault,) = faults_of_seats(PLACES, people=people, seats=seats, counted=counted)
    assert said in fault


def test_a_control_that_shows_nothing_is_noticed() -> None:
    assert faults_of_control(PLACES, seats=1) == []
    assert "nothing is shown" in faults_of_control(PLACES, seats=2)[0]


def test_a_person_with_two_places_is_noticed() -> None:
    twice = [*PLACES[:3], Place(4, "c", 2)]
    assert list(faults_of_seats(twice, people=4, seats=2, counted=2)) == ["4 places for 4 people"]


@pytest.mark.parametrize("status", [0, 500, 503])
def test_an_answer_that_is_our_fault_is_noticed(status: int) -> None:
    (fault,) = faults_of_answers([*VISITS, visit("e", pressed=status)])
    assert f"e was answered [{status}]" in fault


@pytest.mark.parametrize("seen", [visit("e", pressed=422), visit("e", pressed=409), visit("e", number=None)])
def test_a_person_who_was_not_told_of_a_place_is_noticed(seen: Visit) -> None:
    (fault,) = faults_of_answers([seen])
    assert "e was answered" in fault


@pytest.mark.parametrize(
    ("rows", "said"),
    [((1, 3, 2, 4), "c (number 1) had the lock before b (seated)"), ((1, 2, 4, 3), "d (number 2) had the lock before")],
)
def test_who_had_the_lock_earlier_and_stands_behind_is_noticed(rows: tuple[int, ...], said: str) -> None:
    places = [Place(row, place.email, place.number) for row, place in zip(rows, PLACES, strict=True)]
    (fault,) = faults_of_order(places, VISITS)
    assert said in fault


@pytest.mark.parametrize("late", ["a", "c"])
def test_who_was_answered_before_another_pressed_and_stands_behind_is_noticed(late: str) -> None:
    seen = [visit(one.email, number=one.number, sent=5 if one.email == late else 0) for one in VISITS]
    seen[3] = visit("d", number=2, answered=4)
    (fault,) = faults_of_order(PLACES, seen)
    assert f"d (number 2) had an answer before {late} " in fault
    assert pairs_told_apart(seen) == 1


def test_who_was_put_in_before_a_number_that_was_told_is_noticed() -> None:
    told = [*VISITS[:3], visit("d", number=1)]
    assert list(faults_of_order(PLACES, told)) == ["d read number 1 and is number 2 in the end"]


def test_places_of_people_who_did_not_come_are_noticed() -> None:
    assert len(list(faults_of_order(PLACES, VISITS[:3]))) == 1


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("<h1>You have a place</h1>", 0),
        ("<h1>You are number 12 on the waiting list</h1>", 12),
        ("<h1>You gave this place up</h1>", None),
        ("", None),
    ],
)
def test_the_number_is_read_from_the_heading(heading: str, number: int | None) -> None:
    assert number_on(heading) == number
