"""Which complexes and mini-clusters are there, and who serves them?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.clusters.models import ClosedDay, Complex, MiniCluster, Post, TeamMember
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotAllowed, NotFound


def list_complexes() -> Sequence[Complex]:
    """List every complex in the order in which they joined the programme."""
    return session.scalars(select(Complex).order_by(Complex.id)).all()


def get_complex(slug: str) -> Complex:
    """Return a complex by its address."""
    return get_or_refuse(select(Complex).where(Complex.slug == slug))


def list_mini_clusters(complex_id: int | None = None) -> Sequence[MiniCluster]:
    """List the mini-clusters of a complex, or of all, with their complexes."""
    rows = select(MiniCluster).options(joinedload(MiniCluster.complex))
    rows = rows.order_by(MiniCluster.complex_id, MiniCluster.name_ko, MiniCluster.id)
    if complex_id is not None:
        rows = rows.where(MiniCluster.complex_id == complex_id)
    return session.scalars(rows).all()


def list_grouped() -> Mapping[Complex, Sequence[MiniCluster]]:
    """List every complex with its mini-clusters, to choose among both, in one query."""
    rows = select(Complex, MiniCluster).outerjoin(MiniCluster, MiniCluster.complex_id == Complex.id)
    grouped: dict[Complex, list[MiniCluster]] = {}
    for one, mini_cluster in session.execute(rows.order_by(Complex.id, MiniCluster.name_ko, MiniCluster.id)):
        grouped.setdefault(one, []).extend([mini_cluster] if mini_cluster else [])
    return grouped


def count_mini_clusters() -> Mapping[int, int]:
    """Count the mini-clusters of every complex that has any, by the complex's row."""
    rows = select(MiniCluster.complex_id, func.count()).group_by(MiniCluster.complex_id)
    return dict(session.execute(rows).all())


def get_mini_cluster(slug: str) -> MiniCluster:
    """Return a mini-cluster by its address, with its complex."""
    return get_or_refuse(select(MiniCluster).options(joinedload(MiniCluster.complex)).where(MiniCluster.slug == slug))


def complexes_of(account: Account) -> Sequence[Complex]:
    """List the complexes a coordinator serves; an administrator serves all, a member none."""
    if account.is_administrator:
        return list_complexes()
    if not account.is_coordinator:
        return []
    served = select(TeamMember.complex_id).where(TeamMember.account_id == account.id)
    return session.scalars(select(Complex).where(Complex.id.in_(served)).order_by(Complex.id)).all()


def team_of(account: Account, slug: str = "") -> Complex:
    """Return the asked-for complex a coordinator serves, else the first; who serves none has nothing to plan for."""
    complexes = complexes_of(account)
    if not complexes:
        raise NotAllowed
    return next((complex_ for complex_ in complexes if complex_.slug == slug), complexes[0])


def get_complex_as_coordinator(slug: str, account: Account) -> Complex:
    """Return a complex to a coordinator who serves it, and to nobody else."""
    complex_ = get_complex(slug)
    if not serves(account, complex_.id):
        raise NotFound
    return complex_


def serves(account: Account, complex_id: int | None) -> bool:
    """Say whether a person coordinates a complex; what belongs to none is the administrators' alone."""
    if account.is_administrator:
        return True
    if complex_id is None or not account.is_coordinator:
        return False
    return find_team_member(complex_id, account.id) is not None


def served_by(account: Account, complex_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - the column of any alias
    """Select the rows whose complex a coordinator serves; an administrator serves all, and what has no complex."""
    if account.is_administrator:
        return true()
    if not account.is_coordinator:
        return false()
    served: ColumnElement[bool] = complex_id.in_(
        select(TeamMember.complex_id).where(TeamMember.account_id == account.id)
    )
    return served


def list_team(complex_id: int) -> Sequence[TeamMember]:
    """List the promotion team of a complex with their accounts, heads first."""
    rows = session.scalars(
        select(TeamMember)
        .join(TeamMember.account)
        .options(contains_eager(TeamMember.account))
        .where(TeamMember.complex_id == complex_id, Account.suspended_at.is_(None))
        .order_by(Account.name, TeamMember.id)
    ).all()
    return sorted(rows, key=lambda member: member.post is not Post.HEAD)


def find_team_member(complex_id: int, account_id: int) -> TeamMember | None:
    """Find a person in the promotion team of a complex."""
    return session.scalar(
        select(TeamMember).where(TeamMember.complex_id == complex_id, TeamMember.account_id == account_id)
    )


def count_teams(account_id: int) -> int:
    """Count the promotion teams a person is in."""
    return session.scalar(select(func.count()).where(TeamMember.account_id == account_id)) or 0


def list_served_mini_clusters(account: Account) -> Sequence[MiniCluster]:
    """List the mini-clusters of the complexes a coordinator serves, with their complexes."""
    served = {complex_.id for complex_ in complexes_of(account)}
    return [mini_cluster for mini_cluster in list_mini_clusters() if mini_cluster.complex_id in served]


def get_mini_cluster_as_coordinator(slug: str, account: Account) -> MiniCluster:
    """Return a mini-cluster to a coordinator of its complex, and to nobody else."""
    mini_cluster = get_mini_cluster(slug)
    if not serves(account, mini_cluster.complex_id):
        raise NotFound
    return mini_cluster


def list_closed_days(complex_ids: Collection[int], first: date, last: date) -> Sequence[ClosedDay]:
    """List the days, first and last counted, on which the teams of some complexes hold nothing, with the complexes."""
    rows = select(ClosedDay).options(joinedload(ClosedDay.complex, innerjoin=True))
    rows = rows.where(ClosedDay.complex_id.in_(complex_ids), ClosedDay.day >= first, ClosedDay.day <= last)
    return session.scalars(rows.order_by(ClosedDay.day, ClosedDay.complex_id)).all()


def find_closed_day(complex_id: int, day: date) -> ClosedDay | None:
    """Find what a team calls a day on which it holds nothing."""
    return session.scalar(select(ClosedDay).where(ClosedDay.complex_id == complex_id, ClosedDay.day == day))
