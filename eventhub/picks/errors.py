"""What does picking, and signing up for a session, refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _


class TooManyPicks(Refusal):
    """A list holds as much as one person can want."""

    code = "too-many-picks"
    sentence = _("Your programme is full. Please take something out of it first.")


class NeedsPlace(Refusal):
    """Sessions are for people who have a confirmed place at the event."""

    code = "needs-place"
    status = 403
    sentence = _("Please register for the event first. With a confirmed place you can sign up for its sessions.")


class SignUpClosed(Refusal):
    """The session has begun, or does not take place."""

    code = "sign-up-closed"
    sentence = _("This session has begun or will not take place. Nobody can sign up any more.")


class NoSignUp(Refusal):
    """The session is open to everybody at the event."""

    code = "no-sign-up"
    sentence = _("You need not sign up for this session: everybody at the event can come.")


class TooLateToLeave(Refusal):
    """The session has begun."""

    code = "too-late-to-leave"
    sentence = _("This session has begun, so there is no seat to give up any more.")


class Overlapping(Refusal):
    """The person has a seat, or waits for one, in a session at the same time."""

    code = "overlapping"

    def __init__(self, title: str, span: str) -> None:
        """Say which session it is."""
        super().__init__(title)
        self.sentence = gettext(
            "You have signed up for “%(title)s”, which takes place at the same time (%(span)s). "
            "Please give it up first.",
            title=title,
            span=span,
        )
