"""Do the last seats go to as many people as there are seats, however many press the button at once?"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventhub.admission import services as admissions
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import services as registrations
from eventhub.registrations.errors import AlreadyRegistered
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import Applicant
from tests.factories.events import make_event

PEOPLE, SEATS = 20, 5
# The pool hands out fifteen connections; those who must all stand at the same line at once are fewer.
TOGETHER = 12
PATIENCE = 15

pytestmark = pytest.mark.timeout(60)


def press_at_once(app: Flask, event_id: int, addresses: list[str]) -> Counter[str]:
    """Let one thread per address register, all at once, each in its own context; count how it went for them."""
    start = Barrier(len(addresses))

    def press(address: str) -> str:
        with app.app_context():
            start.wait(PATIENCE)
            try:
                with transaction():
                    registrations.register(event_id, Applicant(email=address, name="신청자"), now=now())
            except (AlreadyRegistered, IntegrityError) as fault:
                return type(fault).__name__
            return "taken"

    with ThreadPoolExecutor(len(addresses)) as threads:
        return Counter(threads.map(press, addresses))


def people(number: int) -> list[str]:
    """Name some people nobody knows yet."""
    return [f"racer{one}@example.com" for one in range(number)]


def standings(event_id: int) -> Counter[Standing]:
    """Count what came of it, as a fresh reader sees it."""
    session.remove()
    return Counter(session.scalars(select(Registration.standing).where(Registration.event_id == event_id)))


def letters(name: str) -> int:
    """Count the letters under keys that hold a word."""
    return session.scalar(select(func.count()).where(OutgoingMail.key.contains(f":{name}:"))) or 0


@pytest.fixture
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Read the event plainly instead of holding it, and let everybody read before anybody writes."""

    def switch_off() -> None:
        line = Barrier(TOGETHER)

        def read_plainly(event_id: int) -> Event:
            event = events.get(event_id)
            line.wait(PATIENCE)
            return event

        monkeypatch.setattr(events, "lock", read_plainly)

    return switch_off


def test_twenty_people_on_five_seats_are_five_confirmed_and_fifteen_waiting(app: Flask) -> None:
    event_id = make_event(capacity=SEATS).id
    went = press_at_once(app, event_id, people(PEOPLE))
    assert went == {"taken": PEOPLE}
    assert standings(event_id) == {Standing.CONFIRMED: SEATS, Standing.WAITING: PEOPLE - SEATS}
    assert session.get_one(Event, event_id).seats_taken == SEATS
    assert (letters("confirmed"), letters("waiting")) == (SEATS, PEOPLE - SEATS)


def test_one_person_pressing_ten_times_has_one_place_and_one_letter(app: Flask) -> None:
    event_id = make_event(capacity=SEATS).id
    went = press_at_once(app, event_id, ["racer@example.com"] * 10)
    assert went == {"taken": 1, "AlreadyRegistered": 9}
    assert standings(event_id) == {Standing.CONFIRMED: 1}
    assert letters("confirmed") == 1


def test_without_the_lock_and_with_naive_counting_seats_are_sold_twice(
    app: Flask, without_the_lock: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prove that the first test can fail.

    Two things are switched off. The lock: the event is read without FOR NO KEY UPDATE, so all read "nought taken".
    And the counting in the database: `seats_taken` is written as the number that was read plus one, instead of
    `seats_taken + 1`, so that neither the counter nor its CHECK constraint notices.
    """
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")

    def count_naively(event: Event, *, seats: int = 1) -> None:
        event.seats_taken += seats

    event_id = make_event(capacity=SEATS).id
    without_the_lock()
    monkeypatch.setattr(admissions, "take_seat", count_naively)
    assert press_at_once(app, event_id, people(TOGETHER)) == {"taken": TOGETHER}
    assert standings(event_id) == {Standing.CONFIRMED: TOGETHER}


def test_without_the_lock_alone_the_database_refuses_the_sixth_guest(
    app: Flask, without_the_lock: Callable[[], None]
) -> None:
    """Prove the second lock: the counter's CHECK turns a missing lock into an error, not into a guest too many."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    event_id = make_event(capacity=SEATS).id
    without_the_lock()
    went = press_at_once(app, event_id, people(TOGETHER))
    assert went == {"taken": SEATS, "IntegrityError": TOGETHER - SEATS}
    assert standings(event_id) == {Standing.CONFIRMED: SEATS}
    assert letters("confirmed") == SEATS
