"""What do organisations refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class WrongSize(Refusal):
    """A firm without a size class, or another organisation with one."""

    code = "wrong-size"
    status = 422
    sentence = _("Every firm has a size, and only firms have one.")


class WrongParent(Refusal):
    """Only labs belong to another organisation."""

    code = "wrong-parent"
    status = 422
    sentence = _("Only a lab belongs to another organisation.")


class AlreadyListed(Refusal):
    """An organisation of this kind and name is in this complex."""

    code = "already-listed"
    status = 422
    sentence = _("An organisation of this name is already in the list of this complex.")


class AlreadyBelongs(Refusal):
    """The person is in the organisation."""

    code = "already-belongs"
    status = 422
    sentence = _("This person already belongs to the organisation.")


class OwnCompetitor(Refusal):
    """Nobody competes with themselves."""

    code = "own-competitor"
    status = 422
    sentence = _("This is the organisation itself.")
