"""Who gets a seat?"""

import pytest

from eventhub.core.i18n import speaking
from eventhub.registrations.models import Standing
from eventhub.registrations.rules import STANDING_WORDS, attendee_columns, standing_for


@pytest.mark.parametrize(("left", "standing"), [(5, "confirmed"), (1, "confirmed"), (0, "waiting"), (-1, "waiting")])
def test_a_seat_is_given_as_long_as_there_is_one(left: int, standing: str) -> None:
    assert standing_for(left) is Standing(standing)


def test_every_standing_has_its_word() -> None:
    assert set(STANDING_WORDS) == set(Standing)


def test_the_columns_are_in_the_readers_language() -> None:
    with speaking("en"):
        assert attendee_columns()[:3] == ("Name", "Affiliation", "Standing")
