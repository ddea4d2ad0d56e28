"""What became of a place, and how is it told?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventhub.core.audit import AuditEntry
from eventhub.core.i18n import lazy as _
from eventhub.core.itip import Answer
from eventhub.registrations.models import Registration
from eventhub.registrations.rules.places import STANDING_WORDS

ACTION_WORDS: dict[str, Any] = {
    "request-approved": _("Approved"),
    "request-declined": _("Declined"),
    "promoted-ahead": _("Seated ahead of the line"),
    "place-cancelled": _("Cancelled by the team"),
    "place-changed": _("Changed by the team"),
    "place-handed-over": _("Handed over to a colleague"),
    "calendar-accepted": _("Accepted in the calendar"),
    "calendar-declined": _("Declined in the calendar"),
    "calendar-tentative": _("Answered “perhaps” in the calendar"),
    "tickets-refused": _("All tickets ended"),
}
# How the audit calls what a calendar program answered.
ANSWER_ACTIONS = {answer: f"calendar-{answer.lower()}" for answer in Answer}
# The private pages of people and what stands in their addresses.
SECRET_LINK = re.compile(r"(https?://[^\s/]+/(?:r|t|s|p|u|a)/)[^\s\"<>]+")


@dataclass(frozen=True)
class Step:
    """One thing that happened to a place, who did it, and what they wrote about it."""

    at: datetime
    words: str
    actor: str = ""
    note: str = ""


def say_actor(actor: str, registration: Registration, names: Mapping[str, str]) -> str:
    """Say who did something: somebody of the desk, or the person by their own link."""
    if actor == registration.public_id:
        return registration.name
    return names.get(actor, "–")


def history_of(registration: Registration, entries: Iterable[AuditEntry], names: Mapping[str, str]) -> list[Step]:
    """Tell what became of a place, first things first: what people did, and what happened by itself."""
    done = [
        Step(
            entry.at,
            str(ACTION_WORDS.get(entry.action, entry.action)),
            say_actor(entry.actor, registration, names),
            str(entry.detail.get("reason", "")),
        )
        for entry in entries
    ]
    said = {step.at for step in done}
    milestones = (
        (registration.registered_at, _("Registered")),
        (registration.promoted_at, _("Moved up from the waiting list")),
        (registration.cancelled_at, STANDING_WORDS[registration.standing]),
    )
    by_itself = [Step(at, str(words)) for at, words in milestones if at is not None and at not in said]
    return sorted([*by_itself, *done], key=lambda step: step.at)


def without_links(text: str) -> str:
    """Show a letter without what opens the person's own pages: those are for its reader alone."""
    return SECRET_LINK.sub(r"\1…", text)
