"""What do all forms share: the CSRF token, tidy text, messages in the reader's language, the right status?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Form, ValidationError
from wtforms.fields import DateField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import DataRequired
from wtforms.widgets import TextArea

from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import is_sensible_year
from eventhub.core.text import has_control_characters, tidy

# What WTForms says by itself, so that the catalogue holds it.
LIBRARY_MESSAGES = (
    _("Not a valid choice."),
    _("Invalid Choice: could not coerce."),
    _("'%(value)s' is not a valid choice for this field."),
    _("'%(value)s' are not valid choices for this field."),
    _("Not a valid integer value."),
    _("Not a valid datetime value."),
    _("Number must be between %(min)s and %(max)s."),
)
STALE = _("This page had grown old and has to be sent again. What you wrote is still here.")
NEEDED = _("Please fill this in.")


class _Words:
    """Our own catalogue as WTForms wants it: the library puts the values in itself."""

    gettext = staticmethod(gettext)

    @staticmethod
    def ngettext(one: str, many: str, number: int) -> str:
        """Choose the form for a number."""
        return gettext(one if number == 1 else many)


class BaseForm(FlaskForm):
    """A form that says what is wrong at the field, keeps what was typed and knows its HTTP status."""

    class Meta(FlaskForm.Meta):
        """Say what the library says in our words."""

        def get_translations(self, _form: Form) -> type[_Words]:
            """Use our own catalogue."""
            return _Words

        def wrap_formdata(self, _form: Form, formdata: Any) -> Any:  # noqa: ANN401 - as the library declares it
            """Read what a form of ours sends, which is text; the library would take JSON and files for fields too."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if request.method == "POST" and request.form else None

    @property
    def is_stale(self) -> bool:
        """Whether the token is missing, forged or from an earlier session."""
        token = self._fields.get("csrf_token")
        return bool(token is not None and token.errors)

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        if not self.errors:
            return 200
        return 400 if self.is_stale else 422

    def texts(self) -> dict[str, str]:
        """Return what was written into the fields for text, by name."""
        return {name: field.data for name, field in self._fields.items() if isinstance(field, Line)}

    def accepted(self) -> bool:
        """Say whether the form was sent and holds; otherwise its errors are at its fields."""
        return bool(request.method == "POST" and self.validate())

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check the fields; an old token is told in a sentence a reader understands."""
        holds = super().validate(extra_validators)
        if self.is_stale:
            self._fields["csrf_token"].errors = [str(STALE)]
        return bool(holds)


def named(rows: Iterable[Any]) -> list[SelectChoice]:
    """Offer rows under their names in the asker's language; the value is the address."""
    return options(*((row.slug, pick(row, "name")) for row in rows))


def options(*pairs: tuple[str, Any], group: str | None = None) -> list[SelectChoice]:
    """Offer values under words that are said when they are shown, below a heading if they share one."""
    return [SelectChoice(str(value), label, optgroup=group) for value, label in pairs]


class ReadingForm(BaseForm):
    """A form that changes nothing and stands in the address: it needs no proof of where one comes from."""

    class Meta(BaseForm.Meta):
        """Ask for no token."""

        csrf = False


class FileForm(BaseForm):
    """A form that takes files beside its texts."""

    class Meta(BaseForm.Meta):
        """Read what was sent as files too."""

        def wrap_formdata(self, _form: Form, formdata: Any) -> Any:  # noqa: ANN401 - as the library declares it
            """Put the files beside the texts."""
            texts = super().wrap_formdata(_form, formdata)
            if texts is None:
                return None
            return MultiDict([*texts.items(multi=True), *request.files.items(multi=True)])


class TokenForm(BaseForm):
    """A form of one button."""


class Line(StringField):
    """One line of text: tidied when it is read, checked before all other validators."""

    data: str  # never None: a field left out is an empty one
    is_one_line = True

    def __init__(self, label: Any, *, limit: int, needed: bool | Any = True, **kwargs: Any) -> None:  # noqa: ANN401
        """Take the longest length; `needed` may be the sentence that asks for the text."""
        self.limit = limit
        validators = list(kwargs.pop("validators", ()))
        if needed:
            validators.insert(0, DataRequired(NEEDED if needed is True else needed))
        super().__init__(label, validators, **kwargs)

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - as the library declares it
        """Take a row's value; nothing is the empty text."""
        self.data = value or ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the text tidied."""
        if valuelist:
            self.data = tidy(valuelist[0])

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]  # noqa: ARG002 - as WTForms calls it
        """Refuse what is too long, and characters nobody types."""
        text = self.data or ""
        if len(text) > self.limit:
            raise ValidationError(
                gettext(
                    "Please shorten this to %(limit)d characters; it has %(length)d.",
                    limit=self.limit,
                    length=len(text),
                )
            )
        if has_control_characters(text) or (self.is_one_line and "\n" in text):
            raise ValidationError(gettext("Please remove the invisible control characters."))


class Passage(Line):
    """Several lines of text."""

    widget = TextArea()
    is_one_line = False


class TakeAwayForm(BaseForm):
    """Why somebody takes a list of people, or of secrets, away."""

    reason = Line(
        _("What do you need the file for?"),
        limit=200,
        needed=_("Please write what you need the file for."),
        description=_("This is kept with your name, the time and the number of lines."),
    )


class DayField(DateField):
    """A day, or nothing."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Refuse what is no day of these times."""
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError as fault:
            raise ValueError(gettext("Write a day like 2026-11-25.")) from fault
        if isinstance(self.data, date) and not is_sensible_year(self.data):
            self.data = None
            raise ValueError(gettext("Write a day like 2026-11-25."))
