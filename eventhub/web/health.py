"""Is this process able to serve?"""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from eventhub.core.db import db, session


def trouble() -> str:
    """Say what keeps this process from serving, or the empty string: no database, or one not migrated."""
    try:
        with db.engine.connect() as connection:
            present = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        return "database unreachable"
    finally:
        session.rollback()
    config = current_app.extensions["migrate"].migrate.get_config()
    wanted = set(ScriptDirectory.from_config(config).get_heads())
    return "" if present == wanted else "database not migrated: run `flask --app wsgi db upgrade`"
