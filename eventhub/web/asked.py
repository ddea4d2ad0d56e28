"""What does the address of a list ask for: which page, which words, which of several kinds, which day?"""

from datetime import date
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import request

from eventhub.core.moments import is_sensible_year
from eventhub.core.zones import zone_named

Kind = TypeVar("Kind", bound=StrEnum)
LONGEST = 100


def page_number() -> int:
    """Return the page that was asked for; what is no number is the first."""
    return request.args.get("page", 1, type=int)


def words(name: str = "q") -> str:
    """Return the words to look for, in one line; no more than a person types."""
    return " ".join(request.args.get(name, "").split())[:LONGEST]


def one_of(kinds: type[Kind], name: str) -> Kind | None:
    """Return which of some kinds was asked for, or None."""
    asked = request.args.get(name, "")
    return kinds(asked) if asked in set(kinds) else None


def day(name: str) -> date | None:
    """Return the day that was asked for, like 2026-11-25, or None."""
    return _day_in(request.args.get(name, ""))


def month(name: str) -> date | None:
    """Return the first day of the month that was asked for, like 2026-11, or None."""
    return _day_in(request.args.get(name, "") + "-01")


def zone() -> tuple[ZoneInfo | None, bool]:
    """Return on whose clocks moments are to be shown beside ours, or None; and whether it was a zone nobody knows."""
    name = request.args.get("zone", "")
    found = zone_named(name)
    return found, bool(name) and found is None


def _day_in(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if is_sensible_year(found) else None
