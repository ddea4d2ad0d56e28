"""How does a form know upon which state of a thing it was made, and in what it differs from what is there now?"""

from datetime import datetime
from typing import Any, ClassVar

from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, SelectField

from eventhub.core.errors import Overtaken, Refusal
from eventhub.core.i18n import gettext
from eventhub.web.baseform import BaseForm

DIGITS = 9


class VersionedForm(BaseForm):
    """A form that knows upon which version of a thing it was made."""

    # What is asked and is nothing about the thing itself.
    UNCOMPARED: ClassVar[tuple[str, ...]] = ("csrf_token", "version")

    version = HiddenField()
    is_behind = False

    @property
    def seen(self) -> int:
        """The version somebody has seen and sent back.

        Nothing has the version nought, which stands for one that was left out or meddled with.
        """
        text = str((self.version.raw_data or [""])[0])
        return int(text) if text.isdecimal() and len(text) <= DIGITS else 0

    def refuse(self, refusal: Refusal) -> None:
        """Say what was refused; who has been shown what is there now may save over it."""
        super().refuse(refusal)
        if isinstance(refusal, Overtaken):
            self.is_behind = True
            self.version.data = str(refusal.version)

    def differences(self, other: "VersionedForm") -> list[tuple[Any, str, str]]:
        """List in what another form differs once this one is behind: the field, what stands there, what stands here."""
        if not self.is_behind:
            return []
        common = [field for field in self if field.name in other and field.name not in self.UNCOMPARED]
        pairs = [(mine, other._fields[mine.name]) for mine in common]
        return [(mine.label.text, _said(its), _said(mine)) for mine, its in pairs if _said(its) != _said(mine)]


def _said(field: Field) -> str:
    """Write what stands in a field as people read it."""
    if isinstance(field, SelectField):
        return ", ".join(str(label) for _value, label, is_chosen, *_ in field.iter_choices() if is_chosen)
    if isinstance(field, BooleanField):
        return gettext("yes") if field.data else gettext("no")
    if isinstance(field, FieldList):
        return "\n".join(words for entry in field if (words := _said(entry)))
    if isinstance(field, FormField):
        return " / ".join(words for part in field if not isinstance(part, HiddenField) and (words := _said(part)))
    if isinstance(field.data, datetime):
        return f"{field.data:%Y-%m-%d %H:%M}"
    return "" if field.data is None else str(field.data)
