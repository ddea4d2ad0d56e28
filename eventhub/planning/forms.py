"""What is a planning view narrowed to?"""

from collections.abc import Iterable

from wtforms import SelectField

from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.events.forms import FilterForm
from eventhub.venues.models import Room
from eventhub.web.baseform import Line, options


class PlanForm(FilterForm):
    """Whose events to show, of which kind, where and with whom; the days are the view's own."""

    # This is how WTForms leaves out a field of the form it builds on.
    q = None  # type: ignore[assignment]
    first_day = None  # type: ignore[assignment]
    last_day = None  # type: ignore[assignment]
    room = SelectField(_("Room"), default="")
    speaker = Line(_("Speaker"), limit=100, needed=False)

    def offer(self, complexes: Iterable[Complex], mini_clusters: Iterable[MiniCluster]) -> None:
        """Say which complexes and mini-clusters there are, and keep them to name those of the events that are shown."""
        self.complexes = {row.id: row for row in complexes}
        self.mini_clusters = {row.id: row for row in mini_clusters}
        super().offer(self.complexes.values(), self.mini_clusters.values())

    def offer_rooms(self, rooms: Iterable[Room]) -> None:
        """Say which rooms there are, below their venues."""
        rows = list(rooms)
        self._rooms = {room.public_id: room.id for room in rows}
        listed = [
            choice
            for room in rows
            for choice in options((room.public_id, pick(room, "name")), group=pick(room.venue, "name"))
        ]
        self.room.choices = options(("", gettext("All rooms"))) + listed

    @property
    def room_id(self) -> int | None:
        """The room that was asked for."""
        return None if self.room.errors else self._rooms.get(self.room.data or "")

    @property
    def speaker_words(self) -> str:
        """The words of a speaker's name that were asked for."""
        return "" if self.speaker.errors else self.speaker.data
