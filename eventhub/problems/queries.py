"""Which problems may who read, and which wait for a coordinator?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.paging import Page, paginate
from eventhub.core.search import holds, search_words
from eventhub.organisations.models import Membership, Organisation
from eventhub.organisations.queries import ids_sharing_complex, ids_sharing_mini_cluster
from eventhub.problems.models import Problem, State, Urgency, Visibility

MOST_URGENT_FIRST = case(
    {urgency: place for place, urgency in enumerate(Urgency)}, value=Problem.urgency, else_=len(Urgency)
)


@dataclass(frozen=True)
class Readable:
    """A problem as one person may read it: insiders the firm's own words, others the coordinator's wording."""

    problem: Problem
    is_inside: bool

    @property
    def words(self) -> str:
        """What this person reads."""
        return self.problem.text if self.is_inside else self.problem.wording


def get_readable(public_id: str, account: Account | None) -> Readable:
    """Return a problem to whoever may read it, as they may read it."""
    rows = _problems().where(Problem.public_id == public_id, _readable_by(account))
    found = session.execute(rows.add_columns(_inside(account).label("is_inside"))).one_or_none()
    if found is None:
        raise NotFound
    return Readable(found[0], bool(found[1]))


def list_readable(account: Account | None, page: int = 1) -> Page[Readable]:
    """List what a person may read, newest first."""
    rows = _problems().where(_readable_by(account)).order_by(Problem.stated_at.desc(), Problem.id.desc())
    found = paginate(rows, page)
    inside = _problems().with_only_columns(Problem.id).where(_inside(account))
    ids = set(session.scalars(inside.where(Problem.id.in_([problem.id for problem in found.items]))))
    items = [Readable(problem, problem.id in ids) for problem in found.items]
    return Page(items, found.number, found.total, found.per_page)


def list_among(public_ids: Iterable[str], account: Account | None) -> Sequence[Readable]:
    """List which of some problems a person may read, as they may read them."""
    return _as_read(_problems().where(Problem.public_id.in_(list(public_ids))), account)


def list_holding(words: str, account: Account | None, *, at_most: int) -> Sequence[Readable]:
    """List what a person may read and what holds every word, in the words they may read; newest first."""
    rows = _problems().order_by(Problem.stated_at.desc(), Problem.id.desc()).limit(at_most)
    for word in search_words(words):
        read = case((_inside(account), holds(word, Problem.text)), else_=holds(word, Problem.wording))
        rows = rows.where(read)
    return _as_read(rows, account)


def list_own(account: Account, *, at_most: int = 20) -> Sequence[Problem]:
    """List the problems of a person's organisations, newest first, open ones before closed ones."""
    rows = _problems().where(_owned_by(account))
    rows = rows.order_by(Problem.state == State.CLOSED, Problem.stated_at.desc(), Problem.id.desc())
    return session.scalars(rows.limit(at_most)).all()


def get_as_owner(public_id: str, account: Account) -> Problem:
    """Return a problem to a member of the organisation that has it, and to nobody else."""
    return _one(_as_owner(public_id, account))


def lock_as_owner(public_id: str, account: Account) -> Problem:
    """Return a problem to its owner so that nobody else revises, sorts or closes it until the transaction ends."""
    return _one(_held(_as_owner(public_id, account)))


def get_as_coordinator(public_id: str, account: Account) -> Problem:
    """Return a problem to a coordinator of its complex, and to nobody else."""
    return _one(_as_coordinator(public_id, account))


def lock_as_coordinator(public_id: str, account: Account) -> Problem:
    """Return a problem to a coordinator so that nobody else revises, sorts or closes it until the transaction ends."""
    return _one(_held(_as_coordinator(public_id, account)))


def get_both_as_coordinator(public_id: str, other_id: str, account: Account) -> tuple[Problem, Problem]:
    """Return two different problems to a coordinator of both, and to nobody else."""
    return _both(_problems(), public_id, other_id, account)


def lock_both_as_coordinator(public_id: str, other_id: str, account: Account) -> tuple[Problem, Problem]:
    """Return two problems to a coordinator of both, held in the order of their rows, as all who hold several do."""
    return _both(_held(_problems()), public_id, other_id, account)


def find_kept(problem: Problem) -> Problem | None:
    """Find the problem that another one was found to be the same as."""
    if problem.same_as_id is None:
        return None
    return session.scalars(_problems().where(Problem.id == problem.same_as_id)).one()


def list_merged(problem: Problem) -> Sequence[Problem]:
    """List the problems that were found to be the same as this one, first stated first."""
    rows = _problems().where(Problem.same_as_id == problem.id)
    return session.scalars(rows.order_by(Problem.stated_at, Problem.id)).all()


