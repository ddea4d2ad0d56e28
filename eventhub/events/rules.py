"""Which plans of an event make sense, who may still come, and what is usual for its kind?"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date

from eventhub.clusters.models import ClosedDay
from eventhub.core.holidays import holidays_between
from eventhub.core.i18n import current_locale, gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.maps import maps_of
from eventhub.core.moments import say_day, say_span
from eventhub.events.models import Event, Kind, Status, TeamUsual, Visibility
from eventhub.venues.models import Room
from eventhub.venues.rules import is_open, say_hours

LONGEST = timedelta(days=14)
SMALLEST, LARGEST = 1, 5000
MOVES = ("starts_at", "ends_at", "all_day", "room_id", "venue", "address", "online_url")
# A letter about a move goes out when nothing more moved for a while, and an hour after the first move at the latest.
QUIET, PATIENCE = timedelta(minutes=10), timedelta(hours=1)
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


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What is usual for a kind of event: `minutes` is its length, on the last day if it has several."""

    hour: int
    minutes: int
    days: int = 1
    capacity: int
    opens_days_before: int = 30
    closes_hours_before: int = 3


USUAL: dict[Kind, Usual] = {
    Kind.FORUM: Usual(hour=14, minutes=180, capacity=40),
    Kind.SEMINAR: Usual(hour=14, minutes=180, capacity=30),
    Kind.WORKSHOP: Usual(hour=10, minutes=360, capacity=20, closes_hours_before=24),
    Kind.BRIEFING: Usual(hour=14, minutes=120, capacity=60),
    Kind.MEETING: Usual(hour=16, minutes=120, capacity=15),
    Kind.CLUSTER_DAY: Usual(hour=9, minutes=540, days=2, capacity=500, opens_days_before=60, closes_hours_before=72),
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
    visibility: Visibility = Visibility.PUBLIC
    venue_id: int | None = None
    room_id: int | None = None
    venue: str = ""
    address: str = ""
    online_url: str = ""
    capacity: int
    registration_opens_at: datetime
    registration_closes_at: datetime


class Part(StrEnum):
    """What may come along when an event is copied."""

    TEXTS = "descriptions"
    PLACE = "place"
    PLACES = "places"
    QUESTIONS = "questions"


@dataclass(frozen=True)
class Move:
    """One thing about an event's time or place that changed, in the words of one reader."""

    label: str
    old: str
    new: str
    is_online: bool = False


@dataclass(frozen=True)
class Leaf:
    """A day in the pieces a calendar leaf shows."""

    number: int
    month: str
    weekday: str
    full_weekday: str


Month = tuple[date, list[tuple[date, Sequence[Event]]]]
PLANNED = tuple(field.name for field in fields(Plan))
MOMENTS = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")


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


def is_overdue(event: Event, *, now: datetime) -> bool:
    """Say whether a draft should have published itself by now and was not ready."""
    return event.status is Status.DRAFT and event.publish_at is not None and event.publish_at <= now


def is_web_address(text: str) -> bool:
    """Say whether a text is empty or an address a browser opens as a page."""
    if not text:
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(sign.isspace() for sign in text)


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


def changed_fields(event: Event, plan: Plan) -> list[str]:
    """List what a plan changes about an event."""
    return [name for name in PLANNED if getattr(event, name) != getattr(plan, name)]


def usual_of(row: TeamUsual | None, kind: Kind) -> Usual:
    """Return what is usual for a kind in a team, or everywhere."""
    if row is None:
        return USUAL[kind]
    return Usual(**{field.name: getattr(row, field.name) for field in fields(Usual)})


def faults_of_usual(usual: Usual) -> dict[str, Any]:
    """Say what contradicts itself in what shall be usual."""
    faults = {}
    if usual.hour * 60 + usual.minutes > 24 * 60:
        faults["minutes"] = _("It would end after midnight. Please choose an earlier hour or a shorter length.")
    if usual.opens_days_before * 24 <= usual.closes_hours_before:
        faults["closes_hours_before"] = _("Registration must open before it closes.")
    return faults


def propose(usual: Usual, day: date, *, zone: tzinfo, now: datetime) -> dict[str, datetime]:
    """Propose the moments of an event on a day, on people's clocks; registration opens now at the earliest."""
    starts_at = datetime.combine(day, datetime.min.time()) + timedelta(hours=usual.hour)
    ends_at = starts_at + timedelta(days=usual.days - 1, minutes=usual.minutes)
    present = now.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    opens_at, closes_at = _window(usual, starts_at, present)
    return {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "registration_opens_at": opens_at,
        "registration_closes_at": closes_at,
    }


def _window(usual: Usual, starts_at: datetime, present: datetime) -> tuple[datetime, datetime]:
    """Return when registration usually opens, not before the present, and when it closes."""
    closes_at = starts_at - timedelta(hours=usual.closes_hours_before)
    opens_at = starts_at - timedelta(days=usual.opens_days_before)
    # A window that has passed already is still a window: it is shown as it is usual.
    return (max(present, opens_at) if present < closes_at else opens_at), closes_at


def copied(event: Event, day: date, parts: Container[Part], usual: Usual, *, zone: tzinfo, now: datetime) -> Plan:
    """Plan an event like another one on a day; what does not come along is as usual."""
    days = day - event.starts_at.astimezone(zone).date()
    known = {name: getattr(event, name) for name in PLANNED}
    plan = Plan(**{**known, **{name: _later(known[name], days, zone) for name in MOMENTS}})
    if Part.TEXTS not in parts:
        plan = replace(plan, text_ko="", text_en="")
    if Part.PLACE not in parts:
        plan = replace(plan, venue_id=None, room_id=None, venue="", address="", online_url="")
    if Part.PLACES not in parts:
        opens_at, closes_at = _window(usual, plan.starts_at, now)
        plan = replace(plan, capacity=usual.capacity, registration_opens_at=opens_at, registration_closes_at=closes_at)
    return plan


def _later(moment: datetime, days: timedelta, zone: tzinfo) -> datetime:
    # On people's clocks: a seminar at two stays at two, also where clocks are put forward meanwhile.
    return (moment.astimezone(zone).replace(tzinfo=None) + days).replace(tzinfo=zone)


def words_of_room(room: Room) -> str:
    """Write a room the way people read where an event takes place."""
    return f"{room.venue.name_ko or room.venue.name_en} {room.name_ko or room.name_en}"


def place_known(event: Event) -> dict[str, Any]:
    """Keep what people know of time and place, as plain values; the room is loaded."""
    known = {name: getattr(event, name) for name in MOVES}
    for name in ("starts_at", "ends_at"):
        known[name] = known[name].isoformat()
    room = {locale: getattr(event.room, f"name_{locale}") if event.room else "" for locale in ("ko", "en")}
    return {**known, "room": room}


def moves_between(was: Mapping[str, Any], event: Event) -> list[Move]:
    """Say what became of time and place, in the language of whoever reads it; nothing when all is as it was."""
    moves = [
        Move(str(_("When")), _span_of(was), say_span(event.starts_at, event.ends_at, all_day=event.all_day)),
        Move(str(_("Where")), _where(was["venue"], was["address"]), _where(event.venue, event.address)),
        Move(str(_("Online address")), was["online_url"] or "–", event.online_url or "–", is_online=True),
    ]
    moved = [move for move in moves if move.old != move.new]
    # A new room is mostly said by the words of the place already.
    if was["room_id"] != event.room_id and moves[1] not in moved:
        said = place_known(event)["room"]
        moved.append(Move(str(_("Room")), _either(was["room"]), _either(said)))
    return moved


def _span_of(was: Mapping[str, Any]) -> str:
    starts_at, ends_at = (datetime.fromisoformat(was[name]) for name in ("starts_at", "ends_at"))
    return say_span(starts_at, ends_at, all_day=was["all_day"])


def _where(venue: str, address: str) -> str:
    return ", ".join(part for part in (venue, address) if part) or str(_("online"))


def _either(names: Mapping[str, str]) -> str:
    return names[current_locale()] or names["ko"] or names["en"] or "–"


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
    """Link the place of an event to the maps people here use."""
    return maps_of(event.address or event.venue)
