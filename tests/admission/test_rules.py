"""Who may take which seat, and how is a code written?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eventhub.admission.models import InvitationCode, Quota, Terms
from eventhub.admission.rules import (
    House,
    Share,
    changes_until,
    includes,
    is_open,
    keeps,
    kept_by,
    make_code,
    offer_until,
    tidy_code,
    usual_terms,
)
from eventhub.events.models import Event
from eventhub.organisations.rules import Belonging

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
EVENT = Event(starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=2, hours=3))

shares = some.builds(
    Share,
    quota_id=some.just(0),
    reserved=some.integers(0, 6),
    most=some.none() | some.integers(0, 8),
    taken=some.integers(0, 6),
)


@given(some.integers(0, 20), some.lists(shares, max_size=4), some.sets(some.integers(0, 3)), some.integers(0, 5))
def test_nobody_gets_a_seat_kept_for_others_or_beyond_the_most_of_their_group(
    left: int, listed: list[Share], wanted: set[int], by_codes: int
) -> None:
    held = {
        number: Share(quota_id=number, reserved=one.reserved, most=one.most, taken=one.taken)
        for number, one in enumerate(listed)
    }
    mine = {one for one in wanted if one in held}
    house = House(left, held, by_codes)
    # Seat one after the other, the slow way, until a rule forbids it.
    seated = 0
    while True:
        others = sum(max(0, one.reserved - one.taken) for one in held.values() if one.quota_id not in mine)
        is_full = left - seated - by_codes - others <= 0
        has_most = any(held[one].most is not None and held[one].taken + seated >= held[one].most for one in mine)
        if is_full or has_most:
            break
        seated += 1
    assert house.room_for(mine) == seated


def test_a_seat_taken_counts_for_the_house_and_for_each_group_of_the_person() -> None:
    house = House(5, {7: Share(quota_id=7, reserved=3, most=4, taken=1)})
    house.seat([7])
    assert (house.left, house.shares[7].taken, house.shares[7].kept) == (4, 2, 1)
    assert house.room_for([]) == 3
    assert house.room_for([7]) == 2


def test_a_group_is_an_organisation_with_its_labs_a_mini_cluster_or_a_complex() -> None:
    belonging = Belonging(frozenset({3, 9}), frozenset({5}), 2)
    assert includes(Quota(organisation_id=9), belonging)
    assert includes(Quota(mini_cluster_id=5), belonging)
    assert includes(Quota(complex_id=2), belonging)
    assert not includes(Quota(organisation_id=4), belonging)
    assert not includes(Quota(complex_id=1), belonging)
    assert not includes(Quota(complex_id=1), Belonging())


def test_kept_seats_are_for_everybody_from_a_moment_on() -> None:
    assert keeps(Quota(released_at=None), now=NOW)
    assert keeps(Quota(released_at=NOW + timedelta(minutes=1)), now=NOW)
    assert not keeps(Quota(released_at=NOW), now=NOW)


@pytest.mark.parametrize(
    ("changes", "lets_in"),
    [
        ({}, True),
        ({"uses": 2}, False),
        ({"expires_at": NOW}, False),
        ({"expires_at": NOW + timedelta(seconds=1)}, True),
        ({"revoked_at": NOW}, False),
    ],
)
def test_a_code_lets_in_until_it_is_used_up_past_its_day_or_revoked(changes: dict[str, object], lets_in: bool) -> None:
    code = InvitationCode(**{"uses": 1, "most_uses": 2, "keeps_seats": True, **changes})
    assert is_open(code, now=NOW) is lets_in
    assert kept_by([code], now=NOW) == (1 if lets_in else 0)


def test_a_seat_is_offered_for_some_hours_unless_the_event_begins_before() -> None:
    assert offer_until(EVENT, Terms(offer_hours=24), now=NOW) == NOW + timedelta(hours=24)
    assert offer_until(EVENT, Terms(offer_hours=48), now=NOW) is None
    assert offer_until(EVENT, usual_terms(1), now=NOW) is None


def test_people_may_change_their_place_until_the_hours_the_team_sets() -> None:
    assert changes_until(EVENT, usual_terms(1)) == EVENT.ends_at
    assert changes_until(EVENT, Terms(changes_close_hours=24)) == NOW + timedelta(days=1)


@given(some.randoms(use_true_random=False))
def test_a_code_is_read_however_it_is_typed(chance: object) -> None:
    code = make_code()
    assert tidy_code(code) == code
    assert tidy_code(f"  {code.upper().replace('-', ' ')} ") == code
    assert tidy_code(code.replace("-", "")) == code
