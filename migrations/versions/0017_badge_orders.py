"""badges are ordered as certificates are"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
PAPER = sa.Enum("certificates", "badges", name="paper", native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    """Go forward; what was ordered before are certificates."""
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper", PAPER, nullable=False, server_default="certificates"))
        batch_op.add_column(sa.Column("start", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Go back; badges that were ordered go."""
    for part in ("paper_file", "paper_part"):
        op.execute(f"DELETE FROM {part} WHERE order_id IN (SELECT id FROM paper_order WHERE paper = 'badges')")  # noqa: S608
    op.execute("DELETE FROM paper_order WHERE paper = 'badges'")
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_paper_order_paper"), type_="check")
        batch_op.drop_column("start")
        batch_op.drop_column("paper")
