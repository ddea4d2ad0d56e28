"""Who gets a seat, how often may one try, and what are standings called?"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from eventhub.admission.models import Terms
from eventhub.clusters.models import MiniCluster
from eventhub.core.audit import AuditEntry
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_moment, say_span
from eventhub.events.models import Event
from eventhub.events.rules import Door
from eventhub.registrations.models import Registration, Standing

# The purposes under which links are sealed: to a place, to people registered together, and what a device remembers.
PLACE = "place"
PARTY = "party"
DEVICE = "device"
# Where whoever lost a link asks for it: it stands in every letter.
LOST = "/registrations/lost"
# Tries within ten minutes: a whole company may register from behind one address.
TRIES_PER_NETWORK = 120
TRIES_PER_ADDRESS = 20
LINKS_PER_ADDRESS = 3
PLACES_REMEMBERED = 10
# How many people can be written down at once: no event's terms allow more; and how many rows are there at first.
LARGEST_PARTY = 50
FIRST_ROWS = 3
# What the privacy notice of the form promises: counted from the end of the event.
KEPT = timedelta(days=365)
# How long a registration can be taken back as a slip of the thumb.
UNDO = timedelta(minutes=10)
# Letters in one transaction.
REMINDED_AT_ONCE = 100

NONE_OPEN = _("None of these dates takes registrations at this moment.")
STANDING_WORDS: dict[Standing, Any] = {
    Standing.REQUESTED: _("Asked to come"),
    Standing.WAITING: _("Waiting"),
    Standing.OFFERED: _("A seat is offered"),
    Standing.CONFIRMED: _("Confirmed"),
    Standing.DECLINED: _("Declined"),
    Standing.LAPSED: _("Offer not answered"),
    Standing.CANCELLED: _("Given up"),
}
PLACE_SENTENCES: dict[Standing, Any] = {
    Standing.REQUESTED: _("The promotion team looks at your request. You get an answer by e-mail."),
    Standing.WAITING: _("You are on the waiting list."),
    Standing.OFFERED: _("A place is held for you. Please answer."),
    Standing.CONFIRMED: _("You have a confirmed place."),
}


class Column(StrEnum):
    """What a list of people can show beside the name."""

    STANDING = "standing"
    ORGANISATION = "organisation"
    MEMBER = "member"
    COMPLEX = "complex"
    MINI_CLUSTERS = "mini_clusters"
    EMAIL = "email"
    PHONE = "phone"
    REGISTERED = "registered"
    NOTE = "note"
    BOOKER = "booker"
    CODE = "code"
    OFFER_UNTIL = "offer_until"
    DECISION = "decision"


USUAL_COLUMNS = (Column.STANDING, Column.ORGANISATION, Column.EMAIL, Column.PHONE, Column.REGISTERED, Column.NOTE)
COLUMN_WORDS: dict[Column, Any] = {
    Column.STANDING: _("Standing"),
    Column.ORGANISATION: _("Affiliation"),
    Column.MEMBER: _("Known to belong there"),
    Column.COMPLEX: _("Complex"),
    Column.MINI_CLUSTERS: _("Mini-clusters"),
    Column.EMAIL: _("E-mail address"),
    Column.PHONE: _("Telephone"),
    Column.REGISTERED: _("Registered on"),
    Column.NOTE: _("Question or help"),
    Column.BOOKER: _("Registered by"),
    Column.CODE: _("Invitation code"),
    Column.OFFER_UNTIL: _("Offer stands until"),
    Column.DECISION: _("Note of the team"),
}


class Sort(StrEnum):
    """In which order a list of people stands."""

    NAME = "name"
    NEWEST = "newest"
    EARLIEST = "earliest"
    STANDING = "standing"
    ORGANISATION = "organisation"


SORT_WORDS: dict[Sort, Any] = {
    Sort.NAME: _("By name"),
    Sort.NEWEST: _("Newest first"),
    Sort.EARLIEST: _("First come first"),
    Sort.STANDING: _("By standing"),
    Sort.ORGANISATION: _("By affiliation"),
}
ACTION_WORDS: dict[str, Any] = {
    "request-approved": _("Approved"),
    "request-declined": _("Declined"),
    "promoted-ahead": _("Seated ahead of the line"),
    "place-cancelled": _("Cancelled by the team"),
    "place-changed": _("Changed by the team"),
    "place-handed-over": _("Handed over to a colleague"),
    "tickets-refused": _("All tickets ended"),
}
# The private pages of people and what stands in their addresses.
SECRET_LINK = re.compile(r"(https?://[^\s/]+/(?:r|t|s|p|u|a)/)[^\s\"<>]+")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whom a list of people shall show, and in which order."""

    words: str = ""
    organisation: str = ""
    standing: Standing | None = None
    mini_cluster_slug: str = ""
    complex_slug: str = ""
    sort: Sort = Sort.NAME

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return not any((self.words, self.organisation, self.standing, self.mini_cluster_slug, self.complex_slug))


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """How full an event is: `free` are for everybody, `kept` wait for groups and codes."""

    capacity: int
    seated: int
    free: int
    kept: int
    counts: dict[Standing, int]


