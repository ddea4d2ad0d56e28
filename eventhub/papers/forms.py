"""What do people fill in to check a certificate, to revoke one, and to print?"""

from wtforms.fields import SelectField
from wtforms.validators import InputRequired

from eventhub.core.i18n import lazy as _
from eventhub.papers.drawing import BADGES
from eventhub.papers.models import Packing
from eventhub.papers.rules import PACKING_WORDS
from eventhub.web.baseform import BaseForm, Line, options


class VerifyForm(BaseForm):
    """What is printed on a certificate."""

    number = Line(_("Certificate number"), limit=60, description=_("As printed: 2026-CW-000123"))
    code = Line(_("Code beside the QR"), limit=60, description=_("Twelve letters and digits; hyphens do not matter."))


class RevokeForm(BaseForm):
    """Why a certificate is taken back."""

    reason = Line(_("Reason"), limit=200, description=_("Whoever checks the certificate reads this. Name no person."))


class BadgeForm(BaseForm):
    """Where on the first sheet badges begin."""

    start = SelectField(
        _("Start at position"),
        choices=options(*((str(number), str(number)) for number in range(1, BADGES + 1))),
        default="1",
        validators=[InputRequired()],
        description=_("On a sheet used before, from left to right and down."),
    )


class OrderForm(BaseForm):
    """How certificates are packed."""

    packing = SelectField(
        _("Packed as"),
        choices=options(*((one.value, PACKING_WORDS[one]) for one in Packing)),
        default=Packing.PDF.value,
        validators=[InputRequired()],
    )
