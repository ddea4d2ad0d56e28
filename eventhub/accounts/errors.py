"""What does signing in refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class LinkExpired(Refusal):
    """The link or code was used, or is older than ten minutes."""

    code = "link-expired"
    status = 410
    sentence = _("This link has been used or is older than ten minutes. Ask for a new one.")


class WrongCode(Refusal):
    """The six digits do not fit."""

    code = "wrong-code"
    status = 422
    sentence = _("These six digits do not fit. Look at the newest letter, or ask for a new code.")
