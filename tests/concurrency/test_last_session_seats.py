"""Do the last seats of a session go to as many people as there are seats, however many press the button at once?"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.picks import services as picks
from eventhub.picks.models import SignUp
from eventhub.programme.models import ProgrammeSession
from eventhub.registrations.models import Standing
from tests.factories.picks import make_released_session
from tests.factories.registrations import make_registration

PEOPLE, SEATS = 12, 4
PATIENCE = 15

pytestmark = pytest.mark.timeout(60)


def make_crowd() -> tuple[int, str, list[str]]:
    """Make a session with few seats and many people with a place at its event."""
    event, planned = make_released_session(capacity=SEATS)
    event_id, key = event.id, planned.public_id
    return event_id, key, [make_registration(event).public_id for _ in range(PEOPLE)]


def press_at_once(app: Flask, act: Callable[[str], object], places: list[str]) -> Counter[str]:
    """Let one thread per place act, all at once, each in its own context; count how it went for them."""
    start = Barrier(len(places))

    def press(place_id: str) -> str:
        with app.app_context():
            start.wait(PATIENCE)
            try:
                with transaction():
                    act(place_id)
            except IntegrityError as fault:
                return type(fault).__name__
            return "taken"

    with ThreadPoolExecutor(len(places)) as threads:
        return Counter(threads.map(press, places))


def standings(session_key: str) -> Counter[Standing]:
    """Count what came of it, as a fresh reader sees it."""
    session.remove()
    return Counter(session.scalars(select(SignUp.standing).where(SignUp.session_key == session_key)))


def seats_taken(session_key: str) -> int:
    """Read the counter of the session."""
    rows = select(ProgrammeSession.seats_taken).where(ProgrammeSession.public_id == session_key)
    return session.scalars(rows).one()


@pytest.fixture
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Read the event plainly instead of holding it, and let everybody read before anybody writes."""

    def switch_off() -> None:
        line = Barrier(PEOPLE)

        def count_after_all_have_read(planned: ProgrammeSession, **_how: int) -> int:
            left = (planned.capacity or 0) - planned.seats_taken
            line.wait(PATIENCE)
            return left

        monkeypatch.setattr(events, "lock", events.get)
        monkeypatch.setattr("eventhub.picks.rules.seats_left", count_after_all_have_read)

    return switch_off


def test_twelve_people_on_four_seats_are_four_confirmed_and_eight_waiting(app: Flask) -> None:
    event_id, key, places = make_crowd()
    went = press_at_once(app, lambda place: picks.sign_up(event_id, key, place, now=now()), places)
    assert went == {"taken": PEOPLE}
    assert standings(key) == {Standing.CONFIRMED: SEATS, Standing.WAITING: PEOPLE - SEATS}
    assert seats_taken(key) == SEATS


def test_when_all_give_up_at_once_no_seat_is_lost_or_doubled(app: Flask) -> None:
    event_id, key, places = make_crowd()
    for place in places:
        with transaction():
            picks.sign_up(event_id, key, place, now=now())
    press_at_once(app, lambda place: picks.give_up(event_id, key, place, now=now()), places[:10])
    assert standings(key) == {Standing.CANCELLED: 10, Standing.CONFIRMED: 2}
    assert seats_taken(key) == 2


def test_one_person_pressing_ten_times_has_one_seat(app: Flask) -> None:
    event_id, key, places = make_crowd()
    press_at_once(app, lambda place: picks.sign_up(event_id, key, place, now=now()), places[:1] * 10)
    assert standings(key) == {Standing.CONFIRMED: 1}
    assert seats_taken(key) == 1


def test_without_the_lock_and_with_naive_counting_seats_are_given_twice(
    app: Flask, without_the_lock: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prove that the first test can fail: no lock, and the counter written as the number that was read plus one."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")

    def count_naively(planned: ProgrammeSession, *, seats: int = 1) -> None:
        planned.seats_taken += seats

    event_id, key, places = make_crowd()
    without_the_lock()
    monkeypatch.setattr(picks, "take_seat", count_naively)
    went = press_at_once(app, lambda place: picks.sign_up(event_id, key, place, now=now()), places)
    assert went == {"taken": PEOPLE}
    assert standings(key) == {Standing.CONFIRMED: PEOPLE}


def test_without_the_lock_alone_the_database_refuses_one_guest_too_many(
    app: Flask, without_the_lock: Callable[[], None]
) -> None:
    """Prove the second lock: the counter's CHECK turns a missing lock into an error, not into a guest too many."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    event_id, key, places = make_crowd()
    without_the_lock()
    went = press_at_once(app, lambda place: picks.sign_up(event_id, key, place, now=now()), places)
    assert went == {"taken": SEATS, "IntegrityError": PEOPLE - SEATS}
    assert standings(key) == {Standing.CONFIRMED: SEATS}
    assert session.get_one(Event, event_id).seats_taken == PEOPLE
