"""What may the domain say no with?"""

from eventhub.core.i18n import lazy as _


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A request that is understood and refused; `status` is its HTTP answer, `sentence` what the asker reads."""

    code = "refused"
    status = 409
    sentence = _("This cannot be done now.")


class NotFound(Refusal):
    """There is no such thing, or none that the asker may know of: the answer is the same."""

    code = "not-found"
    status = 404
    sentence = _("The page you are looking for does not exist.")


class NotAllowed(Refusal):
    """The asker may see this but not do it."""

    code = "not-allowed"
    status = 403
    sentence = _("Only the people in charge may see this page.")


class TooMany(Refusal):
    """The asker did this too often in a short time."""

    code = "too-many"
    status = 429
    sentence = _("That was too often in a short time. Please try again in ten minutes.")
