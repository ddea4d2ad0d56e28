"""Which words has a team written itself?"""

from sqlalchemy import select

from eventhub.core.db import session
from eventhub.wording.models import Wording


def find(complex_id: int, letter: str) -> Wording | None:
    """Find a team's own words for a letter."""
    return session.scalar(select(Wording).where(Wording.complex_id == complex_id, Wording.letter == letter))


def list_of(complex_id: int) -> dict[str, Wording]:
    """List a team's own words by letter."""
    rows = session.scalars(select(Wording).where(Wording.complex_id == complex_id))
    return {row.letter: row for row in rows}
