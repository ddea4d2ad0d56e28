"""Is a ticket read at two lanes at the same moment counted once, and told as a second reading at the other?"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventhub.checkins import queries, services
from eventhub.checkins.models import CheckIn, Outcome, Scan
from eventhub.checkins.rules import Reading
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.registrations import services as registrations
from eventhub.registrations.errors import NoSeatLeft
from eventhub.registrations.models import Registration
from eventhub.registrations.rules import Applicant
from eventhub.tickets.queries import ticket_path
from tests.checkins.world import door, make_event_today, make_place

LANES = 6
PATIENCE = 15
Act = Callable[[int], str]

pytestmark = pytest.mark.timeout(60)


def at_once(app: Flask, act: Act, lanes: int = LANES) -> Counter[str]:
    """Let several lanes do something at the same moment; count how it went."""
    start = Barrier(lanes)

    def press(lane: int) -> str:
        with app.app_context():
            start.wait(PATIENCE)
            try:
                with transaction():
                    return act(lane)
            except IntegrityError as fault:
                return type(fault).__name__

    with ThreadPoolExecutor(lanes) as threads:
        went = Counter(threads.map(press, range(lanes)))
    session.remove()
    return went


def reading(event_id: int, code: str, key: str) -> Act:
    """Read a ticket at a lane; `key` may name the lane."""

    def read(lane: int) -> str:
        how = Reading(key=key.format(lane=lane), code=code)
        return services.read(event_id, how, door(lane=f"{lane}번 창구"), now=now()).outcome.value

    return read


def rows(table: type[CheckIn | Scan]) -> int:
    """Count what was written, as a fresh reader sees it."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_two_lanes_read_one_ticket_and_one_lets_in(app: Flask) -> None:
    event = make_event_today()
    code = absolute(ticket_path(make_place(event)))
    went = at_once(app, reading(event.id, code, "lane-000{lane}"))
    assert went == {Outcome.LET_IN.value: 1, Outcome.ALREADY.value: LANES - 1}
    assert (rows(CheckIn), rows(Scan)) == (1, LANES)


def test_one_reading_sent_several_times_at_once_is_one(app: Flask) -> None:
    event = make_event_today()
    code = absolute(ticket_path(make_place(event)))
    went = at_once(app, reading(event.id, code, "the-same-key"))
    assert went == {Outcome.LET_IN.value: LANES}
    assert (rows(CheckIn), rows(Scan)) == (1, 1)


def test_a_forged_code_sent_several_times_at_once_is_one(app: Flask) -> None:
    event = make_event_today()
    went = at_once(app, reading(event.id, "https://example.com/", "the-same-key"))
    assert went == {Outcome.NOT_A_TICKET.value: LANES}
    assert rows(Scan) == 1


def test_walk_ins_at_several_lanes_get_no_more_seats_than_there_are(app: Flask) -> None:
    event_id = make_event_today(capacity=2).id

    def let_in(lane: int) -> str:
        who = Applicant(email=f"walk{lane}@example.com", name=f"사람{lane}")
        try:
            return services.let_walk_in(event_id, who, door(), key=f"walk-000{lane}", now=now()).outcome.value
        except NoSeatLeft as refusal:
            return refusal.code

    assert at_once(app, let_in) == {Outcome.LET_IN.value: 2, NoSeatLeft.code: LANES - 2}
    assert rows(CheckIn) == 2
    assert session.get_one(Event, event_id).seats_taken == 2


def test_a_place_given_up_while_it_is_read_is_either_in_or_given_up(app: Flask) -> None:
    event = make_event_today()
    place = make_place(event)
    event_id, place_id, code = event.id, place.public_id, absolute(ticket_path(place))
    read = reading(event_id, code, "lane-000{lane}")

    def act(lane: int) -> str:
        if lane:
            return read(lane)
        return registrations.give_up(place_id, now=now()).standing.value

    went = at_once(app, act, lanes=2)
    assert went in (
        {"cancelled": 1, Outcome.GIVEN_UP.value: 1},
        {"cancelled": 1, Outcome.LET_IN.value: 1},
    )


def test_without_the_lock_two_lanes_let_the_same_person_in_and_the_database_refuses_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prove that the first test can fail: the place is not held, and all look before anybody writes."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    event = make_event_today()
    code = absolute(ticket_path(make_place(event)))
    line = Barrier(LANES)
    look = queries.find_check_in

    def find_plainly(public_id: str) -> Registration | None:
        return session.scalar(select(Registration).where(Registration.public_id == public_id))

    def look_together(*through: object) -> CheckIn | None:
        found = look(*through)  # type: ignore[arg-type]
        if found is None:
            line.wait(PATIENCE)
        return found

    monkeypatch.setattr(queries, "hold_place", find_plainly)
    monkeypatch.setattr(queries, "find_check_in", look_together)
    went = at_once(app, reading(event.id, code, "lane-000{lane}"))
    assert went == {Outcome.LET_IN.value: 1, "IntegrityError": LANES - 1}
    assert rows(CheckIn) == 1
