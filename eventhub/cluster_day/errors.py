"""What does the Cluster Day refuse?"""

from collections.abc import Mapping
from typing import Any

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class SenselessEdition(Refusal):
    """An edition, a booth, an entry or a call contradicts itself; `faults` names the fields, each with a sentence."""

    code = "senseless-edition"
    status = 422
    sentence = _("This cannot be kept like that. Please look at the marked points again.")

    def __init__(self, faults: Mapping[str, Any]) -> None:
        """Keep what is wrong with which field."""
        super().__init__(", ".join(faults))
        self.faults = faults


class CallIsClosed(Refusal):
    """Nobody may propose or change anything any more."""

    code = "call-is-closed"
    sentence = _("The call is closed. Please call the promotion team if you have a question.")


class AlreadyDecided(Refusal):
    """The submission was accepted, declined or withdrawn meanwhile."""

    code = "already-decided"
    sentence = _("This submission has been decided on or withdrawn already.")
