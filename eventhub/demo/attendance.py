"""Who came to the events that are over?"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from eventhub.core.clock import local
from eventhub.core.moments import days_of
from eventhub.demo.identity import Chance
from eventhub.demo.values import CheckIn, Event, Mark, Registration

CAME_SHARE, EXCUSED_SHARE = 0.8, 0.15
# People are let in from so long before the beginning until so long after it.
AROUND = timedelta(minutes=15)
# When the team goes through the list of who did not come.
MARKED_AFTER = timedelta(minutes=40)


def attend(chance: Chance, event: Event, places: Iterable[Registration]) -> Iterator[CheckIn | Mark]:
    """Let the people with a confirmed place come, each day of an event by its own chance, and note who did not."""
    days = days_of(event.starts_at, event.ends_at)
    for place in places:
        came = [day for day in days if chance.happens(CAME_SHARE)]
        yield from (_let_in(chance, event, place, day) for day in came)
        if not came:
            attendance = "excused" if chance.happens(EXCUSED_SHARE) else "absent"
            yield Mark(place.public_id, event.key, attendance, event.ends_at + MARKED_AFTER)


def _let_in(chance: Chance, event: Event, place: Registration, day: date) -> CheckIn:
    begins = event.starts_at + (day - local(event.starts_at).date())
    seconds = int(AROUND.total_seconds())
    moment = begins + timedelta(seconds=chance.rng.randint(-seconds, seconds))
    return CheckIn(place.public_id, event.key, day, moment)
