"""Which questions apply to whom, which answers fit them, and which questions can be asked at all?"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.text import has_control_characters, tidy
from eventhub.programme.rules import UploadedFile, fault_of_file
from eventhub.questions.models import Kind, Stage

MOST_QUESTIONS, MOST_OPTIONS = 50, 50
KEPT_DAYS = 365
LARGEST_NUMBER = 999_999_999
FIRST_YEAR, LAST_YEAR = 1900, 2100
MEGABYTE = 1024 * 1024
# What `most` is where nobody said otherwise, and the most it may be.
USUAL_MOST = {Kind.SHORT: 200, Kind.LONG: 2000, Kind.FILE: 10, Kind.NUMBER: LARGEST_NUMBER}
UTMOST = {Kind.SHORT: 200, Kind.LONG: 5000, Kind.FILE: 10, Kind.NUMBER: LARGEST_NUMBER}
TO_PERSON = (Stage.REGISTRATION, Stage.FOLLOW_UP)
CHOOSING = (Kind.CHOICE, Kind.SEVERAL)
# Letters about new questions wait until nobody has added one for so long.
QUIET = timedelta(minutes=10)

KIND_WORDS: dict[Kind, Any] = {
    Kind.SHORT: _("Short text"),
    Kind.LONG: _("Long text"),
    Kind.CHOICE: _("Choice of one"),
    Kind.SEVERAL: _("Choice of several"),
    Kind.NUMBER: _("Number"),
    Kind.DATE: _("Day"),
    Kind.FILE: _("File"),
    Kind.CONSENT: _("Consent"),
}
STAGE_WORDS: dict[Stage, Any] = {
    Stage.REGISTRATION: _("When registering"),
    Stage.FOLLOW_UP: _("Afterwards, once the place is confirmed"),
    Stage.DESK: _("Only for the team, filled in at the desk"),
}
NEEDED = _("Please answer this question.")
NEEDED_CHOICE = _("Please choose an answer.")
NEEDED_FILE = _("Please choose a file.")
NEEDED_CONSENT = _("Please agree to this; without it the registration cannot be taken.")
NOT_OFFERED = _("Please choose from what is offered.")
NEW_TEXT = _("The text you agree to has changed meanwhile. Please read it again.")
CONTROLS = _("Please remove the invisible control characters.")
NO_NUMBER = _("Write a whole number like 12, without commas.")
NO_DAY = _("Write a day like 2026-11-25.")


@dataclass(frozen=True, kw_only=True)
class Choosable:
    """An option as it is offered."""

    public_id: str = ""
    label_ko: str = ""
    label_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A question as the team wants it asked; `only_for` names options of one earlier question."""

    kind: Kind
    stage: Stage = Stage.REGISTRATION
    label_ko: str = ""
    label_en: str = ""
    help_ko: str = ""
    help_en: str = ""
    is_required: bool = False
    least: int | None = None
    most: int | None = None
    kept_days: int = KEPT_DAYS
    options: tuple[Choosable, ...] = ()
    only_for: frozenset[str] = frozenset()
    text_ko: str = ""
    text_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked(Plan):
    """A question as it is asked; `text_number` is the version of the words to agree to."""

    id: int
    public_id: str
    version: int = 1
    text_number: int = 0

    @property
    def limit(self) -> int:
        """The most there may be, whether the team said so or not."""
        return self.most if self.most is not None else USUAL_MOST.get(self.kind, 0)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody answered; `file_name` is a file that is kept, `file` one that is sent now."""

    text: str = ""
    choices: frozenset[str] = frozenset()
    agreed_to: int = 0
    file_name: str = ""
    file: UploadedFile | None = field(default=None, repr=False)

    @property
    def is_blank(self) -> bool:
        """Whether there is no answer."""
        return not (self.text or self.choices or self.agreed_to or self.file_name or self.file)


BLANK = Given()


def in_order(questions: Iterable[Asked]) -> list[Asked]:
    """Order questions by when they are asked; within a stage they stay as they are."""
    ranks = {stage: rank for rank, stage in enumerate(Stage)}
    return sorted(questions, key=lambda one: ranks[one.stage])


def that_apply(questions: Iterable[Asked], given: Mapping[str, Given]) -> list[Asked]:
    """List the questions that apply to somebody; what was chosen at one that does not apply counts for nothing.

    `questions` are in the order in which they are asked, and each depends on earlier ones only.
    """
    found, chosen = [], set[str]()
    for one in questions:
        if not one.only_for or not one.only_for.isdisjoint(chosen):
            found.append(one)
            chosen |= given.get(one.public_id, BLANK).choices
    return found


def faults_of(
    questions: Sequence[Asked], given: Mapping[str, Given], *, asked: Collection[str], needs_all: bool = True
) -> dict[str, Any]:
    """Say question by question why answers cannot be kept; `asked` are the questions being answered now."""
    faults = {}
    for one in that_apply(questions, given):
        if one.public_id in asked:
            fault = fault_of(one, given.get(one.public_id, BLANK), is_needed=needs_all and one.is_required)
            if fault is not None:
                faults[one.public_id] = fault
    return faults


def fault_of(asked: Asked, given: Given, *, is_needed: bool) -> Any | None:  # noqa: ANN401 - said when it is shown
    """Say why an answer does not fit its question, or None when it does."""
    if given.is_blank:
        return _needed(asked.kind) if is_needed else None
    if asked.kind in CHOOSING:
        return _fault_of_choices(asked, given.choices)
    if asked.kind is Kind.CONSENT:
        return None if given.agreed_to == asked.text_number else NEW_TEXT
    if asked.kind is Kind.FILE:
        return _fault_of_sent(asked, given.file) if given.file else None
    return _fault_of_words(asked, given)


def tidied(kind: Kind, text: str) -> str:
    """Return an answer as it is kept; full-width digits are digits."""
    text = tidy(text)
    return unicodedata.normalize("NFKC", text).strip() if kind in (Kind.NUMBER, Kind.DATE) else text


def day_of(text: str) -> date | None:
    """Read a day, or None when it is none."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def open_to_person(
    questions: Iterable[Asked],
    given: Mapping[str, Given],
    *,
    is_confirmed: bool,
    until: datetime,
    ends_at: datetime,
    now: datetime,
) -> list[Asked]:
    """List what a person with a place may answer: until `until` everything, then what is not answered yet.

    What is asked afterwards is asked of those with a confirmed place; the team's own fields of nobody.
    """
    stages = (Stage.REGISTRATION, Stage.FOLLOW_UP) if is_confirmed else (Stage.REGISTRATION,)
    if now >= ends_at:
        return []
    theirs = [one for one in questions if one.stage in stages]
    return [one for one in theirs if now < until or given.get(one.public_id, BLANK).is_blank]


