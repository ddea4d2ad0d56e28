"""What does a star on a page send?"""

from wtforms.fields import HiddenField

from eventhub.accounts.rules import safe_next
from eventhub.web.baseform import BaseForm

# Where on a page a star stands: part of the name under which it is found again.
SPOTS = ("star", "grid", "list")


class PickForm(BaseForm):
    """One star: of an event, or of one of its sessions."""

    session = HiddenField()
    wanted = HiddenField()
    next = HiddenField()
    spot = HiddenField()

    @property
    def session_key(self) -> str:
        """The session the star belongs to; empty for the event."""
        return self.session.data or ""

    @property
    def is_wanted(self) -> bool:
        """Whether it shall be picked, or let go; pressing twice does not turn it back."""
        return bool(self.wanted.data != "no")

    @property
    def place(self) -> str:
        """Where on the page the star stands."""
        return str(self.spot.data) if self.spot.data in SPOTS else SPOTS[0]

    def way_back(self, event_id: str) -> str:
        """Return to the star on the page it was pressed on."""
        path = safe_next(self.next.data or "") or f"/events/{event_id}"
        return f"{path.partition('#')[0]}#{self.place}-{self.session_key or event_id}"
