"""What do coordinators fill in about the people of an event?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import ClassVar

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from eventhub.accounts.forms import PhoneLine
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_moment
from eventhub.events.errors import CapacityBelowSeats
from eventhub.events.rules import LARGEST, SMALLEST
from eventhub.registrations.forms.own import NO_LINK, ColleagueForm
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import (
    COLUMN_WORDS,
    SORT_WORDS,
    STANDING_WORDS,
    USUAL_COLUMNS,
    Applicant,
    Column,
    Sort,
    Wanted,
    applicant_of,
)
from eventhub.web.baseform import (
    NEEDED,
    BaseForm,
    Line,
    Passage,
    Places,
    ReadingForm,
    TakeAwayForm,
    WholeNumber,
    named,
    options,
)


class AttendeesForm(ReadingForm):
    """Whom a list of people shall show, in which order, with which columns; what makes no sense is left out."""

    q = Line(_("Name, affiliation, e-mail or telephone"), limit=100, needed=False)
    organisation = Line(_("Organisation"), limit=100, needed=False)
    standing = SelectField(
        _("Standing"), default="", choices=options(("", _("All standings")), *STANDING_WORDS.items())
    )
    mini_cluster = SelectField(_("Mini-cluster"), default="")
    complex = SelectField(_("Complex"), default="")
    answer = SelectField(_("What they answered"), default="", choices=[])
    sort = SelectField(_("Order"), default=Sort.NAME.value, choices=options(*SORT_WORDS.items()))
    columns = SelectMultipleField(
        _("Columns"), default=[one.value for one in USUAL_COLUMNS], choices=options(*COLUMN_WORDS.items())
    )
    answers = SelectMultipleField(_("Answers as columns"), choices=[])

    def offer(self, grouped: Mapping[Complex, Sequence[MiniCluster]]) -> None:
        """Say which complexes there are, with their mini-clusters."""
        self.complex.choices = options(("", gettext("All complexes"))) + named(grouped)
        self.mini_cluster.choices = options(("", gettext("All mini-clusters")))
        for one, mini_clusters in grouped.items():
            pairs = ((mini_cluster.slug, pick(mini_cluster, "name")) for mini_cluster in mini_clusters)
            self.mini_cluster.choices += options(*pairs, group=pick(one, "name"))

    def wanted(self) -> Wanted:
        """Return whom the list shall show."""
        asked = {name: field.data for name, field in self._fields.items() if not field.errors}
        return Wanted(
            words=asked.get("q") or "",
            organisation=asked.get("organisation") or "",
            standing=Standing(asked["standing"]) if asked.get("standing") else None,
            mini_cluster_slug=asked.get("mini_cluster") or "",
            complex_slug=asked.get("complex") or "",
            sort=Sort(asked.get("sort") or Sort.NAME),
        )

    def wanted_answer(self) -> str:
        """Return which answer the list asks for, if any."""
        return "" if self.answer.errors else self.answer.data or ""

    def shown(self) -> tuple[Column, ...]:
        """Return the columns in their order; unknown ones are none."""
        chosen = set(self.columns.data or ())
        return tuple(column for column in Column if column in chosen) or USUAL_COLUMNS


class FileKind(StrEnum):
    """As what a list is taken away."""

    XLSX = "xlsx"
    CSV = "csv"


class AttendeesFileForm(TakeAwayForm):
    """As what a list is taken away, and why."""

    kind = RadioField(
        _("Kind of file"),
        [InputRequired(NEEDED)],
        default=FileKind.XLSX.value,
        choices=options(
            (FileKind.XLSX, _("Excel workbook (.xlsx)")), (FileKind.CSV, _("CSV file, for other programs"))
        ),
    )


class CapacityForm(BaseForm):
    """How many people fit."""

    STANDS_AT: ClassVar[Places] = {CapacityBelowSeats: "capacity"}

    capacity = WholeNumber(_("Capacity"), least=SMALLEST, most=LARGEST, needed=True)


class Decision(StrEnum):
    """What becomes of a request."""

    APPROVE = "approve"
    DECLINE = "decline"


class DecideForm(BaseForm):
    """Who may come and who may not, with a sentence for them."""

    place = SelectMultipleField(_("Whom it is about"), [InputRequired(_("Please tick at least one person."))])
    note = Passage(
        _("A sentence for them"),
        limit=1000,
        needed=False,
        description=_("It stands in the letter each of them gets. Without it the letter says only yes or no."),
    )
    decision = RadioField(
        _("Decision"),
        [InputRequired(_("Please choose yes or no."))],
        choices=options(
            (Decision.APPROVE, _("Yes: they get a seat, or a place in line when none is free")),
            (Decision.DECLINE, _("No: they get no place")),
        ),
    )

    def offer(self, people: Iterable[Registration]) -> None:
        """Say who asked to come, with what they wrote."""
        self.place.choices = options(*((one.public_id, _said_of(one)) for one in people))


class PromoteForm(BaseForm):
    """Why somebody passes the line."""

    reason = Passage(
        _("Reason"),
        limit=500,
        needed=_("Please write why this person passes the others."),
        description=_("It is kept with the place for your team. The person does not read it."),
    )


class PlaceForm(BaseForm):
    """What is written down of somebody who comes; the address is theirs and stays."""

    name = Line(_("Name"), limit=60, needed=_("Please write the name."), validators=[NO_LINK])
    organisation_name = Line(_("Affiliation"), limit=100, needed=False, validators=[NO_LINK])
    phone = PhoneLine(_("Telephone"))
    note = Passage(_("A question, or help they need"), limit=1000, needed=False)

    def described(self, registration: Registration) -> Applicant:
        """Return the person as they are described now."""
        return replace(applicant_of(registration), **self.texts())


class SuccessorForm(ColleagueForm):
    """Who comes instead, as far as the team knows."""

    organisation_name = Line(_("Affiliation"), limit=100, needed=False, validators=[NO_LINK])


def _said_of(one: Registration) -> str:
    """Say in one line who asked to come."""
    parts = (one.name, one.organisation_name, say_moment(one.queued_at), one.note)
    return " · ".join(part for part in parts if part)
