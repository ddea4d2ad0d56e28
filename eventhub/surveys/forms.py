"""What does somebody fill in after an event, and what does a team to prepare it?"""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.surveys.models import FollowUpState, QuestionKind, Survey, SurveyQuestion
from eventhub.surveys.rules import KIND_WORDS, LONGEST_TEXT, MARK_WORDS, STATE_WORDS, Settings, Wish
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, options
from eventhub.web.versions import VersionedForm

LONGEST_NAME = 200


class AnswerForm(BaseForm):
    """What everybody is asked beside the questions of the survey: with whom they want to go on."""

    whom = SelectField(_("Somebody from the programme"), default="")
    whom_else = Line(_("Or somebody else you met: name and organisation"), limit=LONGEST_NAME, needed=False)
    why = Passage(_("Why, in a sentence"), limit=1000, needed=False)

    @property
    def asked(self) -> list[Any]:
        """The fields of the survey's own questions, in their order."""
        return [field for name, field in self._fields.items() if name.startswith("q_")]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check each field, then whether a wish says both whom and why."""
        holds = super().validate(extra_validators)
        if self.wanted and not self.why.data:
            self.why.errors = [
                *self.why.errors,
                gettext("Please write in a sentence why, so that we can introduce you."),
            ]
        elif self.why.data and not self.wanted:
            sentence = gettext("Please say whom you want to follow up with.")
            self.whom_else.errors = [*self.whom_else.errors, sentence]
        return holds and not self.errors

    @property
    def wanted(self) -> str:
        """Whom somebody wants to follow up with."""
        return (self.whom.data or self.whom_else.data)[:LONGEST_NAME]

    def wish(self) -> Wish | None:
        """Return whom somebody wants to follow up with and why, if anybody."""
        return Wish(wanted=self.wanted, why=self.why.data) if self.wanted else None

    def marks(self) -> dict[str, int]:
        """Return the points given, by question."""
        chosen = {field.short_name[2:]: field.data for field in self.asked if isinstance(field, RadioField)}
        return {name: int(mark) for name, mark in chosen.items() if mark}

    def texts(self) -> dict[str, str]:
        """Return what was written, by question."""
        written = {field.short_name[2:]: field.data for field in self.asked if isinstance(field, Passage)}
        return {name: text for name, text in written.items() if text}


def answer_form(questions: Sequence[SurveyQuestion], wanted: Sequence[str]) -> AnswerForm:
    """Make the form of a survey."""
    fields = {f"q_{question.public_id}": _field(question) for question in questions}
    form: AnswerForm = type("AskedForm", (AnswerForm,), fields)()
    form.whom.choices = options(("", _("Nobody from this list")), *((name, name) for name in wanted))
    return form


def _field(question: SurveyQuestion) -> Any:  # noqa: ANN401 - a field is bound to its form later
    words = pick(question, "words")
    if question.kind is QuestionKind.TEXT:
        return Passage(words, limit=LONGEST_TEXT, needed=False)
    return RadioField(words, [Optional()], choices=options(*((str(mark), words) for mark, words in MARK_WORDS.items())))


class SettingsForm(VersionedForm):
    """Whether, how and when people are asked."""

    is_wanted = BooleanField(_("Thank and ask people after this event"))
    names = RadioField(
        _("Names"),
        [InputRequired(NEEDED)],
        choices=options(
            ("anonymous", _("Anonymous: nobody can find out who answered what")),
            ("named", _("With names: the team reads who answered what, and people are told so")),
        ),
    )
    opens_after_hours = IntegerField(_("Hours after the end"), [InputRequired(NEEDED), NumberRange(0, 72)])
    lasts_days = IntegerField(_("Days to answer"), [InputRequired(NEEDED), NumberRange(1, 60)])
    has_reminder = BooleanField(_("Remind those once who have not answered when half of the time is over"))

    def settings(self) -> Settings:
        """Return what was decided."""
        return Settings(
            is_wanted=self.is_wanted.data,
            is_anonymous=self.names.data == "anonymous",
            opens_after_hours=self.opens_after_hours.data or 0,
            lasts_days=self.lasts_days.data or 0,
            has_reminder=self.has_reminder.data,
        )


def settings_of(survey: Survey) -> dict[str, Any]:
    """Fill in what is decided now."""
    names = "anonymous" if survey.is_anonymous else "named"
    kept = ("is_wanted", "opens_after_hours", "lasts_days", "has_reminder", "version")
    return {"names": names, **{name: getattr(survey, name) for name in kept}}


class QuestionForm(BaseForm):
    """One question in two languages."""

    kind = RadioField(
        _("How it is answered"),
        [InputRequired(NEEDED)],
        default=QuestionKind.SCALE.value,
        choices=options(*KIND_WORDS.items()),
    )
    words_ko = Passage(_("Question in Korean"), limit=300, needed=False)
    words_en = Passage(_("Question in English"), limit=300, needed=False)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check each field, then whether anything is asked at all."""
        holds = super().validate(extra_validators)
        if not self.words_ko.data and not self.words_en.data:
            sentence = gettext("Please write the question in at least one language.")
            self.words_ko.errors = [*self.words_ko.errors, sentence]
        return holds and not self.errors

    def words(self) -> dict[str, str]:
        """Return the question in both languages."""
        return {"words_ko": self.words_ko.data, "words_en": self.words_en.data}


class FollowUpForm(BaseForm):
    """What became of somebody's wish."""

    state = RadioField(
        _("What became of it"),
        [InputRequired(NEEDED)],
        choices=options(*((state, STATE_WORDS[state]) for state in (FollowUpState.DONE, FollowUpState.DECLINED))),
    )
    note = Passage(
        _("What you write to who asked"),
        limit=2000,
        needed=_("Please write a sentence to who asked."),
        description=_("It stands in the letter they get."),
    )
