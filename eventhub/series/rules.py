"""Which dates does a repetition make, which of them make sense, and how is it said?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from babel.dates import get_day_names
from dateutil.rrule import rrulestr

from eventhub.core.holidays import holidays_between
from eventhub.core.i18n import current_locale, gettext
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import LAST_YEAR, from_clocks, on_clocks, say_day
from eventhub.events.models import Event
from eventhub.events.rules import MOMENTS, PLANNED, Plan

# As many dates as a series can hold, and as many as a form takes: nobody means more.
MOST, MOST_PLANNED = 13_000, 400
# Dates chosen one by one on several pages: they travel in an address, and servers read 4,094 signs of one.
MOST_CHOSEN = 200
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST_SHOWN = 12
# Holidays further off are not decided yet.
HOLIDAYS_KNOWN = timedelta(days=5 * 366)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
UNTIL, UNTIL_SHOWN = "%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S"
PUBLIC_ID = re.compile(r"[a-z0-9]{1,12}")
UNTIL_IN_RULE = re.compile(r"\d{8}T\d{6}Z")
# What a series says of itself, of all that is planned for its dates.
OWN_WORDS = ("kind", "complex_id", "mini_cluster_id", "title_ko", "title_en", "text_ko", "text_en")


class Frequency(StrEnum):
    """How a series comes again."""

    WEEKLY = "weekly"
    BY_WEEKDAY = "by_weekday"
    BY_DAY = "by_day"


class Scope(StrEnum):
    """Which dates a change is for."""

    THIS = "this"
    LATER = "later"
    ALL = "all"


FREQUENCY_WORDS: dict[Frequency, Any] = {
    Frequency.WEEKLY: _("Weekly, on chosen weekdays"),
    Frequency.BY_WEEKDAY: _("Monthly, on a weekday such as the second Tuesday"),
    Frequency.BY_DAY: _("Monthly, on a day such as the 15th"),
}
SCOPE_WORDS: dict[Scope, Any] = {
    Scope.THIS: _("Only this date"),
    Scope.LATER: _("This date and all later ones"),
    Scope.ALL: _("All dates to come"),
}
ORDINAL_WORDS: dict[int, Any] = {
    1: _("first"),
    2: _("second"),
    3: _("third"),
    4: _("fourth"),
    -1: _("last"),
}


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """What a coordinator decides about the dates of a series; weekdays count from Monday, from nought."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    ordinal: int = 1
    month_day: int = 1
    until: date | None = None
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """A rule (RFC 5545, 3.8.5.3), the moment it is counted from, and the days on people's calendars left out."""

    rule: str
    starts_at: datetime
    left_out: tuple[date, ...] = ()

    def every(self) -> list[datetime]:
        """List every date the rule makes, those left out too: one more than a series can hold at most."""
        return list(islice(_evaluated(self.rule, self.starts_at), MOST + 1))

    def dates(self) -> list[datetime]:
        """List the dates of the series, in UTC."""
        return [moment for moment in self.every() if day_of(moment) not in self.left_out]


@dataclass(frozen=True)
class LookedAt:
    """A date a rule makes, as a preview shows it."""

    day: date
    holiday: str
    is_left_out: bool


@dataclass(frozen=True)
class Look:
    """What a rule makes: the dates worth showing, how many there are in all, and how many are not shown."""

    rule: str
    rows: Sequence[LookedAt]
    total: int
    hidden: int

    @classmethod
    def nothing(cls) -> "Look":
        """Return a look at a rule that makes no sense yet."""
        return cls("", (), 0, 0)

    @property
    def holidays(self) -> list[date]:
        """The holidays among the dates that are not left out."""
        return [row.day for row in self.rows if row.holiday and not row.is_left_out]


def rule_of(repetition: Repetition) -> str:
    """Write a repetition as a recurrence rule."""
    frequency = "WEEKLY" if repetition.frequency is Frequency.WEEKLY else "MONTHLY"
    parts = [f"FREQ={frequency}", f"INTERVAL={repetition.interval}"]
    if repetition.frequency is Frequency.BY_DAY:
        parts.append(f"BYMONTHDAY={repetition.month_day}")
    else:
        ordinal = repetition.ordinal if repetition.frequency is Frequency.BY_WEEKDAY else ""
        parts.append("BYDAY=" + ",".join(f"{ordinal}{WEEKDAYS[day]}" for day in repetition.weekdays))
    if repetition.count is not None:
        parts.append(f"COUNT={repetition.count}")
    if repetition.until is not None:
        # The whole last day on people's calendars, said in UTC as the standard asks.
        parts.append(f"UNTIL={from_clocks(datetime.combine(repetition.until + DAY, time())) - SECOND:{UNTIL}}")
    return ";".join(parts)


