"""What do events announce?"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventhub.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EventRevised(Fact):
    """Something about an event changed."""

    event_id: int


@dataclass(frozen=True, kw_only=True)
class EventsMoved(Fact):
    """Time or place of events changed in one go, and nobody moved them again for a while.

    `was` holds what people knew of each before, by the rows of the events.
    """

    was: Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class EventShifted(Fact):
    """An event begins so much later on people's clocks, and what happens within it is to move along."""

    event_id: int
    shift: timedelta
    # Who moved it (public id).
    actor: str


@dataclass(frozen=True, kw_only=True)
class RoomBooked(Fact):
    """An event, or one about to be planned (None), has a room from now on; whoever needs it then refuses."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    event_id: int | None


@dataclass(frozen=True, kw_only=True)
class EventsCancelled(Fact):
    """Events that were called off in one go will not take place."""

    event_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CapacityRaised(Fact):
    """An event can take more people."""

    event_id: int


@dataclass(frozen=True, kw_only=True)
class EventCopied(Fact):
    """A draft was made like another event; `parts` names what shall come along."""

    event_id: int
    from_event_id: int
    parts: Container[str]


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(Fact):
    """A draft is about to be thrown away; whoever keeps something of it lets go of it now."""

    event_id: int
