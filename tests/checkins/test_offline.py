"""Are readings kept by devices without a network counted once, in whatever order and however often they arrive?"""

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventhub.checkins import services
from eventhub.checkins.models import CheckIn, Outcome, Scan
from eventhub.checkins.rules import Reading
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.links import absolute
from eventhub.tickets.queries import ticket_path
from tests.checkins.world import door, make_event_today, make_place

PEOPLE = 4
# Some people, a code that names nobody, and a ticket of another event.
CODES = st.integers(0, PEOPLE + 1)
DEVICES = st.lists(st.lists(CODES, max_size=6), min_size=1, max_size=3)


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[dict[str, int], list[list[str]]]:
    """Draw what devices read (key: code), and batches of it as they arrive: cut, mixed and repeated, none left out."""
    read = {
        f"device{device}-{number:04}": code
        for device, codes in enumerate(draw(DEVICES))
        for number, code in enumerate(codes)
    }
    keys = sorted(read)
    again = draw(st.lists(st.sampled_from(keys), max_size=8)) if keys else []
    order = draw(st.permutations([*keys, *again]))
    cuts = draw(st.lists(st.integers(1, 5), min_size=len(order), max_size=len(order)))
    batches: list[list[str]] = []
    while order:
        size = cuts[len(batches)]
        batches.append(order[:size])
        order = order[size:]
    return read, batches


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrivals())
def test_each_reading_counts_once(app: Flask, drawn: tuple[dict[str, int], list[list[str]]]) -> None:
    read, batches = drawn
    event = make_event_today()
    places = [make_place(event) for _ in range(PEOPLE)]
    ids = [place.id for place in places]
    codes = [absolute(ticket_path(place)) for place in [*places, make_place(make_event_today())]]
    codes.append("https://example.com/not-a-ticket")
    event_id = event.id
    told: dict[str, Outcome] = {}
    for batch in batches:
        for key in batch:
            with transaction():
                result = services.read(event_id, Reading(key=key, code=codes[read[key]]), door(), now=now())
            assert told.setdefault(key, result.outcome) is result.outcome, "a reading is answered the same each time"
    session.rollback()
    assert set(session.scalars(select(Scan.key).where(Scan.event_id == event_id))) == set(read)
    came = sorted(session.scalars(select(CheckIn.registration_id).where(CheckIn.event_id == event_id)))
    assert came == sorted({ids[code] for code in read.values() if code < PEOPLE})
    assert sum(outcome is Outcome.LET_IN for outcome in told.values()) == len(came)
    for key, code in read.items():
        assert (told[key] is Outcome.OTHER_EVENT) == (code == PEOPLE)
        assert (told[key] is Outcome.NOT_A_TICKET) == (code == PEOPLE + 1)
