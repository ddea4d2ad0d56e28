"""Which organisations are there, who speaks for them and what can they do?"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.clusters import queries as clusters
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.i18n import pick
from eventhub.core.paging import PER_PAGE, Page, paginate
from eventhub.core.search import holding, holds, search_words
from eventhub.organisations.models import (
    Capability,
    Kind,
    Membership,
    MiniClusterMembership,
    Organisation,
)
from eventhub.organisations.rules import Belonging, Filters

# So many fit on a phone above its keyboard.
MOST_NAMES = 8


def get(public_id: str) -> Organisation:
    """Return an organisation by its public id, with its complex and parent."""
    return get_or_refuse(
        select(Organisation)
        .options(joinedload(Organisation.complex), joinedload(Organisation.parent))
        .where(Organisation.public_id == public_id)
        .execution_options(populate_existing=True)
    )


def get_as_member(public_id: str, account: Account) -> Organisation:
    """Return an organisation to a person who belongs to it, and to nobody else."""
    organisation = get(public_id)
    if not belongs(account, organisation.id):
        raise NotFound
    return organisation


def get_as_coordinator(public_id: str, account: Account) -> Organisation:
    """Return an organisation to a coordinator of its complex, and to nobody else."""
    organisation = get(public_id)
    if not clusters.serves(account, organisation.complex_id):
        raise NotFound
    return organisation


def get_to_edit(public_id: str, account: Account) -> Organisation:
    """Return an organisation to those who may describe it: its own people and the coordinators of its complex."""
    organisation = get(public_id)
    if not may_edit(organisation, account):
        raise NotFound
    return organisation


def may_edit(organisation: Organisation, account: Account | None) -> bool:
    """Say whether a person may describe an organisation."""
    if account is None:
        return False
    return belongs(account, organisation.id) or clusters.serves(account, organisation.complex_id)


def belongs(account: Account, organisation_id: int) -> bool:
    """Say whether a person belongs to an organisation."""
    return find_membership(organisation_id, account.id) is not None


def lock(organisation_id: int) -> Organisation:
    """Return an organisation so that nobody else changes who or what belongs to it until the transaction ends."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def organisations_of(account: Account) -> Sequence[Organisation]:
    """List the organisations a person belongs to, with their complexes."""
    mine = select(Membership.organisation_id).where(Membership.account_id == account.id)
    return session.scalars(
        select(Organisation)
        .options(joinedload(Organisation.complex))
        .where(Organisation.id.in_(mine))
        .order_by(Organisation.name_ko, Organisation.id)
    ).all()


def belonging_of(organisation_ids: Iterable[int]) -> dict[int, Belonging]:
    """Say for each of some organisations which groups its people count for.

    These are the organisation with the one it is part of, its mini-clusters, its complex; by rows, in one query.
    """
    columns = (Organisation.id, Organisation.parent_id, Organisation.complex_id, MiniClusterMembership.mini_cluster_id)
    joined = MiniClusterMembership.organisation_id == Organisation.id
    rows = select(*columns).outerjoin(MiniClusterMembership, joined).where(Organisation.id.in_(list(organisation_ids)))
    found: dict[int, Belonging] = {}
    for one, parent_id, complex_id, mini_cluster_id in session.execute(rows):
        before = found.get(one, Belonging()).mini_cluster_ids
        mini_clusters = before if mini_cluster_id is None else before | {mini_cluster_id}
        found[one] = Belonging(frozenset({one} if parent_id is None else {one, parent_id}), mini_clusters, complex_id)
    return found


def named_as(account: Account, name: str) -> tuple[int | None, bool]:
    """Say which organisation somebody means who writes a name, and whether they are known to belong to it.

    Their own come first; who belongs to exactly one means that one, however its name is spelt.
    """
    plain = name.strip().casefold()
    is_own = Organisation.id.in_(select(Membership.organisation_id).where(Membership.account_id == account.id))
    is_written = or_(func.lower(Organisation.name_ko) == plain, func.lower(Organisation.name_en) == plain)
    rows = select(Organisation.id, Organisation.name_ko, Organisation.name_en, is_own.label("is_own"))
    rows = rows.where(or_(is_own, is_written) if plain else is_own)
    found = session.execute(rows.order_by(Organisation.name_ko, Organisation.id)).all()
    own = [row for row in found if row.is_own]
    for row in own:
        if plain in (row.name_ko.casefold(), row.name_en.casefold()):
            return row.id, True
    if len(own) == 1:
        return own[0].id, True
    others = [row.id for row in found if not row.is_own]
    return (others[0], False) if len(others) == 1 else (None, False)


def list_directory(filters: Filters, page: int = 1, *, per_page: int = PER_PAGE) -> Page[Organisation]:
    """List the organisations that fit, by name, with their complexes."""
    rows = _by_name().where(*_conditions(filters))
    return paginate(rows, page, per_page=per_page)


