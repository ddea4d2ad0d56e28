"""Terms, shared seats, quotas and codes."""

from typing import Any

from eventhub.admission.models import InvitationCode, Quota, SeatPool, Terms
from eventhub.core.clock import now
from tests.factories import numbers, saved


def make_terms(event_id: int, **changes: Any) -> Terms:
    """Decide the terms of an event: a coordinator looks first."""
    return saved(Terms(**{"event_id": event_id, "needs_approval": True, **changes}))


def make_pool(complex_id: int, **changes: Any) -> SeatPool:
    """Make ten seats to be shared by events of a team."""
    values = {"complex_id": complex_id, "name": f"함께 쓰는 자리 {next(numbers)}", "capacity": 10}
    return saved(SeatPool(**{**values, **changes}))


def make_quota(event_id: int, **changes: Any) -> Quota:
    """Keep two seats for a group (`organisation_id`, `mini_cluster_id` or `complex_id`)."""
    return saved(Quota(**{"event_id": event_id, "reserved": 2, **changes}))


def make_code(event_id: int, **changes: Any) -> InvitationCode:
    """Make a code for one person."""
    number = next(numbers)
    values = {"event_id": event_id, "code": f"bcdf-ghjk-{number:04}", "note": "강사", "created_at": now()}
    return saved(InvitationCode(**{**values, **changes}))
