"""What do programmes announce?"""

from dataclasses import dataclass

from eventhub.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ProgrammeReleased(Fact):
    """A programme is shown as it is now; the sessions (public ids) were added, removed, or changed time or room."""

    event_id: int
    number: int
    changed_session_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SessionCapacityRaised(Fact):
    """A session (public id) can take more people, or everybody; its event is held."""

    event_id: int
    session_id: str
