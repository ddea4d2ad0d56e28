"""picks"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "pick_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_pick_list_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_list")),
        sa.UniqueConstraint("account_id", name=op.f("uq_pick_list_account_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pick_list_public_id")),
    )
    with op.batch_alter_table("pick_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pick_list_used_at"), ["used_at"], unique=False)
    op.create_table(
        "pick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_key", sa.String(length=12), nullable=False),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_pick_event_id_event")),
        sa.ForeignKeyConstraint(["list_id"], ["pick_list.id"], name=op.f("fk_pick_list_id_pick_list")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick")),
        sa.UniqueConstraint("list_id", "event_id", "session_key", name=op.f("uq_pick_list_id_event_id_session_key")),
    )
    with op.batch_alter_table("pick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pick_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pick_session_key"), ["session_key"], unique=False)
    op.create_table(
        "sign_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_key", sa.String(length=12), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "confirmed",
                "waiting",
                "cancelled",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_sign_up_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_sign_up_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_up_public_id")),
        sa.UniqueConstraint("registration_id", "session_key", name=op.f("uq_sign_up_registration_id_session_key")),
    )
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.create_index("ix_sign_up_queue", ["session_key", "standing", "queued_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_up_event_id"), ["event_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("sign_up")
    op.drop_table("pick")
    op.drop_table("pick_list")
