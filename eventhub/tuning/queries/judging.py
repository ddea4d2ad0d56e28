"""Which pairs wait to be judged by whom, and what was judged?"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from eventhub.accounts.models import Account
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.matching.models import MatchedProblem
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem, State
from eventhub.tuning.models import DrawnPair, Judgement, Verdict
from eventhub.tuning.rules.drawing import Ranked, shuffled

JUDGES = 2


def list_rankings(account: Account) -> list[Ranked]:
    """List the matched problems of a coordinator's complexes with the capabilities of their best partners."""
    rows = (
        select(Problem.id, MatchedProblem.ranking)
        .join(
            MatchedProblem, and_(MatchedProblem.problem_id == Problem.id, MatchedProblem.revision == Problem.revision)
        )
        .join(Problem.organisation)
        .where(Problem.state == State.TECHNICAL, served_by(account, Organisation.complex_id))
        .order_by(Problem.id)
    )
    found = session.execute(rows).all()
    return [Ranked(row, [capability for _, capability, _ in kept.get("places", ())]) for row, kept in found]


def list_drawn() -> set[tuple[int, int]]:
    """List the pairs that were drawn for problems as they are now, by the rows of problem and capability."""
    rows = select(DrawnPair.problem_id, DrawnPair.capability_id).join(DrawnPair.problem)
    return {(problem, capability) for problem, capability in session.execute(rows.where(_is_current_problem()))}


def list_to_judge(account: Account) -> list[str]:
    """List the pairs a coordinator may still judge: those that wait for a second judgement, then those for a first.

    Within both the order is each person's own, and what two others judged is left out.
    """
    others = (
        select(func.count())
        .where(Judgement.pair_id == DrawnPair.id, Judgement.account_id != account.id)
        .scalar_subquery()
    )
    is_mine = DrawnPair.judgements.any(Judgement.account_id == account.id)
    rows = _served(account).with_only_columns(DrawnPair.public_id, others)
    found: dict[str, int] = dict(session.execute(rows.where(_is_current(), ~is_mine, others < JUDGES)).all())
    second, first = ([pair for pair in found if bool(found[pair]) is is_begun] for is_begun in (True, False))
    return [*shuffled(second, account.public_id), *shuffled(first, account.public_id)]


def count_judged(account: Account) -> int:
    """Count the pairs somebody has judged."""
    return session.scalar(select(func.count()).where(Judgement.account_id == account.id)) or 0


def get_pair(public_id: str, account: Account) -> DrawnPair:
    """Return a pair to a coordinator of the problem's complex, and to nobody else."""
    rows = _served(account).options(
        contains_eager(DrawnPair.problem), joinedload(DrawnPair.capability), selectinload(DrawnPair.judgements)
    )
    return get_or_refuse(rows.where(DrawnPair.public_id == public_id).execution_options(populate_existing=True))


def judged_twice(account: Account) -> list[tuple[Verdict, Verdict]]:
    """List the first two judgements of each pair of a coordinator's complexes that two people judged."""
    rows = select(Judgement.pair_id, Judgement.verdict).join(DrawnPair, DrawnPair.id == Judgement.pair_id)
    rows = rows.where(DrawnPair.id.in_(_served(account).with_only_columns(DrawnPair.id))).order_by(Judgement.id)
    found: defaultdict[int, list[Verdict]] = defaultdict(list)
    for pair_id, verdict in session.execute(rows):
        found[pair_id].append(verdict)
    return [(verdicts[0], verdicts[1]) for verdicts in found.values() if len(verdicts) > 1]


def list_verdicts() -> Sequence[tuple[int, str, int, int, Verdict]]:
    """List all judgements of texts as they are now: problem, its text, partner, pair, verdict."""
    offered = aliased(Capability)
    rows = (
        select(Problem.id, Problem.text, offered.organisation_id, DrawnPair.id, Judgement.verdict)
        .join(DrawnPair, DrawnPair.problem_id == Problem.id)
        .join(offered, offered.id == DrawnPair.capability_id)
        .join(Judgement, Judgement.pair_id == DrawnPair.id)
        .where(_is_current_problem(), DrawnPair.capability_revision == offered.revision, offered.withdrawn_at.is_(None))
        .order_by(Judgement.id)
    )
    return [(problem, text, owner, pair, verdict) for problem, text, owner, pair, verdict in session.execute(rows)]


def _served(account: Account) -> Select[DrawnPair]:
    rows = select(DrawnPair).join(DrawnPair.problem).join(Problem.organisation)
    return rows.where(served_by(account, Organisation.complex_id))


def _is_current_problem() -> ColumnElement[bool]:
    return and_(DrawnPair.revision == Problem.revision, Problem.state == State.TECHNICAL)


def _is_current() -> ColumnElement[bool]:
    revised = and_(Capability.revision == DrawnPair.capability_revision, Capability.withdrawn_at.is_(None))
    return and_(_is_current_problem(), DrawnPair.capability.has(revised))