@dataclass(frozen=True)
class Step:
    """One thing that happened to a place, who did it, and what they wrote about it."""

    at: datetime
    words: str
    actor: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who wants to come, as they say themselves."""

    email: str
    name: str
    organisation_name: str = ""
    phone: str = ""
    note: str = ""
    locale: str = "ko"


@dataclass(frozen=True)
class Outcome:
    """What became of one event when somebody registered for several; `number` counts the waiting list from one."""

    event: Event
    registration: Registration
    number: int
    is_new: bool


def placeholders_of(place: Registration, event: Event, *, link: str) -> dict[str, str]:
    """Say, in the language that is spoken, what stands for each placeholder in a team's words to one reader."""
    team = event.complex
    return {
        "name": place.name,
        "event": pick(event, "title"),
        "when": say_span(event.starts_at, event.ends_at, all_day=event.all_day),
        "where": ", ".join(part for part in (pick(event, "venue"), event.address) if part) or gettext("online"),
        "team": gettext("%(complex)s promotion team", complex=pick(team, "name")),
        "phone": team.team_phone,
        "link": link,
    }


@dataclass(frozen=True)
class PlaceOutlook:
    """What the page of a place says at one moment.

    `offer_left` is how long the reader may still answer, `answer_time` how long somebody has who is offered a seat;
    `party_path` leads who registered others to all of them.
    """

    door: Door
    number: int
    terms: Terms
    may_change: bool
    is_late: bool
    undo_until: datetime | None
    offer_left: timedelta | None
    answer_time: timedelta
    party_path: str


def standing_for(seats_left: int) -> Standing:
    """Decide what somebody who comes now gets; while a seat is free nobody waits, so there is no line to jump."""
    return Standing.CONFIRMED if seats_left > 0 else Standing.WAITING


def is_fresh(registration: Registration, *, now: datetime) -> bool:
    """Say whether somebody registered so short a time ago that they may simply take it back."""
    return bool(now < registration.queued_at + UNDO)


def applicant_of(registration: Registration) -> Applicant:
    """Say who somebody is who registers again."""
    return Applicant(
        email=registration.account.email,
        name=registration.name,
        organisation_name=registration.organisation_name,
        phone=registration.phone,
        note=registration.note,
        locale=registration.locale,
    )


def person_columns() -> tuple[str, ...]:
    """Head the columns that say who somebody is, in any list of people with a place."""
    return (
        gettext("Name"),
        gettext("Affiliation"),
        gettext("Standing"),
        gettext("E-mail address"),
        gettext("Telephone"),
    )


def person_row(registration: Registration, standing: Standing) -> tuple[str, ...]:
    """Write who somebody is, and how they stand in whatever the list is of."""
    return (
        registration.name,
        registration.organisation_name,
        str(STANDING_WORDS[standing]),
        registration.account.email,
        registration.phone,
    )


def cell(registration: Registration, column: Column, mini_clusters: Mapping[int, Sequence[MiniCluster]]) -> str:
    """Write what a column of the list says of somebody; what it speaks of is loaded."""
    return CELLS[column](registration, mini_clusters)


def head_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """Head the columns of a list of people; their names come first."""
    return (gettext("Name"), *(str(COLUMN_WORDS[column]) for column in columns))


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


def _yes(holds: bool) -> str:  # noqa: FBT001 - a word for a truth
    return gettext("yes") if holds else gettext("no")


def _moment(at: datetime | None) -> str:
    return say_moment(at) if at else ""


def _mini_clusters(registration: Registration, known: Mapping[int, Sequence[MiniCluster]]) -> str:
    return ", ".join(pick(one, "name") for one in known.get(registration.organisation_id or 0, ()))


def _complex(registration: Registration) -> str:
    organisation = registration.organisation
    return pick(organisation.complex, "name") if organisation and organisation.complex else ""


# How each column is written, for the page and for files alike.
CELLS: dict[Column, Callable[[Registration, Mapping[int, Sequence[MiniCluster]]], str]] = {
    Column.STANDING: lambda one, _known: str(STANDING_WORDS[one.standing]),
    Column.ORGANISATION: lambda one, _known: one.organisation_name,
    Column.MEMBER: lambda one, _known: _yes(one.is_member),
    Column.COMPLEX: lambda one, _known: _complex(one),
    Column.MINI_CLUSTERS: _mini_clusters,
    Column.EMAIL: lambda one, _known: one.account.email,
    Column.PHONE: lambda one, _known: one.phone,
    Column.REGISTERED: lambda one, _known: _moment(one.registered_at),
    Column.NOTE: lambda one, _known: one.note,
    Column.BOOKER: lambda one, _known: one.party.account.name if one.party else "",
    Column.CODE: lambda one, _known: one.code.code if one.code else "",
    Column.OFFER_UNTIL: lambda one, _known: _moment(one.offer_until),
    Column.DECISION: lambda one, _known: one.decision_note,
}
