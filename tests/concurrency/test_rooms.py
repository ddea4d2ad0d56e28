"""Does a room go to one of many who book it at the same moment?"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.core.errors import Refusal
from eventhub.events import queries, services
from eventhub.events.models import Event
from tests.events.test_rooms import make_room
from tests.factories.accounts import make_account
from tests.factories.events import make_event, plan_of

TOGETHER = 8
PATIENCE = 15

pytestmark = pytest.mark.timeout(60)


def book_at_once(app: Flask) -> tuple[Counter[str], int]:
    """Let as many teams plan an event in the same room at the same moment; count how it went, and who has it."""
    room_id, by_id = make_room().id, make_account().id
    plan, start = plan_of(make_event(), room_id=room_id), Barrier(TOGETHER)

    def press(_number: int) -> str:
        with app.app_context():
            start.wait(PATIENCE)
            try:
                with transaction():
                    services.draft(plan, by=session.get_one(Account, by_id), now=now())
            except Refusal as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(TOGETHER) as threads:
        went = Counter(threads.map(press, range(TOGETHER)))
    session.remove()
    return went, session.scalar(select(func.count()).where(Event.room_id == room_id)) or 0


def test_a_room_is_booked_by_one(app: Flask) -> None:
    assert book_at_once(app) == ({"done": 1, "senseless-plan": TOGETHER - 1}, 1)


def test_without_holding_the_room_everybody_books_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove that the test above can fail: nothing is held, and everybody looks before anybody books."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite the write transaction is the lock; it cannot be switched off")
    line, look = Barrier(TOGETHER), queries.bookings_of_rooms

    def look_together(*given: Any) -> object:
        found = look(*given)
        line.wait(PATIENCE)
        return found

    monkeypatch.setattr(services, "hold", lambda _name: None)
    monkeypatch.setattr(queries, "bookings_of_rooms", look_together)
    assert book_at_once(app) == ({"done": TOGETHER}, TOGETHER)
