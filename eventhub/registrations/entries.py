"""How does a place get into its owner's calendar by letter, and out of it?"""

from dataclasses import replace
from datetime import datetime

from eventhub.core.clock import zone
from eventhub.core.i18n import gettext, pick, speaking
from eventhub.core.itip import Invitation, Method, write
from eventhub.core.links import is_inbox_read, robot_address, sender_address
from eventhub.events.entries import entry as event_entry
from eventhub.events.models import Event
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import ANSWERS, sequence_of


def invitation(place: Registration, event: Event, *, now: datetime) -> str:
    """Put the event into the calendar of somebody who has a seat; the online address is theirs to know."""
    return _written(Method.REQUEST, place, event, sequence=sequence_of(place, event), now=now)


def withdrawal(place: Registration, event: Event, *, now: datetime) -> str:
    """Take the event out of somebody's calendar: it does not take place, or they do not come."""
    ended = None if event.cancelled_at else Standing.CANCELLED
    return _written(Method.CANCEL, place, event, sequence=sequence_of(place, event, standing=ended), now=now)


def _written(method: Method, place: Registration, event: Event, *, sequence: int, now: datetime) -> str:
    is_told, has_seat = is_inbox_read(), method is Method.REQUEST
    organiser = robot_address(ANSWERS, place.public_id) if is_told else _office(event, place)
    online_url = event.online_url if has_seat else ""
    with speaking(place.locale):
        shown = event_entry(event)
        entry = replace(
            shown,
            description="\n\n".join(part for part in (shown.description, _online(online_url)) if part),
            cancelled=not has_seat,
            sequence=sequence,
            changed_at=now,
            organiser_name=gettext("%(complex)s promotion team", complex=pick(event.complex, "name")),
            organiser_email=organiser,
        )
    said = Invitation(
        method=method,
        entry=entry,
        attendee_name=place.name,
        attendee_email=place.account.email,
        wants_answer=is_told,
        online_url=online_url or "",
    )
    return write(said, zone=zone())


def _office(event: Event, place: Registration) -> str:
    """Name who reads answers where no program does: the team, or who sends the letters; never the reader."""
    team = event.complex.team_email
    return team if team and team.lower() != place.account.email else sender_address()


def _online(url: str | None) -> str:
    return gettext("Online address: %(address)s", address=url) if url else ""
