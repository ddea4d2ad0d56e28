"""Does everybody get what there is when all press at once, how fast, and is nobody counted twice at the door?

Real clients in processes of their own speak HTTP to the real server, which works on a database made for this run. They
open the event's page, send its form with its token and read the page of their place. Limits on how often one network
may try stay as they are: each person comes from an address of their own, 198.18.0.0/15 (RFC 2544, for benchmarks),
which the clients hand over as a proxy in front would (`EVENTHUB_TRUSTED_PROXIES=1`). Letters are queued; no worker
carries them.

A check that cannot fail is worth nothing: the same crowd comes once more while nobody holds the event
(`eventhub.bench.without_lock`), and it has to be seen that more are seated than there are seats.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.bench import made_up
from eventhub.bench.arrivals import (
    Place,
    Visit,
    faults_of_answers,
    faults_of_control,
    faults_of_order,
    faults_of_seats,
    pairs_told_apart,
)
from eventhub.bench.counts import counts
from eventhub.bench.crowd import Crowd, Spent, centiles
from eventhub.bench.doors import doors
from eventhub.bench.made_up import Staged
from eventhub.bench.measure import NotKeptError, report
from eventhub.bench.reference import BARE_ROWS
from eventhub.bench.scratch import Scratch, scratch
from eventhub.bench.server import Server, how, last_words, serving
from eventhub.core.db import db, session
from eventhub.events.models import Event
from eventhub.registrations import queries
from eventhub.registrations.models import SEATED, Registration

FIRST_ADDRESS = ip_address("198.18.0.0")
REFERENCE = "eventhub.bench.reference:bare_writer()"
WITHOUT_LOCK = "eventhub.bench.without_lock"
GOAL_SECONDS = 30
# So many faults are said one by one.
SAID = 5


@dataclass(frozen=True)
class Sizes:
    """How many people, seats and readings there are."""

    people: int = 200
    pressing_twice: int = 40
    seats: int = 50
    many: int = 1_000
    at_the_door: int = 900
    met_at_two_lanes: int = 60
    short_list: int = 500
    long_list: int = 50_000
    processes: int = 8
    browsers: int = 4

    @property
    def crowd(self) -> Crowd:
        """The client processes that register."""
        return Crowd(self.processes, self.browsers)


SIZES = Sizes()


def registration() -> Iterator[str]:
    """Run everything; end with an error that says what did not hold, if anything did not."""
    faults: list[str] = []
    yield f"Before the run the load of this machine is {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    with _ended_when_told(), scratch() as place:
        _make_reference_table(place)
        log = place.folder / "server.log"
        with (
            serving(place.environment, log) as real,
            serving(place.environment, place.folder / "reference.log", app=REFERENCE, ready="/") as bare,
        ):
            yield from last_seats(place, real, faults)
            yield from many_people(place, real, bare, faults)
            yield from doors(place, real, bare, people=SIZES.at_the_door, met=SIZES.met_at_two_lanes, faults=faults)
            yield from _what_the_server_said(log, faults)
        yield from without_the_lock(place, faults)
        yield from counts(place, short=SIZES.short_list, long=SIZES.long_list, faults=faults)
    if faults:
        raise NotKeptError("\n".join(["this did not hold:", *faults]))


def last_seats(place: Scratch, real: Server, faults: list[str]) -> Iterator[str]:
    """Let a crowd come, part of it pressing twice, for fewer seats than people; look at who got what."""
    event, visits, _spent = _crowd_at(place, real, SIZES.people, pressing_twice=SIZES.pressing_twice)
    places, counted = _places_at(place, event)
    twice = f"{SIZES.pressing_twice} of them press twice at once"
    yield f"Last seats: {SIZES.people} people for {SIZES.seats} seats, {twice}"
    yield f"  {_how(place)}"
    yield from _judged(places, counted, visits, SIZES.people, faults)


def many_people(place: Scratch, real: Server, bare: Server, faults: list[str]) -> Iterator[str]:
    """Let many more people come, and compare with as many forms sent to a bare page, before and after."""
    before = SIZES.crowd.write_rows(SIZES.many, to=bare)
    event, visits, spent = _crowd_at(place, real, SIZES.many)
    reference = before.mean(SIZES.crowd.write_rows(SIZES.many, to=bare))
    places, counted = _places_at(place, event)
    title = f"Registration: {SIZES.many:,} people for {SIZES.seats} seats"
    timings = spent.beside(reference, SIZES.many, "form, press and confirmation")
    yield from report(title, _how(place), timings, of="wall time, all people divided by their number")
    yield f"  {spent.cpu_beside(reference, SIZES.many)}"
    median, most, longest = centiles([wait for visit in visits for wait in visit.waits])
    is_under = "under" if spent.seconds < GOAL_SECONDS else "NOT under"
    yield (
        f"  {spent.seconds:.1f} s ({is_under} the goal of {GOAL_SECONDS}), {SIZES.many / spent.seconds:.0f} people/s;"
        f" reference {SIZES.many / reference.seconds:.0f} rows/s"
    )
    yield f"  a press is answered after {median:.2f} s (p50), {most:.2f} s (p95), {longest:.2f} s (longest)"
    yield from _judged(places, counted, visits, SIZES.many, faults)


def without_the_lock(place: Scratch, faults: list[str]) -> Iterator[str]:
    """Let the first crowd come once more while nobody holds the event: the same check must find it wrong."""
    with serving(place.environment, place.folder / "without_lock.log", config=WITHOUT_LOCK) as server:
        event, _visits, _spent = _crowd_at(place, server, SIZES.people, pressing_twice=SIZES.pressing_twice)
        places, counted = _places_at(place, event)
    noticed = list(faults_of_seats(places, people=SIZES.people, seats=SIZES.seats, counted=counted))
    yield "Negative control: the same crowd while nobody holds the event"
    yield "  read without a lock and counted from what was read, nobody made to wait; otherwise as above"
    yield f"  the same check says: {'; '.join(noticed) or 'nothing'}"
    missing = faults_of_control(places, seats=SIZES.seats)
    yield from (f"  FAULT: {fault}" for fault in missing)
    faults += missing


def _crowd_at(place: Scratch, to: Server, people: int, *, pressing_twice: int = 0) -> tuple[Staged, list[Visit], Spent]:
    """Make an event, let everybody come at once, and return what they saw and what it took."""
    with place.opened():
        event = made_up.stage(capacity=SIZES.seats)
    wishes = [
        {
            "path": event.path,
            "network": str(FIRST_ADDRESS + number),
            # Spread among the others, so that some press for the last seats and some for the line.
            "presses": 1 + (number * pressing_twice % people < pressing_twice),
            "fields": _fields(number),
        }
        for number in range(people)
    ]
    told, spent = SIZES.crowd.send("register", wishes, to=to)
    return event, [Visit.told(one) for one in told], spent


def _places_at(place: Scratch, event: Staged) -> tuple[list[Place], int]:
    """Read who got what, seats first and then the line as the program has it, and what the event counts."""
    with place.opened():
        seated = select(Registration).join(Registration.account).where(Registration.event_id == event.id)
        seated = seated.where(Registration.standing.in_(SEATED)).order_by(Registration.id)
        emails = {one.id: one.email for one in session.scalars(select(Account))}
        line = enumerate(queries.list_waiting(event.id), start=1)
        places = [Place(one.id, emails[one.account_id], 0) for one in session.scalars(seated)]
        places += [Place(one.id, emails[one.account_id], number) for number, one in line]
        return places, session.get_one(Event, event.id).seats_taken


def _judged(
    places: Sequence[Place], counted: int, visits: Sequence[Visit], people: int, faults: list[str]
) -> Iterator[str]:
    """Say what became of a crowd, and note what should not have."""
    seats = list(faults_of_seats(places, people=people, seats=SIZES.seats, counted=counted))
    answers = list(faults_of_answers(visits))
    order = list(faults_of_order(places, visits))
    seated = sum(one.number == 0 for one in places)
    pressed = [status for visit in visits for status in visit.pressed]
    said = ", ".join(f"{pressed.count(status)} x {status}" for status in sorted(set(pressed)))
    yield f"  {seated} seated, {len(places) - seated} waiting; {len(pressed)} presses answered: {said}"
    yield (
        f"  order of arrival {'BROKEN' if order else 'kept'}: by the lock; by {pairs_told_apart(visits):,} pairs, one"
        " answered before the other pressed; by the number each read"
    )
    for found in (seats, answers, order):
        yield from (f"  FAULT: {fault}" for fault in found[:SAID])
        faults += found[:SAID]
        if len(found) > SAID:
            faults.append(f"… and {len(found) - SAID} more like it")


def _what_the_server_said(log: Path, faults: Sequence[str]) -> Iterator[str]:
    if faults:
        yield from (f"  server: {line}" for line in last_words(log))


def _fields(number: int) -> dict[str, Any]:
    """Fill in the form as one person does."""
    return {"name": "홍길동", "organisation_name": "가람정밀", "email": f"person{number}@example.com", "phone": ""}


def _how(place: Scratch) -> str:
    with place.opened():
        return f"{how()}, {db.engine.dialect.name}; {SIZES.crowd} browsers, HTTP on loopback"


def _make_reference_table(place: Scratch) -> None:
    with place.opened():
        BARE_ROWS.create(db.engine)


@contextmanager
def _ended_when_told() -> Iterator[None]:
    """Let SIGTERM end what was started, as Ctrl-C does."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
