"""Are forgotten lists erased at night?"""

from flask import Flask

from eventhub.core.clock import now
from eventhub.picks.jobs import forget_unused_picks
from eventhub.picks.rules import KEPT
from tests.factories.picks import make_list


def test_the_night_erases_lists_nobody_used_and_says_how_many(app: Flask) -> None:
    make_list(used_at=now() - 2 * KEPT)
    make_list()
    assert forget_unused_picks() == "1 lists"
    assert forget_unused_picks() == ""
