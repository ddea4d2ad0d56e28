"""What do calendars cost beside the icalendar library, and beside a bare Flask page that says hello?"""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

import icalendar
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import event as listening
from sqlalchemy import insert, select, update

from config import Settings
from eventhub.accounts.models import Account, Role
from eventhub.bench import made_up
from eventhub.bench.counting import ONLY_BEGINS_ENDS_OR_HOLDS
from eventhub.bench.measure import NotKeptError, compare, report
from eventhub.bench.reference import bare_app
from eventhub.bench.scratch import scratch
from eventhub.calendars.entries import public_entries
from eventhub.calendars.models import FeedLink
from eventhub.calendars.queries import list_events, path_of
from eventhub.clusters.models import Complex
from eventhub.core import ics
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.core.ics import Entry, render
from eventhub.events.models import Event
from eventhub.events.rules import Filters
from eventhub.registrations.models import Registration, Standing
from eventhub.web.conditional import KNOWN

ALL = "/calendars/all.ics"
MEGABYTE = 1024 * 1024
MOST_QUERIES = 4
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sizes:
    """How many events stand in the feed, and how many people read one of their own with so many places."""

    events: int = 2_300
    people: int = 2_000
    places: int = 3


def calendar(sizes: Sizes | None = None) -> Iterator[str]:
    """Make up a programme and people with places, and measure their calendars on a database of its own."""
    sizes = sizes or Sizes()
    with scratch() as made:
        # A program like this one on the database made for the run.
        app = current_app.extensions["eventhub.create_app"](Settings.from_env(made.environment))
        with app.app_context():
            try:
                _make_up(sizes)
                yield from _of_all(app)
                yield from _after_a_change(app.test_client())
                yield from _of_people(app)
            finally:
                session.remove()
                db.engine.dispose()


def _of_all(app: Flask) -> Iterator[str]:
    """Compare the feed of everything: made for the first time, made again, and not sent again."""
    client, entries = app.test_client(), public_entries(list_events(Filters(), now=now()))
    answer = client.get(ALL)
    what = f"{len(entries):,} events, {len(answer.data) / 1000:,.0f} kB, {db.engine.dialect.name}, in process"
    ways: dict[str, Callable[[], object]] = {
        "icalendar, from objects (reference)": lambda: _by_the_library(entries),
        "first time, from objects": lambda: render(entries, name=_forgotten()),
        "first time, read and answered": lambda: _get(_forgetting(client)),
        "again, read and answered": lambda: _get(client),
    }
    yield from report("Calendar: a feed is made", what, compare(ways, rounds=5, calls=1))
    bare, held = bare_app(db.engine).test_client(), {"If-None-Match": answer.headers["ETag"]}
    ways = {"bare hello (reference)": lambda: bare.get("/"), "unchanged, 304": lambda: _get(client, held, 304)}
    yield from report("Calendar: nothing has changed", what, compare(ways, rounds=7, calls=200))
    kept, peak = _memory(client)
    yield f"  memory: {kept / MEGABYTE:.1f} MB stay with the process (components), {peak / MEGABYTE:.1f} MB at the peak"


def _after_a_change(client: FlaskClient) -> Iterator[str]:
    """Change one event and count how many components are written anew."""
    _get(client)
    before = ics.component.cache_info().misses
    with transaction():
        row = session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        row.title_ko, row.revision, row.updated_at = f"{row.title_ko} (변경)", row.revision + 1, now()
    _get(client)
    written = ics.component.cache_info().misses - before
    if written != 1:
        raise NotKeptError(f"a change to one event wrote {written} components, not one")
    yield "Calendar: one event has changed\n  1 component is written, the others are kept"


def _of_people(app: Flask) -> Iterator[str]:
    """Read everybody's own feed once, as their programs do, and count what each asks the database."""
    paths = [path_of(link) for link in session.scalars(select(FeedLink).order_by(FeedLink.id))]
    session.remove()
    client, asked, bodies = app.test_client(), list[int](), set[bytes]()
    for path in paths:
        with _counted() as statements:
            answer = client.get(path)
        if answer.status_code != 200:  # noqa: PLR2004 - the one that means that there is a calendar
            raise NotKeptError(f"{path} answered {answer.status_code}")
        asked.append(len(statements))
        bodies.add(answer.data)
    if max(asked) > MOST_QUERIES:
        raise NotKeptError(f"a private feed asked {max(asked)} times, not {MOST_QUERIES} at most")
    yield "Calendar: people read their own"
    yield (
        f"  {len(paths):,} feeds, {len(bodies):,} different; queries each: {median(asked):.0f}, at most {max(asked)}, "
        "of which one writes down that the feed is read"
    )


