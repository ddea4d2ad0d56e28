"""what was read in the texts that are matched"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "analysed_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysed_text")),
        sa.UniqueConstraint("name", name=op.f("uq_analysed_text_name")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("analysed_text")
