"""What does the Cluster Day refuse?"""

from eventhub.core.errors import Faulty, Refusal
from eventhub.core.i18n import lazy as _


class SenselessEdition(Faulty):
    """An edition, a booth, an entry or a call contradicts itself; `faults` names the fields, each with a sentence."""

    code = "senseless-edition"


class CallIsClosed(Refusal):
    """Nobody may propose or change anything any more."""

    code = "call-is-closed"
    sentence = _("The call is closed. Please call the promotion team if you have a question.")


class AlreadyDecided(Refusal):
    """The submission was accepted, declined or withdrawn meanwhile."""

    code = "already-decided"
    sentence = _("This submission has been decided on or withdrawn already.")