def names_like(words: str) -> list[str]:
    """List the first few names of organisations that hold some words, in the asker's language."""
    if not words.strip():
        return []
    rows = select(Organisation.name_ko, Organisation.name_en).where(
        *holding(words, Organisation.name_ko, Organisation.name_en)
    )
    found = session.execute(rows.order_by(Organisation.name_ko, Organisation.id).limit(MOST_NAMES))
    return list(dict.fromkeys(pick(row, "name") for row in found))


def list_served(account: Account, *, words: str = "", page: int = 1) -> Page[Organisation]:
    """List the organisations of the complexes a coordinator serves; an administrator sees those of no complex too."""
    rows = _by_name().where(clusters.served_by(account, Organisation.complex_id), *_conditions(Filters(words=words)))
    return paginate(rows, page)


def list_possible_parents() -> Sequence[Organisation]:
    """List the organisations that run labs: universities and support agencies, by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.kind.in_((Kind.UNIVERSITY, Kind.SUPPORT_AGENCY)))
        .order_by(Organisation.name_ko, Organisation.id)
    ).all()


def list_labs(organisation_id: int) -> Sequence[Organisation]:
    """List the labs of an organisation by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.parent_id == organisation_id)
        .order_by(Organisation.name_ko, Organisation.id)
    ).all()


def find_by_name(name_ko: str, name_en: str, *, kind: Kind, complex_id: int, parent_id: int | None) -> int | None:
    """Find the row of an organisation of a kind, in a complex and under a parent, by its name in either language."""
    written = ((Organisation.name_ko, name_ko), (Organisation.name_en, name_en))
    return session.scalar(
        select(Organisation.id)
        .where(
            or_(*(column == name for column, name in written if name)),
            Organisation.kind == kind,
            Organisation.complex_id == complex_id,
            Organisation.parent_id == parent_id,
        )
        .limit(1)
    )


def count_by_kind(*, complex_id: int) -> Mapping[Kind, int]:
    """Count the organisations of a complex by kind, in the order of the kinds."""
    rows = select(Organisation.kind, func.count()).where(Organisation.complex_id == complex_id)
    counted = dict(session.execute(rows.group_by(Organisation.kind)).all())
    return {kind: counted[kind] for kind in Kind if kind in counted}


def count_by_complex() -> Mapping[int, int]:
    """Count the organisations of every complex that has any, by the complex's row."""
    rows = select(Organisation.complex_id, func.count()).where(Organisation.complex_id.is_not(None))
    return {row: number for row, number in session.execute(rows.group_by(Organisation.complex_id)) if row}


def count_by_mini_cluster(complex_id: int) -> Mapping[int, int]:
    """Count the organisations in every mini-cluster of a complex that has any, by the mini-cluster's row."""
    rows = select(MiniClusterMembership.mini_cluster_id, func.count()).join(MiniClusterMembership.mini_cluster)
    rows = rows.where(MiniCluster.complex_id == complex_id).group_by(MiniClusterMembership.mini_cluster_id)
    return dict(session.execute(rows).all())


def list_in_mini_cluster(mini_cluster_id: int) -> Sequence[Organisation]:
    """List the organisations in a mini-cluster by name, with their complexes."""
    members = select(MiniClusterMembership.organisation_id).where(
        MiniClusterMembership.mini_cluster_id == mini_cluster_id
    )
    return session.scalars(_by_name().where(Organisation.id.in_(members))).all()


def mini_clusters_of(organisation_id: int) -> Sequence[MiniCluster]:
    """List the mini-clusters an organisation belongs to, with their complexes."""
    joined = select(MiniClusterMembership.mini_cluster_id).where(
        MiniClusterMembership.organisation_id == organisation_id
    )
    return session.scalars(
        select(MiniCluster)
        .options(joinedload(MiniCluster.complex))
        .where(MiniCluster.id.in_(joined))
        .order_by(MiniCluster.name_ko, MiniCluster.id)
    ).all()


def find_mini_cluster_membership(organisation_id: int, mini_cluster_id: int) -> MiniClusterMembership | None:
    """Find an organisation's place in a mini-cluster."""
    return session.scalar(
        select(MiniClusterMembership).where(
            MiniClusterMembership.organisation_id == organisation_id,
            MiniClusterMembership.mini_cluster_id == mini_cluster_id,
        )
    )


def ids_sharing_mini_cluster(account: Account) -> Select[int]:
    """Select the rows of all organisations that share a mini-cluster with one this person belongs to."""
    mine = (
        select(MiniClusterMembership.mini_cluster_id)
        .join(Membership, Membership.organisation_id == MiniClusterMembership.organisation_id)
        .where(Membership.account_id == account.id)
    )
    return select(MiniClusterMembership.organisation_id).where(MiniClusterMembership.mini_cluster_id.in_(mine))


