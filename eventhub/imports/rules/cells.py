"""What does a cell say, however people wrote it, and what is wrong with it?"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from email_validator import EmailNotValidError, validate_email

from eventhub.core.i18n import LOCALES, gettext, speaking
from eventhub.core.text import has_control_characters
from eventhub.imports.rules.columns import folded
from eventhub.programme.models import SessionType
from eventhub.programme.rules import TYPE_WORDS

LONGEST_LINE, LONGEST_PASSAGE = 200, 20_000
PASSAGES = ("text_ko", "text_en", "outcome_ko", "outcome_en")


def long_ones(values: Mapping[str, str]) -> list[str]:
    """Say which cells are too long, or hold what nobody types."""
    faults = []
    for name, text in values.items():
        limit = LONGEST_PASSAGE if name in PASSAGES else LONGEST_LINE
        if len(text) > limit:
            faults.append(gettext("“%(start)s…” is longer than %(limit)d characters.", start=text[:20], limit=limit))
        if has_control_characters(text):
            faults.append(gettext("“%(start)s…” holds invisible control characters.", start=text[:20]))
    return faults


def is_email(text: str) -> bool:
    """Say whether a cell holds an e-mail address; nobody is asked whether it exists."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def read_cell(values: Mapping[str, str], name: str, read: Callable[[str], Any], faults: list[str]) -> Any:  # noqa: ANN401
    """Read a cell, or note why it cannot be read; an empty one is nothing."""
    text = values.get(name, "")
    if not text:
        return None
    try:
        return read(text)
    except ValueError as fault:
        faults.append(str(fault))
        return None


def session_type(text: str) -> SessionType:
    """Read a type of session, in either language or as the code names it; raise a `ValueError` with a sentence."""
    for locale in LOCALES:
        with speaking(locale):
            for kind, word in TYPE_WORDS.items():
                if folded(text) in (folded(str(word)), kind.value):
                    return kind
    known = ", ".join(str(word) for word in TYPE_WORDS.values())
    raise ValueError(gettext("“%(text)s” is no type of session. There are: %(known)s.", text=text, known=known))


def whole_number(text: str) -> int:
    """Read a whole number, with or without commas; raise a `ValueError` with a sentence."""
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:  # noqa: PLR2004 - more is no number of seats
        raise ValueError(gettext("“%(text)s” is not a whole number.", text=text))
    return int(digits)


def day_of(text: str) -> date:
    """Read a day as people or Excel write it; raise a `ValueError` with a sentence."""
    parts = re.fullmatch(r"(\d{4})[-./]\s?(\d{1,2})[-./]\s?(\d{1,2})\.?(?:\s+00:00(?::00)?)?", text)
    try:
        return date(*(int(part) for part in parts.groups())) if parts else date.fromisoformat(text)
    except ValueError as fault:
        raise ValueError(gettext("“%(text)s” is not a day like 2026-12-17.", text=text)) from fault


def clock_time(text: str) -> time:
    """Read a time of day; raise a `ValueError` with a sentence."""
    parts = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", text)
    try:
        if parts:
            return time(int(parts[1]), int(parts[2]))
    except ValueError:
        pass
    raise ValueError(gettext("“%(text)s” is not a time like 09:30.", text=text))
