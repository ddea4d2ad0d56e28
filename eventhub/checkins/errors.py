"""What does check-in refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _


class HelperLinkEnded(Refusal):
    """The link was for another day, or the team ended it."""

    code = "helper-link-ended"
    status = 410
    sentence = _("This link for helpers does not hold any more. Please ask the team for a new one.")


class NotYetOpen(Refusal):
    """Nobody is let in before the day of the event."""

    code = "check-in-not-open"

    def __init__(self, day: str) -> None:
        """Say which day."""
        super().__init__(day)
        self.sentence = gettext("Check-in opens on %(day)s.", day=day)


class NotInTheRoom(Refusal):
    """People check themselves in only while the event is on, and where the team allows it."""

    code = "not-in-the-room"
    sentence = _("You can check yourself in only during the event, and only where the team allows it.")


class WrongRoomCode(Refusal):
    """The code is not the one shown in the room today."""

    code = "wrong-room-code"
    status = 422
    sentence = _("This is not the code shown in the room today. Please look at it again.")


class NoPlace(Refusal):
    """Only who has a confirmed place attends."""

    code = "no-confirmed-place"
    sentence = _("This place is not confirmed, so it cannot be checked in.")
