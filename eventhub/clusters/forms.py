"""What does a coordinator write about a day on which the team holds nothing?"""

from collections.abc import Iterable
from datetime import date, timedelta

from wtforms import SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from eventhub.clusters.models import Complex
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.web.baseform import NEEDED, BaseForm, DayField, Line, named

LONGEST = timedelta(days=30)
DAY = timedelta(days=1)


class ClosedDayForm(BaseForm):
    """A day, or several in a row, and what they are called."""

    complex = SelectField(_("Complex"), [InputRequired(NEEDED)])
    first_day = DayField(_("Day"), [InputRequired(NEEDED)])
    last_day = DayField(_("Last day"), [Optional()], description=_("Only for several days in a row."))
    name_ko = Line(_("Name (Korean)"), limit=200, needed=False)
    name_en = Line(_("Name (English)"), limit=200, needed=False)

    def offer(self, complexes: Iterable[Complex]) -> None:
        """Say which complexes this coordinator serves."""
        self._complexes = {complex_.slug: complex_ for complex_ in complexes}
        self.complex.choices = named(complexes)

    def validate_last_day(self, field: DayField) -> None:
        """Refuse a last day before the first, and more than a month."""
        if self.first_day.data is None or field.data is None:
            return
        length = field.data - self.first_day.data
        if length < timedelta(0):
            raise ValidationError(gettext("The last day must not come before the first."))
        if length > LONGEST:
            raise ValidationError(gettext("Please close no more than 31 days at once."))

    def validate_name_ko(self, _field: Line) -> None:
        """Ask for a name in one language."""
        if not self.name_ko.data and not self.name_en.data:
            raise ValidationError(gettext("Please write the name in Korean or in English, or in both."))

    @property
    def chosen(self) -> Complex:
        """The complex whose team closes."""
        return self._complexes[self.complex.data]

    def days(self) -> list[date]:
        """List the days that shall be closed."""
        if self.first_day.data is None:
            raise ValueError("the days are asked for only when the form holds")
        last = self.last_day.data or self.first_day.data
        return [self.first_day.data + number * DAY for number in range((last - self.first_day.data).days + 1)]
