"""What do events announce?"""

from dataclasses import dataclass

from eventhub.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EventMoved(Fact):
    """An event's time or place changed; `was` says what it was, as people read it in both languages."""

    event_id: int
    was_ko: str
    was_en: str


@dataclass(frozen=True, kw_only=True)
class EventCancelled(Fact):
    """An event will not take place."""

    event_id: int


@dataclass(frozen=True, kw_only=True)
class CapacityRaised(Fact):
    """An event can take more people."""

    event_id: int
