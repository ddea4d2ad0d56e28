"""which problems are the same, and what else comes near a text"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; every problem stands by itself."""
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("same_as_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_set_aside", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(batch_op.f("fk_problem_same_as_id_problem"), "problem", ["same_as_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_problem_same_as_id"), ["same_as_id"], unique=False)
    kinds = sa.Enum("similar", "event", "answer", name="kind", native_enum=False, create_constraint=True, length=20)
    op.create_table(
        "related",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("from_revision", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("to_revision", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("lexicon_version", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related")),
        sa.UniqueConstraint("kind", "from_id", "to_id", name=op.f("uq_related_kind_from_id_to_id")),
    )


def downgrade() -> None:
    """Go back; which problems were the same is forgotten, and computed again is the rest."""
    op.drop_table("related")
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_same_as_id"))
        batch_op.drop_constraint(batch_op.f("fk_problem_same_as_id_problem"), type_="foreignkey")
        batch_op.drop_column("is_set_aside")
        batch_op.drop_column("same_as_id")
