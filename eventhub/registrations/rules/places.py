"""Who gets a seat, how often may one try, and what are standings called?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventhub.admission.models import Terms
from eventhub.clusters.models import Complex
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_span
from eventhub.events.models import Event
from eventhub.events.rules import Door
from eventhub.registrations.models import Registration, Standing

# The purposes under which links are sealed: to a place, to people registered together, and what a device remembers.
PLACE = "place"
PARTY = "party"
DEVICE = "device"
# The mail box calendar programs answer to, sealed for each place.
ANSWERS = "events"
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
# The smallest step between two moments that both databases keep.
NEXT = timedelta(microseconds=1)
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
    return {"name": place.name, **placeholders_about(event), "link": link}


def placeholders_about(event: Event) -> dict[str, str]:
    """Say what stands for the placeholders that are the same for every reader of an event."""
    return {
        "event": pick(event, "title"),
        "when": say_span(event.starts_at, event.ends_at, all_day=event.all_day),
        "where": ", ".join(part for part in (pick(event, "venue"), event.address) if part) or gettext("online"),
        **placeholders_from(event.complex),
    }


def placeholders_from(team: Complex) -> dict[str, str]:
    """Say what stands for the placeholders that are the same for every reader of a team."""
    return {"team": gettext("%(complex)s promotion team", complex=pick(team, "name")), "phone": team.team_phone}


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


def behind(last: datetime | None, *, now: datetime) -> datetime:
    """Decide when somebody queued who stands behind the last of a line, which is held.

    `now` was read before the line was held, and by one of several machines' clocks; the line has the order in which it
    was held. So nobody is ever put in before a number that was told to somebody, and no two queued at one moment: who
    hands their place over hands over where they stood.
    """
    return now if last is None else max(now, last + NEXT)


def sequence_of(place: Registration, event: Event) -> int:
    """Count what a calendar hears of: changes of the event and of what a place at it is worth; it never falls."""
    return int(event.revision + (place.changes or 0))


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
