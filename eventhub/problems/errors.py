"""What is refused about problems?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class ProblemClosed(Refusal):
    """The problem was closed; only a coordinator opens it again."""

    code = "problem-closed"
    sentence = _("This problem has been closed. Call the promotion team if it should be opened again.")


class NotTheSame(Refusal):
    """Two problems cannot be put together: one is closed, or one was put together with another problem."""

    code = "not-the-same"
    sentence = _("These two cannot be put together: one of them is closed, or was put together with another problem.")


class KeptByOthers(Refusal):
    """Other problems were put together with the one that would be given up."""

    code = "kept-by-others"
    sentence = _("Others were put together with this problem, so it is the one to keep.")
