"""Why is there no certificate to give, or none like the one that was asked about?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class EventNotOver(Refusal):
    """Nobody has attended an event before it is over."""

    code = "event-not-over"
    sentence = _("There are certificates of attendance once the event is over.")


class DidNotAttend(Refusal):
    """It is not known that this person came, or it is known that they did not."""

    code = "did-not-attend"
    sentence = _(
        "It is not noted that you attended this event, so there is no certificate. "
        "If you were there, please tell the promotion team."
    )


class NameErased(Refusal):
    """Who came is forgotten, as was promised."""

    code = "name-erased"
    status = 410
    sentence = _("The names of those who came to this event are erased, so no certificate can be given any more.")


class WasRevoked(Refusal):
    """The team took the certificate back; only the team gives another."""

    code = "certificate-revoked"
    sentence = _("Your certificate was revoked. Please ask the promotion team for another one.")


class NobodyAttended(Refusal):
    """There is nothing to print."""

    code = "nobody-attended"
    sentence = _("Nobody is noted as having attended. Note the attendance first.")


class NobodyConfirmed(Refusal):
    """There is nobody to name on a badge."""

    code = "nobody-confirmed"
    sentence = _("Nobody has a confirmed place yet, so there are no badges to print.")


class NotOneOfOurs(Refusal):
    """No certificate has this number and code, or this link was not made here."""

    code = "not-genuine"
    status = 404
    sentence = _("There is no certificate with this number and this code. A paper that says so is not genuine.")
