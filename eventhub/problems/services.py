"""How is a problem stated, revised, sorted and closed?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.types import public_id
from eventhub.organisations.models import Organisation
from eventhub.problems import messages, queries, rules
from eventhub.problems.errors import KeptByOthers, NotTheSame, ProblemClosed
from eventhub.problems.models import Category, Problem, State, Urgency, Visibility


def post(
    organisation: Organisation,
    *,
    text: str,
    urgency: Urgency,
    visibility: Visibility,
    locale: str,
    answer_by: datetime,
    by: Account,
    now: datetime,
) -> Problem:
    """State a problem in the name of an organisation."""
    problem = Problem(
        public_id=public_id(),
        organisation_id=organisation.id,
        stated_by_id=by.id,
        text=text,
        urgency=urgency,
        visibility=visibility,
        state=State.STATED,
        stated_at=now,
        updated_at=now,
        answer_by=answer_by,
        locale=locale,
    )
    session.add(problem)
    return problem


def revise(
    problem: Problem,
    *,
    text: str,
    urgency: Urgency,
    visibility: Visibility,
    answer_by: datetime,
    by: Account,
    now: datetime,
) -> None:
    """Change a problem; other words make it a new revision, which is matched, or sorted, again."""
    if problem.state is State.CLOSED:
        raise ProblemClosed
    if visibility is not problem.visibility:
        _record("problem-shown-to", problem, by, now, was=problem.visibility, visibility=visibility)
    problem.urgency, problem.visibility = urgency, visibility
    if text == problem.text:
        return
    problem.text, problem.updated_at = text, now
    problem.revision += 1
    _record("problem-revised", problem, by, now, revision=problem.revision)
    if problem.state is State.ROUTED:
        problem.state, problem.answer_by = State.STATED, answer_by


def close(problem: Problem, *, reason: str, by: Account, now: datetime) -> None:
    """Close a problem; the owner says why."""
    if problem.state is State.CLOSED:
        return
    problem.state, problem.closed_because, problem.updated_at = State.CLOSED, reason, now
    _record("problem-closed", problem, by, now)


def mark_technical(problem: Problem, *, category: Category, wording: str, by: Account, now: datetime) -> None:
    """Mark a problem as one a partner may solve, in the words partners may read.

    Other words than before make a new revision: nobody is shown an explanation made of words that were taken back.
    """
    if problem.wording not in ("", wording):
        problem.revision += 1
    problem.wording, problem.routed_to, problem.answer = wording, "", ""
    _sort(problem, State.TECHNICAL, category, by, now)


def route(
    problem: Problem,
    *,
    category: Category,
    routed_to: str,
    answer: str,
    answer_by: datetime,
    by: Account,
    now: datetime,
) -> None:
    """Give a problem to a person or desk, and tell the member who it is, and what they answer or by when."""
    is_told = problem.state is State.ROUTED and (problem.routed_to, problem.answer) == (routed_to, answer)
    problem.routed_to, problem.answer = routed_to, answer
    _sort(problem, State.ROUTED, category, by, now)
    if not is_told:
        problem.answer_by = answer_by
        messages.send_routed(problem, now=now)


def merge(problem: Problem, *, kept: Problem, by: Account, now: datetime) -> None:
    """Mark a problem as the same as another one, which is kept; both stay where they are, and nobody is told.

    The two are held. Where one firm stated both, only the one that is kept is matched from now on; two firms each want
    to be introduced, so theirs go on.
    """
    if not rules.may_be_the_same(problem, kept):
        raise NotTheSame
    if queries.list_merged(problem):
        raise KeptByOthers
    problem.same_as_id, problem.is_set_aside = kept.id, problem.organisation_id == kept.organisation_id
    _record("problem-merged", problem, by, now, kept=kept.public_id)


def separate(problem: Problem, *, by: Account, now: datetime) -> None:
    """Let a problem stand by itself again; once or twice is the same."""
    if problem.same_as_id is None:
        return
    problem.same_as_id, problem.is_set_aside = None, False
    _record("problem-separated", problem, by, now)


def _sort(problem: Problem, state: State, category: Category, by: Account, now: datetime) -> None:
    problem.state, problem.category, problem.triaged_at, problem.closed_because = state, category, now, ""
    _record("problem-sorted", problem, by, now, state=state, category=category)


def _record(action: str, problem: Problem, by: Account, now: datetime, **detail: object) -> None:
    audit.record(action, f"problem:{problem.public_id}", actor=by.public_id, now=now, **detail)
