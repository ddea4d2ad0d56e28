"""What may the domain say no with?"""

from collections.abc import Mapping
from typing import Any

from eventhub.core.i18n import lazy as _


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A request that is understood and refused; `status` is its HTTP answer, `sentence` what the asker reads."""

    code = "refused"
    status = 409
    sentence = _("This cannot be done now.")


class Faulty(Refusal):
    """What was written contradicts itself or what is there; `faults` names the fields, each with a sentence."""

    code = "faulty"
    status = 422
    sentence = _("This cannot be kept like that. Please look at the marked points again.")

    def __init__(self, faults: Mapping[str, Any]) -> None:
        """Keep what is wrong with which field."""
        super().__init__(", ".join(faults))
        self.faults = faults


class Overtaken(Refusal):
    """Somebody else saved since this was read; `version` is what the next change can be made upon."""

    code = "changed-meanwhile"

    def __init__(self, version: int) -> None:
        """Keep the version of what is there now."""
        super().__init__(version)
        self.version = version


class NotFound(Refusal):
    """There is no such thing, or none that the asker may know of: the answer is the same."""

    code = "not-found"
    status = 404
    sentence = _("The page you are looking for does not exist.")


class NotAllowed(Refusal):
    """The asker may see this but not do it."""

    code = "not-allowed"
    status = 403
    sentence = _("Only the people in charge may see this page.")


class TooMany(Refusal):
    """The asker did this too often in a short time."""

    code = "too-many"
    status = 429
    sentence = _("That was too often in a short time. Please try again in ten minutes.")
