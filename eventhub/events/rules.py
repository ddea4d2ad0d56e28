"""Which plans of an event make sense, who may still come, and what is usual for its kind?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlsplit

from babel.dates import format_date

from eventhub.core.i18n import current_locale
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_span
from eventhub.events.models import Event, Kind, Status

LONGEST = timedelta(days=14)
FIRST_YEAR, LAST_YEAR = 2000, 2100
SMALLEST, LARGEST = 1, 5000
MOVES = ("starts_at", "ends_at", "all_day", "venue", "address", "online_url")
# What a calendar must hear of (RFC 5545, 3.8.7.4): beside the status, which changes by `publish` and `cancel`.
REVISES = (*MOVES, "title_ko", "title_en")

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
class Usual:
    """What is usual for a kind of event."""

    hour: int
    hours: int
    capacity: int
    closes_before: timedelta
    days: int = 1


USUAL: dict[Kind, Usual] = {
    Kind.FORUM: Usual(hour=14, hours=3, capacity=40, closes_before=timedelta(hours=3)),
    Kind.SEMINAR: Usual(hour=14, hours=3, capacity=30, closes_before=timedelta(hours=3)),
    Kind.WORKSHOP: Usual(hour=10, hours=6, capacity=20, closes_before=timedelta(days=1)),
    Kind.BRIEFING: Usual(hour=14, hours=2, capacity=60, closes_before=timedelta(hours=3)),
    Kind.MEETING: Usual(hour=16, hours=2, capacity=15, closes_before=timedelta(hours=3)),
    Kind.CLUSTER_DAY: Usual(hour=9, hours=9, capacity=500, closes_before=timedelta(days=3), days=2),
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything a coordinator decides about an event."""

    kind: Kind
    complex_id: int
    mini_cluster_id: int | None = None
    title_ko: str = ""
    title_en: str = ""
    text_ko: str = ""
    text_en: str = ""
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    venue: str = ""
    address: str = ""
    online_url: str = ""
    capacity: int
    registration_opens_at: datetime
    registration_closes_at: datetime


@dataclass(frozen=True)
class Leaf:
    """A day in the pieces a calendar leaf shows."""

    number: int
    month: str
    weekday: str
    full_weekday: str


Month = tuple[date, list[tuple[date, Sequence[Event]]]]
PLANNED = tuple(field.name for field in fields(Plan))


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which events a list shall hold; days are read on people's calendars."""

    complex_id: int | None = None
    mini_cluster_id: int | None = None
    kind: Kind | None = None
    words: str = ""
    first_day: date | None = None
    last_day: date | None = None


def faults_of(plan: Plan) -> dict[str, Any]:
    """Say what contradicts itself in a plan: one sentence per field, none when it holds."""
    length = plan.ends_at - plan.starts_at
    checks = (
        ("title_ko", bool(plan.title_ko or plan.title_en), _("Please write a title in at least one language.")),
        ("ends_at", length > timedelta(0), _("The end must come after the beginning.")),
        ("ends_at", length <= LONGEST, _("An event lasts fourteen days at most.")),
        (
            "registration_closes_at",
            plan.registration_closes_at <= plan.ends_at,
            _("Registration must close before the event ends."),
        ),
        (
            "registration_opens_at",
            plan.registration_opens_at < plan.registration_closes_at,
            _("Registration must open before it closes."),
        ),
        ("capacity", SMALLEST <= plan.capacity <= LARGEST, _("Write a number from 1 to 5,000.")),
        ("online_url", is_web_address(plan.online_url), _("Write an address that begins with https:// or http://.")),
    )
    # The first fault of a field is the one to mend first.
    return {name: sentence for name, holds, sentence in reversed(checks) if not holds}


def faults_before_publishing(plan: Plan | Event, *, now: datetime) -> dict[str, Any]:
    """Say what keeps a plan from being shown to everybody."""
    faults = {}
    if not plan.venue and not plan.online_url:
        faults["venue"] = _("Write where it takes place: a venue, an online address, or both.")
    if plan.ends_at <= now:
        faults["ends_at"] = _("This event would be over already. Please choose a day to come.")
    return faults


def is_web_address(text: str) -> bool:
    """Say whether a text is empty or an address a browser opens as a page."""
    if not text:
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(sign.isspace() for sign in text)


def is_sensible_year(day: date) -> bool:
    """Say whether a day lies within the years EventHub counts in."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def changed_fields(event: Event, plan: Plan) -> list[str]:
    """List what a plan changes about an event."""
    return [name for name in PLANNED if getattr(event, name) != getattr(plan, name)]


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


def when_and_where(event: Event) -> str:
    """Write time and place in one line, in the language of whoever reads it."""
    span = say_span(event.starts_at, event.ends_at, all_day=event.all_day)
    return f"{span}, {event.venue or str(_('online'))}"


def map_links(event: Event) -> list[tuple[Any, str]]:
    """Link the place to the two maps people here use; both search by words, so no coordinates are needed."""
    place = quote(event.address or event.venue, safe="")
    if not place:
        return []
    return [
        (_("Naver Map"), f"https://map.naver.com/p/search/{place}"),
        (_("KakaoMap"), f"https://map.kakao.com/?q={place}"),
    ]
