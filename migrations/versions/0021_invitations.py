"""letters carry invitations, and what comes back by mail is read"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
MATTER = sa.Enum(
    "settled",
    "other_sender",
    "other_event",
    "outdated",
    "too_late",
    "wants_back",
    "proposal",
    "letter",
    "no_such_address",
    "unreadable",
    "too_large",
    "complaint",
    name="matter",
    native_enum=False,
    create_constraint=True,
    length=20,
)


def upgrade() -> None:
    """Go forward; nobody was invited by letter before, and nothing was read."""
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invitation", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invited_as", sa.Integer(), nullable=True))
    op.create_table(
        "bounced_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("diagnostic", sa.Text(), nullable=False),
        sa.Column("delays", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outgoing_mail.id"], name=op.f("fk_bounced_address_letter_id_outgoing_mail")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounced_address")),
        sa.UniqueConstraint("address", name=op.f("uq_bounced_address_address")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bounced_address_public_id")),
    )
    op.create_index(op.f("ix_bounced_address_stopped_at"), "bounced_address", ["stopped_at"])
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("matter", MATTER, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("proposed_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("complex_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_incoming_mail_complex_id_complex")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_incoming_mail_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_incoming_mail_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_mail_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_incoming_mail_public_id")),
    )
    op.create_index("ix_incoming_mail_complex_id_done_at", "incoming_mail", ["complex_id", "done_at"])
    op.create_index(op.f("ix_incoming_mail_event_id"), "incoming_mail", ["event_id"])
    op.create_index(op.f("ix_incoming_mail_received_at"), "incoming_mail", ["received_at"])
    op.create_index(op.f("ix_incoming_mail_registration_id"), "incoming_mail", ["registration_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("incoming_mail")
    op.drop_table("bounced_address")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("invited_as")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_column("invitation")