def that_wait(questions: Sequence[Asked], given: Mapping[str, Given], open_ones: Collection[Asked]) -> list[Asked]:
    """List the questions whose answer somebody still owes: required ones, and all that are asked afterwards."""
    return [
        one
        for one in that_apply(questions, given)
        if one in open_ones
        and (one.is_required or one.stage is Stage.FOLLOW_UP)
        and fault_of(one, given.get(one.public_id, BLANK), is_needed=True) is not None
    ]


def kept_until(ends_at: datetime, kept_days: int) -> datetime:
    """Say when answers are erased."""
    return ends_at + timedelta(days=kept_days)


def options_of(questions: Iterable[Asked]) -> dict[str, tuple[Asked, Choosable]]:
    """Return every option with the question it answers."""
    return {option.public_id: (one, option) for one in questions for option in one.options}


def when_asked(asked: Asked, questions: Iterable[Asked]) -> str:
    """Say in a sentence of whom a question is asked."""
    named = [
        (question, option) for question, option in options_of(questions).values() if option.public_id in asked.only_for
    ]
    if not named:
        return ""
    words = gettext("” or “").join(pick(option, "label") for _question, option in named)
    return gettext("Only if “%(question)s” is “%(options)s”.", question=pick(named[0][0], "label"), options=words)


def say(asked: Asked, given: Given) -> str:
    """Write an answer on one line, for lists."""
    if asked.kind in CHOOSING:
        return ", ".join(pick(one, "label") for one in asked.options if one.public_id in given.choices)
    if asked.kind is Kind.CONSENT:
        return gettext("Agreed") if given.agreed_to else ""
    return given.file_name or given.text


def faults_of_plan(plan: Plan, earlier: Sequence[Asked]) -> dict[str, Any]:
    """Say field by field why a question cannot be asked so; `earlier` are the questions before it."""
    faults: dict[str, Any] = {}
    if not plan.label_ko and not plan.label_en:
        faults["label_ko"] = _("Please write the question in at least one language.")
    if plan.kind is Kind.CONSENT and not plan.text_ko and not plan.text_en:
        faults["text_ko"] = _("Please write what people agree to, in at least one language.")
    if plan.kind is Kind.CONSENT and plan.stage is Stage.DESK:
        faults["stage"] = _("Nobody can agree for somebody else.")
    if plan.kind in CHOOSING and (fault := _fault_of_options(plan.options)):
        faults["options"] = fault
    if fault := _fault_of_bounds(plan):
        faults["most"] = fault
    belonging = {
        question.public_id for option, (question, _one) in options_of(earlier).items() if option in plan.only_for
    }
    if not plan.only_for <= set(options_of(earlier)):
        faults["only_for"] = _("A question can depend on earlier questions only.")
    elif len(belonging) > 1:
        faults["only_for"] = _("Please tick answers to one question only.")
    return faults


