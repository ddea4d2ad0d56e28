"""Complexes, teams and mini-clusters."""

from typing import Any

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex, MiniCluster, Post, TeamMember
from tests.factories import numbers, saved
from tests.factories.accounts import make_account


def make_complex(**changes: Any) -> Complex:
    """Make an industrial complex."""
    number = next(numbers)
    values = {
        "slug": f"complex-{number}",
        "name_ko": f"창원{number}",
        "name_en": f"Changwon {number}",
        "industry_ko": "기계",
        "industry_en": "Machinery",
        "vision_ko": "첨단기계산업의 핵심 클러스터",
        "vision_en": "A core cluster of advanced machinery",
        "region_ko": "경남",
        "region_en": "South Gyeongsang",
        "team_phone": "055-000-0000",
        "team_email": f"team{number}@example.org",
    }
    return saved(Complex(**{**values, **changes}))


def make_mini_cluster(**changes: Any) -> MiniCluster:
    """Make a mini-cluster, in a complex of its own unless one is given (`complex_id`)."""
    number = next(numbers)
    values: dict[str, Any] = {
        "slug": f"mini-{number}",
        "name_ko": f"금형 미니클러스터 {number}",
        "name_en": f"Mould mini-cluster {number}",
        "field_ko": "금형",
        "field_en": "Moulds",
    }
    if "complex_id" not in changes:
        values["complex_id"] = make_complex().id
    return saved(MiniCluster(**{**values, **changes}))


def make_coordinator(complex_: Complex, **changes: Any) -> Account:
    """Make a coordinator in the promotion team of a complex."""
    complex_id = complex_.id
    account = make_account(**{"role": Role.COORDINATOR, "name": "이영희", **changes})
    saved(TeamMember(complex_id=complex_id, account_id=account.id, post=Post.COORDINATOR))
    return account
