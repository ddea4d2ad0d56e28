"""What do the terms of events announce?"""

from dataclasses import dataclass

from eventhub.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SeatsOpened(Fact):
    """Seats that were kept, or shared, can be taken by others now; the event is held."""

    event_id: int
