"""What does a result report refuse?"""

from eventhub.core.errors import Overtaken, Refusal
from eventhub.core.i18n import lazy as _


class ReportChanged(Overtaken):
    """Somebody else saved the report since this form was made; nothing of either is lost."""

    sentence = _("Somebody else has saved this report meanwhile.")


class ReportFinished(Refusal):
    """A finished report stays what it was until it is reopened."""

    code = "report-finished"
    sentence = _("This report is finished. Reopen it to change it.")


class NotOverYet(Refusal):
    """Before the end there is no result."""

    code = "not-over-yet"
    sentence = _("The event is not over yet: the report can be finished after its end.")
