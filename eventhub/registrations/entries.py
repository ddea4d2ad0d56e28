"""How does a person's place look in their own calendar?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from eventhub.core.i18n import gettext, pick
from eventhub.core.ics import Entry
from eventhub.core.links import absolute, uid_domain
from eventhub.events.entries import BEFORE_DEADLINE
from eventhub.events.entries import entry as event_entry
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import PLACE_SENTENCES


def place_entry(place: Registration, *, papers: Iterable[str] = ()) -> Entry:
    """Show the event with what the place is worth; never its private address, because calendars are shared.

    Who has a confirmed place sees where one takes part online.
    """
    sequence = place.event.revision + place.changes
    shown = replace(event_entry(place.event, papers=papers), sequence=sequence, changed_at=_changed_at(place))
    if shown.cancelled:
        return shown
    is_sure = place.standing is Standing.CONFIRMED
    standing = gettext("Your place is confirmed.") if is_sure else PLACE_SENTENCES[place.standing]
    online = place.event.online_url if is_sure else ""
    address = gettext("Online address: %(url)s", url=online) if online else ""
    return replace(
        shown,
        summary=shown.summary if is_sure else _unsure_title(place.standing, shown.summary),
        description="\n\n".join(part for part in (str(standing), address, shown.description) if part),
        location=shown.location if place.event.venue_ko or place.event.venue_en else online or shown.location,
        conference=online,
        tentative=not is_sure,
    )


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
        sequence=place.event.revision + place.changes,
        changed_at=_changed_at(place),
        url=url,
        categories=(gettext("Deadline"),),
    )


def _unsure_title(standing: Standing, title: str) -> str:
    if standing is Standing.REQUESTED:
        return gettext("[Asked] %(title)s", title=title)
    if standing is Standing.OFFERED:
        return gettext("[Please answer] %(title)s", title=title)
    return gettext("[Waiting] %(title)s", title=title)


def _changed_at(place: Registration) -> datetime:
    moments = (place.event.updated_at, place.queued_at, place.promoted_at, place.decided_at)
    return max(moment for moment in moments if moment is not None)
