"""Organisations, memberships and capabilities."""

from typing import Any

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.organisations.models import (
    Capability,
    Kind,
    Membership,
    MiniClusterMembership,
    Organisation,
    Size,
)
from tests.factories import numbers, saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex


def make_organisation(**changes: Any) -> Organisation:
    """Make a small firm, in a complex of its own unless one is given (`complex_id`)."""
    number = next(numbers)
    kind = changes.get("kind", Kind.FIRM)
    values: dict[str, Any] = {
        "kind": kind,
        "size": Size.SMALL if kind is Kind.FIRM else Size.NONE,
        "name_ko": f"가람정밀{number}",
        "name_en": f"Garam Precision {number}",
        "main_product_ko": "사출 부품",
        "main_product_en": "Moulded parts",
        "created_at": now(),
        "updated_at": now(),
    }
    if "complex_id" not in changes:
        values["complex_id"] = make_complex().id
    return saved(Organisation(**{**values, **changes}))


def make_member(organisation: Organisation, **changes: Any) -> Account:
    """Make a person who belongs to an organisation."""
    organisation_id = organisation.id
    account = make_account(**changes)
    saved(Membership(organisation_id=organisation_id, account_id=account.id, post="담당자"))
    return account


def join_mini_cluster(organisation: Organisation, mini_cluster_id: int) -> None:
    """Put an organisation into a mini-cluster."""
    saved(MiniClusterMembership(organisation_id=organisation.id, mini_cluster_id=mini_cluster_id))


def make_capability(organisation: Organisation, **changes: Any) -> Capability:
    """Make something an organisation can do."""
    values = {
        "organisation_id": organisation.id,
        "title_ko": "사출 성형품의 휨 변형 해석",
        "title_en": "Warpage analysis of injection moulded parts",
        "text_ko": "사출 성형 공정의 냉각 불균형과 수축을 해석하여 휨을 줄입니다.",
        "text_en": "We analyse uneven cooling and shrinkage of injection moulding to reduce warpage.",
        "equipment": "사출 성형기 180톤",
        "trl": 6,
        "requests_per_quarter": 3,
        "updated_at": now(),
    }
    return saved(Capability(**{**values, **changes}))
