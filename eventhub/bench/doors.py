"""How many people do three lanes let in, is each counted once, and what does the other lane hear?

Each lane is a client process with a helper's link. It opens its lane and sends each reading by itself, as the script of
that page does, the next one when the answer is there. Some tickets are read at two lanes: first in passing, then at
moments the two agreed upon.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from eventhub.bench import made_up
from eventhub.bench.crowd import OK, Crowd, Told, centiles
from eventhub.bench.made_up import Staged
from eventhub.bench.measure import report
from eventhub.bench.scratch import Scratch
from eventhub.bench.server import Server, how
from eventhub.checkins.models import CheckIn, Outcome
from eventhub.core.db import db, session

LANES = ("1번 창구", "2번 창구", "3번 창구")
CROWD = Crowd(processes=len(LANES), at_once=1)
GOAL_PER_SECOND = 30
# So many tickets are read at one lane for each that the next lane reads as well.
SHARED_EACH = 10
MEETING_SECONDS = 0.1
Reading = dict[str, Any]


def doors(place: Scratch, real: Server, bare: Server, *, people: int, met: int, faults: list[str]) -> Iterator[str]:
    """Let three lanes let people in as fast as they can, then read tickets at two lanes at the same moment."""
    with place.opened():
        event = made_up.stage(capacity=people + met, starts_in=timedelta(minutes=-30))
        made_up.seat(event, people + met)
        lanes = made_up.open_lanes(event, LANES)
        tickets, dialect = made_up.tickets_of(event), db.engine.dialect.name
    told, spent = CROWD.send("stand_at_lane", _at(lanes, _in_passing(tickets[:people])), to=real)
    readings = [reading for lane in told for reading in lane["readings"]]
    reference = CROWD.write_rows(len(readings), to=bare)
    timings = spent.beside(reference, len(readings), "a reading answered")
    title = f"Check-in: {people:,} people at {len(LANES)} lanes, {len(readings) - people:,} of them read at two"
    where = f"{how()}, {dialect}; {CROWD} browser, HTTP on loopback"
    yield from report(title, where, timings, of="wall time, all readings divided by their number")
    yield f"  {spent.cpu_beside(reference, len(readings))}"
    yield from _paced(people, spent.seconds, readings, reference.seconds)
    told, _spent = CROWD.send("stand_at_lane", _at(lanes, _at_one_moment(tickets[people:])), to=real)
    at_once = [reading for lane in told for reading in lane["readings"]]
    together = _under_way_together(at_once)
    yield f"  {met} tickets read at two lanes at the same moment: {together} pairs under way at once"
    if together * 2 < met:
        faults.append(f"only {together} of {met} pairs of readings met: nothing is shown")
    yield from _judged(place, event, [*readings, *at_once], people + met, faults)


def _in_passing(tickets: Sequence[str]) -> list[list[Reading]]:
    """Deal tickets to the lanes; each tenth is read at the next lane, too."""
    dealt: list[list[Reading]] = [[] for _ in LANES]
    for number, code in enumerate(tickets):
        dealt[number % len(LANES)].append(_reading(code))
        if number % SHARED_EACH == 0:
            dealt[(number + 1) % len(LANES)].append(_reading(code))
    return dealt


def _at_one_moment(tickets: Sequence[str]) -> list[list[Reading]]:
    """Let two lanes, each time another two, read a ticket at a moment they agreed upon."""
    dealt: list[list[Reading]] = [[] for _ in LANES]
    for number, code in enumerate(tickets):
        for lane in (number, number + 1):
            dealt[lane % len(LANES)].append({**_reading(code), "at": (number + 1) * MEETING_SECONDS})
    return dealt


def _at(lanes: Sequence[str], dealt: Sequence[Sequence[Reading]]) -> list[Told]:
    return [
        {
            "path": f"{path}?{urlencode({'lane': name})}",
            "send": f"{path}/scans?{urlencode({'lane': name})}",
            "network": f"198.18.100.{number}",
            "readings": readings,
        }
        for number, (path, name, readings) in enumerate(zip(lanes, LANES, dealt, strict=True), start=1)
    ]


def _paced(people: int, seconds: float, readings: Sequence[Reading], reference: float) -> Iterator[str]:
    median, most, longest = centiles([one["answered"] - one["sent"] for one in readings])
    pace = people / seconds
    yield (
        f"  {pace:.0f} people let in a second for {seconds:.1f} s ({'above' if pace > GOAL_PER_SECOND else 'NOT above'}"
        f" the goal of {GOAL_PER_SECOND}), reference {len(readings) / reference:.0f} rows/s"
    )
    yield f"  a reading is answered after {median:.3f} s (p50), {most:.3f} s (p95), {longest:.3f} s (longest)"


def _under_way_together(readings: Sequence[Reading]) -> int:
    """Count the tickets whose two readings were both sent before either was answered."""
    by_code = defaultdict(list)
    for one in readings:
        by_code[one["code"]].append(one)
    return sum(
        max(one["sent"] for one in pair) < min(one["answered"] for one in pair)
        for pair in by_code.values()
        if len(pair) > 1
    )


def _judged(
    place: Scratch, event: Staged, readings: Sequence[Reading], people: int, faults: list[str]
) -> Iterator[str]:
    """Say what was answered and what is written down, and note what should not be."""
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for one in readings:
        heard[one["code"]][one["outcome"] if one["status"] == OK else str(one["status"])] += 1
    wrong = [
        outcomes
        for outcomes in heard.values()
        if outcomes[Outcome.LET_IN] != 1 or outcomes.total() != 1 + outcomes[Outcome.ALREADY]
    ]
    with place.opened():
        rows = select(func.count(), func.count(CheckIn.registration_id.distinct())).where(CheckIn.event_id == event.id)
        written, persons = session.execute(rows).one()
    said = Counter(outcome for outcomes in heard.values() for outcome in outcomes.elements())
    yield (
        f"  {len(readings):,} readings: {', '.join(f'{number:,} x {outcome}' for outcome, number in said.items())};"
        f" {written:,} check-ins of {persons:,} people written down"
    )
    found = [f"a ticket was answered {dict(outcomes)}" for outcomes in wrong[:3]]
    if (written, persons) != (people, people):
        found.append(f"{written} check-ins of {persons} people are written down, of {people} who came")
    yield from (f"  FAULT: {fault}" for fault in found)
    faults += found


def _reading(code: str) -> Reading:
    """Read a code, under a key such as a device makes for it."""
    return {"code": code, "key": token_hex(16)}
