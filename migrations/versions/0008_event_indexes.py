"""event indexes"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LISTED = ["starts_at", "id", "ends_at", "status", "visibility"]
IS_PLANNED = sa.text("publish_at IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_status_starts_at")
        batch_op.create_index("ix_event_starts_at", LISTED, unique=False)
        batch_op.create_index(
            "ix_event_publish_at", ["publish_at"], unique=False, sqlite_where=IS_PLANNED, postgresql_where=IS_PLANNED
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_publish_at")
        batch_op.drop_index("ix_event_starts_at")
        batch_op.create_index("ix_event_status_starts_at", ["status", "starts_at"], unique=False)
