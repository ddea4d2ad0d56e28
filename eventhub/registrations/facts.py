"""What do registrations announce?"""

from dataclasses import dataclass

from eventhub.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PlaceGivenUp(Fact):
    """Somebody does not come any more, or does not wait any more; the event is held."""

    event_id: int
    registration_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceHandedOver(Fact):
    """A colleague comes instead of somebody; the event is held."""

    event_id: int
    from_id: int
    to_id: int
