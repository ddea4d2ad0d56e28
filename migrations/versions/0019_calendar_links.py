"""what a private calendar shows, when it was last read, and when public calendars last changed"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SCOPE = sa.Enum("places", "favourites", "desk", name="scope", native_enum=False, length=20, create_constraint=True)


def upgrade() -> None:
    """Go forward."""
    stamps = op.create_table(
        "feed_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_stamp")),
    )
    op.bulk_insert(stamps, [{"id": 1, "value": secrets.token_hex(16)}])
    with op.batch_alter_table("feed_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scope", SCOPE, nullable=False, server_default="places"))
        batch_op.add_column(sa.Column("has_deadlines", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("alarm_minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    # The numbers calendars know by now: none of them may fall.
    op.execute("UPDATE registration SET changes = round - 1 + CASE WHEN promoted_at IS NULL THEN 0 ELSE 1 END")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("decided_at")
        batch_op.drop_column("changes")
    with op.batch_alter_table("feed_link", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_feed_link_scope"), type_="check")
        for name in ("last_used_at", "alarm_minutes", "has_deadlines", "scope"):
            batch_op.drop_column(name)
    op.drop_table("feed_stamp")
