"""Is one transaction one transaction?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from eventhub.accounts.models import Account, Role
from eventhub.core import db as core
from eventhub.core.clock import now
from eventhub.core.db import (
    LONGEST_PAUSE,
    SHORTEST_PAUSE,
    WRITE,
    added_or_found,
    configure_sqlite,
    session,
    transaction,
)
from tests.factories.accounts import make_account


def test_what_is_written_before_an_error_is_undone(app: Flask) -> None:
    account_id = make_account(name="이전").id

    def write_and_fail() -> None:
        with transaction():
            session.get_one(Account, account_id).name = "이후"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert session.scalar(select(Account.name)) == "이전"


def test_a_transaction_inside_a_transaction_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="only entry points"), transaction(), transaction():
        pass


def test_changes_made_before_a_transaction_are_not_thrown_away_silently(app: Flask) -> None:
    make_account().name = "바뀜"
    with pytest.raises(RuntimeError, match="would be lost"), transaction():
        pass
    session.rollback()


def account(email: str) -> Account:
    return Account(email=email, name="김하늘", role=Role.MEMBER, created_at=now())


def found(email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == email))


def test_a_row_that_another_added_a_moment_earlier_is_found_and_the_rest_is_kept(app: Flask) -> None:
    first_id = make_account(email="one@example.com").id
    with transaction():
        session.add(account("two@example.com"))
        kept = added_or_found(account("one@example.com"), lambda: found("one@example.com"))
        assert kept.id == first_id
    assert session.scalar(select(func.count()).select_from(Account)) == 2


def test_a_row_that_breaks_another_rule_is_an_error(app: Flask) -> None:
    make_account(email="one@example.com")
    with pytest.raises(IntegrityError), transaction():
        added_or_found(account("one@example.com"), lambda: found("nobody@example.com"))


# -- Waiting for SQLite's write lock ---------------------------------------------------------------------------------


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Reach a file of its own, as the app reaches its own."""
    made = create_engine(f"sqlite:///{tmp_path / 'waiting.sqlite3'}")
    configure_sqlite(made)
    yield made
    made.dispose()


def writing(engine: Engine) -> Connection:
    """Open a connection that takes the write lock when it begins."""
    return engine.connect().execution_options(**{WRITE: True})


def test_who_waits_to_write_asks_ever_more_often_and_writes_as_soon_as_they_may(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    def sleep(pause: float) -> None:
        slept.append(pause)
        if len(slept) == 40:
            first.rollback()

    monkeypatch.setattr(core, "sleep", sleep)
    with writing(engine) as first, writing(engine) as second:
        first.begin()
        with second.begin():
            assert len(slept) == 40
            # Statements of the transaction wait as long as they always did.
            assert second.execute(text("PRAGMA busy_timeout")).scalar() == 15_000
    assert (slept[0], slept[-1]) == (LONGEST_PAUSE, SHORTEST_PAUSE)
    assert slept == sorted(slept, reverse=True)


def test_nobody_waits_to_write_for_ever(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "SQLITE_PATIENCE_SECONDS", 0.05)
    with writing(engine) as first, writing(engine) as second, first.begin():
        with pytest.raises(OperationalError, match="database is locked"):
            second.begin()
        assert first.execute(text("SELECT 1")).scalar() == 1
    with writing(engine) as third, third.begin():
        assert third.execute(text("PRAGMA busy_timeout")).scalar() == 15_000


def test_what_is_no_matter_of_patience_is_said_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "sleep", lambda _pause: pytest.fail("there is nothing to wait for"))
    with writing(engine) as connection:
        connection.connection.dbapi_connection.execute("BEGIN")
        with pytest.raises(OperationalError, match="within a transaction"):
            connection.begin()
