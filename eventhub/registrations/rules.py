"""Who gets a seat, how often may one try, and what are standings called?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_moment, say_span
from eventhub.events.models import Event
from eventhub.registrations.models import Registration, Standing

# The purpose under which links to places are sealed.
PLACE = "place"
# Tries within ten minutes: a whole company may register from behind one address.
TRIES_PER_NETWORK = 120
TRIES_PER_ADDRESS = 20
LINKS_PER_ADDRESS = 3
PLACES_REMEMBERED = 10
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
        "where": ", ".join(part for part in (event.venue, event.address) if part) or gettext("online"),
        "team": gettext("%(complex)s promotion team", complex=pick(team, "name")),
        "phone": team.team_phone,
        "link": link,
    }


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


def attendee_columns() -> tuple[str, ...]:
    """Head the columns of a list of attendees."""
    return (*person_columns(), gettext("Registered on"), gettext("A question, or help you need"))


def attendee_row(registration: Registration) -> tuple[str, ...]:
    """Write one person into the list of attendees."""
    who = person_row(registration, registration.standing)
    return (*who, say_moment(registration.registered_at), registration.note)
