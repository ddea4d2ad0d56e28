"""What does registering refuse?"""

from typing import Any

from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _


class RegistrationClosed(Refusal):
    """The event does not take anybody at this moment; the sentence says why."""

    code = "registration-closed"

    def __init__(self, sentence: Any) -> None:  # noqa: ANN401 - a sentence that is translated when shown
        """Say why."""
        super().__init__(str(sentence))
        self.sentence = sentence


class AlreadyRegistered(Refusal):
    """The address has a place at this event, or waits for one; only its owner may learn which."""

    code = "already-registered"
    sentence = _("This address already has a place at this event.")

    def __init__(self, public_id: str, account_id: int) -> None:
        """Keep whose place it is, as plain values: the transaction is undone."""
        super().__init__(public_id)
        self.public_id = public_id
        self.account_id = account_id


class TooLateToGiveUp(Refusal):
    """The event is over; who had a place had it."""

    code = "too-late-to-give-up"
    sentence = _("This event is over, so there is no place to give up any more.")


class TooLateToChange(Refusal):
    """The moment until which people may change their place by themselves has passed; the sentence says whom to call."""

    code = "too-late-to-change"

    def __init__(self, team_phone: str) -> None:
        """Say whom to call."""
        super().__init__(team_phone)
        self.sentence = gettext(
            "It is too late to change this place here. Please call the promotion team: %(phone)s.", phone=team_phone
        )


class NotComing(Refusal):
    """There is no place any more that could be changed."""

    code = "not-coming"
    sentence = _("This place was given up or taken back. Please register again.")


class NoOffer(Refusal):
    """No seat is offered to this person now, or not any more."""

    code = "no-offer"
    status = 410
    sentence = _("This offer is over, and the seat went to the next in line. You can register again.")


class GroupTooLarge(Refusal):
    """More people than may be registered together."""

    code = "group-too-large"
    status = 422

    def __init__(self, largest: int) -> None:
        """Say how many may be."""
        super().__init__(str(largest))
        self.sentence = gettext("Please register at most %(number)d people together.", number=largest)


class NotARequest(Refusal):
    """Somebody else has decided already."""

    code = "not-a-request"
    sentence = _("This request has been decided already, or was taken back.")


class NotWaiting(Refusal):
    """The person does not stand in line any more."""

    code = "not-waiting"
    sentence = _("This person is not on the waiting list any more.")


class NoSeatLeft(Refusal):
    """A coordinator may pass the line, not the walls."""

    code = "no-seat-left"
    sentence = _("All places are taken. Raise the capacity first, or cancel another place.")
