"""Do people get seats in sessions in the order in which they came, and hear of what changes?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotFound
from eventhub.events import services as events
from eventhub.events.models import Event, Status
from eventhub.picks import queries, services
from eventhub.picks.errors import NeedsPlace, NoSignUp, Overlapping, SignUpClosed, TooLateToLeave, TooManyPicks
from eventhub.picks.models import Pick, PickList, SignUp
from eventhub.picks.rules import KEPT, MOST_PICKS, Reader
from eventhub.programme import services as programme
from eventhub.programme.models import ProgrammeSession
from eventhub.programme.queries import get_session
from eventhub.programme.rules import plan_of_session
from eventhub.registrations import services as registrations
from eventhub.registrations.models import Registration, Standing
from tests.factories.accounts import make_account
from tests.factories.picks import make_list, make_pick, make_released_session, make_sign_up, released
from tests.factories.programme import HOUR, make_cluster_day, make_session
from tests.factories.registrations import make_registration

Outbox = Callable[..., list[Any]]


def sign_up(planned: ProgrammeSession, place: Registration) -> Standing:
    """Sign somebody up and return what they got."""
    event_id, key, place_id = planned.event_id, planned.public_id, place.public_id
    with transaction():
        return services.sign_up(event_id, key, place_id, now=now()).standing


def give_up(planned: ProgrammeSession, place: Registration) -> None:
    """Give somebody's seat up."""
    event_id, key, place_id = planned.event_id, planned.public_id, place.public_id
    with transaction():
        services.give_up(event_id, key, place_id, now=now())


def guests(event: Event, number: int, **changes: Any) -> list[Registration]:
    """Make people with a place at an event."""
    return [make_registration(event, **changes) for _ in range(number)]


def standing_of(place: Registration) -> Standing | None:
    """Say what somebody's only sign-up is worth."""
    session.expire_all()
    found = session.query(SignUp).filter_by(registration_id=place.id).one_or_none()
    return found.standing if found else None


def revise(planned: ProgrammeSession, **changes: Any) -> None:
    """Change what is planned for a session."""
    fresh = get_session(planned.event_id, planned.public_id)
    event_id, key, version = fresh.event_id, fresh.public_id, fresh.version
    plan, by = replace(plan_of_session(fresh), **changes), make_account(role=Role.ADMINISTRATOR)
    with transaction():
        programme.revise_session(event_id, key, plan, version=version, by=by, now=now())


def test_who_comes_first_has_a_seat_and_the_next_wait_in_order(app: Flask, outbox: Outbox) -> None:
    event, planned = make_released_session()
    people = guests(event, 4)
    assert [sign_up(planned, one) for one in people] == [Standing.CONFIRMED] * 2 + [Standing.WAITING] * 2
    assert session.get_one(ProgrammeSession, planned.id).seats_taken == 2
    assert sorted(queries.numbers_in_line([planned.public_id]).values()) == [1, 2]
    subjects = [letter.subject.split("]")[0] for letter in outbox()]
    assert subjects == ["[자리 확정"] * 2 + ["[자리 대기"] * 2
    assert "2번" in outbox()[-1].text


def test_who_signs_up_later_stands_behind_whatever_their_clock_says(app: Flask) -> None:
    """A moment is read before the event is held, and by several machines' clocks: it must put nobody in between."""
    event, planned = make_released_session(capacity=1)
    first, second, third = guests(event, 3)
    sign_up(planned, first)
    sign_up(planned, second)
    event_id, key, place_id = event.id, planned.public_id, third.public_id
    with transaction():
        services.sign_up(event_id, key, place_id, now=now() - HOUR)
    give_up(planned, first)
    assert (standing_of(second), standing_of(third)) == (Standing.CONFIRMED, Standing.WAITING)


def test_signing_up_twice_is_once(app: Flask, outbox: Outbox) -> None:
    event, planned = make_released_session()
    (place,) = guests(event, 1)
    sign_up(planned, place)
    sign_up(planned, place)
    assert session.get_one(ProgrammeSession, planned.id).seats_taken == 1
    assert len(outbox()) == 1


def test_a_seat_given_up_goes_to_who_waits_longest_at_once(app: Flask, outbox: Outbox) -> None:
    event, planned = make_released_session(capacity=1)
    first, second, third = guests(event, 3)
    for one in (first, second, third):
        sign_up(planned, one)
    give_up(planned, first)
    assert (standing_of(first), standing_of(second), standing_of(third)) == (
        Standing.CANCELLED, Standing.CONFIRMED, Standing.WAITING,
    )  # fmt: skip
    assert session.get_one(ProgrammeSession, planned.id).seats_taken == 1
    assert [letter.subject.split("]")[0] for letter in outbox()[-2:]] == ["[자리 취소", "[자리가 났습니다"]
    give_up(planned, first)
    assert len(outbox()) == 5


