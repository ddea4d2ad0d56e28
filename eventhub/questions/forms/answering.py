"""What do people fill in who answer an event's questions?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

from flask import Response, after_this_request, request
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import (
    BooleanField,
    Field,
    Form,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextArea

from eventhub.accounts.models import Account
from eventhub.core.i18n import gettext, pick
from eventhub.programme.rules import ACCEPTED, UploadedFile
from eventhub.questions import queries, rules
from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules import BLANK, Asked, Given
from eventhub.web.baseform import BaseForm, options

# Far more than a file may have: one that is too large is refused in a sentence, with everything else still there.
READ_LIMIT = 256 * rules.MEGABYTE


class TextAnswer(StringField):
    """Words, a number or a day, as they were typed."""

    asked: Asked

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was typed, tidied."""
        if valuelist:
            self.data = rules.tidied(self.asked.kind, valuelist[0])

    def given(self) -> Given:
        """Return the answer."""
        return Given(text=self.data or "")


class LongAnswer(TextAnswer):
    """Several lines."""

    widget = TextArea()


class DayAnswer(TextAnswer):
    """A day."""

    widget = DateInput()


class ChoiceAnswer(RadioField):
    """One of the options, or none where no answer is needed."""

    asked: Asked

    def given(self) -> Given:
        """Return the answer."""
        return Given(choices=frozenset([self.data] if self.data else ()))


class SeveralAnswer(SelectMultipleField):
    """Any number of options."""

    asked: Asked
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def given(self) -> Given:
        """Return the answer."""
        return Given(choices=frozenset(self.data or ()))


class ConsentAnswer(BooleanField):
    """A tick whose value is the version of the words it stands under."""

    asked: Asked
    agreed_to = 0

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - as the library declares it
        """Tick the box only for the words that are shown."""
        self.agreed_to = value or 0
        self.data = bool(value) and value == self.asked.text_number

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read to which version somebody agreed; a tick under older words is none under these."""
        sent = valuelist[0] if valuelist else ""
        self.agreed_to = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1 if sent else 0  # noqa: PLR2004
        self.data = self.agreed_to == self.asked.text_number

    def _value(self) -> str:
        return str(self.asked.text_number)

    def given(self) -> Given:
        """Return the answer."""
        return Given(agreed_to=self.agreed_to)


class FileAnswer(FileField):
    """A file, or the one that is kept already."""

    asked: Asked
    kept_name = sent_name = ""
    sent: UploadedFile | None = None
    is_dropped = False

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the library declares it
        """Read also whether the kept file shall go."""
        super().process(formdata, *args, **kwargs)
        self.is_dropped = bool(formdata and formdata.get(f"{self.name}-drop"))

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - as the library declares it
        """Remember which file is kept."""
        self.kept_name, self.data = value or "", None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read a file just far enough to tell that it is too large."""
        for one in valuelist:
            if isinstance(one, FileStorage) and one.filename:
                content = one.stream.read(self.asked.limit * rules.MEGABYTE + 1)
                self.sent, self.sent_name = UploadedFile(name=one.filename, content=content), one.filename

    def given(self) -> Given:
        """Return the answer."""
        return Given(file=self.sent) if self.sent else Given(file_name="" if self.is_dropped else self.kept_name)


FIELDS: dict[Kind, type[Any]] = {
    Kind.SHORT: TextAnswer,
    Kind.LONG: LongAnswer,
    Kind.NUMBER: TextAnswer,
    Kind.DATE: DayAnswer,
    Kind.CHOICE: ChoiceAnswer,
    Kind.SEVERAL: SeveralAnswer,
    Kind.CONSENT: ConsentAnswer,
    Kind.FILE: FileAnswer,
}


