"""How are migrations run: on either database, by one process at a time?"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from eventhub.core.db import WRITE, db
from eventhub.core.types import Moment

# Any number, as long as nothing else takes this lock.
MIGRATION_LOCK = 7_402_026


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write a migration without our own column types: it must still run when they have changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def migrate(connection: Connection) -> None:
    """Bring the schema up to date; on PostgreSQL two processes that start together take turns."""
    # Ours, not Alembic's: it leaves another one open, in which SQLite's foreign keys could not be switched on again.
    with connection.begin():
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        context.run_migrations()
        if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise SystemExit("a migration left rows that refer to nothing; nothing was changed")


def let_tables_be_made_anew(connection: Connection, *, on: bool) -> None:
    """Switch SQLite's foreign keys off while tables are copied, dropped and renamed; only outside a transaction."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={'OFF' if on else 'ON'}")


if context.is_offline_mode():
    raise SystemExit("EventHub migrates a database it can reach; there is no offline mode")
with db.engine.connect().execution_options(**{WRITE: True}) as migrated:
    let_tables_be_made_anew(migrated, on=True)
    try:
        migrate(migrated)
    finally:
        let_tables_be_made_anew(migrated, on=False)