def ids_sharing_complex(account: Account) -> Select[int]:
    """Select the rows of all organisations in the complex of one this person belongs to."""
    mine = (
        select(Organisation.complex_id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.account_id == account.id)
    )
    return select(Organisation.id).where(Organisation.complex_id.in_(mine))


def find_membership(organisation_id: int, account_id: int) -> Membership | None:
    """Find a person's place in an organisation."""
    return session.scalar(
        select(Membership).where(Membership.organisation_id == organisation_id, Membership.account_id == account_id)
    )


def list_people(organisation_id: int) -> Sequence[Membership]:
    """List who belongs to an organisation, with their accounts, first come first."""
    return session.scalars(
        select(Membership)
        .join(Membership.account)
        .options(contains_eager(Membership.account))
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.id)
    ).all()


def people_shown_to(account: Account | None, organisation: Organisation) -> Sequence[Membership] | None:
    """List the people of an organisation to coordinators and to one another; None to everybody else."""
    if account is None or not (account.is_coordinator or belongs(account, organisation.id)):
        return None
    return list_people(organisation.id)


def get_person(public_id: str, organisation_id: int) -> Membership:
    """Return a person's place in an organisation by their public id, with their account."""
    return get_or_refuse(
        select(Membership)
        .join(Membership.account)
        .options(contains_eager(Membership.account))
        .where(Membership.organisation_id == organisation_id, Account.public_id == public_id)
    )


def count_people(organisations: Iterable[Organisation]) -> Mapping[int, int]:
    """Count the people of some organisations, by the organisation's row."""
    rows = (
        select(Membership.organisation_id, func.count())
        .where(Membership.organisation_id.in_([organisation.id for organisation in organisations]))
        .group_by(Membership.organisation_id)
    )
    return dict(session.execute(rows).all())


def contacts_of(organisation_id: int) -> Sequence[Account]:
    """List the people to write to about an organisation, first come first."""
    return [person.account for person in list_people(organisation_id) if not person.account.suspended_at]


def list_capabilities(organisation_id: int) -> Sequence[Capability]:
    """List what an organisation offers, in the order in which it was said."""
    return session.scalars(
        select(Capability)
        .where(Capability.organisation_id == organisation_id, Capability.withdrawn_at.is_(None))
        .order_by(Capability.id)
    ).all()


def get_capability(public_id: str, organisation_id: int) -> Capability:
    """Return something an organisation offers by its public id, unless it was withdrawn."""
    return get_or_refuse(
        select(Capability).where(
            Capability.public_id == public_id,
            Capability.organisation_id == organisation_id,
            Capability.withdrawn_at.is_(None),
        )
    )


def lock_capability(capability_id: int) -> Capability:
    """Return a capability so that nobody else revises it until the transaction ends."""
    return session.scalars(
        select(Capability)
        .where(Capability.id == capability_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def capability_texts() -> Sequence[Capability]:
    """List everything anybody offers, with the organisations: what problems are matched against."""
    return session.scalars(
        select(Capability)
        .join(Capability.organisation)
        .options(contains_eager(Capability.organisation))
        .where(Capability.withdrawn_at.is_(None))
        .order_by(Capability.organisation_id, Capability.id)
    ).all()


def count_capabilities(organisations: Iterable[Organisation]) -> Mapping[int, int]:
    """Count what some organisations offer, by the organisation's row."""
    rows = (
        select(Capability.organisation_id, func.count())
        .where(
            Capability.organisation_id.in_([organisation.id for organisation in organisations]),
            Capability.withdrawn_at.is_(None),
        )
        .group_by(Capability.organisation_id)
    )
    return dict(session.execute(rows).all())


def _by_name() -> Select[Organisation]:
    return (
        select(Organisation)
        .options(joinedload(Organisation.complex))
        .order_by(Organisation.name_ko, Organisation.name_en, Organisation.id)
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [_holds(word) for word in search_words(filters.words)]
    if filters.kind:
        conditions.append(Organisation.kind == filters.kind)
    if filters.size:
        conditions.append(Organisation.size == filters.size)
    if filters.complex_slug:
        complex_ids = select(Complex.id).where(Complex.slug == filters.complex_slug)
        conditions.append(Organisation.complex_id.in_(complex_ids))
    if filters.mini_cluster_slug:
        members = select(MiniClusterMembership.organisation_id).join(MiniClusterMembership.mini_cluster)
        conditions.append(Organisation.id.in_(members.where(MiniCluster.slug == filters.mini_cluster_slug)))
    return conditions


def _holds(word: str) -> ColumnElement[bool]:
    own = (
        Organisation.name_ko, Organisation.name_en, Organisation.main_product_ko, Organisation.main_product_en,
        Organisation.about_ko, Organisation.about_en,
    )  # fmt: skip
    offered = (Capability.title_ko, Capability.title_en, Capability.text_ko, Capability.text_en)
    able = select(Capability.organisation_id).where(Capability.withdrawn_at.is_(None), holds(word, *offered))
    return or_(holds(word, *own), Organisation.id.in_(able))
