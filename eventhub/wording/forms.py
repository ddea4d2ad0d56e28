"""What does a team write for a letter?"""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import HiddenField

from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.mail.render import Words
from eventhub.web.baseform import BaseForm, Line, Passage
from eventhub.wording.models import Wording
from eventhub.wording.rules import ALL, FIELDS, OPENING_LENGTH, SUBJECT_LENGTH, listed, unknown_in

VERSION_DIGITS = 9
Differences = list[tuple[Any, str, str]]


class VersionForm(BaseForm):
    """A form that says upon which state of something it was made."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The state this form was made upon; none that ever was if somebody meddled with it."""
        text = str((self.version.raw_data or [""])[0])
        return int(text) if text.isdecimal() and len(text) <= VERSION_DIGITS else -1


class PlaceholdersForm(VersionForm):
    """Texts in which placeholders stand for what differs from reader to reader."""

    placeholders: tuple[str, ...] = ALL

    def refuse_unknown(self, field: Line) -> None:
        """Refuse what stands in braces and would arrive like that, and say what can."""
        if unknown := unknown_in(field.data, self.placeholders):
            raise ValidationError(
                gettext(
                    "%(unknown)s is no placeholder. You can write %(known)s.",
                    unknown=unknown,
                    known=listed(self.placeholders),
                )
            )

    validate_subject_ko = validate_subject_en = refuse_unknown

    def differences(self, other: "PlaceholdersForm") -> Differences:
        """List the fields in which somebody else's form differs: label, what stands there, what stands here."""
        pairs = [
            (mine, other._fields[mine.name]) for mine in self if mine.type not in ("CSRFTokenField", "HiddenField")
        ]
        return [(mine.label.text, _said(its), _said(mine)) for mine, its in pairs if _said(its) != _said(mine)]


class WordingForm(PlaceholdersForm):
    """Subject and opening of a letter in both languages; what is left empty is the usual."""

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
    """Show a team's words in their form."""
    return {name: getattr(kept, name) if kept else "" for name in FIELDS}


def _said(field: Any) -> str:  # noqa: ANN401 - a field of any kind
    """Write what stands in a field as a reader sees it."""
    if not hasattr(field, "iter_choices"):
        return str(field.data or "")
    return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)