def repetition_of(rule: str) -> Repetition:
    """Read a recurrence rule that `rule_of` wrote."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    days = [part for part in parts.get("BYDAY", "").split(",") if part]
    is_weekly = parts["FREQ"] == "WEEKLY"
    by_weekday = Frequency.WEEKLY if is_weekly else Frequency.BY_WEEKDAY
    ordinal = next((int(day[:-2]) for day in days if day[:-2]), 1)
    until = _moment_in(parts["UNTIL"]) if "UNTIL" in parts else None
    return Repetition(
        frequency=by_weekday if days else Frequency.BY_DAY,
        interval=int(parts["INTERVAL"]),
        weekdays=tuple(WEEKDAYS.index(day[-2:]) for day in days),
        ordinal=ordinal,
        month_day=int(parts.get("BYMONTHDAY", 1)),
        until=day_of(until) if until else None,
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
    )


def faults_of_repetition(repetition: Repetition, starts_at: datetime) -> dict[str, Any]:
    """Say what contradicts itself in a repetition: one sentence per field, none when it holds."""
    first = day_of(starts_at)
    until, count = repetition.until, repetition.count
    needs_weekday = repetition.frequency is not Frequency.BY_DAY
    checks = (
        ("count", until is not None or count is not None, _("A series needs an end: write a last day or a number.")),
        ("count", until is None or count is None, _("Write a last day or a number of dates, not both.")),
        ("until", until is None or until >= first, _("The last day lies before the first date.")),
        ("weekdays", bool(repetition.weekdays) or not needs_weekday, _("Choose at least one weekday.")),
    )
    return {name: sentence for name, holds, sentence in reversed(checks) if not holds}


def faults_of_dates(recurrence: Recurrence) -> dict[str, Any]:
    """Say what is wrong with the dates a rule makes, in a form."""
    count = repetition_of(recurrence.rule).count
    every = recurrence.every() if count is None or count <= MOST else []
    days = [day_of(moment) for moment in every]
    number = count if not every and count else len(every)
    if number > MOST_PLANNED:
        return {"count": _too_many(number)}
    if not days:
        return {"until": _("This rule makes no date at all.")}
    if days[-1].year > LAST_YEAR:
        return {"count": gettext("The last date would be in the year %(year)d.", year=days[-1].year)}
    strange = [day for day in recurrence.left_out if day not in set(days)]
    if strange:
        listed = ", ".join(say_day(day) for day in strange)
        return {"left_out": gettext("These days are no dates of the rule: %(days)s", days=listed)}
    if not set(days) - set(recurrence.left_out):
        return {"left_out": _("No date is left when all are left out.")}
    return {}


def _too_many(number: int) -> str:
    if number == MOST + 1:
        return gettext(
            "This rule would make more than %(limit)s dates. A series is planned with %(most)d dates at most.",
            limit=f"{MOST:,}",
            most=MOST_PLANNED,
        )
    return gettext(
        "This rule would make %(number)s dates. A series is planned with %(most)d dates at most.",
        number=f"{number:,}",
        most=MOST_PLANNED,
    )


def look_at(recurrence: Recurrence) -> Look:
    """Look at the dates a rule makes: the first ones, and each later one that is a holiday or left out."""
    days = [day_of(moment) for moment in recurrence.every()]
    far = min(days[-1], days[0] + HOLIDAYS_KNOWN)
    holidays = holidays_between(days[0], far, current_locale())
    rows = [
        LookedAt(day, holidays.get(day, ""), day in recurrence.left_out)
        for number, day in enumerate(days)
        if number < FIRST_SHOWN or day in holidays or day in recurrence.left_out
    ]
    return Look(recurrence.rule, rows, len(days) - sum(row.is_left_out for row in rows), len(days) - len(rows))


def plan_of(event: Event) -> Plan:
    """Return what is planned for a date, as plain values."""
    return Plan(**{name: getattr(event, name) for name in PLANNED})


def placed(plan: Plan, moment: datetime) -> Plan:
    """Plan the same for another date: all dates open for registration together, and each closes as long before."""
    by = on_clocks(moment) - on_clocks(plan.starts_at)
    return replace(
        plan,
        starts_at=moment,
        ends_at=later(plan.ends_at, by),
        registration_closes_at=later(plan.registration_closes_at, by),
    )


def carried(before: Plan, after: Plan, target: Plan) -> Plan:
    """Change a date the way another one was changed: the same words, and moments moved as far on people's clocks."""
    words = [name for name in PLANNED if name not in MOMENTS and getattr(before, name) != getattr(after, name)]
    moved: dict[str, Any] = {
        name: later(getattr(target, name), on_clocks(getattr(after, name)) - on_clocks(getattr(before, name)))
        for name in MOMENTS
    }
    return replace(target, **moved, **{name: getattr(after, name) for name in words})


