"""What comes near a problem or a capability, as far as the reader may know of it?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.core.db import session
from eventhub.events.models import Event, Status
from eventhub.events.queries import found_by
from eventhub.matching import queries as matching
from eventhub.matching.filters import bar
from eventhub.matching.models import MatchedProblem
from eventhub.matching.queries import barring
from eventhub.matching.rules import Coming
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems import queries as problems
from eventhub.problems.models import Problem, State
from eventhub.problems.queries import Readable
from eventhub.related.models import Kind, Related
from eventhub.related.rules import SHOWN, Pair


class Similar(NamedTuple):
    """A problem like another one, as a coordinator of both reads it."""

    problem: Problem
    score: float
    words: Sequence[str]


class Answerable(NamedTuple):
    """A problem that a capability could answer, as one person may read it, and whether that was suggested already."""

    capability: Capability
    readable: Readable
    score: float
    words: Sequence[str]
    is_suggested: bool


def list_open() -> Sequence[Problem]:
    """List the problems that wait to be sorted or for a partner."""
    is_open = Problem.state.in_((State.STATED, State.TECHNICAL))
    return session.scalars(select(Problem).where(is_open).order_by(Problem.id)).all()


def list_coming(now: datetime) -> Sequence[Event]:
    """List the events to come that anybody finds in a list."""
    return session.scalars(matching.coming(now)).all()


def find_matches() -> dict[int, MatchedProblem]:
    """Find what the matcher noted about the present revisions of the problems it looks for partners of, by problem."""
    rows = select(MatchedProblem).join(Problem, matching.matched_now()).where(matching.is_matched())
    return {match.problem_id: match for match in session.scalars(rows)}


def find_kept(kind: Kind) -> dict[Pair, Related]:
    """Find what is kept of a kind, by the two rows it is about."""
    rows = select(Related).where(Related.kind == kind).execution_options(populate_existing=True)
    return {(row.from_id, row.to_id): row for row in session.scalars(rows)}


def list_similar(problem: Problem, account: Account) -> Sequence[Similar]:
    """List the open problems of a coordinator's complexes that are most like one of them."""
    rows = _near(Kind.SIMILAR).join(Problem, _is_present(Related.to_id, Related.to_revision, Problem))
    rows = rows.where(Related.from_id == problem.id, Related.from_revision == problem.revision)
    rows = rows.where(Problem.state != State.CLOSED, Problem.same_as_id.is_(None))
    found = session.scalars(rows).all()
    served = problems.served_among([row.to_id for row in found], account)
    near = [Similar(served[row.to_id], row.score, row.words["words"]) for row in found if row.to_id in served]
    return near[: SHOWN[Kind.SIMILAR]]


def coming_for(problem_ids: Collection[int], account: Account, now: datetime) -> Sequence[Coming]:
    """List the few events to come that fit some problems best and that a reader finds, the nearest first.

    Who asks may read these problems in the firm's own words.
    """
    rows = _near(Kind.EVENT).join(Problem, _is_present(Related.from_id, Related.from_revision, Problem))
    rows = rows.add_columns(Event).join(Event, and_(Event.id == Related.to_id, Event.version == Related.to_revision))
    rows = rows.where(Related.from_id.in_(problem_ids), Problem.state != State.CLOSED)
    rows = rows.where(Event.status == Status.PUBLISHED, Event.starts_at > now, found_by(account))
    best: dict[int, Coming] = {}
    for row, event in session.execute(rows.options(joinedload(Event.complex, innerjoin=True))):
        best.setdefault(event.id, Coming(event, row.words["words"]))
    chosen = list(best.values())[: SHOWN[Kind.EVENT]]
    return sorted(chosen, key=lambda each: (each.event.starts_at, each.event.id))


def list_answerable(organisation: Organisation, account: Account, now: datetime) -> Sequence[Answerable]:
    """List the problems that what an organisation offers could answer, as far as a person may read them.

    Whatever keeps a problem from being suggested to it keeps it from this list.
    """
    found = session.execute(_answers(organisation.id)).all()
    readable = problems.readable_among([row.to_id for row, _ in found], account)
    allowed = _allowed([each.problem for each in readable.values()], organisation.id, now)
    suggested = matching.list_suggested_to(organisation.id)
    shown = [
        _answerable(row, capability, readable[row.to_id], (row.to_id, row.to_revision) in suggested)
        for row, capability in found
        if row.to_id in allowed
    ]
    return shown[: SHOWN[Kind.ANSWER]]


def find_answer(organisation: Organisation, problem: Problem) -> tuple[Related, Capability] | None:
    """Find by what an organisation could answer a problem as it is worded now."""
    found = session.execute(_answers(organisation.id).where(Related.to_id == problem.id)).first()
    return (found[0], found[1]) if found else None


def _answers(organisation_id: int) -> Select[Any]:
    rows = _near(Kind.ANSWER).join(Problem, _is_present(Related.to_id, Related.to_revision, Problem))
    rows = rows.add_columns(Capability).join(
        Capability, _is_present(Related.from_id, Related.from_revision, Capability)
    )
    return rows.where(
        Capability.organisation_id == organisation_id, Capability.withdrawn_at.is_(None), matching.is_matched()
    )


def _answerable(row: Related, capability: Capability, readable: Readable, is_suggested: bool) -> Answerable:  # noqa: FBT001 - a column
    said = row.words["words" if readable.is_inside else "wording"]
    return Answerable(capability, readable, row.score, said, is_suggested)


def _allowed(of: Sequence[Problem], organisation_id: int, now: datetime) -> Mapping[int, Problem]:
    """Pick the problems that nothing keeps from being suggested to an organisation; that they were is no bar here."""
    candidate = barring.list_candidates(now, [organisation_id])[organisation_id]
    asking = barring.asking_about_each(of)
    return {problem.id: problem for problem in of if not bar(asking[problem.id], candidate, now)}


def _near(kind: Kind) -> Select[Any]:
    return select(Related).where(Related.kind == kind).order_by(Related.score.desc(), Related.from_id, Related.to_id)


def _is_present(row: Any, revision: Any, table: Any) -> Any:  # noqa: ANN401 - columns of any table
    """Select what is still as it was when it was compared."""
    return and_(table.id == row, table.revision == revision)
