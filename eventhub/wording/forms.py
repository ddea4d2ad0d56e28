"""What does a team write for a letter?"""

from typing import ClassVar

from wtforms import ValidationError
from wtforms.fields import HiddenField

from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.mail.render import Words
from eventhub.web.baseform import Line, Passage
from eventhub.web.versions import VersionedForm
from eventhub.wording.models import Wording
from eventhub.wording.rules import ALL, FIELDS, OPENING_LENGTH, SUBJECT_LENGTH, is_advertising, listed, unknown_in


class PlaceholdersForm(VersionedForm):
    """Texts in which placeholders stand for what differs from reader to reader."""

    placeholders: tuple[str, ...] = ALL

    def refuse_unknown(self, field: Line) -> None:
        """Refuse what stands in braces and would arrive like that, and a subject that calls itself advertising."""
        if unknown := unknown_in(field.data, self.placeholders):
            raise ValidationError(
                gettext(
                    "%(unknown)s is no placeholder. You can write %(known)s.",
                    unknown=unknown,
                    known=listed(self.placeholders),
                )
            )
        if field.name.startswith("subject") and is_advertising(field.data):
            raise ValidationError(
                gettext("Advertising needs a consent that is not kept here. Please write about the event itself.")
            )

    validate_subject_ko = validate_subject_en = refuse_unknown


class WordingForm(PlaceholdersForm):
    """Subject and opening of a letter in both languages; what is left empty is the usual."""

    UNCOMPARED: ClassVar[tuple[str, ...]] = (*PlaceholdersForm.UNCOMPARED, "look", "test")

    subject_ko = Line(_("Subject (Korean)"), limit=SUBJECT_LENGTH, needed=False)
    opening_ko = Passage(_("Opening (Korean)"), limit=OPENING_LENGTH, needed=False)
    subject_en = Line(_("Subject (English)"), limit=SUBJECT_LENGTH, needed=False)
    opening_en = Passage(_("Opening (English)"), limit=OPENING_LENGTH, needed=False)
    # What one of the other buttons asks for.
    look = HiddenField()
    test = HiddenField()

    validate_opening_ko = validate_opening_en = PlaceholdersForm.refuse_unknown

    def words(self, locale: str) -> Words:
        """Return what was written in a language."""
        texts = self.texts()
        return Words(texts[f"subject_{locale}"], texts[f"opening_{locale}"])


def values_of(kept: Wording | None) -> dict[str, str]:
    """Show a team's words in their form; those nobody has written yet have the version nought."""
    texts = {name: getattr(kept, name) if kept else "" for name in FIELDS}
    return {**texts, "version": str(kept.version if kept else 0)}
