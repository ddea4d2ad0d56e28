"""What is refused about problems?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class ProblemClosed(Refusal):
    """The problem was closed; only a coordinator opens it again."""

    code = "problem-closed"
    sentence = _("This problem has been closed. Call the promotion team if it should be opened again.")
