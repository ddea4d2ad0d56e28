"""Which row is which of the things that were made up?"""

from collections.abc import Sequence
from typing import Any

from eventhub.demo import values


class Numbers:
    """The row numbers of what was made up, by its key."""

    def __init__(self, programme: values.Programme) -> None:
        self.complexes = {row.slug: number for number, row in enumerate(programme.complexes, start=1)}
        self.mini_clusters = {row.slug: number for number, row in enumerate(programme.mini_clusters, start=1)}
        self.people = _by_key(programme.people)
        self.organisations = _by_key(programme.organisations)
        self.events = _by_key(programme.events)
        self.venues = _by_key(programme.venues)
        self.rooms = _by_key(programme.rooms)
        self.registrations = {row.public_id: number for number, row in enumerate(programme.registrations, start=1)}
        self.surveys = {row.event: number for number, row in enumerate(programme.surveys, start=1)}


def _by_key(rows: Sequence[Any]) -> dict[str, int]:
    return {row.key: number for number, row in enumerate(rows, start=1)}
