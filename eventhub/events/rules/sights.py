"""How is an event shown: its words, its door, its days, what to know about them?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby
from typing import Any

from babel.dates import format_date

from eventhub.clusters.models import ClosedDay
from eventhub.core.holidays import holidays_between
from eventhub.core.i18n import current_locale, gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.maps import maps_of
from eventhub.core.moments import say_day
from eventhub.events.models import Event, Kind, Status, Visibility
from eventhub.venues.rules import is_open, say_hours

KIND_WORDS: dict[Kind, Any] = {
    Kind.FORUM: _("Forum"),
    Kind.SEMINAR: _("Seminar"),
    Kind.WORKSHOP: _("Workshop"),
    Kind.BRIEFING: _("Briefing"),
    Kind.MEETING: _("Meeting"),
    Kind.CLUSTER_DAY: _("Innovation Cluster Day"),
}
STATUS_WORDS: dict[Status, Any] = {
    Status.DRAFT: _("Draft"),
    Status.PUBLISHED: _("Published"),
    Status.CANCELLED: _("Cancelled"),
}
VISIBILITY_WORDS: dict[Visibility, Any] = {
    Visibility.PUBLIC: _("Everybody finds it"),
    Visibility.UNLISTED: _("Only who has its address"),
    Visibility.MEMBERS: _("Only people who belong to an organisation"),
}


class Door(StrEnum):
    """What somebody who wants to come finds."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    OVER = "over"
    CLOSED = "closed"
    NOT_YET = "not_yet"
    FULL = "full"
    OPEN = "open"

    @property
    def lets_in(self) -> bool:
        """Whether one can register: for a place or for the waiting list."""
        return self in (Door.OPEN, Door.FULL)


DOOR_SENTENCES: dict[Door, Any] = {
    Door.DRAFT: _("This event is not published yet."),
    Door.CANCELLED: _("This event is cancelled."),
    Door.OVER: _("This event is over."),
    Door.CLOSED: _("Registration is closed."),
    Door.NOT_YET: _("Registration has not begun yet."),
    Door.FULL: _("All places are taken. You can join the waiting list."),
    Door.OPEN: _("Registration is open."),
}


@dataclass(frozen=True)
class Leaf:
    """A day in the pieces a calendar leaf shows."""

    number: int
    month: str
    weekday: str
    full_weekday: str


Month = tuple[date, list[tuple[date, Sequence[Event]]]]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which events a list shall hold; days are read on people's calendars."""

    complex_id: int | None = None
    mini_cluster_id: int | None = None
    room_id: int | None = None
    kind: Kind | None = None
    words: str = ""
    first_day: date | None = None
    last_day: date | None = None


def days_of(event: Event, *, zone: tzinfo) -> tuple[date, date]:
    """Return the first and the last day of an event on people's calendars; the end is exclusive."""
    last = event.ends_at - timedelta(microseconds=1)
    return event.starts_at.astimezone(zone).date(), last.astimezone(zone).date()


def warnings_about(event: Event, closed_days: Iterable[ClosedDay], *, zone: tzinfo) -> list[str]:
    """Say what a coordinator should know about the day and the room of an event, none of it forbidden."""
    named = [*holidays_between(*days_of(event, zone=zone), current_locale()).items()]
    named += [(closed.day, pick(closed, "name")) for closed in closed_days]
    warnings = [gettext("%(day)s is a day off: %(name)s.", day=say_day(day), name=name) for day, name in named]
    room = event.room
    if room and not event.all_day and not is_open(room.venue, event.starts_at, event.ends_at, zone):
        warnings.append(gettext("The venue is open only at %(hours)s.", hours=say_hours(room.venue)))
    if room and room.capacity < event.capacity:
        sentence = gettext(
            "The room takes %(room)d people, the event %(event)d.", room=room.capacity, event=event.capacity
        )
        warnings.append(sentence)
    return warnings


def door(event: Event, *, now: datetime) -> Door:
    """Say what somebody who wants to come finds at this moment."""
    if event.status is not Status.PUBLISHED:
        return Door.DRAFT if event.status is Status.DRAFT else Door.CANCELLED
    stages = (
        (Door.OVER, now >= event.ends_at),
        (Door.CLOSED, now >= event.registration_closes_at),
        (Door.NOT_YET, now < event.registration_opens_at),
        (Door.FULL, event.seats_left <= 0),
    )
    return next((stage for stage, is_so in stages if is_so), Door.OPEN)


def agenda(events: Iterable[Event], *, zone: tzinfo) -> list[Month]:
    """Group events in their order by the month and the day on which they begin."""
    days = groupby(events, key=lambda event: event.starts_at.astimezone(zone).date())
    listed = [(day, list(that_day)) for day, that_day in days]
    months = groupby(listed, key=lambda day_and_events: day_and_events[0].replace(day=1))
    return [(month, list(that_month)) for month, that_month in months]


def leaf(day: date) -> Leaf:
    """Write a day as on a calendar leaf."""
    locale = current_locale()
    month, weekday, full = (format_date(day, pattern, locale=locale) for pattern in ("MMM", "EEE", "EEEE"))
    return Leaf(day.day, month, weekday, full)


def map_links(event: Event) -> list[tuple[Any, str]]:
    """Link the place of an event to the maps people here use, which know Korean names best."""
    return maps_of(event.address or event.venue_ko or event.venue_en)
