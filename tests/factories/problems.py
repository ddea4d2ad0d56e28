"""Stated problems."""

from typing import Any

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.organisations.models import Organisation
from eventhub.problems.models import Category, Problem, State, Urgency, Visibility
from tests.factories import saved
from tests.factories.organisations import make_member, make_organisation


def make_problem(organisation: Organisation | None = None, stated_by: Account | None = None, **changes: Any) -> Problem:
    """Make a problem that was just stated, by a member of a firm of its own unless they are given."""
    organisation = organisation or make_organisation()
    organisation_id = organisation.id
    stated_by = stated_by or make_member(organisation)
    values = {
        "organisation_id": organisation_id,
        "stated_by_id": stated_by.id,
        "text": "사출 제품이 식으면서 휩니다. 두께 0.8 mm 커버에서 불량률이 3.2 %입니다.",
        "urgency": Urgency.THIS_QUARTER,
        "visibility": Visibility.PRIVATE,
        "state": State.STATED,
        "stated_at": now(),
        "updated_at": now(),
    }
    return saved(Problem(**{**values, **changes}))


def make_technical_problem(organisation: Organisation | None = None, **changes: Any) -> Problem:
    """Make a problem that a coordinator marked as technical."""
    values = {
        "state": State.TECHNICAL,
        "category": Category.TECHNOLOGY,
        "triaged_at": now(),
        "wording": "사출 커버가 식으면서 휘는 문제를 풀고자 합니다.",
    }
    return make_problem(organisation, **{**values, **changes})
