"""Do migrations lead to the tables the code describes, on both databases, and keep what was in them?"""

from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, text

from eventhub.app import create_app
from eventhub.core.db import Base, db
from tests.conftest import settings_for

BLANKS: dict[type, Any] = {str: "", int: 0, bool: False, float: 0.0, datetime: datetime(2026, 3, 2, 9)}  # noqa: DTZ001
EVENT = {"kind": "seminar", "status": "published", "ends_at": datetime(2026, 3, 2, 11), "capacity": 5}  # noqa: DTZ001


def test_a_migrated_database_is_what_the_models_describe(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


def add(connection: Connection, table_name: str, **values: object) -> None:
    """Add a row to a table of the schema as it is at this moment, with blanks for what is not given."""
    schema = MetaData()
    schema.reflect(connection)
    table = schema.tables[table_name]
    blanks = {column.name: BLANKS[column.type.python_type] for column in table.columns if not column.nullable}
    connection.execute(table.insert().values({**blanks, "id": 1, **values}))


def test_an_older_database_keeps_its_rows_on_the_way_forward_and_back(tmp_path: Path) -> None:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'old.sqlite3'}"))
    with app.app_context():
        upgrade(revision="0001")
        with db.engine.begin() as connection:
            add(connection, "complex", slug="changwon")
            add(connection, "event", complex_id=1, title_ko="금형 세미나", **EVENT)
            add(connection, "account", role="member")
            add(connection, "registration", event_id=1, account_id=1, standing="confirmed")
        upgrade()
        assert rows("SELECT title_ko, visibility, version FROM event") == [("금형 세미나", "public", 1)]
        downgrade(revision="0001")
        assert rows("SELECT event.title_ko FROM registration JOIN event ON event.id = event_id") == [("금형 세미나",)]
        assert rows("PRAGMA foreign_keys") == [(1,)]


def rows(query: str) -> list[tuple[Any, ...]]:
    """Read with the connection's own settings."""
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]
