"""On which days do the made-up teams hold nothing?"""

from collections.abc import Iterable
from datetime import date, timedelta

from eventhub.demo.identity import pair
from eventhub.demo.values import ClosedDay, Complex, Event
from eventhub.demo.words import read

DAY = timedelta(days=1)
WORKDAYS = 5


def close_days(complexes: Iterable[Complex], events: Iterable[Event], today: date) -> tuple[ClosedDay, ...]:
    """Close each complex on its first free working day three weeks ahead, and on the last day of the year."""
    taken = {(event.complex, event.starts_at.date()) for event in events}
    words = read("events")["closed_days"]
    closed = []
    for complex_ in complexes:
        day = today + 21 * DAY
        while day.weekday() >= WORKDAYS or (complex_.slug, day) in taken:
            day += DAY
        closed.append(ClosedDay(complex_.slug, day, *pair(words["training"])))
        last = date(today.year, 12, 31)
        if last != day:
            closed.append(ClosedDay(complex_.slug, last, *pair(words["year_end"])))
    return tuple(closed)
