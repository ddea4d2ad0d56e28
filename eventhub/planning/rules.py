"""What falls on which day, which plans are in each other's way, and how full is a year?"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import combinations, groupby, islice
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar

from eventhub.core.moments import days_of
from eventhub.core.paging import Page, cut
from eventhub.events.models import Kind, Status

EVENING = time(17)
DAY = timedelta(days=1)
WEEK = 7
# From how many events on a day is how dark; the last step is open.
STEPS = (1, 3, 6, 10)
SQUARE, APART, LEFT, TOP = 16, 19, 28, 22
# So many events a day of the month shows, so many lines a page of the agenda, so many crowded evenings the warning.
MOST_IN_DAY, MOST_ON_PAGE, MOST_CROWDED = 5, 50, 20


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
    in_room: AbstractSet[int] | None = None
    with_speaker: AbstractSet[int] | None = None

    @property
    def only(self) -> AbstractSet[int] | None:
        """The only events that can be wanted, where room or speaker say so."""
        if self.in_room is None or self.with_speaker is None:
            return self.with_speaker if self.in_room is None else self.in_room
        return self.in_room & self.with_speaker

    def holds(self, event: Any) -> bool:  # noqa: ANN401 - an event, or as much of one as a year's picture needs
        """Say whether an event is wanted."""
        return (
            self.kind in (None, event.kind)
            and self.mini_cluster_id in (None, event.mini_cluster_id)
            and (self.only is None or event.id in self.only)
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
    """An evening on which two events ask the same people; both as they were looked at."""

    day: date
    first: Any
    second: Any


@dataclass(frozen=True)
class Agenda(Generic[Span]):
    """One page of what takes place day by day, and from which day to which it tells, days without an event included."""

    page: Page[tuple[date, Span]]
    first: date
    last: date

    @property
    def days(self) -> dict[date, list[Span]]:
        """What the page shows of each day on which something takes place."""
        days: dict[date, list[Span]] = {}
        for day, span in self.page.items:
            days.setdefault(day, []).append(span)
        return days


@dataclass(frozen=True)
class MonthPlan:
    """A month as it is planned: what each day holds, one page of it as an agenda, and evenings that are crowded.

    What is shown of an event is kept once, in `lines`, by its row.
    """

    days: Mapping[date, list[Any]]
    agenda: Agenda[Any]
    crowded: list[Crowded]
    lines: Mapping[int, Any]


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


def agenda(days: Mapping[date, list[Span]], first: date, last: date, number: int) -> Agenda[Span]:
    """Cut what takes place between two days into pages; a day that fills more than one goes on on the next."""
    pairs = [(day, span) for day, of_day in days.items() if first <= day <= last for span in of_day]
    page = cut(pairs, number, per_page=MOST_ON_PAGE)
    if page.has_previous:
        before = pairs[(page.number - 1) * MOST_ON_PAGE - 1][0]
        first = min(page.items[0][0], before + DAY)
    if page.has_next:
        last = page.items[-1][0]
    return Agenda(page, first, last)


def crowded_evenings(events: Iterable[Any], first: date, last: date, *, zone: tzinfo) -> list[Crowded]:
    """Find the first evenings on which two events ask the same people; what is cancelled asks nobody.

    One more than is shown, if there are more.
    """
    planned = [event for event in events if event.status is not Status.CANCELLED]
    return list(islice(_crowded(by_day(planned, first, last), zone), MOST_CROWDED + 1))


def asks_the_same(one: Any, other: Any) -> bool:  # noqa: ANN401 - see `Wanted.holds`
    """Say whether two events are for the same people: of one mini-cluster, or one is for its whole complex."""
    if None in (one.mini_cluster_id, other.mini_cluster_id):
        return bool(one.complex_id == other.complex_id)
    return bool(one.mini_cluster_id == other.mini_cluster_id)


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


def _crowded(days: Mapping[date, list[Any]], zone: tzinfo) -> Iterator[Crowded]:
    for day, that_day in days.items():
        evening = datetime.combine(day, EVENING, zone)
        late = [event for event in that_day if event.ends_at > evening]
        yield from (Crowded(day, one, other) for one, other in combinations(late, 2) if asks_the_same(one, other))
