"""Why is a partner not suggested for a problem, however well it fits?"""

import enum
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from eventhub.core.i18n import lazy as _

MONTHS_APART = 12
"""How long a pair that met or said no is not suggested again, where a team has set nothing else."""

BUSY_MONTHS = 3
"""The same after "too busy now": it says something about this quarter, and nothing about the pair."""

TAKES_AT_ONCE = 3
"""How many open requests a partner takes at once that has declared nothing else."""

MONTHS_IN_A_YEAR = 12


class Bar(enum.StrEnum):
    """What keeps a partner from being suggested."""

    EXPIRED = "expired"
    UNWORDED = "unworded"
    OWN = "own"
    COMPETITOR = "competitor"
    NO_OFFER = "no_offer"
    NO_CONSENT = "no_consent"
    ASKED = "asked"
    INTRODUCED = "introduced"
    DECLINED = "declined"
    DROPPED = "dropped"
    FULL = "full"


BAR_WORDS: dict[Bar, Any] = {
    Bar.EXPIRED: _("The problem has expired: sort it again if it still stands."),
    Bar.UNWORDED: _("There is no wording yet that partners may read."),
    Bar.OWN: _("It is the firm itself, or belongs to the same house."),
    Bar.COMPETITOR: _("One of the two named the other as a competitor."),
    Bar.NO_OFFER: _("It offers nothing now, or nobody answers for it."),
    Bar.NO_CONSENT: _("It does not want to be suggested."),
    Bar.ASKED: _("It was asked about this very problem."),
    Bar.INTRODUCED: _("The two were introduced to each other."),
    Bar.DECLINED: _("One of the two declined the other."),
    Bar.DROPPED: _("A coordinator decided that the two do not fit."),
    Bar.FULL: _("It has as many open requests as it takes at once."),
}


class Barred(NamedTuple):
    """What keeps a partner from being suggested, and until when, where time alone ends it."""

    bar: Bar
    until: datetime | None = None


class Decline(NamedTuple):
    """When one of two said no, and whether only for lack of time."""

    at: datetime
    is_busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is known about whom one problem must not be shown to; partners by the rows of their organisations."""

    organisation_id: int
    parent_id: int | None = None
    is_worded: bool = True
    expires_at: datetime
    months_apart: int = MONTHS_APART
    competitors: frozenset[int] = frozenset()
    asked: frozenset[int] = frozenset()
    introduced: Mapping[int, datetime] = field(default_factory=dict)
    declined: Mapping[int, Decline] = field(default_factory=dict)
    dropped: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is known about a partner, whatever the problem."""

    organisation_id: int
    parent_id: int | None = None
    is_offering: bool = True
    has_consented: bool = True
    takes_at_once: int | None = None
    open_requests: int = 0


def bar(asking: Asking, candidate: Candidate, now: datetime) -> Barred | None:
    """Say what keeps a partner from being suggested for a problem, or None: the first that holds, in this order."""
    for holds in CHECKS:
        if found := holds(asking, candidate, now):
            return found
    return None


def apart_until(since: datetime, months_apart: int, *, is_busy: bool = False) -> datetime:
    """Return until when a pair is kept apart that met or said no; "too busy now" is shorter."""
    return months_after(since, min(BUSY_MONTHS, months_apart) if is_busy else months_apart)


def months_after(moment: datetime, months: int) -> datetime:
    """Return the moment so many months later, on the last day of a month that is too short."""
    years, month = divmod(moment.month - 1 + months, MONTHS_IN_A_YEAR)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _is_expired(asking: Asking, _candidate: Candidate, now: datetime) -> Barred | None:
    return Barred(Bar.EXPIRED) if now >= asking.expires_at else None


def _is_unworded(asking: Asking, _candidate: Candidate, _now: datetime) -> Barred | None:
    # What a firm lets others read is the coordinator's wording; without one a suggestion would show its own words.
    return None if asking.is_worded else Barred(Bar.UNWORDED)


def _is_own(asking: Asking, candidate: Candidate, _now: datetime) -> Barred | None:
    house = {asking.organisation_id, asking.parent_id} - {None}
    return Barred(Bar.OWN) if house & {candidate.organisation_id, candidate.parent_id} else None


def _is_competitor(asking: Asking, candidate: Candidate, _now: datetime) -> Barred | None:
    return Barred(Bar.COMPETITOR) if candidate.organisation_id in asking.competitors else None


def _offers_nothing(_asking: Asking, candidate: Candidate, _now: datetime) -> Barred | None:
    return None if candidate.is_offering else Barred(Bar.NO_OFFER)


def _has_not_consented(_asking: Asking, candidate: Candidate, _now: datetime) -> Barred | None:
    return None if candidate.has_consented else Barred(Bar.NO_CONSENT)


def _was_asked(asking: Asking, candidate: Candidate, _now: datetime) -> Barred | None:
    return Barred(Bar.ASKED) if candidate.organisation_id in asking.asked else None


def _was_introduced(asking: Asking, candidate: Candidate, now: datetime) -> Barred | None:
    since = asking.introduced.get(candidate.organisation_id)
    return _apart(Bar.INTRODUCED, apart_until(since, asking.months_apart), now) if since else None


def _has_declined(asking: Asking, candidate: Candidate, now: datetime) -> Barred | None:
    decline = asking.declined.get(candidate.organisation_id)
    if decline is None:
        return None
    return _apart(Bar.DECLINED, apart_until(decline.at, asking.months_apart, is_busy=decline.is_busy), now)


def _was_dropped(asking: Asking, candidate: Candidate, now: datetime) -> Barred | None:
    since = asking.dropped.get(candidate.organisation_id)
    return _apart(Bar.DROPPED, apart_until(since, asking.months_apart), now) if since else None


def _is_full(_asking: Asking, candidate: Candidate, _now: datetime) -> Barred | None:
    most = TAKES_AT_ONCE if candidate.takes_at_once is None else candidate.takes_at_once
    return Barred(Bar.FULL) if candidate.open_requests >= most else None


def _apart(named: Bar, until: datetime, now: datetime) -> Barred | None:
    return Barred(named, until) if now < until else None


CHECKS: tuple[Callable[[Asking, Candidate, datetime], Barred | None], ...] = (
    _is_expired, _is_unworded, _is_own, _is_competitor, _offers_nothing, _has_not_consented,
    _was_asked, _was_introduced, _has_declined, _was_dropped, _is_full,
)  # fmt: skip
