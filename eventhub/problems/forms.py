"""What is typed about a problem, by the member and by the coordinator?"""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired, Length

from eventhub.core.i18n import lazy as _
from eventhub.core.i18n import pick
from eventhub.organisations.models import Organisation
from eventhub.problems.models import Problem, State, Urgency, Visibility
from eventhub.problems.rules import CATEGORY_WORDS, URGENCY_WORDS, VISIBILITY_WORDS
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, options

SHORTEST, LONGEST = 10, 4000


class ProblemForm(BaseForm):
    """A problem in one box, how urgent it is and who may read it."""

    text = Passage(
        _("What is the problem?"),
        limit=LONGEST,
        needed=_("Please write two or three sentences about the problem."),
        validators=[Length(min=SHORTEST, message=_("Please write a little more: ten characters at least."))],
    )
    urgency = RadioField(
        _("How soon do you need an answer?"),
        choices=options(*URGENCY_WORDS.items()),
        default=Urgency.THIS_QUARTER.value,
        validators=[DataRequired(NEEDED)],
    )
    visibility = RadioField(
        _("Who may read it?"),
        choices=options(*VISIBILITY_WORDS.items()),
        default=Visibility.PRIVATE.value,
        validators=[DataRequired(NEEDED)],
    )


class NewProblemForm(ProblemForm):
    """A new problem; somebody who speaks for several organisations says for which."""

    organisation = SelectField(_("For which organisation?"), validators=[DataRequired(NEEDED)])

    def __init__(self, organisations: Sequence[Organisation], **kwargs: Any) -> None:  # noqa: ANN401 - as the base
        """Offer the asker's own organisations only; one alone is not asked about."""
        super().__init__(**kwargs)
        self.organisations = {organisation.public_id: organisation for organisation in organisations}
        self.organisation.choices = options(*((name, pick(row, "name")) for name, row in self.organisations.items()))
        if len(self.organisations) == 1:
            del self.organisation

    @property
    def chosen(self) -> str:
        """The public id of the organisation the problem is stated for."""
        return str(self.organisation.data) if "organisation" in self else next(iter(self.organisations))


class CloseForm(BaseForm):
    """Why a problem is closed."""

    reason = Passage(_("Why do you close it?"), limit=500, needed=_("Please say in a few words why."))


class TriageForm(BaseForm):
    """What kind of problem it is, and who answers it: partners, in the wording, or a person in charge."""

    category = SelectField(
        _("What is it about?"),
        choices=options(("", _("Please choose")), *CATEGORY_WORDS.items()),
        validators=[DataRequired(NEEDED)],
    )
    is_technical = RadioField(
        _("Can a firm, university or lab solve it with its technology?"),
        choices=options(("yes", _("Yes: look for partners")), ("no", _("No: a person in charge answers"))),
        validators=[DataRequired(NEEDED)],
    )
    wording = Passage(_("Wording for partners"), limit=LONGEST, needed=False)
    routed_to = Line(_("Who answers"), limit=200, needed=False)
    answer = Passage(_("Answer to the member"), limit=LONGEST, needed=False)

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Show the first field of each of the two ways as needed: on its way it is."""
        super().__init__(**kwargs)
        self.wording.flags.required = self.routed_to.flags.required = True

    def fill(self, problem: Problem) -> None:
        """Start from what is known of a problem; the wording from the member's own words."""
        self.category.data = problem.category or ""
        self.is_technical.data = {State.TECHNICAL: "yes", State.ROUTED: "no"}.get(problem.state)
        self.wording.data = problem.wording or problem.text
        self.routed_to.data, self.answer.data = problem.routed_to, problem.answer

    def validate_wording(self, field: Field) -> None:
        """Ask for the wording of a technical problem."""
        if self.is_technical.data == "yes" and len(field.data) < SHORTEST:
            raise ValidationError(str(_("Please write what partners may read: ten characters at least.")))

    def validate_routed_to(self, field: Field) -> None:
        """Ask who answers a problem that is not technical."""
        if self.is_technical.data == "no" and not field.data:
            raise ValidationError(str(_("Please name the person or desk that answers.")))


class MergeForm(BaseForm):
    """Which of two problems that are the same is kept."""

    kept = RadioField(_("Which one is kept?"), validators=[DataRequired(NEEDED)])

    def offer(self, choices: Sequence[tuple[str, str]]) -> "MergeForm":
        """Offer the two, by public id."""
        self.kept.choices = options(*choices)
        return self
