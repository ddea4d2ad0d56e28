"""Which editions, booths and submissions make sense, and until when can one propose something?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from eventhub.cluster_day.models import Booth, Call, ContestEntry, Review, Submission, SubmissionState, Wish
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.events.models import Event, Status

# The purpose under which links to submissions are sealed.
SUBMISSION = "submission"
MOST_COLUMNS, MOST_ROWS = 20, 20
# From here on the plan of the hall is wider than a phone, and scrolls in its own frame.
WIDE = 12
NUMBER = re.compile(r"[0-9A-Za-z가-힣-]{1,6}")
# Tries within ten minutes.
TRIES_PER_NETWORK, TRIES_PER_ADDRESS = 60, 10
# What the form promises: counted from the end of the event.
KEPT = timedelta(days=365)
SCORES = (1, 2, 3, 4, 5)

WISH_WORDS: dict[Wish, Any] = {Wish.SESSION: _("Session"), Wish.BOOTH: _("Booth")}
STATE_WORDS: dict[SubmissionState, Any] = {
    SubmissionState.RECEIVED: _("Waiting for a decision"),
    SubmissionState.ACCEPTED: _("Chosen"),
    SubmissionState.DECLINED: _("Not chosen"),
    SubmissionState.WITHDRAWN: _("Withdrawn"),
}
STATE_TONES: dict[SubmissionState, str] = {
    SubmissionState.RECEIVED: "info",
    SubmissionState.ACCEPTED: "good",
    SubmissionState.DECLINED: "warn",
    SubmissionState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, kw_only=True)
class Hall:
    """How large the hall is, and which booths stand where: what a further booth has to agree with."""

    columns: int
    rows: int
    numbers: frozenset[str] = frozenset()
    taken: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def use_of(self, place: tuple[int | None, int | None]) -> str | None:
        """Name the number of the booth that stands in a place, or None."""
        column, row = place
        return self.taken.get((column, row)) if column is not None and row is not None else None

    def with_place_of(self, plan: "BoothPlan") -> "Hall":
        """Return the hall with the place of one more booth taken."""
        if plan.hall_column is None or plan.hall_row is None:
            return self
        return replace(self, taken={**self.taken, (plan.hall_column, plan.hall_row): plan.number})


@dataclass(frozen=True, kw_only=True)
class BoothPlan:
    """Everything that is decided about a booth."""

    number: str
    organisation_id: int | None = None
    organisation_name: str = ""
    title_ko: str = ""
    title_en: str = ""
    text_ko: str = ""
    text_en: str = ""
    outcome_ko: str = ""
    outcome_en: str = ""
    hall_column: int | None = None
    hall_row: int | None = None


@dataclass(frozen=True, kw_only=True)
class EntryPlan:
    """Everything that is written down about an entry of the contest."""

    complex_id: int
    organisation_name: str = ""
    title_ko: str = ""
    title_en: str = ""
    text_ko: str = ""
    text_en: str = ""
    award_ko: str = ""
    award_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What somebody proposes, as they write it."""

    wish: Wish
    name: str
    email: str
    organisation_name: str
    title: str
    text: str
    has_consented: bool = False
    locale: str = "ko"


@dataclass(frozen=True, kw_only=True)
class CopyPlan:
    """What comes along into the next edition."""

    programme: frozenset[str] = frozenset()
    with_questions: bool = True
    with_hall: bool = True
    with_booths: bool = True


BOOTH_FIELDS = tuple(one.name for one in fields(BoothPlan))
ENTRY_FIELDS = tuple(one.name for one in fields(EntryPlan))


def hall_of(columns: int, rows: int, booths: Iterable[Booth]) -> Hall:
    """Write down which numbers and places of a hall are taken."""
    standing = list(booths)
    taken = {
        (one.hall_column, one.hall_row): one.number
        for one in standing
        if one.hall_column is not None and one.hall_row is not None
    }
    return Hall(columns=columns, rows=rows, numbers=frozenset(one.number for one in standing), taken=taken)


