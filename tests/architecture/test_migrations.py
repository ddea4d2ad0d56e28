"""Do migrations lead to the tables the code describes, on both databases, and keep what was in them?"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, Connection, MetaData, column, select, table, text

from eventhub.app import create_app
from eventhub.core.db import Base, db
from tests.conftest import settings_for

BLANKS: dict[type, Any] = {str: "", int: 0, bool: False, float: 0.0, object: {}, datetime: datetime(2026, 3, 2, 9)}  # noqa: DTZ001
EVENT = {"kind": "seminar", "status": "published", "ends_at": datetime(2026, 3, 2, 11), "capacity": 5}  # noqa: DTZ001


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Make an app on an empty database of its own, without any table, inside its context."""
    url = f"sqlite:///{tmp_path / 'older.sqlite3'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres_url").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS older")
            server.execute("CREATE DATABASE older")
        url = f"{request.getfixturevalue('postgres_url').rpartition('/')[0]}/older"
    app = create_app(settings_for(url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


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


PLACES = "SELECT venue_ko, venue_en FROM event ORDER BY id"


def test_the_place_of_an_event_goes_into_both_languages_and_back(older: Flask) -> None:
    upgrade(revision="0017")
    facts = {"venue": "회관 1층", "room_id": 1}
    with db.engine.begin() as connection:
        add(connection, "complex", slug="changwon")
        add(connection, "venue", complex_id=1, name_ko="회관", name_en="Hall")
        add(connection, "venue", id=2, public_id="b", complex_id=1, name_ko="별관")
        add(connection, "room", venue_id=1, capacity=5, name_ko="1층", name_en="Ground floor")
        add(connection, "room", id=2, public_id="b", venue_id=1, capacity=5, name_ko="2층")
        add(connection, "room", id=3, public_id="c", venue_id=2, capacity=5, name_ko="3층")
        add(connection, "room", id=4, public_id="d", venue_id=2, capacity=5, name_ko="4층", name_en="N" * 200)
        places = (("회관 1층", 1), ("회관 2층", 2), ("별관 3층", 3), ("별관 4층", 4), ("공장", None), ("", None))
        for number, (words, room_id) in enumerate(places, start=1):
            values = {
                "id": number,
                "public_id": str(number),
                "visibility": "public",
                "venue": words,
                "room_id": room_id,
            }
            add(connection, "event", complex_id=1, **values, **EVENT)
        add(connection, "pending_notice", event_id=1, was={**facts, "venue": "옛 강당"})
        add(connection, "event_report", event_id=1, state="finished", snapshot={"event": facts})
        add(connection, "event_report", id=2, event_id=2, state="draft", snapshot={})
        first = {"event": {"venue": [None, "옛 강당"]}}
        add(connection, "programme_release", event_id=1, snapshot={"event": {"venue": "옛 강당"}}, changes=first)
        then = {"event": {"venue": ["옛 강당", "회관 1층"]}}
        add(connection, "programme_release", id=2, event_id=1, number=2, snapshot={"event": facts}, changes=then)
    upgrade(revision="0018")
    known = [
        ("회관 1층", "Hall, Ground floor"),
        ("회관 2층", "Hall, 2층"),
        ("별관 3층", ""),
        ("별관 4층", f"별관, {'N' * 196}"),
    ]
    assert rows(PLACES) == [*known, ("공장", ""), ("", "")]
    in_both = {"venue_ko": "회관 1층", "venue_en": "Hall, Ground floor", "room_id": 1}
    old_hall = {"venue_ko": "옛 강당", "venue_en": ""}
    assert kept("pending_notice", "was") == [{**old_hall, "room_id": 1}]
    assert kept("event_report", "snapshot") == [{"event": in_both}, {}]
    assert kept("programme_release", "snapshot") == [{"event": old_hall}, {"event": in_both}]
    assert kept("programme_release", "changes") == [
        {"event": {"venue_ko": [None, "옛 강당"], "venue_en": [None, ""]}},
        {"event": {"venue_ko": ["옛 강당", "회관 1층"], "venue_en": ["", "Hall, Ground floor"]}},
    ]
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE event SET venue_en = 'Annex' WHERE id = 6"))
    downgrade(revision="0017")
    assert [row[0] for row in rows("SELECT venue FROM event ORDER BY id")] == [
        *(words for words, _ in places[:5]),
        "Annex",
    ]
    assert kept("pending_notice", "was") == [{**facts, "venue": "옛 강당"}]
    assert kept("event_report", "snapshot") == [{"event": facts}, {}]
    assert kept("programme_release", "snapshot") == [{"event": {"venue": "옛 강당"}}, {"event": facts}]
    assert kept("programme_release", "changes") == [first, then]
    upgrade()


def kept(table_name: str, column_name: str) -> list[Any]:
    """Read what a table keeps as JSON."""
    kept_in = table(table_name, column("id"), column(column_name, JSON()))
    with db.engine.connect() as connection:
        return list(connection.scalars(select(kept_in.c[column_name]).order_by(kept_in.c.id)))


def rows(query: str) -> list[tuple[Any, ...]]:
    """Read with the connection's own settings."""
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]
