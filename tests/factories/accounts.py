"""People."""

from typing import Any

from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from tests.factories import numbers, saved


def make_account(**changes: Any) -> Account:
    """Make a person."""
    number = next(numbers)
    values = {
        "email": f"person{number}@example.com",
        "name": f"김하늘{number}",
        "locale": "ko",
        "role": Role.MEMBER,
        "created_at": now(),
    }
    return saved(Account(**{**values, **changes}))
