"""How does a person's place look in their own calendar?"""

from dataclasses import replace
from datetime import datetime

from eventhub.core.i18n import gettext
from eventhub.core.ics import Entry
from eventhub.events.entries import entry as event_entry
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import PLACE_SENTENCES, sequence_of


def place_entry(place: Registration) -> Entry:
    """Show the event with what the place is worth; never its private address, because calendars are shared."""
    shown = replace(event_entry(place.event), sequence=sequence_of(place, place.event), changed_at=_changed_at(place))
    if shown.cancelled:
        return shown
    is_sure = place.standing is Standing.CONFIRMED
    standing = gettext("Your place is confirmed.") if is_sure else PLACE_SENTENCES[place.standing]
    return replace(
        shown,
        summary=shown.summary if is_sure else _unsure_title(place.standing, shown.summary),
        description=f"{standing}\n\n{shown.description}",
        tentative=not is_sure,
    )


def _unsure_title(standing: Standing, title: str) -> str:
    if standing is Standing.REQUESTED:
        return gettext("[Asked] %(title)s", title=title)
    if standing is Standing.OFFERED:
        return gettext("[Please answer] %(title)s", title=title)
    return gettext("[Waiting] %(title)s", title=title)


def _changed_at(place: Registration) -> datetime:
    return max(place.event.updated_at, place.queued_at, place.promoted_at or place.queued_at)
