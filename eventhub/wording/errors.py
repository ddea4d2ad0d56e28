"""What does keeping a team's words refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class ChangedMeanwhile(Refusal):
    """Somebody else saved these words since the form was made; nothing of either is lost."""

    code = "changed-meanwhile"
    sentence = _("Somebody else has saved this text meanwhile.")
