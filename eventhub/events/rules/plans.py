"""Which plans of an event make sense, and what is usual for its kind?"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import on_clocks
from eventhub.events.models import Event, Kind, Status, TeamUsual, Visibility

OVER_ALREADY = _("This event would be over already. Please choose a day to come.")
LONGEST = timedelta(days=14)
SMALLEST, LARGEST = 1, 5000
# A worker that stood still makes up for a reminder as long as this; a later one would be told the wrong day.
LATEST_REMINDER = timedelta(hours=12)
# What a form offers, the earliest first.
REMINDER_WORDS: dict[int, Any] = {
    336: _("Two weeks before"),
    168: _("One week before"),
    72: _("Three days before"),
    48: _("Two days before"),
    24: _("One day before"),
    3: _("Three hours before"),
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
    reminder_hours: tuple[int, ...] = (24,)


USUAL: dict[Kind, Usual] = {
    Kind.FORUM: Usual(hour=14, minutes=180, capacity=40, reminder_hours=(168, 24)),
    Kind.SEMINAR: Usual(hour=14, minutes=180, capacity=30, reminder_hours=(168, 24)),
    Kind.WORKSHOP: Usual(hour=10, minutes=360, capacity=20, closes_hours_before=24, reminder_hours=(168, 24)),
    Kind.BRIEFING: Usual(hour=14, minutes=120, capacity=60),
    Kind.MEETING: Usual(hour=16, minutes=120, capacity=15),
    Kind.CLUSTER_DAY: Usual(
        hour=9,
        minutes=540,
        days=2,
        capacity=500,
        opens_days_before=60,
        closes_hours_before=72,
        reminder_hours=(168, 24),
    ),
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
    venue_ko: str = ""
    venue_en: str = ""
    address: str = ""
    online_url: str = ""
    capacity: int
    registration_opens_at: datetime
    registration_closes_at: datetime
    reminder_hours: tuple[int, ...] = ()


class Part(StrEnum):
    """What may come along when an event is copied."""

    TEXTS = "descriptions"
    PLACE = "place"
    PLACES = "places"
    LETTERS = "letters"
    QUESTIONS = "questions"


PLANNED = tuple(field.name for field in fields(Plan))
MOMENTS = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")


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
        ("reminder_hours", set(plan.reminder_hours) <= set(REMINDER_WORDS), _("Choose among the reminders offered.")),
        ("online_url", is_web_address(plan.online_url), _("Write an address that begins with https:// or http://.")),
    )
    # The first fault of a field is the one to mend first.
    return {name: sentence for name, holds, sentence in reversed(checks) if not holds}


def has_place(plan: Plan | Event) -> bool:
    """Say whether people are told where to go: a venue in either language, or an online address."""
    return bool(plan.venue_ko or plan.venue_en or plan.online_url)


def faults_before_publishing(plan: Plan | Event, *, now: datetime) -> dict[str, Any]:
    """Say what keeps a plan from being shown to everybody."""
    faults = {}
    if not has_place(plan):
        faults["venue_ko"] = _("Write where it takes place: a venue, an online address, or both.")
    if plan.ends_at <= now:
        faults["ends_at"] = OVER_ALREADY
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


def changed_fields(event: Event, plan: Plan) -> list[str]:
    """List what a plan changes about an event."""
    return [name for name in PLANNED if getattr(event, name) != getattr(plan, name)]


def shift_between(event: Event, plan: Plan) -> timedelta:
    """Say how much later a plan begins on people's clocks than an event does; whole days name no hours."""
    was, begins = on_clocks(event.starts_at), on_clocks(plan.starts_at)
    return begins.date() - was.date() if event.all_day or plan.all_day else begins - was


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
        plan = replace(plan, venue_id=None, room_id=None, venue_ko="", venue_en="", address="", online_url="")
    if Part.PLACES not in parts:
        opens_at, closes_at = _window(usual, plan.starts_at, now)
        plan = replace(plan, capacity=usual.capacity, registration_opens_at=opens_at, registration_closes_at=closes_at)
    if Part.LETTERS not in parts:
        plan = replace(plan, reminder_hours=usual.reminder_hours)
    return plan


def _later(moment: datetime, days: timedelta, zone: tzinfo) -> datetime:
    # On people's clocks: a seminar at two stays at two, also where clocks are put forward meanwhile.
    return (moment.astimezone(zone).replace(tzinfo=None) + days).replace(tzinfo=zone)


def next_reminder(event: Event, *, now: datetime) -> datetime | None:
    """Return the next moment at which people are reminded of an event; none while it is not published."""
    if event.status is not Status.PUBLISHED:
        return None
    moments = (event.starts_at - timedelta(hours=number) for number in event.reminder_hours)
    return min((moment for moment in moments if moment > now), default=None)


def reminder_due(event: Event, *, now: datetime) -> int | None:
    """Say which reminder of an event goes out now: the last whose moment has come, unless that is too long ago."""
    if event.status is not Status.PUBLISHED or event.starts_at <= now:
        return None
    passed = [number for number in event.reminder_hours if event.starts_at - timedelta(hours=number) <= now]
    hours = min(passed, default=None)
    if hours is None or event.starts_at - timedelta(hours=hours) < now - LATEST_REMINDER:
        return None
    return hours


def say_reminders(hours: Iterable[int]) -> str:
    """Write how long before an event people are reminded."""
    return ", ".join(str(REMINDER_WORDS[number]) for number in hours) or gettext("no reminder")
