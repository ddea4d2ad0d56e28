"""Whom does a list of people show, in which columns, and what stands in them?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import request

from eventhub.clusters.queries import list_grouped
from eventhub.core.clock import now
from eventhub.core.i18n import gettext, pick
from eventhub.events.models import Event
from eventhub.questions import queries as questions
from eventhub.questions.forms import answers_to_choose
from eventhub.questions.rules import Asked, Given, say_of, that_lack
from eventhub.registrations import queries
from eventhub.registrations.forms import AttendeesForm
from eventhub.registrations.models import ACTIVE, Registration, Standing
from eventhub.registrations.rules import COLUMN_WORDS, Column, Wanted, cell
from eventhub.web.baseform import options

# What can be asked for beside the questions themselves: who owes answers, and which.
LACKING = "lacking"
GivenAt = Callable[[], Mapping[int, Mapping[str, Given]]]


@dataclass(frozen=True)
class Shown:
    """One column of a list: its head, and what it says of somebody; `question` is the one whose answers it shows."""

    name: str
    head: str
    words: Callable[[Registration], str]
    question: Asked | None = None


@dataclass(frozen=True)
class Listing:
    """The people of an event, as the address of a list asks for them."""

    event: Event
    questions: Sequence[Asked]
    form: AttendeesForm

    @property
    def wanted(self) -> Wanted:
        """Whom the list shall show, whatever they answered."""
        return self.form.wanted()

    @property
    def among(self) -> Any:  # noqa: ANN401 - places that are selected within another question
        """Whose answers fit what is asked for; None where that does not matter."""
        answer = self.form.wanted_answer()
        if answer == LACKING:
            return self.lacking
        return questions.who_chose(answer) if answer else None

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return self.wanted.is_everybody and not self.form.wanted_answer()

    @property
    def lacking(self) -> Any:  # noqa: ANN401 - places that are selected within another question
        """Who owes an answer that is required; None where there is none, or none that could still be given."""
        may_lack = now() < self.event.ends_at and any(one.is_required for one in self.questions)
        return questions.who_lacks(self.event.id) if may_lack else None

    def columns(self, people: Sequence[Registration] | None = None) -> list[Shown]:
        """Return the columns beside the name; what they need of some people, or of everybody, is read once."""
        places = None if people is None else [one.id for one in people]
        mini_clusters = cache(lambda: queries.mini_clusters_at(self.event.id))
        given: GivenAt = cache(lambda: questions.given_at(self.event.id, places))
        chosen = set(self.form.answers.data or ())
        answers = [self._of_question(one, given) for one in self.questions if one.public_id in chosen]
        if LACKING in chosen and self.lacking is not None:
            answers.append(Shown(LACKING, gettext("Missing answers"), lambda place: self._say_lacking(place, given)))
        return [*(_of_column(one, mini_clusters) for one in self.form.shown()), *answers]

    def _of_question(self, asked: Asked, given: GivenAt) -> Shown:
        ends_at, moment = self.event.ends_at, now()

        def words(place: Registration) -> str:
            return say_of(asked, given().get(place.id, {}), ends_at=ends_at, now=moment)

        return Shown(asked.public_id, pick(asked, "label"), words, asked)

    def _say_lacking(self, place: Registration, given: GivenAt) -> str:
        if place.standing not in ACTIVE:
            return ""
        is_confirmed = place.standing is Standing.CONFIRMED
        lacking = that_lack(self.questions, given().get(place.id, {}), is_confirmed=is_confirmed)
        return ", ".join(pick(one, "label") for one in lacking)


def listing_of(event: Event) -> Listing:
    """Read from the address whom a list shall show; what makes no sense is said at its field."""
    listing = Listing(event, questions.list_questions(event.id), AttendeesForm(request.args))
    form, asked = listing.form, listing.questions
    form.offer(list_grouped())
    lacking = options((LACKING, gettext("Missing answers"))) if listing.lacking is not None else []
    form.answers.choices = [*options(*((one.public_id, pick(one, "label")) for one in asked)), *lacking]
    form.answer.choices = [*options(("", gettext("Anything"))), *lacking, *answers_to_choose(asked)]
    form.validate()
    # What the list shows is ticked, whether the address says so or not.
    form.columns.data = [column.value for column in form.shown()]
    return listing


def _of_column(column: Column, mini_clusters: Callable[[], Any]) -> Shown:
    def words(place: Registration) -> str:
        return cell(place, column, mini_clusters() if column is Column.MINI_CLUSTERS else {})

    return Shown(column.value, str(COLUMN_WORDS[column]), words)
