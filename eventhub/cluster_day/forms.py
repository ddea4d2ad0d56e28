"""What do people propose for the Cluster Day, and what do coordinators fill in to plan it?"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Self

from flask import request
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Regexp

from eventhub.accounts.forms import EmailLine
from eventhub.cluster_day.messages import usual_reason
from eventhub.cluster_day.models import Booth, Call, ContestEntry, Submission, SubmissionState, Wish
from eventhub.cluster_day.rules import (
    BOOTH_FIELDS,
    ENTRY_FIELDS,
    MOST_COLUMNS,
    MOST_ROWS,
    SCORES,
    WISH_WORDS,
    BoothPlan,
    CopyPlan,
    EntryPlan,
    Proposal,
)
from eventhub.clusters.models import Complex
from eventhub.core.clock import local
from eventhub.core.i18n import lazy as _
from eventhub.core.i18n import pick
from eventhub.events.forms import MomentField
from eventhub.events.models import Event
from eventhub.organisations.forms import DirectoryForm
from eventhub.web.baseform import NEEDED, BaseForm, DayField, Line, Passage, Places, WholeNumber, named, options

LINE, TEXT, SHORT, NOTE = 200, 5000, 2000, 2000
NAME, AFFILIATION = 60, 100
FIRST_YEAR, LAST_YEAR = 2000, 2100
PROGRAMME_PARTS = ("tracks", "sessions", "speakers", "materials")
# Names and titles stand in a letter to an address nobody has proved to be theirs: it carries no stranger's link there.
NO_LINK = Regexp(r"^(?!.*(://|www\.))", re.IGNORECASE, _("Please write words here, not a web address."))


class EditionForm(BaseForm):
    """Which year an edition has, and how large its hall is."""

    year = WholeNumber(_("Year of the edition"), least=FIRST_YEAR, most=LAST_YEAR, needed=True)
    hall_columns = WholeNumber(_("Booths side by side in the hall"), most=MOST_COLUMNS, needed=True, default=10)
    hall_rows = WholeNumber(_("Rows of booths in the hall"), most=MOST_ROWS, needed=True, default=6)

    def size(self) -> dict[str, int]:
        """Return what was decided."""
        return {name: int(self._fields[name].data or 0) for name in ("year", "hall_columns", "hall_rows")}


class NewEditionForm(EditionForm):
    """Which event becomes an edition."""

    event = SelectField(_("Event"), [InputRequired(NEEDED)])

    def offer(self, events: Sequence[Event]) -> Self:
        """Say which Cluster Days are no edition yet."""
        self._events = {one.public_id: one.id for one in events}
        said = ((one.public_id, f"{pick(one, 'title')} ({local(one.starts_at).year})") for one in events)
        self.event.choices = options(*said)
        return self

    def event_id(self) -> int:
        """Return the row of the event."""
        return self._events[self.event.data]


class CopyEditionForm(BaseForm):
    """When the next Cluster Day begins, and what comes along."""

    day = DayField(_("First day of the new edition"), [InputRequired(NEEDED)])
    terms = BooleanField(_("Terms of registration, and seats kept for groups"), default=True)
    questions = BooleanField(_("Questions of the registration form"), default=True)
    tracks = BooleanField(_("Tracks"), default=True)
    sessions = BooleanField(_("Sessions"), default=True)
    speakers = BooleanField(_("Speakers"), default=True)
    materials = BooleanField(_("Materials"))
    booths = BooleanField(_("Booths"), default=True)
    hall = BooleanField(_("Where each booth stands"), default=True)

    def first_day(self) -> date:
        """Return the day."""
        if self.day.data is None:
            raise ValueError("a day is asked for only when the form holds")
        return self.day.data

    def plan(self) -> CopyPlan:
        """Return what was ticked."""
        parts = frozenset(name for name in PROGRAMME_PARTS if self._fields[name].data)
        return CopyPlan(
            programme=parts,
            with_questions=self.questions.data,
            with_booths=self.booths.data,
            with_hall=self.hall.data,
        )


class BoothForm(DirectoryForm):
    """Whose booth it is, what it shows and where it stands."""

    number = Line(_("Booth number"), limit=6)
    hall_column = WholeNumber(_("Column in the hall, from the left"), most=MOST_COLUMNS)
    hall_row = WholeNumber(_("Row in the hall, from the front"), most=MOST_ROWS)
    title_ko = Line(_("Title in Korean"), limit=LINE, needed=False)
    title_en = Line(_("Title in English"), limit=LINE, needed=False)
    text_ko = Passage(_("Description in Korean"), limit=TEXT, needed=False)
    text_en = Passage(_("Description in English"), limit=TEXT, needed=False)
    outcome_ko = Passage(_("Result that is shown, in Korean"), limit=SHORT, needed=False)
    outcome_en = Passage(_("Result that is shown, in English"), limit=SHORT, needed=False)

    @property
    def is_search(self) -> bool:
        """Whether the directory shall be searched, and nothing kept yet."""
        return request.method == "POST" and "search" in request.form

    def plan(self) -> BoothPlan:
        """Return what was decided; an organisation of the directory is called as it is called there."""
        values = {name: self._fields[name].data for name in BOOTH_FIELDS if name != "organisation_id"}
        if self.organisation_id:
            values["organisation_name"] = ""
        return BoothPlan(organisation_id=self.organisation_id, **values)


class EntryForm(BaseForm):
    """What a complex sends to the contest, and the award."""

    STANDS_AT: ClassVar[Places] = {"complex_id": "complex"}

    complex = SelectField(_("Complex"), [InputRequired(NEEDED)])
    organisation_name = Line(_("Organisation"), limit=LINE, needed=False)
    title_ko = Line(_("Title in Korean"), limit=LINE, needed=False)
    title_en = Line(_("Title in English"), limit=LINE, needed=False)
    text_ko = Passage(_("Description in Korean"), limit=TEXT, needed=False)
    text_en = Passage(_("Description in English"), limit=TEXT, needed=False)
    award_ko = Line(
        _("Award in Korean"), limit=LINE, needed=False, description=_("Leave this empty until the judgement.")
    )
    award_en = Line(_("Award in English"), limit=LINE, needed=False)

    def offer(self, complexes: Iterable[Complex]) -> Self:
        """Say which complexes there are."""
        listed = list(complexes)
        self._complexes = {one.slug: one.id for one in listed}
        self.complex.choices = named(listed)
        return self

    def plan(self) -> EntryPlan:
        """Return what was decided."""
        values = {name: self._fields[name].data for name in ENTRY_FIELDS if name != "complex_id"}
        return EntryPlan(complex_id=self._complexes[self.complex.data], **values)


class CallForm(BaseForm):
    """What is called for, and until when."""

    text_ko = Passage(_("Text of the call in Korean"), limit=TEXT)
    text_en = Passage(_("Text of the call in English"), limit=TEXT, needed=False)
    closes_at = MomentField(_("Open until"))


class WishForm(BaseForm):
    """Whether it is a session or a booth: the first question, and so the first to be mended."""

    wish = RadioField(_("What you would like to bring"), [InputRequired(NEEDED)])


class ProposalForm(BaseForm):
    """What somebody proposes, and who they are."""

    title = Line(_("Title"), limit=LINE, needed=_("Please write a title."), validators=[NO_LINK])
    text = Passage(_("What it is about"), limit=TEXT, needed=_("Please write a few sentences about it."))
    name = Line(_("Name"), limit=NAME, needed=_("Please write your name."), validators=[NO_LINK])
    organisation_name = Line(
        _("Affiliation"), limit=AFFILIATION, needed=_("Please write where you work."), validators=[NO_LINK]
    )
    has_consented = BooleanField(_("If it is accepted, my name and affiliation may stand on the public programme"))

    def proposal(self, wish: Wish, *, email: str, locale: str) -> Proposal:
        """Return what is proposed, as plain values."""
        values = {name: self._fields[name].data for name in ("name", "organisation_name", "title", "text")}
        return Proposal(wish=wish, email=email, locale=locale, has_consented=self.has_consented.data, **values)


class NewProposalForm(WishForm, ProposalForm):
    """A first proposal: what it is, and where letters go."""

    email = EmailLine(_("E-mail address"), needed=_("Please write your e-mail address."))

    def offer(self, wishes: Iterable[Wish]) -> Self:
        """Say what is called for now; the only thing needs no choice."""
        open_ones = list(wishes)
        self.wish.choices = options(*((wish, WISH_WORDS[wish]) for wish in open_ones))
        if len(open_ones) == 1 and self.wish.data is None:
            self.wish.data = open_ones[0].value
        return self


class ReviewForm(BaseForm):
    """What a reviewer thinks of a submission."""

    score = RadioField(
        _("Score"),
        [InputRequired(NEEDED)],
        choices=options(*((str(score), str(score)) for score in SCORES)),
        description=_("5 is best."),
    )
    comment = Passage(_("Comment for the other reviewers"), limit=NOTE, needed=False)


class DecisionForm(BaseForm):
    """What the letter says about a decision."""

    reason = Passage(
        _("What the letter says"),
        limit=NOTE,
        needed=_("Please write a sentence: the letter carries it."),
        description=_("It stands in the letter as you write it here."),
    )


def values_of_booth(booth: Booth) -> dict[str, Any]:
    """Fill the form with a booth as it is."""
    values = {name: getattr(booth, name) for name in BOOTH_FIELDS}
    return {**values, "organisation": booth.organisation.public_id if booth.organisation else ""}


def values_of_entry(entry: ContestEntry) -> dict[str, Any]:
    """Fill the form with an entry as it is."""
    return {**{name: getattr(entry, name) for name in ENTRY_FIELDS}, "complex": entry.complex.slug}


def values_of_call(call: Call | None, event: Event) -> dict[str, Any]:
    """Fill the form with a call as it is; a new one is open until the event begins."""
    closes_at: datetime = call.closes_at if call else event.starts_at
    texts = {"text_ko": call.text_ko, "text_en": call.text_en} if call else {}
    return {**texts, "closes_at": local(closes_at).replace(tzinfo=None)}


def values_of_submission(submission: Submission) -> dict[str, Any]:
    """Fill the form with what was proposed."""
    values = {name: getattr(submission, name) for name in ("name", "organisation_name", "title", "text")}
    return {**values, "has_consented": submission.consented_at is not None}


def values_of_decision(submission: Submission, state: SubmissionState) -> dict[str, str]:
    """Propose what the letter says."""
    return {"reason": usual_reason(submission, state)}