def faults_of_booth(plan: BoothPlan, hall: Hall) -> dict[str, Any]:
    """Say what contradicts itself in the plan of a booth, or the hall: one sentence per field, none when it holds."""
    column, row = plan.hall_column, plan.hall_row
    other = hall.use_of((column, row))
    checks = (
        ("number", bool(NUMBER.fullmatch(plan.number)), _("Write a number of at most six letters and digits.")),
        ("number", plan.number not in hall.numbers, _("There is a booth of this number already.")),
        (
            "organisation_name",
            bool(plan.organisation_id or plan.organisation_name),
            _("Write whose booth it is."),
        ),
        ("hall_row", (column is None) == (row is None), _("Column and row belong together: fill in both or neither.")),
        ("hall_column", column is None or 1 <= column <= hall.columns, _outside(hall.columns)),
        ("hall_row", row is None or 1 <= row <= hall.rows, _outside(hall.rows)),
        ("hall_column", other is None, gettext("Booth %(number)s stands there already.", number=other or "")),
    )
    # The first fault of a field is the one to mend first.
    return {name: sentence for name, holds, sentence in reversed(checks) if not holds}


def faults_of_hall(columns: int, rows: int, booths: Iterable[Booth]) -> dict[str, Any]:
    """Say which booths would stand outside a hall of this size."""
    outside = [
        one.number
        for one in booths
        if (one.hall_column is not None and one.hall_column > columns) or (one.hall_row or 0) > rows
    ]
    if not outside:
        return {}
    named = ", ".join(outside[:5])
    return {"hall_columns": gettext("These booths would stand outside the hall: %(numbers)s.", numbers=named)}


def faults_of_entry(plan: EntryPlan) -> dict[str, Any]:
    """Say what is missing about an entry of the contest."""
    if plan.title_ko or plan.title_en:
        return {}
    return {"title_ko": _("Please write a title in at least one language.")}


def next_number(numbers: Iterable[str]) -> str:
    """Propose the number after the highest one."""
    return str(max((int(number) for number in numbers if number.isascii() and number.isdigit()), default=0) + 1)


def in_order(booths: Iterable[Booth]) -> list[Booth]:
    """Order booths as people count: 2 before 10, A-2 before A-10."""
    return sorted(booths, key=lambda one: [(part.isdigit(), part.zfill(6)) for part in re.split(r"(\d+)", one.number)])


def owner_of(booth: Booth) -> str:
    """Name whose booth it is, in the reader's language where the directory knows them."""
    return pick(booth.organisation, "name") if booth.organisation else booth.organisation_name


def is_open(call: Call | None, event: Event, *, now: datetime) -> bool:
    """Say whether one can propose something now."""
    return call is not None and event.status is Status.PUBLISHED and now < call.closes_at


def average(reviews: Sequence[Review]) -> float | None:
    """Average the scores, or None before the first."""
    return sum(one.score for one in reviews) / len(reviews) if reviews else None


def best_first(submissions: Iterable[Submission]) -> list[Submission]:
    """Order what was proposed by its average, best first; what nobody has judged comes last."""
    return sorted(submissions, key=lambda one: -(average(one.reviews) or 0))


def later_title(title: str, *, was: int, year: int) -> str:
    """Write the title of an edition for another year."""
    return title.replace(str(was), str(year))


def plan_of_booth(booth: Booth) -> BoothPlan:
    """Say what is decided about a booth now."""
    return BoothPlan(**{name: getattr(booth, name) for name in BOOTH_FIELDS})


def plan_of_entry(entry: ContestEntry) -> EntryPlan:
    """Say what is written down about an entry now."""
    return EntryPlan(**{name: getattr(entry, name) for name in ENTRY_FIELDS})


def _outside(most: int) -> str:
    return gettext("Write a number from 1 to %(most)d.", most=most)
