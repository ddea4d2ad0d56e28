"""Does each reason keep a partner out by itself, and is the reason the right one?"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from eventhub.matching.filters import BAR_WORDS, Asking, Bar, Barred, Candidate, Decline, bar, months_after

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LATER = datetime(2026, 9, 2, tzinfo=UTC)
FIRM, PARTNER, HOUSE = 1, 2, 9
ASKING = Asking(organisation_id=FIRM, expires_at=LATER)
CANDIDATE = Candidate(organisation_id=PARTNER)


def found(asking: dict[str, Any] | None = None, **candidate: Any) -> Barred | None:
    """Ask for a firm and a partner that nothing keeps apart, but for what is named."""
    return bar(replace(ASKING, **(asking or {})), replace(CANDIDATE, **candidate), NOW)


def test_nothing_keeps_apart_whom_nothing_concerns() -> None:
    assert found() is None


@pytest.mark.parametrize(
    ("asking", "candidate", "expected"),
    [
        ({"expires_at": NOW}, {}, Bar.EXPIRED),
        ({"is_worded": False}, {}, Bar.UNWORDED),
        ({}, {"organisation_id": FIRM}, Bar.OWN),
        ({"parent_id": PARTNER}, {}, Bar.OWN),
        ({}, {"parent_id": FIRM}, Bar.OWN),
        ({"parent_id": HOUSE}, {"parent_id": HOUSE}, Bar.OWN),
        ({"competitors": frozenset({PARTNER})}, {}, Bar.COMPETITOR),
        ({}, {"is_offering": False}, Bar.NO_OFFER),
        ({}, {"has_consented": False}, Bar.NO_CONSENT),
        ({"asked": frozenset({PARTNER})}, {}, Bar.ASKED),
        ({}, {"open_requests": 3}, Bar.FULL),
        ({}, {"open_requests": 1, "takes_at_once": 1}, Bar.FULL),
        ({}, {"takes_at_once": 0}, Bar.FULL),
    ],
)
def test_each_reason_keeps_a_partner_out(asking: dict[str, Any], candidate: dict[str, Any], expected: Bar) -> None:
    assert found(asking, **candidate) == Barred(expected)


@pytest.mark.parametrize(
    ("asking", "candidate"),
    [
        ({"parent_id": None}, {"parent_id": None}),
        ({"parent_id": HOUSE}, {"parent_id": HOUSE + 1}),
        ({"competitors": frozenset({HOUSE})}, {}),
        ({"asked": frozenset({HOUSE})}, {}),
        ({"introduced": {HOUSE: NOW}}, {}),
        ({}, {"open_requests": 2}),
        ({}, {"open_requests": 4, "takes_at_once": 5}),
    ],
)
def test_what_concerns_somebody_else_keeps_nobody_out(asking: dict[str, Any], candidate: dict[str, Any]) -> None:
    assert found(asking, **candidate) is None


@pytest.mark.parametrize(
    ("named", "kept", "expected"),
    [
        ("introduced", NOW, Bar.INTRODUCED),
        ("declined", Decline(NOW), Bar.DECLINED),
        ("dropped", NOW, Bar.DROPPED),
    ],
)
def test_a_pair_is_kept_apart_for_as_many_months_as_the_team_says(named: str, kept: Any, expected: Bar) -> None:
    asking = replace(ASKING, months_apart=6, **{named: {PARTNER: kept}}, expires_at=datetime(2030, 1, 1, tzinfo=UTC))
    until = datetime(2026, 9, 2, tzinfo=UTC)
    assert bar(asking, CANDIDATE, NOW) == Barred(expected, until)
    assert bar(asking, CANDIDATE, until.replace(day=1)) == Barred(expected, until)
    assert bar(asking, CANDIDATE, until) is None


def test_too_busy_keeps_apart_for_a_quarter_or_shorter_where_a_team_waits_less() -> None:
    declined = {"declined": {PARTNER: Decline(NOW, is_busy=True)}}
    assert found(declined) == Barred(Bar.DECLINED, datetime(2026, 6, 2, tzinfo=UTC))
    assert found({**declined, "months_apart": 1}) == Barred(Bar.DECLINED, datetime(2026, 4, 2, tzinfo=UTC))
    assert found({**declined, "months_apart": 0}) is None


def test_the_first_reason_is_told_and_every_reason_has_words() -> None:
    assert found({"expires_at": NOW, "competitors": frozenset({PARTNER})}, has_consented=False) == Barred(Bar.EXPIRED)
    assert set(BAR_WORDS) == set(Bar)


@pytest.mark.parametrize(
    ("months", "expected"), [(1, (2026, 2, 28)), (12, (2027, 1, 31)), (11, (2026, 12, 31)), (25, (2028, 2, 29))]
)
def test_months_end_on_days_there_are(months: int, expected: tuple[int, int, int]) -> None:
    assert months_after(datetime(2026, 1, 31, tzinfo=UTC), months) == datetime(*expected, tzinfo=UTC)
