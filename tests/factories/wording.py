"""Teams' own words."""

from typing import Any

from eventhub.core.clock import now
from eventhub.wording.models import Wording
from tests.factories import saved


def make_wording(complex_id: int, letter: str = "registrations/confirmed", **changes: Any) -> Wording:
    """Let a team word a letter itself."""
    values = {"subject_ko": "{event} 안내", "opening_ko": "{name} 님, 반갑습니다.", "updated_at": now()}
    return saved(Wording(**{"complex_id": complex_id, "letter": letter, **values, **changes}))