def test_who_gave_up_signs_up_again_at_the_end_of_the_line(app: Flask, outbox: Outbox) -> None:
    event, planned = make_released_session(capacity=1)
    first, second = guests(event, 2)
    sign_up(planned, first)
    sign_up(planned, second)
    give_up(planned, first)
    assert sign_up(planned, first) is Standing.WAITING
    assert len({letter.key for letter in outbox()}) == len(outbox()) == 5


def test_only_a_confirmed_place_at_this_event_counts(app: Flask) -> None:
    event, planned = make_released_session()
    waiting = make_registration(event, standing=Standing.WAITING)
    elsewhere = make_registration(make_cluster_day())
    for place in (waiting, elsewhere):
        with pytest.raises(NeedsPlace):
            sign_up(planned, place)
    event_id, key = planned.event_id, planned.public_id
    with pytest.raises(NeedsPlace), transaction():
        services.sign_up(event_id, key, "", now=now())


def test_what_overlaps_is_refused_and_named(app: Flask) -> None:
    event = make_cluster_day()
    first = make_session(event.id, starts_at=event.starts_at, capacity=5, title_ko="냉각 실습")
    second = make_session(event.id, starts_at=event.starts_at + 0.5 * HOUR, capacity=5)
    third = make_session(event.id, starts_at=event.starts_at + HOUR, capacity=5)
    released(event.id)
    (place,) = guests(event, 1)
    sign_up(first, place)
    with pytest.raises(Overlapping) as refused:
        sign_up(second, place)
    assert "냉각 실습" in str(refused.value.sentence)
    assert sign_up(third, place) is Standing.CONFIRMED


def test_a_session_of_another_event_at_the_same_time_is_refused_too(app: Flask) -> None:
    person = make_account()
    event, planned = make_released_session()
    sign_up(planned, make_registration(event, person))
    other_event, other = make_released_session()
    with pytest.raises(Overlapping):
        sign_up(other, make_registration(other_event, person))


def test_a_session_without_a_capacity_a_begun_and_an_unreleased_one_take_nobody(
    app: Flask, at: Callable[[str], Any]
) -> None:
    event, planned = make_released_session()
    free = make_session(event.id, starts_at=event.starts_at + 3 * HOUR)
    (place,) = guests(event, 1)
    with pytest.raises(NotFound):
        sign_up(free, place)
    released(event.id)
    with pytest.raises(NoSignUp):
        sign_up(free, place)
    sign_up(planned, place)
    with at("2026-03-12 09:00"):
        with pytest.raises(SignUpClosed):
            sign_up(planned, guests(event, 1)[0])
        with pytest.raises(TooLateToLeave):
            give_up(planned, place)


def test_raising_the_capacity_promotes_and_taking_it_away_promotes_all(app: Flask, outbox: Outbox) -> None:
    event, planned = make_released_session(capacity=1)
    people = guests(event, 5)
    for one in people:
        sign_up(planned, one)
    revise(planned, capacity=3)
    assert [standing_of(one) for one in people] == [Standing.CONFIRMED] * 3 + [Standing.WAITING] * 2
    revise(planned, capacity=None)
    assert {standing_of(one) for one in people} == {Standing.CONFIRMED}
    assert [letter.subject.split("]")[0] for letter in outbox()[-4:]] == ["[자리가 났습니다"] * 4


def test_giving_up_the_place_frees_the_seats_and_others_move_up(app: Flask) -> None:
    event, planned = make_released_session(capacity=1)
    first, second = guests(event, 2)
    sign_up(planned, first)
    sign_up(planned, second)
    public_id = first.public_id
    with transaction():
        registrations.give_up(public_id, now=now())
    assert (standing_of(first), standing_of(second)) == (Standing.CANCELLED, Standing.CONFIRMED)
    assert session.get_one(ProgrammeSession, planned.id).seats_taken == 1


def test_a_release_tells_each_person_concerned_once_what_was_and_what_is(app: Flask, outbox: Outbox) -> None:
    event = make_cluster_day()
    moved = make_session(event.id, starts_at=event.starts_at, capacity=9, title_ko="냉각 실습")
    gone = make_session(event.id, starts_at=event.starts_at + 2 * HOUR, capacity=9, title_ko="측정 실습")
    same = make_session(event.id, starts_at=event.starts_at + 4 * HOUR, capacity=9)
    released(event.id)
    both, fan, unconcerned, visitor = make_account(), make_account(locale="en"), make_account(), None
    place = make_registration(event, both, name="박보라")
    make_sign_up(place, moved)
    make_sign_up(place, gone)
    make_pick(make_list(both), event, moved.public_id)
    make_pick(make_list(fan), event, moved.public_id)
    make_pick(make_list(unconcerned), event, same.public_id)
    make_pick(make_list(visitor), event, moved.public_id)
    revise(moved, starts_at=event.starts_at + HOUR, ends_at=event.starts_at + 2 * HOUR)
    fresh = get_session(gone.event_id, gone.public_id)
    event_id, key, version, by = event.id, gone.public_id, fresh.version, make_account(role=Role.ADMINISTRATOR)
    with transaction():
        programme.remove_session(event_id, key, version=version, by=by, now=now())
    assert outbox() == []
    released(event.id)
    assert {letter.to_address for letter in outbox()} == {both.email, fan.email}
    assert len(outbox()) == 2
    letter = outbox(both.email)[0]
    for text in (letter.text, letter.html):
        for said in (
            "박보라",
            "냉각 실습",
            "2026. 3. 12.(목) 09:00–10:00",
            "2026. 3. 12.(목) 10:00–11:00",
            "측정 실습",
        ):
            assert said in text
    assert "12 Mar 2026 09:00–10:00" in outbox(fan.email)[0].text
    standings = {one.session_key: one.standing for one in session.query(SignUp)}
    assert standings == {moved.public_id: Standing.CONFIRMED, key: Standing.CANCELLED}


