"""What every test stands on: the app on both databases, a client, a clock, the outbox, a query counter."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings as hypothesis
from sqlalchemy import event, select, text

from config import Settings
from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.app import create_app
from eventhub.core import clock, i18n
from eventhub.core.db import Base, db, session, transaction
from eventhub.mail.models import OutgoingMail
from tests import postgres

SECRET_KEY = "a key for tests only, long enough to be taken"
# The same examples each time, and no clock: a slow machine is no fault.
hypothesis.register_profile("tests", deadline=None, derandomize=True, database=None)
hypothesis.load_profile("tests")
NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # Monday, nine o'clock in Seoul


def settings_for(database_url: str, **changes: Any) -> Settings:
    """Make the settings of a test app."""
    return Settings.from_env(
        {
            "EVENTHUB_SECRET_KEY": SECRET_KEY,
            "EVENTHUB_DATABASE_URL": database_url,
            "EVENTHUB_BASE_URL": "http://localhost",
            "EVENTHUB_MAIL_URL": "console:",
            "EVENTHUB_SEARCH_SOCKET": "/nowhere/search.sock",
            **{f"EVENTHUB_{name.upper()}": value for name, value in changes.items()},
        }
    )


class Browser(FlaskClient):
    """A browser without a screen; each request stands alone, as on a server."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request in a context of its own; what the test holds (`g`, session, language) stays outside."""
        if has_app_context():
            session.rollback()  # ends the test's own reads, so that it sees afterwards what the request wrote
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give the address of an empty PostgreSQL database, for as long as the tests run."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def migrated_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Make the app on a migrated database; every test that uses it runs on both."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'tests.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    app = create_app(settings_for(url))
    app.testing = True
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """Give the app with an empty database, inside its context, at nine o'clock on a Monday."""
    i18n.use(i18n.DEFAULT_LOCALE)
    with migrated_app.app_context(), clock.standing_still(NOW):
        yield migrated_app
        session.remove()
        _empty_all_tables()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Open a browser without a screen."""
    return app.test_client()


@pytest.fixture
def at() -> Callable[[str], Any]:
    """Let time stand still, `with at("2026-03-02 09:00"):`, read on clocks in Seoul."""

    @contextmanager
    def stand_still(written: str) -> Iterator[None]:
        with clock.standing_still(datetime.fromisoformat(written).replace(tzinfo=clock.zone())):
            yield

    return stand_still


@pytest.fixture
def outbox(app: Flask) -> Callable[..., list[OutgoingMail]]:
    """Return the letters queued so far, oldest first; to one address if it is given."""

    def letters(to: str = "") -> list[OutgoingMail]:
        session.rollback()  # ends earlier reads, which would not see what came after them
        rows = select(OutgoingMail).order_by(OutgoingMail.id)
        return list(session.scalars(rows.where(OutgoingMail.to_address == to) if to else rows))

    return letters


@dataclass
class Counted:
    """The statements sent to the database."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        """How many there were."""
        return len(self.statements)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], Any]:
    """Count statements, `with count_queries() as counted: ...; assert len(counted) <= 5`."""

    @contextmanager
    def counting() -> Iterator[Counted]:
        counted = Counted()

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(("SET LOCAL", "PRAGMA")):
                counted.statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def sign_in(app: Flask) -> Callable[[FlaskClient, Account], FlaskClient]:
    """Sign a person in (`sign_in(client, account)`); the session is a real one."""

    def enter(client: FlaskClient, account: Account) -> FlaskClient:
        account_id = account.id
        with transaction():
            fresh = session.get_one(Account, account_id)
            token = accounts.make_set_up_link(fresh, now=clock.now())
        with transaction():
            session_token, _ = accounts.sign_in_by_link(token, user_agent="tests", now=clock.now())
        client.set_cookie("eventhub_session", session_token)
        return client

    return enter


def csrf(client: FlaskClient, path: str) -> str:
    """Read the CSRF token of a page, as a browser would send it back."""
    page = client.get(path)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, f"{path} shows no form: {page.status_code}\n{page.text}"
    return found[1]


def post(client: FlaskClient, path: str, page: str = "", **fields: Any) -> Any:
    """Send a form as a browser would: with the token of the page it stands on (`page`, else `path` itself)."""
    return client.post(path, data={"csrf_token": csrf(client, page or path), **fields})


def _empty_all_tables() -> None:
    with transaction():
        if db.engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        if db.engine.dialect.name == "postgresql":
            session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
    session.remove()


@pytest.fixture
def letters_folder(tmp_path: Path) -> Path:
    """Name a folder for a maildir."""
    return tmp_path / "letters"
