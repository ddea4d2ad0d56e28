"""Do migrations lead to the tables the code describes, on both databases?"""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from eventhub.core.db import Base, db


def test_a_migrated_database_is_what_the_models_describe(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []
