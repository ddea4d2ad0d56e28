"""Rows for tests: plain functions with fixed sequences; each commits, because a transaction gives up what came before.

`make_event(capacity=5)` makes what it needs; what matters to a test is named in the test.
"""

from itertools import count
from typing import TypeVar

from eventhub.core.db import session, transaction

Row = TypeVar("Row")
numbers = count(1)


def saved(row: Row) -> Row:
    """Commit a row and give it back, loaded."""
    with transaction():
        session.add(row)
    session.refresh(row)
    return row
