"""What do calendars refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class TooManyLinks(Refusal):
    """A person has as many private addresses as anybody needs."""

    code = "too-many-links"
    status = 409
    sentence = _("You have ten private calendar addresses already. End one of them first.")