class AnswerForm(BaseForm):
    """The answers to an event's questions; made anew for each event by `answer_form_for`, part of another form."""

    class Meta(BaseForm.Meta):
        """Ask for no token, which the form around it does; read files where a question asks for one."""

        csrf = False

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:  # noqa: ANN401 - as the library declares it
            """Put files beside the texts, each only where it belongs."""
            texts = super().wrap_formdata(form, formdata)
            if texts is None:
                return None
            takes_files = {field.name for field in form if isinstance(field, FileAnswer)}
            sent = [pair for pair in request.files.items(multi=True) if pair[0] in takes_files]
            words = [pair for pair in texts.items(multi=True) if pair[0] not in takes_files]
            return MultiDict([*words, *sent])

    questions: Sequence[Asked] = ()
    kept: Mapping[str, Given] = MappingProxyType({})
    needs_all = True
    # Whether the team asks something more once somebody has registered.
    asks_later = False

    def given(self) -> dict[str, Given]:
        """Return what was answered, by question."""
        return {name: field.given() for name, field in self._fields.items()}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check the answers to the questions that apply; what does not apply is not looked at."""
        holds = super().validate(extra_validators)
        answers = {**self.kept, **self.given()}
        faults = rules.faults_of(self.questions, answers, asked=self._fields, needs_all=self.needs_all)
        return self.mark(faults) and holds

    @property
    def needs_answers(self) -> bool:
        """Whether somebody who writes nothing would be asked again."""
        return bool(rules.faults_of(self.questions, self.kept, asked=self._fields))

    @property
    def has_files(self) -> bool:
        """Whether the form around has to send files."""
        return any(isinstance(field, FileAnswer) for field in self)

    def when_asked(self, asked: Asked) -> str:
        """Say of whom a question is asked, where that depends on an answer on the same page."""
        here = {option.public_id for one in self.questions if one.public_id in self._fields for option in one.options}
        return rules.when_asked(asked, self.questions) if asked.only_for & here else ""


def answer_form_for(event_id: int, *, prefix: str = "q") -> AnswerForm:
    """Make the form of what is asked with the registration; made before any other form, because it may take files.

    Another `prefix` gives each of several people on one page a form of their own.
    """
    return _asking_first(queries.list_questions(event_id), prefix)


def answer_form_at(public_id: str, account: Account | None) -> tuple[int, AnswerForm]:
    """Return the row of an event this reader may open, and the form of what it asks with the registration."""
    event_id, questions = queries.list_questions_at(public_id, account)
    return event_id, _asking_first(questions, "q")


def answer_form_among(event_ids: Collection[int], chosen: Collection[int] | None = None) -> AnswerForm:
    """Make the form of what several events ask of who registers for all of them, or for the chosen ones: each once.

    Files, and what is beyond as many questions as one event may ask, are asked for later, with each place.
    """
    asked_at = queries.list_questions_among(event_ids)
    wanted = set(event_ids if chosen is None else chosen)
    commons = rules.in_common({event.id: questions for event, questions in asked_at.items()})
    asked = [
        replace(one.asked, only_at=rules.say_dates([event for event in asked_at if event.id in one.at], len(event_ids)))
        for one in commons
        if not wanted.isdisjoint(one.at)
    ]
    form = answer_form(asked[: rules.MOST_QUESTIONS], asked[: rules.MOST_QUESTIONS])
    files = [one for event in asked_at if event.id in wanted for one in asked_at[event] if one.kind is Kind.FILE]
    form.asks_later = len(asked) > rules.MOST_QUESTIONS or any(one.stage is Stage.REGISTRATION for one in files)
    return form


def _asking_first(questions: Sequence[Asked], prefix: str) -> AnswerForm:
    asked = [one for one in questions if one.stage is Stage.REGISTRATION]
    return answer_form(questions, asked, prefix=prefix)


def answer_form(
    questions: Sequence[Asked],
    asked: Sequence[Asked],
    *,
    kept: Mapping[str, Given] | None = None,
    needs_all: bool = True,
    prefix: str = "q",
) -> AnswerForm:
    """Make a form of some of an event's questions, filled in with what is kept.

    What depends on an answer that is not on this page is left out unless it applies.
    """
    known = kept or {}
    here = {one.public_id for one in asked}
    elsewhere = rules.chosen_in(known, set(known) - here)
    on_page = {option.public_id for one in asked for option in one.options}
    shown = [one for one in asked if not one.only_for or one.only_for & (on_page | elsewhere)]
    if any(one.kind is Kind.FILE for one in shown):
        request.max_content_length = READ_LIMIT
        after_this_request(_let_go)
    made: Any = type("EventAnswers", (AnswerForm,), {one.public_id: _field_for(one) for one in shown})
    made.questions, made.kept, made.needs_all = questions, known, needs_all
    data = {one.public_id: _data_of(one, known.get(one.public_id, BLANK)) for one in shown}
    form: AnswerForm = made(prefix=prefix, data=data)
    return form


def _field_for(asked: Asked) -> Field:
    """Make the field for a question; what it accepts is decided by the rules, not by the library."""
    label: str = pick(asked, "label")
    if asked.kind is Kind.CONSENT:
        label = gettext("I agree: %(label)s", label=label)
    kind = type("Field", (FIELDS[asked.kind],), {"asked": asked})
    extra: dict[str, Any] = {}
    if asked.kind in rules.CHOOSING:
        offered = options(*((one.public_id, pick(one, "label")) for one in asked.options))
        if asked.kind is Kind.CHOICE and not asked.is_required:
            offered += options(("", gettext("No answer")))
        extra = {"choices": offered, "validate_choice": False}
    needed = [_Needed()] if asked.is_required else []
    made: Field = kind(label, needed, description=_hint(asked), **extra)
    return made


class _Needed:
    """Mark a field as one that is asked for; whether it may be left open depends on the other answers."""

    field_flags: ClassVar[Mapping[str, bool]] = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Leave the decision to the rules."""


def _hint(asked: Asked) -> str:
    """Say what helps to answer, and how long the answer is kept."""
    said = [asked.only_at, pick(asked, "help")]
    if asked.kind is Kind.FILE:
        said.append(gettext("Up to %(number)d MB: %(kinds)s.", number=asked.limit, kinds=ACCEPTED))
    if asked.least is not None and asked.most is not None and asked.kind is Kind.NUMBER:
        said.append(gettext("From %(least)d to %(most)d.", least=asked.least, most=asked.most))
    if asked.kept_days < rules.KEPT_DAYS:
        said.append(gettext("The answer is erased %(days)d days after the event.", days=asked.kept_days))
    return " ".join(one for one in said if one)


def _data_of(asked: Asked, given: Given) -> Any:  # noqa: ANN401 - as each field takes it
    if asked.kind is Kind.CHOICE:
        return next(iter(given.choices), "")
    if asked.kind is Kind.SEVERAL:
        return sorted(given.choices)
    return given.agreed_to or given.file_name or given.text


def _let_go(response: Response) -> Response:
    request.close()
    return response
