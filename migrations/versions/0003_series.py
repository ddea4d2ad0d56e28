"""series"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "forum",
                "seminar",
                "workshop",
                "briefing",
                "meeting",
                "cluster_day",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("mini_cluster_id", sa.Integer(), nullable=True),
        sa.Column("title_ko", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("text_ko", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=500), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_series_complex_id_complex")),
        sa.ForeignKeyConstraint(
            ["mini_cluster_id"], ["mini_cluster.id"], name=op.f("fk_series_mini_cluster_id_mini_cluster")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("public_id", name=op.f("uq_series_public_id")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_complex_id"), ["complex_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_mini_cluster_id"), ["mini_cluster_id"], unique=False)
    op.create_table(
        "series_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_series_date_event_id_event")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_date_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_date")),
        sa.UniqueConstraint("event_id", name=op.f("uq_series_date_event_id")),
    )
    with op.batch_alter_table("series_date", schema=None) as batch_op:
        batch_op.create_index("ix_series_date_series_planned_at", ["series_id", "planned_at"], unique=True)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("series_date", schema=None) as batch_op:
        batch_op.drop_index("ix_series_date_series_planned_at")
    op.drop_table("series_date")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_series_mini_cluster_id"))
        batch_op.drop_index(batch_op.f("ix_series_complex_id"))
    op.drop_table("series")
