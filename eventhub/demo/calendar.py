"""Which days and hours does the programme's year have?"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from eventhub.core.clock import zone

DAYS_BEFORE, DAYS_AFTER = 304, 61
# Holidays on fixed dates; those of the lunar calendar do not matter to made-up events.
HOLIDAYS = frozenset({(1, 1), (3, 1), (5, 1), (5, 5), (6, 6), (7, 17), (8, 15), (10, 3), (10, 9), (12, 25)})
BUSY = {1: 5, 2: 5, 3: 9, 4: 10, 5: 10, 6: 10, 7: 8, 8: 5, 9: 10, 10: 11, 11: 11, 12: 7}
CLUSTER_DAY_AFTER = 21
THURSDAY, SATURDAY = 3, 5


def moment(day: date, hour: str) -> datetime:
    """Say when an hour of a day is on people's clocks, in UTC."""
    return datetime.combine(day, time.fromisoformat(hour), zone()).astimezone(UTC)


@dataclass(frozen=True)
class Year:
    """The programme's year around today."""

    today: date

    @property
    def now(self) -> datetime:
        """Say when today begins; nothing that has happened is later."""
        return moment(self.today, "00:00")

    @cached_property
    def working_days(self) -> tuple[date, ...]:
        """List the working days from ten months before today to two months after."""
        days = (self.today + timedelta(days=offset) for offset in range(-DAYS_BEFORE, DAYS_AFTER))
        return tuple(day for day in days if day.weekday() < SATURDAY and (day.month, day.day) not in HOLIDAYS)

    @cached_property
    def past_days(self) -> tuple[date, ...]:
        """List the working days before today."""
        return tuple(day for day in self.working_days if day < self.today)

    @cached_property
    def cluster_day(self) -> date:
        """Find the Thursday three weeks ahead on which the Cluster Day begins."""
        day = self.today + timedelta(days=CLUSTER_DAY_AFTER)
        while day.weekday() != THURSDAY or {day, day + timedelta(days=1)} - set(self.working_days):
            day += timedelta(days=1)
        return day

    def event_days(self, rng: random.Random, count: int) -> list[date]:
        """Choose the days of events: more in spring and autumn, never during the Cluster Day."""
        taken = {self.cluster_day, self.cluster_day + timedelta(days=1)}
        days = [day for day in self.working_days if day not in taken]
        return sorted(rng.choices(days, weights=[BUSY[day.month] for day in days], k=count))

    def days_ago(self, days: int) -> datetime:
        """Say when it was ten to ten on the last working day at least so long ago."""
        day = max(day for day in self.past_days if (self.today - day).days >= days)
        return moment(day, "09:50")

    def working_moment(self, rng: random.Random) -> datetime:
        """Choose a moment in the past when people write."""
        start = moment(rng.choice(self.past_days), "07:40")
        return start + timedelta(seconds=int(rng.triangular(0, 12 * 3600, 3 * 3600)))