def chosen_among(kept: str, ticked: Iterable[str]) -> list[str]:
    """Return the dates somebody chose: those kept from other pages, with dots between them, and those ticked on one."""
    words = dict.fromkeys([*kept.split("."), *ticked])
    return [word for word in words if PUBLIC_ID.fullmatch(word)][: MOST_CHOSEN + 1]


def day_of(moment: datetime) -> date:
    """Return the day of a moment on people's calendars."""
    return on_clocks(moment).date()


def later(moment: datetime, by: timedelta) -> datetime:
    """Return a moment moved on people's clocks: what is at two stays at two, also where clocks are put forward."""
    return from_clocks(on_clocks(moment) + by)


def distance(first: datetime, second: datetime) -> timedelta:
    """Return how far two moments are apart on people's clocks."""
    return on_clocks(second) - on_clocks(first)


def say_weekday(day: int) -> str:
    """Write a weekday in full."""
    return str(get_day_names("wide", locale=current_locale())[day])


def days_left_out(kept: Iterable[str], *, since: date) -> list[date]:
    """List the days still to come on which a series pauses, the next first, from the ISO 8601 days that are kept."""
    return sorted(day for day in map(date.fromisoformat, kept) if day >= since)


def say_rule(rule: str) -> str:
    """Write a recurrence rule the way people say it."""
    repetition = repetition_of(rule)
    words = {
        "interval": repetition.interval,
        "days": ", ".join(say_weekday(day) for day in repetition.weekdays),
        "day": repetition.month_day,
        "ordinal": ORDINAL_WORDS[repetition.ordinal],
    }
    return f"{_say_frequency(repetition, words)}, {_say_end(repetition)}"


def _say_frequency(repetition: Repetition, words: dict[str, Any]) -> str:
    is_each = repetition.interval == 1
    if repetition.frequency is Frequency.WEEKLY:
        each, some = gettext("weekly on %(days)s", **words), gettext("every %(interval)d weeks on %(days)s", **words)
    elif repetition.frequency is Frequency.BY_WEEKDAY:
        each = gettext("on the %(ordinal)s %(days)s of each month", **words)
        some = gettext("every %(interval)d months on the %(ordinal)s %(days)s", **words)
    else:
        each = gettext("on day %(day)d of each month", **words)
        some = gettext("every %(interval)d months on day %(day)d", **words)
    return each if is_each else some


def _say_end(repetition: Repetition) -> str:
    if repetition.until is not None:
        return gettext("until %(day)s", day=say_day(repetition.until))
    return gettext("%(number)d times", number=repetition.count or 0)


def _evaluated(rule: str, starts_at: datetime) -> Iterator[datetime]:
    # On people's clocks: a rule of a zone with daylight saving keeps its hour, and its weekdays are theirs.
    shown = UNTIL_IN_RULE.sub(lambda found: f"{on_clocks(_moment_in(found[0])):{UNTIL_SHOWN}}", rule)
    made: Iterable[datetime] = rrulestr(shown, dtstart=on_clocks(starts_at))
    return (from_clocks(moment) for moment in made)


def _moment_in(text: str) -> datetime:
    return datetime.strptime(text, UNTIL).replace(tzinfo=UTC)
