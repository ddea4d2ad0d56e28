"""Which form does the style guide show?"""

from wtforms import BooleanField, DateTimeLocalField, IntegerField, RadioField, SelectField, SelectMultipleField

from eventhub.core.i18n import lazy as _
from eventhub.web.baseform import BaseForm, Line, Passage, options


class SampleForm(BaseForm):
    """One field of each kind."""

    line = Line(_("One line"), limit=60)
    passage = Passage(_("Several lines"), limit=2000, needed=False)
    number = IntegerField(_("Number"))
    moment = DateTimeLocalField(_("Date and time"))
    choice = SelectField(_("Choice"), choices=options(("a", "A"), ("b", "B")))
    several = SelectMultipleField(_("Several of them"), choices=options(("a", "A"), ("b", "B"), ("c", "C")))
    one = RadioField(_("One of them"), choices=options(("a", "A"), ("b", "B")))
    consent = BooleanField(_("I agree"))

    def spoil(self) -> None:
        """Give every field an error, as a rejected form has."""
        for field in self:
            field.errors = [str(_("Please fill this in."))]
