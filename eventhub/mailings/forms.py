"""What does a team write to many, and to whom?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Self

from wtforms import SelectField, SelectMultipleField, ValidationError
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired

from eventhub.checkins.rules import ATTENDANCE_WORDS
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.mailings.models import Mailing
from eventhub.mailings.rules import TEXT_LENGTH, TEXTS, Group, group_of
from eventhub.organisations.models import Organisation
from eventhub.questions.forms import answers_to_choose
from eventhub.questions.rules import Asked
from eventhub.registrations.models import Standing
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.web.baseform import Line, Passage, TokenForm, named, options
from eventhub.wording.forms import PlaceholdersForm
from eventhub.wording.rules import SUBJECT_LENGTH

PEOPLE_DIGITS = 6


class MailingForm(PlaceholdersForm):
    """A letter to many: who gets it, and what it says in one language or in both."""

    UNCOMPARED: ClassVar[tuple[str, ...]] = (*PlaceholdersForm.UNCOMPARED, "look")

    standings = SelectMultipleField(
        _("What their place is worth"),
        [InputRequired(_("Please choose at least one."))],
        choices=options(*STANDING_WORDS.items()),
        default=[Standing.CONFIRMED.value],
    )
    attendances = SelectMultipleField(_("Whether they came"), choices=options(*ATTENDANCE_WORDS.items()))
    answer = SelectField(_("What they answered"), default="")
    organisation = SelectField(_("Who comes for this organisation"), default="")
    mini_cluster = SelectField(_("Whose organisation is in this mini-cluster"), default="")
    complex = SelectField(_("Whose organisation is in this complex"), default="")
    subject_ko = Line(_("Subject (Korean)"), limit=SUBJECT_LENGTH, needed=False)
    text_ko = Passage(_("Text (Korean)"), limit=TEXT_LENGTH, needed=False)
    subject_en = Line(_("Subject (English)"), limit=SUBJECT_LENGTH, needed=False)
    text_en = Passage(_("Text (English)"), limit=TEXT_LENGTH, needed=False)
    # What the other button asks for.
    look = HiddenField()

    def offer(
        self,
        organisations: Iterable[Organisation],
        mini_clusters: Sequence[MiniCluster],
        complexes: Sequence[Complex],
        questions: Sequence[Asked],
    ) -> Self:
        """Say which groups there are to choose among."""
        anybody = options(("", gettext("All")))
        organisations = list(organisations)
        self._organisations = {one.public_id: one.id for one in organisations}
        self._mini_clusters = {one.slug: one.id for one in mini_clusters}
        self._complexes = {one.slug: one.id for one in complexes}
        self.organisation.choices = anybody + options(*((one.public_id, pick(one, "name")) for one in organisations))
        self.mini_cluster.choices = anybody + named(mini_clusters)
        self.complex.choices = anybody + named(complexes)
        self.answer.choices = [*options(("", gettext("Anything"))), *answers_to_choose(questions)]
        return self

    def validate_subject_ko(self, field: Line) -> None:
        """Ask for the letter in one language; who writes a text needs a subject."""
        self.refuse_unknown(field)
        if not any(self.texts().values()):
            raise ValidationError(gettext("Please write the letter in Korean or in English, or in both."))
        self._ask_for(field, self.text_ko)

    def validate_text_ko(self, field: Line) -> None:
        """Ask for the text below a subject."""
        self.refuse_unknown(field)
        self._ask_for(field, self.subject_ko)

    def validate_subject_en(self, field: Line) -> None:
        """Ask for the subject above a text."""
        self.refuse_unknown(field)
        self._ask_for(field, self.text_en)

    def validate_text_en(self, field: Line) -> None:
        """Ask for the text below a subject."""
        self.refuse_unknown(field)
        self._ask_for(field, self.subject_en)

    def group(self, about: Group) -> Group:
        """Return whom the letter goes to, among those who registered for something."""
        return replace(
            about,
            standings=tuple(self.standings.data or ()),
            attendances=tuple(self.attendances.data or ()),
            option=self.answer.data or "",
            **self._chosen(),
        )

    def told(self) -> dict[str, Any]:
        """Return what was said, by column."""
        texts = {name: self._fields[name].data for name in TEXTS}
        return {**texts, **self._chosen(), "ticked": self.group(Group()).ticked}

    def _chosen(self) -> dict[str, Any]:
        return {
            "organisation_id": self._organisations.get(self.organisation.data),
            "from_mini_cluster_id": self._mini_clusters.get(self.mini_cluster.data),
            "from_complex_id": self._complexes.get(self.complex.data),
        }

    def _ask_for(self, field: Line, other: Line) -> None:
        if other.data and not field.data:
            raise ValidationError(gettext("Please write both the subject and the text, or neither."))


class SendForm(TokenForm):
    """The button that sends, with how many people its presser was told of."""

    people = HiddenField()

    @property
    def told(self) -> int:
        """How many people that were; none if somebody meddled with it."""
        text = str(self.people.data or "")
        return int(text) if text.isdecimal() and len(text) <= PEOPLE_DIGITS else 0


def values_of(mailing: Mailing) -> dict[str, Any]:
    """Show a mailing in its form."""
    group = group_of(mailing)
    return {
        **{name: getattr(mailing, name) for name in TEXTS},
        "standings": group.standings,
        "attendances": group.attendances,
        "answer": group.option,
        "organisation": mailing.organisation.public_id if mailing.organisation else "",
        "mini_cluster": mailing.from_mini_cluster.slug if mailing.from_mini_cluster else "",
        "complex": mailing.from_complex.slug if mailing.from_complex else "",
        "version": str(mailing.version),
    }
