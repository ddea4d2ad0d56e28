"""How is a day, a moment or a span written for people?"""

from datetime import date, datetime, timedelta

from babel.dates import format_date

from eventhub.core.clock import local
from eventhub.core.i18n import current_locale

# Babel's Korean short times read "PM 2:00"; people here read a 24-hour clock, so only the day is Babel's.
DAY = {"ko": "y. M. d.(EEE)", "en": "EEE d MMM y"}
MONTH = {"ko": "y년 M월", "en": "MMMM y"}


def say_day(day: date) -> str:
    """Write a day: 2026. 11. 25.(수)."""
    return _written(day, DAY)


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
    last = local(ends_at - timedelta(microseconds=1)).date()
    if all_day:
        return say_day(first) if first == last else f"{say_day(first)} – {say_day(last)}"
    if first == last:
        return f"{say_moment(starts_at)}–{say_time(ends_at)}"
    return f"{say_moment(starts_at)} – {say_moment(ends_at)}"


def _written(day: date, patterns: dict[str, str]) -> str:
    locale = current_locale()
    return format_date(day, patterns[locale], locale=locale)
