"""How does what somebody picked look in a calendar?"""

from eventhub.core.ics import Entry
from eventhub.events.entries import entry as event_entry
from eventhub.picks import queries
from eventhub.picks.models import PickList
from eventhub.programme.entries import calendar_entry


def entries_of(picked: PickList) -> list[Entry]:
    """Show every event and session of a list; a session that left its programme stays as cancelled."""
    events, sessions = queries.calendar_of(picked)
    return [event_entry(event) for event in events] + [calendar_entry(*of_session) for of_session in sessions]
