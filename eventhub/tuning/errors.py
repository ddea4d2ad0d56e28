"""What does steering the matcher refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class NothingToDraw(Refusal):
    """No matched problem has a pair left that nobody drew."""

    code = "nothing-to-draw"
    sentence = _("There is nothing left to draw: no matched problem of your complexes has new pairs.")


class AlreadyDecided(Refusal):
    """Somebody decided about the proposal meanwhile."""

    code = "already-decided"
    sentence = _("Somebody else has decided about this proposal.")
