"""How does a person's place look in their own calendar?"""

from dataclasses import replace
from datetime import datetime

from eventhub.core.i18n import gettext
from eventhub.core.ics import Entry
from eventhub.events.entries import entry as event_entry
from eventhub.registrations.models import Registration, Standing


def place_entry(place: Registration) -> Entry:
    """Show the event with what the place is worth; never its private address, because calendars are shared."""
    shown = replace(event_entry(place.event), sequence=_sequence(place), changed_at=_changed_at(place))
    if shown.cancelled:
        return shown
    is_waiting = place.standing is Standing.WAITING
    standing = gettext("You are on the waiting list.") if is_waiting else gettext("Your place is confirmed.")
    return replace(
        shown,
        summary=gettext("[Waiting] %(title)s", title=shown.summary) if is_waiting else shown.summary,
        description=f"{standing}\n\n{shown.description}",
        tentative=is_waiting,
    )


def _sequence(place: Registration) -> int:
    """Count the changes of the event and of the place: it never falls, also when a place is given up and taken anew."""
    return place.event.revision + place.round - 1 + (place.promoted_at is not None)


def _changed_at(place: Registration) -> datetime:
    return max(place.event.updated_at, place.queued_at, place.promoted_at or place.queued_at)
