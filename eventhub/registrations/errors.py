"""What does registering refuse?"""

from typing import Any

from eventhub.core.errors import Refusal
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
