"""Which meetings of a mini-cluster come again every month, and by which rule?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from eventhub.core.moments import month_after
from eventhub.demo.calendar import Year, moment
from eventhub.demo.values import Event, MiniCluster, Series
from eventhub.series.rules import Frequency, Repetition, rule_of

MOST, FEWEST_DATES = 36, 4
HOURS = ("16:00", "15:00", "17:00")
# Tuesdays to Thursdays, in the first to the fourth week.
FIRST_WEEKDAY, WEEKDAYS, WEEKS = 1, 3, 4
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def regular(
    events: Sequence[Event], mini_clusters: Iterable[MiniCluster], year: Year
) -> tuple[list[Event], tuple[Series, ...]]:
    """Put some meetings of mini-clusters on the same weekday of each month; no chance is used up by it."""
    meetings = defaultdict(list)
    for event in events:
        if event.kind == "meeting" and event.mini_cluster and event.status == "published":
            meetings[event.mini_cluster].append(event)
    moved: dict[str, Event] = {}
    series: list[Series] = []
    for number, mini_cluster in enumerate(mini_clusters):
        habit = Repetition(
            frequency=Frequency.BY_WEEKDAY,
            weekdays=(FIRST_WEEKDAY + number % WEEKDAYS,),
            ordinal=1 + number % WEEKS,
        )
        dates = _on_days(meetings[mini_cluster.slug], habit, HOURS[number % len(HOURS)], year)
        if len(dates) >= FEWEST_DATES and len(series) < MOST:
            moved |= {event.key: event for event in dates}
            series.append(_series(mini_cluster, habit, dates))
    return [moved.get(event.key, event) for event in events], tuple(series)


def _on_days(meetings: Iterable[Event], habit: Repetition, hour: str, year: Year) -> list[Event]:
    """Move the first meeting of each month to its regular day, unless that lies on the other side of today."""
    found: dict[date, Event] = {}
    working = set(year.working_days) - {year.cluster_day, year.cluster_day + DAY}
    for event in meetings:
        first = event.starts_at.date().replace(day=1)
        day = _day_in(first, habit)
        starts_at = moment(day, hour)
        is_on_its_side = (starts_at < year.now) == (event.starts_at < year.now)
        if day in working and is_on_its_side and day not in found:
            found[day] = _moved(event, starts_at - event.starts_at)
    return [found[day] for day in sorted(found)]


def _day_in(first: date, habit: Repetition) -> date:
    return first + ((habit.weekdays[0] - first.weekday()) % 7) * DAY + (habit.ordinal - 1) * WEEK


def _moved(event: Event, by: timedelta) -> Event:
    return replace(
        event,
        starts_at=event.starts_at + by,
        ends_at=event.ends_at + by,
        registration_opens_at=event.registration_opens_at + by,
        registration_closes_at=event.registration_closes_at + by,
    )


def _series(mini_cluster: MiniCluster, habit: Repetition, dates: Sequence[Event]) -> Series:
    """Write the rule that makes these dates; a month without one is left out."""
    days = [event.starts_at.date() for event in dates]
    months = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month + 1
    every = [_day_in(month_after(days[0], number), habit) for number in range(months)]
    return Series(
        # As unlike any other as the identifier it is made of.
        public_id=dates[0].public_id[::-1],
        complex=mini_cluster.complex,
        mini_cluster=mini_cluster.slug,
        title_ko=f"{mini_cluster.name_ko} 정기 모임",
        title_en=f"{mini_cluster.name_en}: regular meeting",
        rule=rule_of(replace(habit, count=months)),
        left_out=tuple(day.isoformat() for day in every if day not in days),
        events=tuple(event.key for event in dates),
        starts_at=dates[0].starts_at,
        created_at=dates[0].registration_opens_at,
    )
