"""How is the database reached, and what is one transaction?"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import CursorResult, Engine, Executable, MetaData, Select, event, func, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, scoped_session

from eventhub.core.errors import NotFound

Row = TypeVar("Row")
WRITE = "write"
LOCK_TIMEOUT = "5s"
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
SQLITE_PATIENCE_SECONDS = 15
SQLITE_PATIENCE = f"busy_timeout={SQLITE_PATIENCE_SECONDS * 1000}"
# The lower byte of a code of SQLite's says what kind of fault it is.
PRIMARY_CODE = 0xFF
# Between asking for SQLite's write lock and asking again, in seconds.
LONGEST_PAUSE, SHORTEST_PAUSE = 0.02, 0.002

# What is raised where a lock was not had in time: for doors that can do without what they wanted to write.
DatabaseBusy = OperationalError

# Every constraint has a name, so that migrations can drop it and a violation can be told by it.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table extends."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)
session: scoped_session[Session] = db.session


@contextmanager
def transaction() -> Iterator[None]:
    """Begin a write transaction, commit it on success, undo it on any error.

    Only entry points open one. Reads made earlier in the request are given up first, so that what the use case
    checks is what it writes upon. On SQLite the write lock is taken at the beginning: a reader that turns into a
    writer later would fail with "database is locked" however long it may wait.
    """
    if session.info.get("in_write"):
        raise RuntimeError("transaction() inside transaction(): only entry points open one")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes made before transaction() would be lost")
    session.rollback()
    session.info["in_write"] = True
    try:
        connection = session.connection(execution_options={WRITE: True})
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("in_write", None)


def get_or_refuse(rows: Select[Row]) -> Row:
    """Return the row a SELECT finds, or refuse: there is no such thing, or none for this asker."""
    found = session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def hold(name: str) -> None:
    """Let nobody else hold the same name until the transaction ends: for what is counted before it is added to.

    On SQLite the write transaction is the lock. Who holds several, or rows as well, takes them in the order that
    decision 0014 gives, so that nobody waits for who waits for them.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def added_or_found(row: Row, find: Callable[[], Row | None]) -> Row:
    """Add a row, or return the one that another transaction added a moment earlier under the same unique key."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        found = find()
        if found is None:
            raise
        return found
    return row


def add_once(row: Base, *, key: str) -> None:
    """Add a row that nobody needs here, unless there is one under the same unique key already: in one statement.

    Who adds the same one at the same moment waits until this transaction ends, and then adds nothing.
    """
    columns = inspect(type(row)).column_attrs
    values = {one.key: getattr(row, one.key) for one in columns if one.key in row.__dict__}
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(type(row)).values(**values).on_conflict_do_nothing(index_elements=[key]))


def count_up(table: type[Base], *, at_most: int, **key: object) -> bool:
    """Add one to the `number` under a key, or begin with one, unless it is at its limit; say whether it was added.

    It is one statement. Who counts under the same key at the same moment waits until this transaction ends.
    """
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    number: Any = inspect(table).columns["number"]
    counted = insert(table).values(**key, number=1)
    counted = counted.on_conflict_do_update(
        index_elements=list(key), set_={"number": number + 1}, where=number < at_most
    )
    return session.scalar(counted.returning(number)) is not None


def rows_changed(statement: Executable) -> int:
    """Execute an UPDATE or DELETE and say how many rows it changed: how a row is claimed by one of many."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def configure_sqlite(engine: Engine) -> None:
    """Make SQLite hold real transactions: a write takes its lock when it begins, and lasts when it ends."""

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own types
        dbapi.isolation_level = None
        for pragma in (*SQLITE_PRAGMAS, SQLITE_PATIENCE):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 - see above
        if connection.get_execution_options().get(WRITE):
            _begin_to_write(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Any) -> None:  # noqa: ANN401 - see above
    """Wait for the write lock and take it; who has waited longer asks more often.

    Left to itself, SQLite asks less and less often, in the end ten times a second: with many at once the lock lies idle
    while all of them sleep, and whoever has just come is served before who has waited for seconds.
    """
    dbapi = connection.connection.dbapi_connection
    dbapi.execute("PRAGMA busy_timeout=0")
    try:
        for pause in _pauses():
            try:
                dbapi.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                    break
                sleep(pause)
            else:
                return
        # Nobody waits for ever; what is wrong is said as everywhere.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        dbapi.execute(f"PRAGMA {SQLITE_PATIENCE}")


def _pauses() -> Iterator[float]:
    """Yield how long to wait before asking again, shorter each time, until patience ends."""
    until, pause = monotonic() + SQLITE_PATIENCE_SECONDS, LONGEST_PAUSE
    while monotonic() < until:
        yield pause
        pause = max(pause * 0.9, SHORTEST_PAUSE)
