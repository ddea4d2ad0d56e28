"""What do all forms share: the CSRF token, tidy text, messages in the reader's language, the right status?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Form, ValidationError
from wtforms.fields import DateField, FileField, IntegerField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import TextArea

from eventhub.core.errors import Faulty, NotFound, Refusal
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
)
STALE = _("This page had grown old and has to be sent again. What you wrote is still here.")
NEEDED = _("Please fill this in.")
# Where what the domain names stands on the page: the name of a fault, or a kind of refusal, and the name of a field.
Places = Mapping[str | type[Refusal], str]


class _Words:
    """Our own catalogue as WTForms wants it: the library puts the values in itself."""

    gettext = staticmethod(gettext)

    @staticmethod
    def ngettext(one: str, many: str, number: int) -> str:
        """Choose the form for a number."""
        return gettext(one if number == 1 else many)


class BaseForm(FlaskForm):
    """A form that says what is wrong at the field, keeps what was typed and knows its HTTP status."""

    STANDS_AT: ClassVar[Places] = {}
    refused_with = 0

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
        if self.refused_with:
            return self.refused_with
        if not self.errors:
            return 200
        return 400 if self.is_stale else 422

    def texts(self) -> dict[str, str]:
        """Return what was written into the fields for text, by name."""
        return {name: field.data for name, field in self._fields.items() if isinstance(field, Line)}

    def refuse(self, refusal: Refusal) -> None:
        """Say what was refused, at its field or above the form; what is not there is not a matter of this form."""
        if isinstance(refusal, NotFound):
            raise refusal
        place = next((self.STANDS_AT[kind] for kind in type(refusal).__mro__ if kind in self.STANDS_AT), "")
        self.mark(refusal.faults if isinstance(refusal, Faulty) else {place: refusal.sentence}, place)
        self.refused_with = refusal.status

    def mark(self, faults: Mapping[str, Any], otherwise: str = "") -> bool:
        """Put each sentence at its field, at another one, or else above the form; say whether there was none."""
        for about, sentence in faults.items():
            named = self._fields.get(self.STANDS_AT.get(about, about))
            field = self._fields.get(otherwise) if named is None else named
            if field is None:
                self.form_errors.append(str(sentence))
            else:
                field.errors = [*field.errors, str(sentence)]
        return not faults

    def blaming(self, other: "BaseForm") -> Self:
        """Take over what was wrong with another form, to be said above this one."""
        self.form_errors.extend(sentence for said in other.errors.values() for sentence in said)
        self.refused_with = other.status
        return self

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
        """Read files too, for the fields that take them."""

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:  # noqa: ANN401 - as the library declares it
            """Put the files beside the texts; what else is sent as a file is left out."""
            texts = super().wrap_formdata(form, formdata)
            if texts is None:
                return None
            names = [name for name, field in form._fields.items() if isinstance(field, FileField)]
            files = [(name, file) for name in names for file in request.files.getlist(name)]
            return MultiDict([*texts.items(multi=True), *files])


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


class WholeNumber(IntegerField):
    """A whole number within bounds."""

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - said when shown
        *,
        most: int,
        least: int = 1,
        needed: bool | Any = False,  # noqa: ANN401 - said when shown
        **kwargs: Any,  # noqa: ANN401 - as the base declares it
    ) -> None:
        """Say which numbers are taken; `needed` may be the sentence that asks for one."""
        asked_for = InputRequired(NEEDED if needed is True else needed) if needed else Optional()
        super().__init__(label, [asked_for], **kwargs)
        self.least, self.most = least, most
        # The browser's own bounds.
        self.flags.min, self.flags.max = least, most

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Refuse what is no number in the words in which one outside the bounds is refused."""
        try:
            super().process_formdata(list(valuelist))
        except ValueError as fault:
            raise ValueError(self._sentence()) from fault

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]  # noqa: ARG002 - as WTForms calls it
        """Refuse a number outside the bounds."""
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(self._sentence())

    def _sentence(self) -> str:
        return gettext("Write a whole number from %(min)s to %(max)s.", min=self.least, max=self.most)


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
