"""How is a day, a moment or a span written for people?"""

from calendar import Calendar
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from babel.dates import format_date
from babel.units import format_unit

from eventhub.core.clock import local, zone
from eventhub.core.i18n import current_locale

# Babel's Korean short times read "PM 2:00"; people here read a 24-hour clock, so only the day is Babel's.
DAY = {"ko": "y. M. d.(EEE)", "en": "EEE d MMM y"}
DATE = {"ko": "y년 M월 d일", "en": "d MMMM y"}
MONTH = {"ko": "y년 M월", "en": "MMMM y"}
# Babel has Korean units in their short form only, which is the one people use.
UNIT_LENGTHS: dict[str, Literal["short", "long"]] = {"ko": "short", "en": "long"}
UNITS = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
MOMENT = timedelta(microseconds=1)
FIRST_YEAR, LAST_YEAR = 2000, 2100


def say_day(day: date) -> str:
    """Write a day: 2026. 11. 25.(수)."""
    return _written(day, DAY)


def say_date(day: date) -> str:
    """Write a day as letters and certificates are dated: 2026년 11월 25일."""
    return _written(day, DATE)


def say_month(day: date) -> str:
    """Write the month of a day: 2026년 11월."""
    return _written(day, MONTH)


def say_time(moment: datetime) -> str:
    """Write the time of day: 14:00."""
    return f"{local(moment):%H:%M}"


def say_moment(moment: datetime) -> str:
    """Write a moment: 2026. 11. 25.(수) 14:00."""
    return f"{say_day(local(moment).date())} {say_time(moment)}"


def say_span(starts_at: datetime, ends_at: datetime, *, all_day: bool = False) -> str:
    """Write a span: 2026. 11. 25.(수) 14:00–17:00; over several days, or whole ones, both days are named."""
    first = local(starts_at).date()
    # The end is exclusive: a day that ends at midnight ended on the day before.
    last = local(ends_at - MOMENT).date()
    if all_day:
        return say_day(first) if first == last else f"{say_day(first)} – {say_day(last)}"
    if first == last:
        return f"{say_moment(starts_at)}–{say_time(ends_at)}"
    return f"{say_moment(starts_at)} – {say_moment(ends_at)}"


def say_length(length: timedelta) -> str:
    """Write how much time is left, in its largest unit and never more than it is: 3일, 5시간, 20분."""
    unit = next((unit for unit, one in UNITS.items() if length >= one), "minute")
    locale = current_locale()
    return format_unit(max(1, length // UNITS[unit]), f"duration-{unit}", length=UNIT_LENGTHS[locale], locale=locale)


def on_clocks(moment: datetime) -> datetime:
    """Return what people's calendars and clocks show at a moment, without a zone."""
    return local(moment).replace(tzinfo=None)


def from_clocks(shown: datetime) -> datetime:
    """Return the moment, in UTC, at which people's calendars and clocks show something."""
    return shown.replace(tzinfo=zone()).astimezone(UTC)


def days_of(starts_at: datetime, ends_at: datetime) -> list[date]:
    """List the days on people's calendars that a span touches; one that ends at midnight ended on the day before."""
    first, last = local(starts_at).date(), local(ends_at - MOMENT).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def weeks_of(month: date) -> list[list[date]]:
    """List the weeks that hold a month, from Monday, with the days around it."""
    return Calendar().monthdatescalendar(month.year, month.month)


def month_after(month: date, number: int = 1) -> date:
    """Return the first day of the month that comes some months after another, or before."""
    years, months = divmod(month.month - 1 + number, 12)
    return date(month.year + years, months + 1, 1)


def is_sensible_year(day: date) -> bool:
    """Say whether a day lies within the years EventHub counts in."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _written(day: date, patterns: dict[str, str]) -> str:
    locale = current_locale()
    return format_date(day, patterns[locale], locale=locale)
