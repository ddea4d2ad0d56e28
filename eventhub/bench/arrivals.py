"""Were as many people seated as there are seats, and does everybody else stand in line in the order of arrival?

Who arrives first cannot be seen from outside when two press at the same moment. Three things can be, and all are asked:

- *The lock.* Places get their row while the event is held, so rows are numbered in the order in which the lock was had.
  Who is seated has a lower number than who waits, and those who wait stand in the order of their numbers.
- *The answers.* Whoever had the whole answer before somebody else sent the first press does not stand behind them.
- *The number.* What each person reads on the page of their place, right after registering, is where they stand in the
  end, when nobody has given a place up: nobody was put in before them later.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

FAULT_OF_OURS = 500
SEE_OTHER, KNOWN = 303, 409


@dataclass(frozen=True)
class Place:
    """A place as the database has it: the number of its row, whose it is, and its number in line (nought: a seat)."""

    row: int
    email: str
    number: int


@dataclass(frozen=True)
class Visit:
    """What somebody's browser saw: what was answered, when it was sent and answered, and the number on the page."""

    email: str
    sent: float
    answered: float
    number: int | None
    statuses: tuple[int, ...]
    pressed: tuple[int, ...]
    waits: tuple[float, ...]

    @classmethod
    def told(cls, seen: Mapping[str, Any]) -> "Visit":
        """Read what a client process tells."""
        lists = {name: tuple(seen[name]) for name in ("statuses", "pressed", "waits")}
        return cls(**{**seen, **lists})


def faults_of_seats(places: Sequence[Place], *, people: int, seats: int, counted: int) -> Iterator[str]:
    """Say what is wrong with how many are seated; `counted` is what the event itself says."""
    seated = sum(place.number == 0 for place in places)
    if seated != min(seats, people):
        yield f"{seated} people are seated on {seats} seats"
    if counted != seated:
        yield f"the event counts {counted} seats taken, but {seated} people are seated"
    if len(places) != people or len({place.email for place in places}) != people:
        yield f"{len(places)} places for {people} people"


def faults_of_control(places: Sequence[Place], *, seats: int) -> list[str]:
    """Say so if nobody was seated too many where nothing was held: a check that cannot fail is worth nothing."""
    seated = sum(place.number == 0 for place in places)
    return [] if seated > seats else [f"without the lock {seated} people are seated on {seats} seats: nothing is shown"]


def faults_of_answers(visits: Iterable[Visit]) -> Iterator[str]:
    """Say which answers nobody should get."""
    for visit in visits:
        bad = [status for status in visit.statuses if status == 0 or status >= FAULT_OF_OURS]
        if bad:
            yield f"{visit.email} was answered {bad} (nought: nothing came)"
        elif visit.pressed.count(SEE_OTHER) < 1 or set(visit.pressed) - {SEE_OTHER, KNOWN} or visit.number is None:
            yield f"{visit.email} was answered {visit.pressed} and read the number {visit.number}"


def faults_of_order(places: Sequence[Place], visits: Sequence[Visit]) -> Iterator[str]:
    """Say who stands where they should not; `places` stand as they do: seats first, then the line."""
    seen = {visit.email: visit for visit in visits}
    if seen.keys() != {place.email for place in places}:
        yield "there are places of people who did not come, or people without one"
        return
    yield from _against_the_lock(places)
    yield from _against_the_answers(places, seen)
    for place in places:
        if seen[place.email].number != place.number:
            yield f"{place.email} read number {seen[place.email].number} and is number {place.number} in the end"


def pairs_told_apart(visits: Sequence[Visit]) -> int:
    """Count the pairs of people of whom one had an answer before the other pressed: of these the order is known."""
    answered = sorted(visit.answered for visit in visits)
    return sum(bisect_left(answered, visit.sent) for visit in visits)


def _against_the_lock(places: Sequence[Place]) -> Iterator[str]:
    """Say who had the lock earlier and stands behind; seats have no order among themselves."""
    in_order = sorted(places, key=lambda place: (place.number, place.row if place.number == 0 else 0))
    for before, after in pairwise(in_order):
        if before.row > after.row:
            yield f"{_called(after)} had the lock before {_called(before)} and stands behind"


def _against_the_answers(places: Sequence[Place], seen: Mapping[str, Visit]) -> Iterator[str]:
    """Say who had an answer before somebody pressed who stands in front; of those in front the last to press counts."""
    in_front: Place | None = None
    for place in places:
        visit = seen[place.email]
        if in_front and place.number and visit.answered < seen[in_front.email].sent:
            yield f"{_called(place)} had an answer before {_called(in_front)} pressed, and stands behind"
        if in_front is None or visit.sent > seen[in_front.email].sent:
            in_front = place


def _called(place: Place) -> str:
    return f"{place.email} ({f'number {place.number}' if place.number else 'seated'})"
