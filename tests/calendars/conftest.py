"""What do tests of calendars share?"""

from datetime import timedelta

import pytest

from eventhub.calendars.routes import feeds
from eventhub.web.conditional import KNOWN
from eventhub.web.pace import Pace


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin like a process that has just begun: nothing is known, and nobody has guessed yet."""
    KNOWN.forget()
    monkeypatch.setattr(feeds, "DEAD_LINKS", Pace(at_most=60, within=timedelta(minutes=10)))
