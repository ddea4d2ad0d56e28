"""What can a list of people show, of whom and in which order?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from eventhub.clusters.models import MiniCluster
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_moment
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules.places import STANDING_WORDS


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
    """How full an event is: `free` are for everybody, `kept` wait for groups and codes; `lacking` owe answers."""

    capacity: int
    seated: int
    free: int
    kept: int
    counts: dict[Standing, int]
    lacking: int = 0


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
        registration.account.address,
        registration.phone,
    )


def cell(registration: Registration, column: Column, mini_clusters: Mapping[int, Sequence[MiniCluster]]) -> str:
    """Write what a column of the list says of somebody; what it speaks of is loaded."""
    return CELLS[column](registration, mini_clusters)


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
    Column.EMAIL: lambda one, _known: one.account.address,
    Column.PHONE: lambda one, _known: one.phone,
    Column.REGISTERED: lambda one, _known: _moment(one.registered_at),
    Column.NOTE: lambda one, _known: one.note,
    Column.BOOKER: lambda one, _known: one.party.account.name if one.party else "",
    Column.CODE: lambda one, _known: one.code.code if one.code else "",
    Column.OFFER_UNTIL: lambda one, _known: _moment(one.offer_until),
    Column.DECISION: lambda one, _known: one.decision_note,
}
