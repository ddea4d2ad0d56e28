"""What is looked for?"""

from wtforms import ValidationError

from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.search.rules import LONGEST_QUERY, can_be_looked_for
from eventhub.web.baseform import Line, ReadingForm


class SearchForm(ReadingForm):
    """A few words."""

    q = Line(
        _("What are you looking for?"),
        limit=LONGEST_QUERY,
        needed=False,
        description=_("A word from the shop floor, a process, a firm or an event."),
    )

    def validate_q(self, field: Line) -> None:
        """Refuse what nothing can be found by."""
        if field.data and not can_be_looked_for(field.data):
            raise ValidationError(gettext("Write a Korean syllable, or at least two letters or digits."))
