"""How is a span written for people whose clocks show another time?"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_day

HOUR = 60
# Where guests of online events mostly are, from west to east; any other zone can stand in the address.
CITIES: dict[str, Any] = {
    "America/Los_Angeles": _("Los Angeles"),
    "America/Denver": _("Denver"),
    "America/Chicago": _("Chicago"),
    "America/New_York": _("New York"),
    "America/Sao_Paulo": _("São Paulo"),
    "Europe/London": _("London"),
    "Europe/Paris": _("Paris"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Warsaw": _("Warsaw"),
    "Europe/Istanbul": _("Istanbul"),
    "Asia/Dubai": _("Dubai"),
    "Asia/Tashkent": _("Tashkent"),
    "Asia/Kolkata": _("Delhi, Mumbai"),
    "Asia/Bangkok": _("Bangkok"),
    "Asia/Ho_Chi_Minh": _("Ho Chi Minh City"),
    "Asia/Jakarta": _("Jakarta"),
    "Asia/Shanghai": _("Beijing, Shanghai"),
    "Asia/Hong_Kong": _("Hong Kong"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Seoul": _("Seoul"),
    "Asia/Tokyo": _("Tokyo"),
    "Australia/Sydney": _("Sydney"),
    "Pacific/Auckland": _("Auckland"),
}


def zone_named(name: str) -> ZoneInfo | None:
    """Return a time zone by its name in the public list, or None."""
    return ZoneInfo(name) if name in _known() else None


def say_city(there: ZoneInfo) -> str:
    """Write where clocks show the time of a zone."""
    return str(CITIES.get(there.key, there.key.rpartition("/")[2].replace("_", " ")))


def say_span_elsewhere(starts_at: datetime, ends_at: datetime, there: ZoneInfo) -> str:
    """Write a span on the clocks of a zone, with their distance to UTC: an hour that comes twice is told by it."""
    begins, ends = starts_at.astimezone(there), ends_at.astimezone(there)
    first = f"{say_day(begins.date())} {begins:%H:%M}"
    second = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{say_day(ends.date())} {ends:%H:%M}"
    if begins.utcoffset() != ends.utcoffset():
        return f"{first} ({_offset(begins)}) – {second} ({_offset(ends)})"
    dash = "–" if begins.date() == ends.date() else " – "
    return f"{first}{dash}{second} ({_offset(begins)})"


def _offset(moment: datetime) -> str:
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), HOUR)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
