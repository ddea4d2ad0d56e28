"""What does a coordinator press and write to steer the matcher?"""

from collections.abc import Sequence

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from eventhub.clusters.models import Complex
from eventhub.core.i18n import lazy as _
from eventhub.tuning.rules import VERDICT_WORDS
from eventhub.web.baseform import NEEDED, BaseForm, Line, WholeNumber, named, options


class DrawForm(BaseForm):
    """How many pairs to draw."""

    number = WholeNumber(_("How many pairs?"), most=300, needed=_("Please write how many."), default=30)


class VerdictForm(BaseForm):
    """What somebody thinks of a pair; the button pressed says which."""

    verdict = RadioField(_("Does it fit?"), [DataRequired(NEEDED)], choices=options(*VERDICT_WORDS.items()))


class MonthsForm(BaseForm):
    """How long a team keeps a pair apart that met or said no."""

    complex = SelectField(_("Complex"), [InputRequired(NEEDED)])
    months = WholeNumber(
        _("Months until a pair may be suggested again"), least=0, most=120, needed=_("Please write how many.")
    )

    def offer(self, complexes: Sequence[Complex]) -> None:
        """Name the complexes one can choose from."""
        self.complexes = {one.slug: one for one in complexes}
        self.complex.choices = named(complexes)


class LiftForm(BaseForm):
    """Why a pair may be suggested again."""

    why = Line(_("Why?"), limit=200, needed=_("Please write why, so that others understand the change."))