def _get(client: FlaskClient, headers: dict[str, str] | None = None, expected: int = 200) -> None:
    session.remove()
    status = client.get(ALL, headers=headers or {}).status_code
    if status != expected:
        raise RuntimeError(f"{ALL} answered {status}, not {expected}: nothing was measured")


def _forget() -> None:
    """Keep nothing, like a process that has just begun."""
    KNOWN.forget()
    ics.forget()


def _forgotten() -> str:
    _forget()
    return "x"


def _forgetting(client: FlaskClient) -> FlaskClient:
    _forget()
    return client


def _memory(client: FlaskClient) -> tuple[int, int]:
    """Say what the first answer leaves in memory, and what it takes meanwhile."""
    _forget()
    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()
    _get(client)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept - before, peak - before


def _by_the_library(entries: list[Entry]) -> bytes:
    """Write the same entries the way the library's own documentation does."""
    made = icalendar.Calendar()
    made.add("prodid", ics.PRODID)
    made.add("version", "2.0")
    for entry in entries:
        event = icalendar.Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.changed_at)
        event.add("last-modified", entry.changed_at)
        event.add("dtstart", entry.starts_at)
        event.add("dtend", entry.ends_at)
        event.add("sequence", entry.sequence)
        event.add("status", "CONFIRMED")
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        event.add("location", entry.location)
        event.add("categories", list(entry.categories))
        event.add("url", entry.url)
        event.add("organizer", icalendar.vCalAddress(f"mailto:{entry.organiser_email}"))
        made.add_component(event)
    return bytes(made.to_ical())


@contextmanager
def _counted() -> Iterator[list[str]]:
    """Note what is asked of the database meanwhile; what only begins or holds something is no question."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        if not statement.startswith(ONLY_BEGINS_ENDS_OR_HOLDS):
            statements.append(statement)

    listening.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        listening.remove(db.engine, "before_cursor_execute", note)


def _make_up(sizes: Sizes) -> None:
    """Spread events over a year from two months ago on; give people places, and a calendar each."""
    model = made_up.stage(capacity=10_000)
    begin, step = now() - 60 * DAY, 365 * DAY / sizes.events
    with transaction():
        row = session.get_one(Event, model.id)
        values = {one.key: getattr(row, one.key) for one in Event.__mapper__.column_attrs}
        same = {name: value for name, value in values.items() if name not in ("id", "public_id")}
        session.execute(
            insert(Event), [_event(same, number, begin + number * step) for number in range(sizes.events - 1)]
        )
        session.execute(update(Complex).values(team_email="team@example.org"))
    with transaction():
        _people(sizes)


def _event(same: dict[str, Any], number: int, starts_at: Any) -> dict[str, Any]:  # noqa: ANN401 - a moment
    return {
        **same,
        "title_ko": f"사출 금형 세미나 {number}: 휨, 수축; 그리고 냉각",
        "text_ko": f"{number}. 휨과 수축을 줄이는 방법을 듣습니다. 사례와 질문, 그리고 작은 실습이 이어집니다.\n" * 2,
        "address": "경남 창원시 성산구 가상로 1",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "registration_closes_at": starts_at - timedelta(hours=1),
    }


def _people(sizes: Sizes) -> None:
    moment, numbers = now(), range(sizes.people)
    columns = {"locale": "ko", "role": Role.MEMBER, "created_at": moment}
    people = [{**columns, "email": f"reader-{one}@example.com", "name": f"김{one}"} for one in numbers]
    accounts = session.scalars(insert(Account).returning(Account.id, sort_by_parameter_order=True), people).all()
    events = session.scalars(select(Event.id).order_by(Event.id)).all()
    place = {"standing": Standing.CONFIRMED, "locale": "ko", "registered_at": moment, "queued_at": moment}
    places = [
        {**place, "event_id": events[(index * sizes.places + one) % len(events)], "account_id": account_id}
        for index, account_id in enumerate(accounts)
        for one in range(sizes.places)
    ]
    session.execute(insert(Registration), places)
    session.execute(
        insert(FeedLink), [{"account_id": one, "name": "휴대 전화", "created_at": moment} for one in accounts]
    )
