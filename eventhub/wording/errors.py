"""What does keeping a team's words refuse?"""

from eventhub.core.errors import Overtaken
from eventhub.core.i18n import lazy as _


class ChangedMeanwhile(Overtaken):
    """Somebody else saved these words since the form was made; nothing of either is lost."""

    sentence = _("Somebody else has saved this text meanwhile.")
