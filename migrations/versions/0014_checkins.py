"""checkins"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("session_key", sa.String(length=12), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lane", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_check_in_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_check_in_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint(
            "registration_id", "day", "session_key", name=op.f("uq_check_in_registration_id_day_session_key")
        ),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index("ix_check_in_event_day", ["event_id", "day", "session_key"], unique=False)
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "let_in",
                "already",
                "not_confirmed",
                "given_up",
                "replaced",
                "other_event",
                "not_a_ticket",
                "event_cancelled",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("session_key", sa.String(length=12), nullable=False),
        sa.Column("lane", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_scan_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_scan_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_scan_event_id_key")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_registration_id"), ["registration_id"], unique=False)
    op.create_table(
        "helper_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_helper_link_event_id_event")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_helper_link_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_helper_link_public_id")),
    )
    with op.batch_alter_table("helper_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_helper_link_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_helper_link_made_by_id"), ["made_by_id"], unique=False)
    op.create_table(
        "room_code",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_room_code_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_room_code")),
    )
    op.create_table(
        "attendance_mark",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "attendance",
            sa.Enum(
                "attended",
                "absent",
                "excused",
                "unknown",
                name="attendance",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendance_mark_event_id_event")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["account.id"], name=op.f("fk_attendance_mark_marked_by_id_account")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_attendance_mark_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_attendance_mark")),
    )
    with op.batch_alter_table("attendance_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_mark_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_mark_marked_by_id"), ["marked_by_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    for table in ("attendance_mark", "room_code", "helper_link", "scan", "check_in"):
        op.drop_table(table)
