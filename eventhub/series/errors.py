"""What do series refuse?"""

from eventhub.core.errors import Overtaken, Refusal
from eventhub.core.i18n import lazy as _


class NoDateLeft(Refusal):
    """Every date of the series was thrown away, so there is nothing to make others like."""

    code = "no-date-left"
    sentence = _("This series has no date left that others could be made like.")


class SeriesChangedMeanwhile(Overtaken):
    """Somebody else changed the rule since it was shown."""

    code = "series-changed-meanwhile"
    sentence = _(
        "Somebody else has changed this series meanwhile. What you wrote is still here: save again to keep it."
    )