def readable_among(problem_ids: Collection[int], account: Account | None) -> Mapping[int, Readable]:
    """Pick from some problems, by their rows, those a person may read, each as they may read it."""
    rows = _problems().where(Problem.id.in_(problem_ids), _readable_by(account))
    found = session.execute(rows.add_columns(_inside(account).label("is_inside")))
    return {problem.id: Readable(problem, bool(is_inside)) for problem, is_inside in found}


def served_among(problem_ids: Collection[int], account: Account) -> Mapping[int, Problem]:
    """Pick from some problems, by their rows, those of a coordinator's complexes."""
    rows = _problems().where(Problem.id.in_(problem_ids), _served(account))
    return {problem.id: problem for problem in session.scalars(rows)}


def list_inbox(account: Account, *, state: State | None = None, page: int = 1) -> Page[Problem]:
    """List the problems of a coordinator's complexes: new ones first, the most urgent before the others."""
    rows = _problems().where(_served(account))
    rows = rows.where(Problem.state == state) if state else rows.where(Problem.state != State.CLOSED)
    newest = (Problem.stated_at.desc(), Problem.id.desc())
    return paginate(rows.order_by(Problem.state != State.STATED, MOST_URGENT_FIRST, *newest), page)


def count_inbox(complex_ids: Iterable[int]) -> int:
    """Count the problems of some complexes that nobody has sorted yet."""
    rows = select(func.count()).select_from(Problem).join(Problem.organisation)
    rows = rows.where(Problem.state == State.STATED, Organisation.complex_id.in_(list(complex_ids)))
    return session.scalar(rows) or 0


def count_by_state(account: Account) -> Mapping[State, int]:
    """Count the problems of a coordinator's complexes in each state."""
    rows = select(Problem.state, func.count()).join(Problem.organisation)
    rows = rows.where(_served(account)).group_by(Problem.state)
    return dict(session.execute(rows).all())


def is_worded() -> ColumnElement[bool]:
    """Select what a coordinator has worded for others."""
    return and_(Problem.state == State.TECHNICAL, Problem.wording != "")


def _as_read(rows: Select[Problem], account: Account | None) -> Sequence[Readable]:
    rows = rows.where(_readable_by(account))
    found = session.execute(rows.add_columns(_inside(account).label("is_inside")))
    return [Readable(row[0], bool(row[1])) for row in found]


def _problems() -> Select[Problem]:
    return (
        select(Problem)
        .join(Problem.organisation)
        .options(contains_eager(Problem.organisation).joinedload(Organisation.complex), joinedload(Problem.stated_by))
    )


def _as_owner(public_id: str, account: Account) -> Select[Problem]:
    return _problems().where(Problem.public_id == public_id, _owned_by(account))


def _as_coordinator(public_id: str, account: Account) -> Select[Problem]:
    return _problems().where(Problem.public_id == public_id, _served(account))


def _served(account: Account) -> ColumnElement[bool]:
    return served_by(account, Organisation.complex_id)


def _both(rows: Select[Problem], public_id: str, other_id: str, account: Account) -> tuple[Problem, Problem]:
    rows = rows.where(Problem.public_id.in_((public_id, other_id)), _served(account)).order_by(Problem.id)
    found = session.scalars(rows.execution_options(populate_existing=True))
    by_name = {problem.public_id: problem for problem in found}
    if by_name.keys() != {public_id, other_id} or public_id == other_id:
        raise NotFound
    return by_name[public_id], by_name[other_id]


def _held(rows: Select[Problem]) -> Select[Problem]:
    return rows.with_for_update(key_share=True, of=Problem)


def _one(rows: Select[Problem]) -> Problem:
    return get_or_refuse(rows.execution_options(populate_existing=True))


def _owned_by(account: Account) -> ColumnElement[bool]:
    return Problem.organisation_id.in_(_organisations_of(account))


def _inside(account: Account | None) -> ColumnElement[bool]:
    if account is None:
        return false()
    return or_(_owned_by(account), _served(account))


def _readable_by(account: Account | None) -> ColumnElement[bool]:
    """Select what a person may read; what no coordinator has worded yet, only insiders may."""
    return or_(_inside(account), and_(is_worded(), _opened_to(account)))


def _opened_to(account: Account | None) -> ColumnElement[bool]:
    to_everybody = Problem.visibility == Visibility.PUBLIC
    if account is None:
        return to_everybody
    # It selects from the same table as the query around it and must not follow that one's row.
    neighbours = ids_sharing_complex(account).correlate(None)
    fellows = ids_sharing_mini_cluster(account)
    return or_(
        to_everybody,
        and_(Problem.visibility == Visibility.MEMBERS, exists(_organisations_of(account))),
        and_(Problem.visibility == Visibility.COMPLEX, Problem.organisation_id.in_(neighbours)),
        and_(Problem.visibility == Visibility.MINI_CLUSTER, Problem.organisation_id.in_(fellows)),
    )


def _organisations_of(account: Account) -> Select[int]:
    return select(Membership.organisation_id).where(Membership.account_id == account.id)
