"""What does changing the lexicon refuse?"""

from eventhub.core.errors import Overtaken, Refusal
from eventhub.core.i18n import lazy as _


class ChangedMeanwhile(Overtaken):
    """Somebody else saved the lexicon since the form was made; nothing of either is lost."""

    sentence = _("Somebody else has saved this text meanwhile.")


class NothingChanged(Refusal):
    """What was sent is what is there."""

    code = "nothing-changed"
    status = 422
    sentence = _("Nothing differs from what is there.")


class WordsTakenSince(Refusal):
    """Words of the change are part of another entry now, so it cannot be undone by itself."""

    code = "words-taken-since"
    sentence = _("This cannot be undone by itself: later changes use the same words. Change the lexicon by hand.")
