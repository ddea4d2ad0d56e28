"""Which questions apply to whom, and which answers fit them?"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import Any

from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.core.text import has_control_characters, tidy
from eventhub.programme.rules import UploadedFile, fault_of_file
from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules.asked import BLANK, CHOOSING, MEGABYTE, Asked, Given

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Letters about new questions wait until nobody has added one for so long.
QUIET = timedelta(minutes=10)
NEEDED = _("Please answer this question.")
NEEDED_CHOICE = _("Please choose an answer.")
NEEDED_FILE = _("Please choose a file.")
NEEDED_CONSENT = _("Please agree to this; without it the registration cannot be taken.")
NOT_OFFERED = _("Please choose from what is offered.")
NEW_TEXT = _("The text you agree to has changed meanwhile. Please read it again.")
CONTROLS = _("Please remove the invisible control characters.")
NO_NUMBER = _("Write a whole number like 12, without commas.")
NO_DAY = _("Write a day like 2026-11-25.")


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


def that_lack(questions: Iterable[Asked], given: Mapping[str, Given], *, is_confirmed: bool) -> list[Asked]:
    """List the required questions somebody with a place has not answered, or under words that were changed since."""
    stages = (Stage.REGISTRATION, Stage.FOLLOW_UP) if is_confirmed else (Stage.REGISTRATION,)
    return [
        one
        for one in that_apply(questions, given)
        if one.is_required and one.stage in stages and _is_lacking(one, given.get(one.public_id, BLANK))
    ]


def kept_until(ends_at: datetime, kept_days: int) -> datetime:
    """Say when answers are erased."""
    return ends_at + timedelta(days=kept_days)


def chosen_in(given: Mapping[str, Given], names: AbstractSet[str]) -> set[str]:
    """Collect what was chosen at some questions."""
    return {choice for name, one in given.items() if name in names for choice in one.choices}


def _is_lacking(asked: Asked, given: Given) -> bool:
    return given.is_blank or (asked.kind is Kind.CONSENT and given.agreed_to != asked.text_number)


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
