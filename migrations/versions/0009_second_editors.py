"""versions of speakers, tracks and materials; who may read minutes"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
TABLES = ("track", "speaker", "material")


def upgrade() -> None:
    """Go forward."""
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("programme_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "minutes_audience",
                sa.Enum(
                    "public",
                    "registered",
                    "team",
                    name="audience",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=False,
                server_default="public",
            )
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("programme_session", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_programme_session_audience"), type_="check")
        batch_op.drop_column("minutes_audience")
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("version")
