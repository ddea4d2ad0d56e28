"""reminders, and who submitted a draft"""

import sqlalchemy as sa
from alembic import op

# What each kind begins with; a team that said what is usual in it said nothing of reminders so far.
TWO, ONE = [168, 24], [24]
USUAL = {"forum": TWO, "seminar": TWO, "workshop": TWO, "briefing": ONE, "meeting": ONE, "cluster_day": TWO}

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("submitted_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reminder_hours", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_event_remind_at"), ["remind_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_event_submitted_by_id_account"), "account", ["submitted_by_id"], ["id"]
        )
    with op.batch_alter_table("team_usual", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminder_hours", sa.JSON(), nullable=False, server_default="[]"))
    rows = sa.table("team_usual", sa.column("kind", sa.String()), sa.column("reminder_hours", sa.JSON()))
    for kind, hours in USUAL.items():
        op.execute(rows.update().where(rows.c.kind == kind).values(reminder_hours=hours))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("team_usual", schema=None) as batch_op:
        batch_op.drop_column("reminder_hours")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_event_submitted_by_id_account"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_event_remind_at"))
        batch_op.drop_column("remind_at")
        batch_op.drop_column("reminder_hours")
        batch_op.drop_column("submitted_by_id")
