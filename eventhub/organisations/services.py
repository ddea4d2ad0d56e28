"""How are organisations listed, described, joined and left?"""

from collections.abc import Mapping
from datetime import datetime

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.clusters.models import MiniCluster
from eventhub.core import audit
from eventhub.core.db import hold, session
from eventhub.core.types import public_id
from eventhub.organisations import messages, queries
from eventhub.organisations.errors import AlreadyBelongs, AlreadyListed, OwnCompetitor, WrongParent, WrongSize
from eventhub.organisations.models import (
    Capability,
    Competitor,
    Kind,
    Membership,
    MiniClusterMembership,
    Organisation,
    Size,
)
from eventhub.organisations.queries import competitors
from eventhub.organisations.rules import parent_fits, size_fits


def add(
    *,
    kind: Kind,
    size: Size,
    name_ko: str,
    name_en: str,
    complex_id: int,
    parent: Organisation | None = None,
    by: Account,
    now: datetime,
) -> Organisation:
    """Put an organisation into the list of a complex."""
    if not size_fits(kind, size):
        raise WrongSize
    if not parent_fits(kind, parent.kind if parent else None):
        raise WrongParent
    parent_id = parent.id if parent else None
    hold(f"organisations-of:{complex_id}")
    if queries.find_by_name(name_ko, name_en, kind=kind, complex_id=complex_id, parent_id=parent_id):
        raise AlreadyListed
    organisation = Organisation(
        public_id=public_id(),
        kind=kind,
        size=size,
        name_ko=name_ko,
        name_en=name_en,
        complex_id=complex_id,
        parent_id=parent_id,
        created_at=now,
        updated_at=now,
    )
    session.add(organisation)
    _record("organisation-added", organisation, by=by, now=now, kind=kind)
    return organisation


def describe(organisation: Organisation, *, size: Size, by: Account, now: datetime, **said: object) -> None:
    """Change what is said of an organisation: its products, address, website, industry code, what it is about.

    Whether it wants to be suggested, and how many requests it takes at once, is said with it.
    """
    if not size_fits(organisation.kind, size):
        raise WrongSize
    changed = _change(organisation, {"size": size, **said})
    if changed:
        organisation.updated_at = now
        _record("organisation-described", organisation, by=by, now=now, changed=changed)


def offer(
    organisation: Organisation,
    *,
    trl: int | None,
    requests_per_quarter: int,
    by: Account,
    now: datetime,
    **texts: str,
) -> Capability:
    """Say one more thing that an organisation can do for others."""
    capability = Capability(
        public_id=public_id(),
        organisation_id=organisation.id,
        trl=trl,
        requests_per_quarter=requests_per_quarter,
        updated_at=now,
        **texts,
    )
    session.add(capability)
    _record("capability-offered", organisation, by=by, now=now, capability=capability.public_id)
    return capability


def revise(
    capability: Capability,
    *,
    trl: int | None,
    requests_per_quarter: int,
    by: Account,
    now: datetime,
    **texts: str,
) -> None:
    """Say differently what an organisation can do; what was not changed is no new revision."""
    capability = queries.lock_capability(capability.id)
    changed = _change(capability, {"trl": trl, "requests_per_quarter": requests_per_quarter, **texts})
    if changed:
        capability.revision += 1
        capability.updated_at = now
        _record("capability-revised", capability, by=by, now=now, changed=changed)


def withdraw(capability: Capability, *, by: Account, now: datetime) -> None:
    """Offer something no longer; what was recommended because of it keeps its reason."""
    capability = queries.lock_capability(capability.id)
    if capability.withdrawn_at:
        return
    capability.withdrawn_at = capability.updated_at = now
    capability.revision += 1
    _record("capability-withdrawn", capability, by=by, now=now)


def add_person(
    organisation: Organisation, *, email: str, name: str, post: str, locale: str, by: Account, now: datetime
) -> Membership:
    """Let a person speak for an organisation, and write to them that they can; their account is made if need be."""
    queries.lock(organisation.id)
    account = accounts.account_for(email, name=name, locale=locale, now=now)
    if queries.find_membership(organisation.id, account.id):
        raise AlreadyBelongs
    membership = Membership(organisation_id=organisation.id, account_id=account.id, post=post)
    session.add(membership)
    messages.welcome(organisation, account, by=by, now=now)
    _record("person-added", organisation, by=by, now=now, account=account.public_id)
    return membership


def remove_person(organisation: Organisation, account: Account, *, by: Account, now: datetime) -> None:
    """Let a person speak for an organisation no longer; they keep their account."""
    membership = queries.find_membership(organisation.id, account.id)
    if membership is not None:
        session.delete(membership)
        _record("person-removed", organisation, by=by, now=now, account=account.public_id)


def join(organisation: Organisation, mini_cluster: MiniCluster, *, by: Account, now: datetime) -> None:
    """Put an organisation into a mini-cluster; once or twice is the same."""
    queries.lock(organisation.id)
    if queries.find_mini_cluster_membership(organisation.id, mini_cluster.id):
        return
    session.add(MiniClusterMembership(organisation_id=organisation.id, mini_cluster_id=mini_cluster.id))
    _record("mini-cluster-joined", organisation, by=by, now=now, mini_cluster=mini_cluster.slug)


def leave(organisation: Organisation, mini_cluster: MiniCluster, *, by: Account, now: datetime) -> None:
    """Take an organisation out of a mini-cluster."""
    membership = queries.find_mini_cluster_membership(organisation.id, mini_cluster.id)
    if membership is not None:
        session.delete(membership)
        _record("mini-cluster-left", organisation, by=by, now=now, mini_cluster=mini_cluster.slug)


def name_competitor(organisation: Organisation, rival: Organisation, *, by: Account, now: datetime) -> None:
    """Keep two organisations from being suggested to each other; the other one is not told."""
    queries.lock(organisation.id)
    if organisation.id == rival.id:
        raise OwnCompetitor
    if competitors.find(organisation.id, rival.id) is None:
        named = Competitor(organisation_id=organisation.id, rival_id=rival.id, named_by_id=by.id, named_at=now)
        session.add(named)
        _record("competitor-named", organisation, by=by, now=now, rival=rival.public_id)


def forget_competitor(organisation: Organisation, rival: Organisation, *, by: Account, now: datetime) -> None:
    """Let two organisations be suggested to each other again, as far as the one that named the other goes."""
    named = competitors.find(organisation.id, rival.id)
    if named is not None:
        session.delete(named)
        _record("competitor-forgotten", organisation, by=by, now=now, rival=rival.public_id)


def _change(row: object, values: Mapping[str, object]) -> list[str]:
    """Set what differs, and name it."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _record(action: str, row: Organisation | Capability, *, by: Account, now: datetime, **detail: object) -> None:
    audit.record(action, f"{row.__tablename__}:{row.public_id}", actor=by.public_id, now=now, **detail)
