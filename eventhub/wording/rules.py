"""Which letters can a team word itself, and how are its placeholders filled?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eventhub.core.i18n import lazy as _

PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What somebody meant as a placeholder and mistyped: blanks within the braces.
MEANT = re.compile(r"\{\s*\w+\s*\}")
# "(광고)" at the beginning, with other brackets and blanks too.
ADVERTISING = re.compile(r"\W*광\s*고\s*\W")
# What is made of a subject when its placeholders are filled; longer ones are cut off by mail programs anyway.
LONGEST_SUBJECT = 120
SUBJECT_LENGTH, OPENING_LENGTH = 100, 3000
FIELDS = ("subject_ko", "opening_ko", "subject_en", "opening_en")

PLACEHOLDER_WORDS: dict[str, Any] = {
    "name": _("the reader's name"),
    "event": _("the title of the event"),
    "when": _("day and time"),
    "where": _("the place"),
    "team": _("your promotion team"),
    "phone": _("the telephone of your team"),
    "link": _("the reader's private link to their place"),
}
ALL = tuple(PLACEHOLDER_WORDS)
WITHOUT_LINK = ALL[:-1]
# A letter about several events at once has no one title, day and place.
OF_READER = ("name", "team", "phone")


@dataclass(frozen=True)
class Letter:
    """A letter as a team thinks of it: its name, who gets it, and what can be filled in."""

    title: Any
    reason: Any
    placeholders: tuple[str, ...] = ALL


# By the name of the template. A new letter to those who register gets its line here.
LETTERS: dict[str, Letter] = {
    "registrations/confirmed": Letter(_("Place confirmed"), _("To whoever registers and gets a place at once.")),
    "registrations/waiting": Letter(_("On the waiting list"), _("To whoever registers when all places are taken.")),
    "registrations/requested": Letter(_("Request received"), _("To whoever asks to come to an event you approve.")),
    "registrations/declined": Letter(
        _("Request declined"), _("To whoever cannot be given a place."), placeholders=WITHOUT_LINK
    ),
    "registrations/offered": Letter(_("A place is offered"), _("To who waited, while a free place is held for them.")),
    "registrations/lapsed": Letter(
        _("Offer ended"), _("To who did not answer the offer of a place in time."), placeholders=WITHOUT_LINK
    ),
    "registrations/moved_up": Letter(_("Moved up"), _("To who waited and has a place now.")),
    "registrations/changed": Letter(_("Details changed"), _("To whose name, affiliation or telephone was changed.")),
    "registrations/handed_over": Letter(
        _("Handed over"), _("To who had the place that a colleague has now."), placeholders=WITHOUT_LINK
    ),
    "registrations/given_up": Letter(
        _("Place given up"), _("To who gave their place up, or whose place you cancelled."), placeholders=WITHOUT_LINK
    ),
    "registrations/event_moved": Letter(
        _("Time or place changed"), _("To everybody who registered, ten minutes after the last change.")
    ),
    "registrations/event_cancelled": Letter(
        _("Event cancelled"), _("To everybody who registered, with the reason you give."), placeholders=WITHOUT_LINK
    ),
    "registrations/reminder": Letter(
        _("Reminder of the event"), _("To everybody who has a place, as long before the event as it says.")
    ),
    "registrations/several": Letter(
        _("Several dates at once"), _("To whoever registers for several dates of a series."), placeholders=OF_READER
    ),
    "registrations/party": Letter(
        _("Several people registered"), _("To whoever registers several people at once."), placeholders=WITHOUT_LINK
    ),
    "questions/asked": Letter(
        _("Questions to answer"), _("To who has a place and still owes answers to your questions.")
    ),
    "registrations/link_again": Letter(
        _("Link sent again"), _("To whoever registers again with an address that has a place.")
    ),
    "registrations/links_again": Letter(
        _("Lost links"), _("To whoever asks for the links to all their places."), placeholders=OF_READER
    ),
    "surveys/thanks": Letter(
        _("Thanks, survey and certificate"), _("To everybody who had a place, some hours after the end.")
    ),
    "surveys/reminder": Letter(
        _("Reminder of the survey"), _("To who has not answered, when half of the time is over, if you want that.")
    ),
}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of their placeholders, in one pass: what a value holds stays as it is, and so does the rest.

    A team's text is never a template: there is no attribute, index, filter or call in it.
    """
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def is_advertising(subject: str) -> bool:
    """Say whether a subject calls its letter advertising, as the Network Act wants that written, or nearly so."""
    return bool(ADVERTISING.match(subject))


def unknown_in(text: str, known: Iterable[str]) -> str:
    """Return the first thing in braces that is no placeholder, or the empty string."""
    written = {f"{{{name}}}" for name in known}
    return next((found for found in MEANT.findall(text) if found not in written), "")


def listed(names: Iterable[str]) -> str:
    """Write placeholders as they are typed: {name}, {event}."""
    return ", ".join(f"{{{name}}}" for name in names)


def shortened(subject: str) -> str:
    """Cut a subject where nobody reads on."""
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"


def address_of(letter: str) -> str:
    """Name a letter in an address of the desk."""
    return letter.replace("/", ".")
