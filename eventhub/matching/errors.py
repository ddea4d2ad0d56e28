"""What is refused about suggestions and the answers to them?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _
from eventhub.matching.filters import BAR_WORDS, Bar


class ClusterError(Exception):
    """The machines that were to search could not be used; the sentence says why."""


class AlreadyReviewed(Refusal):
    """Somebody decided about the suggestion meanwhile, or its problem changed."""

    code = "already-reviewed"
    sentence = _("This suggestion was decided by somebody else, or its problem was changed meanwhile.")


class AlreadySuggested(Refusal):
    """The organisation was suggested for this problem, whatever was decided about that."""

    code = "already-suggested"
    sentence = _("It was suggested for this problem already.")


class NoLongerMatched(Refusal):
    """Partners are looked for no more, or not yet for the words the problem has now."""

    code = "no-longer-matched"
    sentence = _("No partners are looked for now: the problem was changed, closed or set aside meanwhile.")


class NobodyToAsk(Refusal):
    """One of the two sides has nobody who could be written to, or takes no requests any more."""

    code = "nobody-to-ask"
    sentence = _("This cannot be sent: one side has no contact person, or the capability was withdrawn.")


class RuledOut(Refusal):
    """Since it was found, something came up that keeps the two apart."""

    code = "ruled-out"

    def __init__(self, bar: Bar) -> None:
        """Say what it is."""
        super().__init__(bar)
        self.sentence = BAR_WORDS[bar]


class NoLongerOpen(Refusal):
    """The question was answered, taken back or has expired."""

    code = "no-longer-open"
    sentence = _("This question is no longer open, so nothing was changed.")


class TooLateToUndo(Refusal):
    """The ten minutes are over, or the other side has answered."""

    code = "too-late-to-undo"
    sentence = _("This answer cannot be taken back any more. Call the promotion team: they can still stop it.")
