"""How are questions and answers written for people?"""

from collections.abc import Iterable

from eventhub.core.i18n import gettext, pick
from eventhub.questions.models import Kind
from eventhub.questions.rules.asked import CHOOSING, Asked, Given, options_of


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


def words_read(asked: Asked, locale: str) -> str:
    """Return the language in which the words to agree to are shown to a reader."""
    first, second = (locale, "en" if locale == "ko" else "ko")
    return first if getattr(asked, f"text_{first}") else second
