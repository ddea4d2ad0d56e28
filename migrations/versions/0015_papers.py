"""papers"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def one_of(name: str, *values: str) -> sa.Enum:
    """One value of an enumeration, as text with a check."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    """Go forward."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "certificate_code",
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_certificate_code_complex_id_complex")),
        sa.PrimaryKeyConstraint("complex_id", name=op.f("pk_certificate_code")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code_code")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("locale", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", moment, nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("revoked_at", moment, nullable=True),
        sa.Column("revoked_by", sa.String(length=200), nullable=False),
        sa.Column("revoke_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_certificate_complex_id_complex")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_certificate_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_certificate_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("complex_id", "year", "running", name=op.f("uq_certificate_complex_id_year_running")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_certificate_public_id")),
    )
    holds = sa.text("revoked_at IS NULL")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_certificate_registration_id", ["registration_id"], unique=False)
        batch_op.create_index(
            "uq_certificate_valid", ["registration_id"], unique=True, sqlite_where=holds, postgresql_where=holds
        )
    op.create_table(
        "paper_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ordered_by", sa.String(length=200), nullable=False),
        sa.Column("packing", one_of("packing", "pdf", "zip"), nullable=False),
        sa.Column("state", one_of("orderstate", "waiting", "running", "ready", "failed"), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("stuck", sa.Integer(), nullable=False),
        sa.Column("ordered_at", moment, nullable=False),
        sa.Column("touched_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_paper_order_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_order")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paper_order_public_id")),
    )
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_order_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_order_ordered_at"), ["ordered_at"], unique=False)
        batch_op.create_index("ix_paper_order_state", ["state", "id"], unique=False)
    op.create_table(
        "paper_part",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["paper_order.id"], name=op.f("fk_paper_part_order_id_paper_order")),
        sa.PrimaryKeyConstraint("order_id", "name", name=op.f("pk_paper_part")),
    )
    op.create_table(
        "paper_file",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["paper_order.id"], name=op.f("fk_paper_file_order_id_paper_order")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_paper_file")),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("paper_file", "paper_part", "paper_order", "certificate", "certificate_code"):
        op.drop_table(table)