def is_earlier_only(questions: Sequence[Asked]) -> bool:
    """Say whether each question depends on earlier ones only, so that no two can wait for each other."""
    seen: set[str] = set()
    for one in questions:
        if not one.only_for <= seen:
            return False
        seen |= {option.public_id for option in one.options}
    return True


def moved(questions: Sequence[Asked], public_id: str, by: int) -> list[Asked]:
    """Return a stage's questions with one of them some places up or down; it stops at the ends."""
    listed = list(questions)
    at = next(number for number, one in enumerate(listed) if one.public_id == public_id)
    one = listed.pop(at)
    listed.insert(min(max(0, at + by), len(listed)), one)
    return listed


def words_read(asked: Asked, locale: str) -> str:
    """Return the language in which the words to agree to are shown to a reader."""
    first, second = (locale, "en" if locale == "ko" else "ko")
    return first if getattr(asked, f"text_{first}") else second


def chosen_in(given: Mapping[str, Given], names: AbstractSet[str]) -> set[str]:
    """Collect what was chosen at some questions."""
    return {choice for name, one in given.items() if name in names for choice in one.choices}


def _needed(kind: Kind) -> Any:  # noqa: ANN401 - said when it is shown
    words = {Kind.FILE: NEEDED_FILE, Kind.CONSENT: NEEDED_CONSENT, **dict.fromkeys(CHOOSING, NEEDED_CHOICE)}
    return words.get(kind, NEEDED)


def _fault_of_choices(asked: Asked, choices: AbstractSet[str]) -> Any | None:  # noqa: ANN401 - said when it is shown
    offered = {one.public_id for one in asked.options}
    is_one = asked.kind is Kind.SEVERAL or len(choices) == 1
    return None if is_one and choices <= offered else NOT_OFFERED


def _fault_of_words(asked: Asked, given: Given) -> Any | None:  # noqa: ANN401 - said when it is shown
    if has_control_characters(given.text) or (asked.kind is not Kind.LONG and "\n" in given.text):
        return CONTROLS
    if asked.kind is Kind.NUMBER:
        return _fault_of_number(asked, given.text)
    if asked.kind is Kind.DATE:
        return None if day_of(given.text) else NO_DAY
    return _fault_of_length(given.text, asked.limit)


def _fault_of_length(text: str, limit: int) -> str | None:
    if len(text) <= limit:
        return None
    return gettext("Please shorten this to %(limit)d characters; it has %(length)d.", limit=limit, length=len(text))


def _fault_of_number(asked: Asked, text: str) -> Any | None:  # noqa: ANN401 - said when it is shown
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        return NO_NUMBER
    number = int(text)
    if asked.least is not None and number < asked.least:
        return gettext("Write a number from %(number)d.", number=asked.least)
    if asked.most is not None and number > asked.most:
        return gettext("Write a number up to %(number)d.", number=asked.most)
    return None


def _fault_of_sent(asked: Asked, file: UploadedFile) -> Any | None:  # noqa: ANN401 - said when it is shown
    if len(file.content) > asked.limit * MEGABYTE:
        return gettext("This file is larger than %(number)d MB. Please make it smaller.", number=asked.limit)
    return fault_of_file(file)


def _fault_of_options(options: Sequence[Choosable]) -> Any | None:  # noqa: ANN401 - said when it is shown
    if len(options) < 2:  # noqa: PLR2004 - one option is no choice
        return _("Please offer at least two answers.")
    if len(options) > MOST_OPTIONS:
        return gettext("Please offer at most %(number)d answers.", number=MOST_OPTIONS)
    for name in ("label_ko", "label_en"):
        words = [getattr(one, name) for one in options if getattr(one, name)]
        if len(set(words)) < len(words):
            return _("Two answers are called the same.")
    return None


def _fault_of_bounds(plan: Plan) -> Any | None:  # noqa: ANN401 - said when it is shown
    if plan.least is not None and plan.most is not None and plan.least > plan.most:
        return _("The smallest number is larger than the largest one.")
    lowest = -LARGEST_NUMBER if plan.kind is Kind.NUMBER else 1
    if plan.most is not None and not lowest <= plan.most <= UTMOST.get(plan.kind, plan.most):
        return gettext("Write a number from %(least)d to %(most)d.", least=lowest, most=UTMOST[plan.kind])
    return None
