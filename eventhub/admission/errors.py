"""What do the terms of an event refuse?"""

from eventhub.core.errors import Refusal
from eventhub.core.i18n import lazy as _


class UnknownCode(Refusal):
    """There is no such code at this event, or none any more; which of the two is nobody's business."""

    code = "unknown-code"
    status = 422
    sentence = _("This invitation code is not valid for this event. Please check it, or leave it out.")


class CodeUsedUp(Refusal):
    """Everybody the code was meant for has come."""

    code = "code-used-up"
    status = 409
    sentence = _("This invitation code has been used as often as it can be. Please ask who gave it to you.")


class CodeExpired(Refusal):
    """The code is past its day."""

    code = "code-expired"
    status = 410
    sentence = _("This invitation code has expired. You can register without it.")


class TwiceTheSameGroup(Refusal):
    """The group has a rule at this event already."""

    code = "twice-the-same-group"
    status = 422
    sentence = _("There is a rule for this group already. Please change that one.")


class TooManyKept(Refusal):
    """More seats would be kept for groups and codes than there are."""

    code = "too-many-kept"
    status = 422
    sentence = _("More seats would be kept than the event has. Please keep fewer, or raise the capacity first.")


class PoolTooSmall(Refusal):
    """The shared seats would be fewer than those taken already."""

    code = "pool-too-small"
    status = 422
    sentence = _("More people than that have a seat at these events already. Please choose a larger number.")


class PoolHasNoRoom(Refusal):
    """More people are seated at an event than the shared seats it would join have left."""

    code = "pool-has-no-room"
    status = 422
    sentence = _("More people are seated at this event than these shared seats have left. Make them more first.")


class StrangersPool(Refusal):
    """Shared seats belong to one team."""

    code = "strangers-pool"
    status = 422
    sentence = _("These shared seats belong to another team.")


class TooManyCodes(Refusal):
    """One event has a bounded number of codes."""

    code = "too-many-codes"
    status = 422
    sentence = _("An event can have at most 500 invitation codes. A code can also be used many times.")
