"""What happens when nobody holds the event? A server's configuration that takes the lock away: the negative control.

`flask bench registration` starts one server with `gunicorn --config python:eventhub.bench.without_lock`; the program
itself has no such switch. In the workers of that server, and nowhere else, three things are different:

- the event is read plainly, without FOR NO KEY UPDATE, so that many read the same number of free seats;
- `seats_taken` is written as the number that was read plus one, instead of `seats_taken + 1`, so that the database's
  own check, the second lock, notices nothing;
- on SQLite, where the write transaction is the lock, the driver begins a transaction by itself, as late as it does
  when nobody tells it otherwise: before the first statement that writes.

Nobody waits between reading and writing: a crowd overtakes itself often enough.
"""

from typing import Any

from sqlalchemy import Engine, event

from eventhub.admission import services as admissions
from eventhub.core import db
from eventhub.events import queries
from eventhub.events.models import Event


def post_fork(_server: object, _worker: object) -> None:
    """Take the lock away in a worker that has just begun and has not loaded the program yet."""
    for module, name, other in SWITCHED_OFF:
        setattr(module, name, other)


def read_plainly(event_id: int) -> Event:
    """Read an event and hold nothing."""
    return queries.get(event_id)


def count_naively(read: Event, *, seats: int = 1) -> None:
    """Count on from the number that was read."""
    read.seats_taken += seats


def leave_to_the_driver(engine: Engine) -> None:
    """Let the driver begin transactions when it thinks fit; all else is as in `core.db.configure_sqlite`."""

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own types
        dbapi.isolation_level = "IMMEDIATE"
        for pragma in (*db.SQLITE_PRAGMAS, db.SQLITE_PATIENCE):
            dbapi.execute(f"PRAGMA {pragma}")


SWITCHED_OFF = (
    (queries, "lock", read_plainly),
    (admissions, "take_seat", count_naively),
    (db, "configure_sqlite", leave_to_the_driver),
)
