"""What does a coordinator write into the lexicon?"""

from typing import Any, ClassVar

from wtforms import ValidationError
from wtforms.fields import HiddenField

from eventhub.core.i18n import lazy as _
from eventhub.lexicon.errors import NothingChanged
from eventhub.lexicon.rules import Lexicon, parse
from eventhub.web.baseform import BaseForm, Line, Passage, Places
from eventhub.web.versions import VersionedForm

LONGEST_LIST = 200_000
WHY, WHY_NEEDED = _("Why?"), _("Please write why, so that others understand the change.")


class LexiconForm(VersionedForm):
    """The whole lexicon as text, and a text to try it on."""

    UNCOMPARED: ClassVar[tuple[str, ...]] = (*VersionedForm.UNCOMPARED, "why", "example", "look")
    STANDS_AT: ClassVar[Places] = {NothingChanged: "concepts"}

    concepts = Passage(
        _("Words that mean the same"),
        limit=LONGEST_LIST,
        needed=False,
        description=_("A concept in a line: 버, 바리, burr. With ~ before it, its words only translate each other."),
    )
    generic = Passage(
        _("Words that say nothing"),
        limit=LONGEST_LIST,
        needed=False,
        description=_("A word in a line. They are left out when texts are compared."),
    )
    whole = Passage(
        _("Words read whole"),
        limit=LONGEST_LIST,
        needed=False,
        description=_("A word in a line: names and compounds that must not be taken apart."),
    )
    why = Line(WHY, limit=200, needed=False)
    example = Passage(_("A text to try it on"), limit=5000, needed=False)
    # What the other button asks for.
    look = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Show the reason as needed: it is, wherever something is kept."""
        super().__init__(*args, **kwargs)
        self.why.flags.required = True

    def validate_why(self, field: Line) -> None:
        """Ask why, unless the change is only tried."""
        if not field.data and not self.look.data:
            raise ValidationError(str(WHY_NEEDED))

    def lexicon(self) -> Lexicon:
        """Read what was typed, or refuse it with the number of the line."""
        return parse(self.concepts.data, self.generic.data, self.whole.data, version=self.seen)


class UndoForm(BaseForm):
    """Why a change is taken back."""

    why = Line(WHY, limit=200, needed=WHY_NEEDED)
