"""What do venues refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class VenueListed(Refusal):
    """A venue of this name is in this complex."""

    code = "venue-listed"
    status = 422
    sentence = _("A venue of this name is already in the list of this complex.")


class RoomListed(Refusal):
    """A room of this name is in this venue."""

    code = "room-listed"
    status = 422
    sentence = _("A room of this name is already in this venue.")
