"""By when is a problem answered, how far has it come, and what are its parts called?"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eventhub.core.i18n import lazy as _
from eventhub.problems.models import Category, Problem, State, Urgency, Visibility

NOON = time(12)
SATURDAY = 5

# For how long what was stated is taken to be wanted; sorting it again, or other words, make it fresh.
STANDS_FOR = {
    Urgency.NOW: timedelta(days=180),
    Urgency.THIS_QUARTER: timedelta(days=365),
    Urgency.THIS_YEAR: timedelta(days=730),
}

URGENCY_WORDS: dict[Urgency, Any] = {
    Urgency.NOW: _("At once: work stands still or a delivery is at risk"),
    Urgency.THIS_QUARTER: _("Within three months"),
    Urgency.THIS_YEAR: _("Some time this year"),
}
URGENCY_SHORT: dict[Urgency, Any] = {
    Urgency.NOW: _("At once"),
    Urgency.THIS_QUARTER: _("Three months"),
    Urgency.THIS_YEAR: _("This year"),
}
VISIBILITY_WORDS: dict[Visibility, Any] = {
    Visibility.PRIVATE: _("Only the coordinators of my complex"),
    Visibility.MINI_CLUSTER: _("Members of our mini-clusters"),
    Visibility.COMPLEX: _("Members in our industrial complex"),
    Visibility.MEMBERS: _("All members"),
    Visibility.PUBLIC: _("Everybody"),
}
CATEGORY_WORDS: dict[Category, Any] = {
    Category.MANAGEMENT: _("Management"),
    Category.FINANCE: _("Finance and accounting"),
    Category.TECHNOLOGY: _("Technology"),
    Category.LOCATION: _("Site and location"),
    Category.PRODUCTION_QUALITY: _("Production and quality"),
    Category.INFRASTRUCTURE: _("Infrastructure"),
    Category.EXPORT: _("Export"),
    Category.MARKETING: _("Marketing"),
    Category.WORKFORCE: _("Workforce"),
    Category.CERTIFICATION: _("Certification and regulation"),
    Category.OTHER: _("Other"),
}
STATE_WORDS: dict[State, Any] = {
    State.STATED: _("New"),
    State.TECHNICAL: _("Technical problem"),
    State.ROUTED: _("With a person in charge"),
    State.CLOSED: _("Closed"),
}
STATE_TONES = {State.STATED: "warn", State.TECHNICAL: "info", State.ROUTED: "info", State.CLOSED: "neutral"}
STATED, SORTED, SUGGESTED, ANSWERED = _("Stated"), _("Sorted"), _("Partner suggested"), _("Answered")


def answer_by(stated_at: datetime, *, zone: ZoneInfo) -> datetime:
    """Return the moment by which somebody answers: noon of the next working day; Saturdays and Sundays are none."""
    day = stated_at.astimezone(zone).date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, NOON, zone)


def expires_at(problem: Problem) -> datetime:
    """Return when a problem is no longer taken to be wanted, unless its firm or a coordinator looks at it again."""
    looked_at = max(problem.updated_at, problem.triaged_at or problem.updated_at)
    return looked_at + STANDS_FOR[problem.urgency]


def may_be_the_same(problem: Problem, kept: Problem) -> bool:
    """Say whether one problem can be put together with another: both open, and neither with a third."""
    are_open = State.CLOSED not in (problem.state, kept.state)
    return are_open and problem.id != kept.id and problem.same_as_id is None and kept.same_as_id is None


def way(*, is_sorted: bool, is_routed: bool, is_suggested: bool, is_answered: bool) -> tuple[Sequence[Any], int]:
    """Return the steps a problem goes through and the number of the one it waits for, one beyond the last at the end.

    A problem that is routed to a person needs no partner, so that step is left out.
    """
    labels = [STATED, SORTED, ANSWERED] if is_routed else [STATED, SORTED, SUGGESTED, ANSWERED]
    reached = [True, is_sorted, is_answered] if is_routed else [True, is_sorted, is_suggested, is_answered]
    waiting = [number for number, is_reached in enumerate(reached, 1) if not is_reached]
    return labels, waiting[0] if waiting else len(labels) + 1
