"""who submitted a draft"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("submitted_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_event_submitted_by_id_account"), "account", ["submitted_by_id"], ["id"]
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_event_submitted_by_id_account"), type_="foreignkey")
        batch_op.drop_column("submitted_by_id")
