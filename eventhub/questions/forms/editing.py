"""What does a team fill in about a question?"""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.questions import rules
from eventhub.questions.models import Kind, Stage
from eventhub.questions.rules import Asked, Choosable, Plan
from eventhub.web.baseform import NEEDED, Line, Passage, Places, options
from eventhub.web.versions import VersionedForm

SPARE_OPTIONS = 4


class OptionForm(Form):
    """One answer that can be chosen; without words it goes."""

    public_id = HiddenField()
    label_ko = Line(_("Answer in Korean"), limit=200, needed=False)
    label_en = Line(_("Answer in English"), limit=200, needed=False)


class QuestionForm(VersionedForm):
    """How a question is asked."""

    # What is wrong with the options is said above the form: each of them is several fields.
    STANDS_AT: ClassVar[Places] = {"options": ""}

    label_ko = Line(_("Question in Korean"), limit=200, needed=False)
    label_en = Line(_("Question in English"), limit=200, needed=False)
    help_ko = Passage(_("Help in Korean"), limit=1000, needed=False)
    help_en = Passage(_("Help in English"), limit=1000, needed=False)
    text_ko = Passage(_("What people agree to, in Korean"), limit=10000, needed=False)
    text_en = Passage(_("What people agree to, in English"), limit=10000, needed=False)
    stage = RadioField(
        _("When it is asked"),
        [InputRequired(NEEDED)],
        choices=options(*rules.STAGE_WORDS.items()),
        default=Stage.REGISTRATION,
    )
    is_required = BooleanField(_("An answer is required"))
    only_for = SelectMultipleField(
        _("Only for people who chose one of these"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    least = IntegerField(_("Smallest number"), [Optional(), NumberRange(-rules.LARGEST_NUMBER, rules.LARGEST_NUMBER)])
    most = IntegerField(_("Largest number"), [Optional(), NumberRange(-rules.LARGEST_NUMBER, rules.LARGEST_NUMBER)])
    kept_days = IntegerField(
        _("Answers are erased (days after the event)"),
        [InputRequired(NEEDED), NumberRange(1, rules.KEPT_DAYS)],
        default=rules.KEPT_DAYS,
    )
    options = FieldList(FormField(OptionForm))
    kind: Kind

    def offering(self, kind: Kind, earlier: Iterable[Asked]) -> Self:
        """Ask for what this kind of question needs, and offer the answers it may depend on."""
        self.kind = kind
        for name in self._unneeded():
            del self[name]
        if kind is Kind.FILE:
            self.most.label.text = gettext("Largest file in megabytes")
        elif kind in (Kind.SHORT, Kind.LONG):
            self.most.label.text = gettext("Longest answer in characters")
        found = [(option, one, words) for option, (one, words) in rules.options_of(earlier).items()]
        self.only_for.choices = options(
            *((option, f"{pick(one, 'label')}: {pick(words, 'label')}") for option, one, words in found)
        )
        if "options" in self._fields:
            self._add_spare_lines()
        return self

    def plan(self) -> Plan:
        """Return what was decided."""
        values = {name: field.data for name, field in self._fields.items() if name in Plan.__dataclass_fields__}
        lines = self.options.data if "options" in self._fields else ()
        offered = tuple(Choosable(**line) for line in lines if line["label_ko"] or line["label_en"])
        values |= {"options": offered, "only_for": frozenset(self.only_for.data or ()), "stage": Stage(self.stage.data)}
        return Plan(kind=self.kind, **values)

    def _add_spare_lines(self) -> None:
        filled = sum(bool(line["label_ko"] or line["label_en"]) for line in self.options.data)
        while len(self.options.entries) < min(filled + SPARE_OPTIONS, rules.MOST_OPTIONS):
            self.options.append_entry()

    def _unneeded(self) -> Collection[str]:
        needed = {
            **{kind: {"most"} for kind in (Kind.SHORT, Kind.LONG, Kind.FILE)},
            **{kind: {"options"} for kind in rules.CHOOSING},
            Kind.NUMBER: {"least", "most"},
            Kind.CONSENT: {"text_ko", "text_en"},
        }
        return {"least", "most", "options", "text_ko", "text_en"} - needed.get(self.kind, set())


def values_of(asked: Asked) -> dict[str, Any]:
    """Return how a question is asked, for its form."""
    values = {name: getattr(asked, name) for name in Plan.__dataclass_fields__}
    lines = [{"public_id": one.public_id, "label_ko": one.label_ko, "label_en": one.label_en} for one in asked.options]
    return {**values, "options": lines, "only_for": sorted(asked.only_for), "version": str(asked.version)}
