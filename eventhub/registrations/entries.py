"""How does a person's place look in their own calendar, and how does a letter put it there and take it out?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from eventhub.core.clock import zone
from eventhub.core.i18n import gettext, pick, speaking
from eventhub.core.ics import Entry
from eventhub.core.itip import Invitation, Method, write
from eventhub.core.links import absolute, is_inbox_read, robot_address, sender_address, uid_domain
from eventhub.events.entries import BEFORE_DEADLINE
from eventhub.events.entries import entry as event_entry
from eventhub.events.models import Event
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import ANSWERS, PLACE_SENTENCES, sequence_of


def place_entry(place: Registration, *, papers: Iterable[str] = ()) -> Entry:
    """Show the event with what the place is worth; never its private address, because calendars are shared.

    Who has a confirmed place sees where one takes part online.
    """
    sequence = sequence_of(place, place.event)
    shown = replace(event_entry(place.event, papers=papers), sequence=sequence, changed_at=_changed_at(place))
    if shown.cancelled:
        return shown
    is_sure = place.standing is Standing.CONFIRMED
    standing = gettext("Your place is confirmed.") if is_sure else PLACE_SENTENCES[place.standing]
    shown = _with_online(shown, place.event) if is_sure else shown
    return replace(
        shown,
        summary=shown.summary if is_sure else _unsure_title(place.standing, shown.summary),
        description=f"{standing}\n\n{shown.description}",
        tentative=not is_sure,
    )


def invitation(place: Registration, event: Event, *, now: datetime) -> str:
    """Put the event into the calendar of somebody who has a seat; the online address is theirs to know."""
    return _written(Method.REQUEST, place, event, now=now)


def withdrawal(place: Registration, event: Event, *, now: datetime) -> str:
    """Take the event out of somebody's calendar: it does not take place, or they do not come."""
    return _written(Method.CANCEL, place, event, now=now)


def answer_entry(place: Registration) -> Entry | None:
    """Show until when an offered seat is kept; None when none is offered."""
    if place.standing is not Standing.OFFERED or place.offer_until is None:
        return None
    title, url = pick(place.event, "title"), absolute(f"/events/{place.event.public_id}")
    return Entry(
        uid=f"answer-{place.public_id}@{uid_domain()}",
        summary=gettext("Please answer by now: %(title)s", title=title),
        description=url,
        starts_at=place.offer_until - BEFORE_DEADLINE,
        ends_at=place.offer_until,
        free=True,
        sequence=sequence_of(place, place.event),
        changed_at=_changed_at(place),
        url=url,
        categories=(gettext("Deadline"),),
    )


def _written(method: Method, place: Registration, event: Event, *, now: datetime) -> str:
    is_told, has_seat = is_inbox_read(), method is Method.REQUEST
    with speaking(place.locale):
        shown = event_entry(event)
        entry = replace(
            _with_online(shown, event) if has_seat else shown,
            cancelled=not has_seat,
            sequence=sequence_of(place, event),
            changed_at=now,
            organiser_name=gettext("%(complex)s promotion team", complex=pick(event.complex, "name")),
            organiser_email=robot_address(ANSWERS, place.public_id) if is_told else _office(event, place),
        )
    said = Invitation(
        method=method,
        entry=entry,
        attendee_name=place.name,
        attendee_email=place.account.email,
        wants_answer=is_told,
    )
    return write(said, zone=zone())


def _with_online(shown: Entry, event: Event) -> Entry:
    """Show also where one takes part online; where there is no other place, it is the place."""
    if not event.online_url:
        return shown
    address = gettext("Online address: %(url)s", url=event.online_url)
    location = shown.location if event.venue_ko or event.venue_en else event.online_url
    return replace(
        shown, description=f"{address}\n\n{shown.description}", location=location, conference=event.online_url
    )


def _office(event: Event, place: Registration) -> str:
    """Name who reads answers where no program does: the team, or who sends the letters; never the reader."""
    team = event.complex.team_email
    return team if team and team.lower() != place.account.email else sender_address()


def _unsure_title(standing: Standing, title: str) -> str:
    if standing is Standing.REQUESTED:
        return gettext("[Asked] %(title)s", title=title)
    if standing is Standing.OFFERED:
        return gettext("[Please answer] %(title)s", title=title)
    return gettext("[Waiting] %(title)s", title=title)


def _changed_at(place: Registration) -> datetime:
    moments = (place.event.updated_at, place.queued_at, place.promoted_at, place.decided_at)
    return max(moment for moment in moments if moment is not None)
