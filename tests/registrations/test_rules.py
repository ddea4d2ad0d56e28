"""Who gets a seat?"""

from datetime import UTC, datetime

import pytest

from eventhub.core.audit import AuditEntry
from eventhub.core.i18n import speaking
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import (
    CELLS,
    COLUMN_WORDS,
    SORT_WORDS,
    STANDING_WORDS,
    Column,
    Sort,
    history_of,
    standing_for,
    without_links,
)


@pytest.mark.parametrize(("left", "standing"), [(5, "confirmed"), (1, "confirmed"), (0, "waiting"), (-1, "waiting")])
def test_a_seat_is_given_as_long_as_there_is_one(left: int, standing: str) -> None:
    assert standing_for(left) is Standing(standing)


def test_every_standing_has_its_word() -> None:
    assert set(STANDING_WORDS) == set(Standing)


def test_every_column_order_and_decision_has_its_word() -> None:
    assert set(COLUMN_WORDS) == set(CELLS) == set(Column)
    assert set(SORT_WORDS) == set(Sort)


def test_what_happened_is_told_in_order_and_nothing_twice() -> None:
    came, cancelled = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
    place = Registration(
        public_id="place", name="하늘", standing=Standing.CANCELLED, registered_at=came, cancelled_at=cancelled
    )
    entries = [
        AuditEntry(at=cancelled, action="place-cancelled", actor="desk", detail={}),
        AuditEntry(at=datetime(2026, 3, 2, 10, tzinfo=UTC), action="tickets-refused", actor="place", detail={}),
        AuditEntry(
            at=datetime(2026, 3, 2, 11, tzinfo=UTC), action="promoted-ahead", actor="gone", detail={"reason": "강사"}
        ),
    ]
    with speaking("en"):
        told = [(step.words, step.actor, step.note) for step in history_of(place, entries, {"desk": "이영희"})]
    assert told == [
        ("Registered", "", ""),
        ("All tickets ended", "하늘", ""),
        ("Seated ahead of the line", "–", "강사"),
        ("Cancelled by the team", "이영희", ""),
    ]


@pytest.mark.parametrize("path", ["r", "t", "s", "a"])
def test_a_letter_is_shown_without_the_links_of_its_reader(path: str) -> None:
    text = f"열기: https://eventhub.example/{path}/abc.DEF-1_2\n행사: https://eventhub.example/events/xyz"
    assert without_links(text) == f"열기: https://eventhub.example/{path}/…\n행사: https://eventhub.example/events/xyz"
