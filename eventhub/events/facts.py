"""What do events announce?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventhub.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EventRevised(Fact):
    """Something about an event changed."""

    event_id: int


@dataclass(frozen=True, kw_only=True)
class EventMoved(Fact):
    """An event's time or place changed, and nobody moved it again for a while; `was` is what people knew before."""

    event_id: int
    was: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class EventCancelled(Fact):
    """An event will not take place."""

    event_id: int


@dataclass(frozen=True, kw_only=True)
class CapacityRaised(Fact):
    """An event can take more people."""

    event_id: int


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(Fact):
    """A draft is about to be thrown away; whoever keeps something of it lets go of it now."""

    event_id: int


@dataclass(frozen=True, kw_only=True)
class RoomBooked(Fact):
    """An event takes a room for a span; whoever uses the room for something else then refuses now."""

    event_id: int | None
    room_id: int
    starts_at: datetime
    ends_at: datetime
