"""What does a letter to many refuse?"""

from eventhub.core.errors import Overtaken, Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _


class ChangedMeanwhile(Overtaken):
    """Somebody else saved this mailing since the form was made; nothing of either is lost."""

    sentence = _("Somebody else has saved this text meanwhile.")


class NotADraft(Refusal):
    """What is on its way cannot be changed or thrown away."""

    code = "not-a-draft"
    sentence = _("This letter is on its way, or has been. It cannot be changed any more.")


class NotSending(Refusal):
    """There is nothing left that could be stopped."""

    code = "not-sending"
    sentence = _("Every one of these letters has left already.")


class NobodyToWrite(Refusal):
    """The group is empty."""

    code = "nobody-to-write"
    status = 422
    sentence = _("Nobody is in this group, so there is nothing to send.")


class PeopleChanged(Refusal):
    """Between counting and sending somebody came or went."""

    code = "people-changed"

    def __init__(self, people: int) -> None:
        """Say how many they are now."""
        super().__init__(people)
        self.people = people
        self.sentence = gettext(
            "Meanwhile the group has changed: it is %(people)d people now. Please look once more.", people=people
        )


class TooManyToday(Refusal):
    """A team writes to so many people a day and no more."""

    code = "too-many-today"
    status = 429

    def __init__(self, left: int) -> None:
        """Say how many letters are left for today."""
        super().__init__(left)
        self.sentence = gettext(
            "Your team can still send %(left)d of these letters today. Choose a smaller group, or send it tomorrow.",
            left=left,
        )
