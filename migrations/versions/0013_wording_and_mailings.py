"""wording and mailings"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=60), nullable=False),
        sa.Column("subject_ko", sa.String(length=200), nullable=False),
        sa.Column("subject_en", sa.String(length=200), nullable=False),
        sa.Column("opening_ko", sa.Text(), nullable=False),
        sa.Column("opening_en", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_wording_complex_id_complex")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("complex_id", "letter", name=op.f("uq_wording_complex_id_letter")),
    )
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("mini_cluster_id", sa.Integer(), nullable=True),
        sa.Column("standings", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("from_mini_cluster_id", sa.Integer(), nullable=True),
        sa.Column("from_complex_id", sa.Integer(), nullable=True),
        sa.Column("subject_ko", sa.String(length=200), nullable=False),
        sa.Column("subject_en", sa.String(length=200), nullable=False),
        sa.Column("text_ko", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sending",
                "sent",
                "stopped",
                name="mailingstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN event_id IS NULL THEN 0 ELSE 1 END + CASE WHEN series_id IS NULL THEN 0 ELSE 1 END "
            "+ CASE WHEN mini_cluster_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_mailing_one_subject"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_mailing_author_id_account")),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_mailing_complex_id_complex")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_mailing_event_id_event")),
        sa.ForeignKeyConstraint(["from_complex_id"], ["complex.id"], name=op.f("fk_mailing_from_complex_id_complex")),
        sa.ForeignKeyConstraint(
            ["from_mini_cluster_id"], ["mini_cluster.id"], name=op.f("fk_mailing_from_mini_cluster_id_mini_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["mini_cluster_id"], ["mini_cluster.id"], name=op.f("fk_mailing_mini_cluster_id_mini_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_mailing_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_mailing_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mailing_public_id")),
    )
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.create_index("ix_mailing_complex_started_at", ["complex_id", "started_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailing_event_id"), ["event_id"], unique=False)

    op.create_table(
        "mailing_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "written",
                "left_out",
                name="readerstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mailing_reader_account_id_account")),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name=op.f("fk_mailing_reader_mailing_id_mailing")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_mailing_reader_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_reader")),
        sa.UniqueConstraint("key", name=op.f("uq_mailing_reader_key")),
        sa.UniqueConstraint("mailing_id", "account_id", name=op.f("uq_mailing_reader_mailing_id_account_id")),
    )
    with op.batch_alter_table("mailing_reader", schema=None) as batch_op:
        batch_op.create_index("ix_mailing_reader_mailing_state", ["mailing_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailing_reader_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailing_reader_registration_id"), ["registration_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("mailing_reader")
    op.drop_table("mailing")
    op.drop_table("wording")
