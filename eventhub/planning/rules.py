"""What falls on which day, which plans are in each other's way, and how full is a year?"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import combinations, groupby
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from eventhub.core.moments import days_of
from eventhub.events.models import Event, Kind, Status

EVENING = time(17)
DAY = timedelta(days=1)
WEEK = 7
# From how many events on a day is how dark; the last step is open.
STEPS = (1, 3, 6, 10)
SQUARE, APART, LEFT, TOP = 16, 19, 28, 22


class View(StrEnum):
    """The ways to look at what is planned."""

    MONTH = "month"
    AGENDA = "agenda"
    YEAR = "year"


class Spanning(Protocol):
    """Whatever lasts from one moment to another."""

    @property
    def starts_at(self) -> Any:  # noqa: ANN401 - a column of a table or a field of a value
        """When it begins."""

    @property
    def ends_at(self) -> Any:  # noqa: ANN401 - see above
        """When it is over."""


Span = TypeVar("Span", bound=Spanning)


@dataclass(frozen=True)
class Wanted:
    """What a view is narrowed to, beside the complex; the sets hold the events in the room and with the speaker."""

    kind: Kind | None = None
    mini_cluster_id: int | None = None
    in_room: Container[int] | None = None
    with_speaker: Container[int] | None = None

    def holds(self, event: Any) -> bool:  # noqa: ANN401 - an event, or as much of one as a year's picture needs
        """Say whether an event is wanted."""
        return (
            self.kind in (None, event.kind)
            and self.mini_cluster_id in (None, event.mini_cluster_id)
            and (self.in_room is None or event.id in self.in_room)
            and (self.with_speaker is None or event.id in self.with_speaker)
        )


@dataclass(frozen=True)
class Booking:
    """A room taken for a span, by an event or by a session of one; without a title the asker may not know by what."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    event_id: int
    session_id: int | None
    team: str
    title: str = ""
    public_id: str = ""

    def excludes(self, other: "Booking") -> bool:
        """Say whether two bookings of one room cannot both take place; an event contains its own sessions."""
        is_inside = self.event_id == other.event_id and None in (self.session_id, other.session_id)
        return not is_inside and self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Crowded:
    """An evening on which two events ask the same people."""

    day: date
    first: Event
    second: Event


@dataclass(frozen=True)
class Square:
    """A day in the picture of a year: where it is drawn, how many events it has and how dark it is."""

    day: date
    x: int
    y: int
    number: int
    step: int


@dataclass(frozen=True)
class Heat:
    """A picture of a year, a column a week, with the month that begins above its column."""

    width: int
    height: int
    squares: tuple[Square, ...]
    months: tuple[tuple[date, int], ...]


def by_day(spans: Iterable[Span], first: date, last: date) -> dict[date, list[Span]]:
    """Sort what takes place into the days it touches, in their order; empty days are left out."""
    days: dict[date, list[Span]] = {}
    for span in spans:
        for day in days_of(span.starts_at, span.ends_at):
            if first <= day <= last:
                days.setdefault(day, []).append(span)
    return dict(sorted(days.items()))


def doubled(bookings: Iterable[Booking]) -> frozenset[Booking]:
    """Find the bookings whose room is taken by another one at the same time."""
    of_room = attrgetter("room_id")
    found: set[Booking] = set()
    for _room, heap in groupby(sorted(bookings, key=of_room), key=of_room):
        for first, second in combinations(heap, 2):
            if first.excludes(second):
                found |= {first, second}
    return frozenset(found)


def crowded_evenings(events: Iterable[Event], first: date, last: date, *, zone: tzinfo) -> list[Crowded]:
    """Find the evenings on which two events ask the same people; what is cancelled asks nobody."""
    planned = [event for event in events if event.status is not Status.CANCELLED]
    found = []
    for day, that_day in by_day(planned, first, last).items():
        evening = datetime.combine(day, EVENING, zone)
        late = [event for event in that_day if event.ends_at > evening]
        found += [Crowded(day, one, other) for one, other in combinations(late, 2) if asks_the_same(one, other)]
    return found


def asks_the_same(one: Event, other: Event) -> bool:
    """Say whether two events are for the same people: of one mini-cluster, or one is for its whole complex."""
    if None in (one.mini_cluster_id, other.mini_cluster_id):
        return one.complex_id == other.complex_id
    return one.mini_cluster_id == other.mini_cluster_id


def count_days(spans: Iterable[Spanning], year: int) -> Counter[date]:
    """Count what takes place on each day of a year."""
    return Counter({day: len(of_day) for day, of_day in by_day(spans, date(year, 1, 1), date(year, 12, 31)).items()})


def count_weekdays(numbers: Mapping[date, int]) -> list[list[int]]:
    """Add the days of a year up: a row a month, from Monday to Sunday."""
    rows = [[0] * WEEK for _month in range(12)]
    for day, number in numbers.items():
        rows[day.month - 1][day.weekday()] += number
    return rows


def draw_year(year: int, numbers: Mapping[date, int]) -> Heat:
    """Lay the days of a year out."""
    first = date(year, 1, 1)
    days = [first + number * DAY for number in range((date(year, 12, 31) - first).days + 1)]

    def column(day: date) -> int:
        return LEFT + APART * (((day - first).days + first.weekday()) // WEEK)

    squares = tuple(
        Square(day, column(day), TOP + APART * day.weekday(), numbers.get(day, 0), step_of(numbers.get(day, 0)))
        for day in days
    )
    months = tuple((day, column(day)) for day in days if day.day == 1)
    return Heat(column(days[-1]) + APART, TOP + APART * WEEK, squares, months)


def step_of(number: int) -> int:
    """Say how dark a day with some events is: 0 without any."""
    return sum(number >= step for step in STEPS)