def test_a_session_taken_off_the_timetable_loses_its_seats_and_may_come_back(app: Flask, outbox: Outbox) -> None:
    event, planned = make_released_session()
    make_session(event.id, starts_at=event.starts_at + 5 * HOUR)
    (place,) = guests(event, 1)
    sign_up(planned, place)
    begins, ends = planned.starts_at, planned.ends_at
    revise(planned, starts_at=None, ends_at=None)
    released(event.id)
    assert standing_of(place) is Standing.CANCELLED
    assert session.get_one(ProgrammeSession, planned.id).seats_taken == 0
    revise(planned, starts_at=begins, ends_at=ends)
    released(event.id)
    assert sign_up(planned, place) is Standing.CONFIRMED
    assert len(outbox()) == 3


def test_a_second_release_writes_again_and_one_without_changes_for_them_does_not(app: Flask, outbox: Outbox) -> None:
    event, planned = make_released_session()
    make_pick(make_list(make_account()), event, planned.public_id)
    revise(planned, starts_at=event.starts_at + HOUR, ends_at=event.starts_at + 2 * HOUR)
    released(event.id)
    make_session(event.id, starts_at=event.starts_at + 7 * HOUR)
    released(event.id)
    assert len(outbox()) == 1
    revise(planned, starts_at=event.starts_at, ends_at=event.starts_at + HOUR)
    released(event.id)
    assert len({letter.key for letter in outbox()}) == 2


def test_signing_in_takes_a_visitors_list_along(app: Flask) -> None:
    account, event, other = make_account(), make_cluster_day(), make_cluster_day()
    visitors = make_list()
    make_pick(visitors, event)
    visitors_id = visitors.public_id
    with transaction():
        services.take_along(visitors_id, session.get_one(Account, account.id), now=now())
    adopted = queries.find_list(Reader(account))
    assert adopted is not None
    assert adopted.public_id == visitors_id
    second = make_list()
    make_pick(second, event)
    make_pick(second, other)
    second_id = second.public_id
    with transaction():
        services.take_along(second_id, session.get_one(Account, account.id), now=now())
    assert queries.picked_by(Reader(account)) == {(event.id, ""), (other.id, "")}
    assert session.query(PickList).count() == 1
    with transaction():
        services.take_along("nothing", session.get_one(Account, account.id), now=now())


def test_a_list_does_not_grow_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventhub.picks.rules.MOST_PICKS", 2)
    reader = Reader(make_account())
    for number in range(3):
        event_id = make_cluster_day().id
        if number < 2:
            with transaction():
                services.keep(reader, event_id, network="n", now=now())
        else:
            with pytest.raises(TooManyPicks), transaction():
                services.keep(reader, event_id, network="n", now=now())
    assert session.query(Pick).count() == 2
    assert MOST_PICKS > 100


def test_visitors_lists_end_half_a_year_after_their_last_change_and_accounts_stay(app: Flask) -> None:
    event, old = make_cluster_day(), now() - KEPT - timedelta(minutes=1)
    make_pick(make_list(used_at=old), event)
    kept = [make_list(used_at=now() - KEPT), make_list(make_account(), used_at=old)]
    with transaction():
        assert services.forget_unused(now=now()) == 1
    assert {one.id for one in session.query(PickList)} == {one.id for one in kept}
    assert session.query(Pick).count() == 0


def test_a_draft_thrown_away_takes_picks_and_seats_with_it(app: Flask) -> None:
    event = make_cluster_day(status=Status.DRAFT, published_at=None)
    planned = make_session(event.id, starts_at=event.starts_at, capacity=3)
    make_pick(make_list(), event, planned.public_id)
    place = make_registration(event)
    make_sign_up(place, planned)
    give_up(planned, place)
    place_id = place.public_id
    with transaction():
        registrations.give_up(place_id, now=now())
    event_id, by = event.id, make_account(role=Role.ADMINISTRATOR)
    with transaction():
        events.discard(event_id, by=by, now=now())
    assert (session.query(Pick).count(), session.query(SignUp).count()) == (0, 0)
