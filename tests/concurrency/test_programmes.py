"""Does a room go to one session, and a session to one change, however many planners write at once?"""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.clock import now
from eventhub.core.db import db, session
from eventhub.events import queries as events
from eventhub.events import services as event_services
from eventhub.events.models import Event
from eventhub.programme import queries, rules
from eventhub.programme.models import ProgrammeSession
from eventhub.programme.services import place_session, revise_session
from eventhub.venues.models import Room
from tests.concurrency.test_limits import PATIENCE, TOGETHER, at_once
from tests.factories.accounts import make_account
from tests.factories.events import plan_of
from tests.factories.programme import HOUR, make_cluster_day, make_room, make_session

pytestmark = pytest.mark.timeout(60)


def placing(event_ids: list[int]) -> Callable[[int], object]:
    """Let each planner put a session of their own into one room at one time; the events take turns."""
    room_id, by_id = make_room().id, make_account().id
    starts_at = session.get_one(Event, event_ids[0]).starts_at
    chosen = [event_ids[number % len(event_ids)] for number in range(TOGETHER)]
    public_ids = [make_session(event_id).public_id for event_id in chosen]
    where = {"room_id": room_id, "starts_at": starts_at, "ends_at": starts_at + HOUR}

    def place(number: int) -> object:
        by = session.get_one(Account, by_id)
        return place_session(chosen[number], public_ids[number], **where, version=1, by=by, now=now())

    return place


def number_placed(event_ids: list[int]) -> int:
    """Count the sessions that have a place."""
    return sum(1 for event_id in event_ids for one in queries.list_sessions(event_id) if one.starts_at)


@pytest.mark.parametrize("number", [1, 4])
def test_one_of_many_planners_gets_the_room(app: Flask, number: int) -> None:
    event_ids = [make_cluster_day().id for _ in range(number)]
    assert at_once(app, placing(event_ids)) == {"done": 1, "room-taken": TOGETHER - 1}
    assert number_placed(event_ids) == 1


def test_without_the_locks_everybody_gets_the_room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove that the test above can fail: nothing is held, and everybody looks before anybody writes."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    line, look = Barrier(TOGETHER), queries.find_use_of_room

    def look_together(*given: Any, **more: Any) -> str | None:
        found = look(*given, **more)
        line.wait(PATIENCE)
        return found

    monkeypatch.setattr(events, "lock", events.get)
    monkeypatch.setattr(event_services, "hold", lambda _name: None)
    monkeypatch.setattr(queries, "find_use_of_room", look_together)
    event_ids = [make_cluster_day().id]
    assert at_once(app, placing(event_ids)) == {"done": TOGETHER}
    assert number_placed(event_ids) == TOGETHER


def booking(event_id: int) -> Callable[[int], object]:
    """Let half of those who press give a room to an event of theirs, the other half to a session of another event."""
    place, room_id = placing([event_id]), session.scalars(select(Room.id)).one()
    shown, by_id = session.get_one(Event, event_id), make_account().id
    plan = plan_of(shown, room_id=room_id, ends_at=shown.starts_at + HOUR)

    def book(number: int) -> object:
        if number % 2:
            return place(number)
        return event_services.draft(plan, by=session.get_one(Account, by_id), now=now())

    return book


def number_booked() -> int:
    """Count the events and sessions that have a room."""
    tables = (Event.room_id, ProgrammeSession.room_id)
    return sum(session.scalar(select(func.count(room_id))) or 0 for room_id in tables)


def test_an_event_and_a_session_of_another_team_never_get_the_same_room(app: Flask) -> None:
    went = at_once(app, booking(make_cluster_day().id))
    assert went.pop("done") == 1
    assert set(went) <= {"senseless-plan", "room-taken"}
    assert went.total() == TOGETHER - 1
    assert number_booked() == 1


def test_without_the_locks_an_event_and_a_session_get_the_same_room(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prove that the test above can fail: nothing is held, and everybody has looked before anybody writes."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    line, record = Barrier(TOGETHER), audit.record

    def record_together(*given: Any, **more: Any) -> None:
        line.wait(PATIENCE)
        record(*given, **more)

    monkeypatch.setattr(events, "lock", events.get)
    monkeypatch.setattr(event_services, "hold", lambda _name: None)
    monkeypatch.setattr(audit, "record", record_together)
    assert at_once(app, booking(make_cluster_day().id)) == {"done": TOGETHER}
    assert number_booked() == TOGETHER


def test_one_of_many_planners_changes_a_session_and_the_others_are_told(app: Flask) -> None:
    event_id, by_id = make_cluster_day().id, make_account().id
    planned = make_session(event_id)
    public_id, read = planned.public_id, vars(rules.plan_of_session(planned))

    def revise(number: int) -> object:
        by, plan = session.get_one(Account, by_id), rules.SessionPlan(**{**read, "title_ko": f"제목 {number}"})
        return revise_session(event_id, public_id, plan, version=1, by=by, now=now())

    assert at_once(app, revise) == {"done": 1, "changed-meanwhile": TOGETHER - 1}
    assert [one.version for one in queries.list_sessions(event_id)] == [2]
