"""What do programmes refuse?"""

from typing import Any

from eventhub.core.errors import Faulty, Overtaken, Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _


class SenselessProgramme(Faulty):
    """A session, speaker, track or material contradicts itself; `faults` names its fields, each with a sentence."""

    code = "senseless-programme"


class ChangedMeanwhile(Overtaken):
    """Somebody else changed this since it was read; `version` is the one under which it can be changed now."""

    sentence = _("Somebody else has changed this meanwhile. Please compare before you save.")


class RoomTaken(Refusal):
    """The room is in use at that time; `title` is what takes place there."""

    code = "room-taken"

    def __init__(self, room: str, title: str) -> None:
        """Say what takes place there."""
        super().__init__(room, title)
        self.title = title
        self.sentence = gettext("%(room)s is taken at that time: %(title)s.", room=room, title=title)


class StillClashing(Refusal):
    """The timetable contradicts itself, or has warnings nobody has accepted; `clashes` lists them."""

    code = "still-clashing"

    def __init__(self, clashes: list[Any]) -> None:
        """Keep what stands against a release (`rules.Clash`)."""
        super().__init__(", ".join(clash.key for clash in clashes))
        self.clashes = clashes
        is_hard = any(clash.is_hard for clash in clashes)
        self.sentence = (
            gettext("The timetable contradicts itself. Please solve the clashes first.")
            if is_hard
            else gettext("Please solve or accept each warning first.")
        )


class NothingToRelease(Refusal):
    """The programme is as it was released, or holds nothing yet."""

    code = "nothing-to-release"
    sentence = _("Nothing has changed that could be released.")


class NoSuchWarning(Refusal):
    """The warning is not there any more, or cannot be accepted."""

    code = "no-such-warning"
    sentence = _("This warning is not there any more.")


class NoteMissing(Refusal):
    """A warning is accepted with a reason."""

    code = "note-missing"
    status = 422
    sentence = _("Please write why this is all right.")


class FileRefused(Refusal):
    """A file is too large, empty, or not of a kind people here exchange."""

    code = "file-refused"
    status = 422

    def __init__(self, sentence: Any) -> None:  # noqa: ANN401 - a sentence that is translated when shown
        """Say why."""
        super().__init__(str(sentence))
        self.sentence = sentence


class SameEvent(Refusal):
    """A programme is copied to another event."""

    code = "same-event"
    status = 422
    sentence = _("Please choose another event to copy from.")


class NotShownYet(Refusal):
    """The programme of a draft is released once the event is published."""

    code = "not-shown-yet"
    sentence = _("Please publish the event first. Then its programme can be released.")
