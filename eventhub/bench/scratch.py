"""Where does a benchmark write what it makes up? Into a database of its own beside the settings', thrown away after."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, current_app
from flask_migrate import Migrate, upgrade
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from config import ROOT
from eventhub.core.db import configure_sqlite, db, session


@dataclass(frozen=True)
class Scratch:
    """A migrated, empty database, and with which settings a server of ours works on it."""

    url: str
    folder: Path
    environment: dict[str, str]
    app: Flask

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let this process work on it, with services and queries as everywhere, until the block ends."""
        with self.app.app_context():
            try:
                yield
            finally:
                session.remove()


@contextmanager
def scratch() -> Iterator[Scratch]:
    """Make a database of the same kind, on the same disk or server as the settings' own, and throw it away again."""
    own = make_url(str(current_app.config["SQLALCHEMY_DATABASE_URI"]))
    is_file = own.get_backend_name() == "sqlite"
    beside = Path(own.database).parent if is_file and own.database else None
    with TemporaryDirectory(prefix="eventhub-bench-", dir=beside) as name:
        folder = Path(name)
        if is_file:
            url = f"sqlite:///{folder / 'scratch.sqlite3'}"
            yield from _migrated(url, folder)
            return
        database = f"eventhub_bench_{secrets.token_hex(6)}"
        _on_server(f'CREATE DATABASE "{database}"')
        try:
            yield from _migrated(own.set(database=database).render_as_string(hide_password=False), folder)
        finally:
            _on_server(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def _migrated(url: str, folder: Path) -> Iterator[Scratch]:
    key = secrets.token_urlsafe(48)
    app = Flask("scratch")
    app.config.from_mapping(
        SECRET_KEY=key,
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=current_app.config["SQLALCHEMY_ENGINE_OPTIONS"],
        BASE_URL="http://127.0.0.1",
    )
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    made = Scratch(url, folder, _environment(url, key), app)
    with made.opened():
        if db.engine.dialect.name == "sqlite":
            configure_sqlite(db.engine)
        upgrade()
    try:
        yield made
    finally:
        with app.app_context():
            db.engine.dispose()


def _environment(url: str, key: str) -> dict[str, str]:
    """Set what a server needs, and nothing of what is set for the real one."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("EVENTHUB_")},
        "EVENTHUB_SECRET_KEY": key,
        "EVENTHUB_DATABASE_URL": url,
        "EVENTHUB_MAIL_URL": "console:",
        # The clients stand for one proxy in front and say from where each person comes.
        "EVENTHUB_TRUSTED_PROXIES": "1",
    }


def _on_server(statement: str) -> None:
    """Tell the settings' database server something that concerns none of its data."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(text(statement))
        except ProgrammingError as fault:
            raise RuntimeError(
                f"the database user of the settings must be allowed to make a database for the run: {fault.orig}"
            ) from fault
