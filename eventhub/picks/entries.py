"""How does what somebody picked look in a calendar?"""

from datetime import datetime

from eventhub.core.ics import Entry
from eventhub.events.entries import deadline_entry
from eventhub.events.entries import entry as event_entry
from eventhub.picks.queries import Picks
from eventhub.programme.entries import calendar_entry


def entries_of(picked: Picks, *, since: datetime, deadlines: bool = False) -> list[Entry]:
    """Show every event and session somebody picked that ends after a moment, and until when one can register.

    A session that left its programme stays as cancelled.
    """
    events, sessions = picked
    shown = [event_entry(event) for event in events] + [calendar_entry(*of_session) for of_session in sessions]
    if deadlines:
        shown += map(deadline_entry, events)
    return [entry for entry in shown if entry.ends_at > since]
