"""How are questions and answers written for people?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from eventhub.core.i18n import gettext, pick
from eventhub.core.moments import days_of, say_day
from eventhub.events.models import Event
from eventhub.questions.models import Kind
from eventhub.questions.rules.answers import chosen_in, day_of, kept_until
from eventhub.questions.rules.asked import BLANK, CHOOSING, Asked, Given, options_of

MOST_DATES_NAMED = 3


def when_asked(asked: Asked, questions: Iterable[Asked]) -> str:
    """Say in a sentence of whom a question is asked."""
    named = [
        (question, option) for question, option in options_of(questions).values() if option.public_id in asked.only_for
    ]
    if not named:
        return ""
    words = gettext("” or “").join(pick(option, "label") for _question, option in named)
    return gettext("Only if “%(question)s” is “%(options)s”.", question=pick(named[0][0], "label"), options=words)


def say_dates(events: Sequence[Event], number: int) -> str:
    """Say for which of a number of dates a question is asked; nothing where it is for all of them."""
    if len(events) == number:
        return ""
    if len(events) > MOST_DATES_NAMED:
        return gettext("Asked for %(number)d of these dates only.", number=len(events))
    days = ", ".join(say_day(day) for event in events for day in days_of(event.starts_at, event.ends_at)[:1])
    return gettext("Asked for %(days)s only.", days=days)


def say(asked: Asked, given: Given) -> str:
    """Write an answer as a reader would, for lists; what is not answered is nothing."""
    if asked.kind in CHOOSING:
        return ", ".join(pick(one, "label") for one in asked.options if one.public_id in given.choices)
    if asked.kind is Kind.CONSENT:
        return gettext("yes") if given.agreed_to else ""
    if asked.kind is Kind.DATE and (day := day_of(given.text)):
        return say_day(day)
    return given.file_name or given.text


def say_of(asked: Asked, given: Mapping[str, Given], *, ends_at: datetime, now: datetime) -> str:
    """Write what one person answered to a question of an event, for a list of many.

    Who was asked to agree and did not, did not: that is said as long as it would be known otherwise.
    """
    own = given.get(asked.public_id, BLANK)
    if asked.kind is Kind.CONSENT and own.is_blank and now < kept_until(ends_at, asked.kept_days):
        applies = not asked.only_for or asked.only_for & chosen_in(given, given.keys())
        return gettext("no") if applies else ""
    return say(asked, own)


def words_read(asked: Asked, locale: str) -> str:
    """Return the language in which the words to agree to are shown to a reader."""
    first, second = (locale, "en" if locale == "ko" else "ko")
    return first if getattr(asked, f"text_{first}") else second
