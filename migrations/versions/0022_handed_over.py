"""whether a place ended because it was handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; of places that ended before nobody knows."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_handed_over", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("is_handed_over")
