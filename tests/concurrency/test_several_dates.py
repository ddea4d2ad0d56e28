"""Do people who register for several dates at once, in any order, get what there is without waiting for each other?"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.registrations import services as registrations
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import Applicant
from tests.factories.series import make_series

PEOPLE, SEATS, PATIENCE = 10, 3, 15

pytestmark = pytest.mark.timeout(60)


def test_seats_of_several_dates_go_to_as_many_as_there_are_whatever_the_order(app: Flask) -> None:
    make_series(capacity=SEATS)
    ids = list(session.scalars(select(Event.id).order_by(Event.id)))
    start = Barrier(PEOPLE)

    def press(number: int) -> int:
        with app.app_context():
            start.wait(PATIENCE)
            wanted = ids if number % 2 else ids[::-1]
            applicant = Applicant(email=f"racer{number}@example.com", name="신청자")
            with transaction():
                return len(registrations.register_for_all(wanted, applicant, now=now()))

    session.remove()
    with ThreadPoolExecutor(PEOPLE) as threads:
        assert list(threads.map(press, range(PEOPLE))) == [len(ids)] * PEOPLE
    rows = session.execute(select(Registration.event_id, Registration.standing))
    standings = Counter((event_id, standing) for event_id, standing in rows)
    for event_id in ids:
        assert standings[event_id, Standing.CONFIRMED] == SEATS
        assert standings[event_id, Standing.WAITING] == PEOPLE - SEATS
    assert set(session.scalars(select(Event.seats_taken))) == {SEATS}
