"""planning"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name_ko", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_closed_day_complex_id_complex")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sa.UniqueConstraint("complex_id", "day", name=op.f("uq_closed_day_complex_id_day")),
    )
    op.create_table(
        "team_usual",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complex_id", sa.Integer(), nullable=False),
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
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("opens_days_before", sa.Integer(), nullable=False),
        sa.Column("closes_hours_before", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_team_usual_complex_id_complex")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_usual")),
        sa.UniqueConstraint("complex_id", "kind", name=op.f("uq_team_usual_complex_id_kind")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("name_ko", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("opens_at_minute", sa.Integer(), nullable=False),
        sa.Column("closes_at_minute", sa.Integer(), nullable=False),
        sa.Column("text_ko", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("accessibility_ko", sa.Text(), nullable=False),
        sa.Column("accessibility_en", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_venue_complex_id_complex")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("public_id", name=op.f("uq_venue_public_id")),
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_complex_id"), ["complex_id"], unique=False)
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name_ko", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("equipment_ko", sa.Text(), nullable=False),
        sa.Column("equipment_en", sa.Text(), nullable=False),
        sa.Column("accessibility_ko", sa.Text(), nullable=False),
        sa.Column("accessibility_en", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_room_capacity")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_room_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("public_id", name=op.f("uq_room_public_id")),
        sa.UniqueConstraint("venue_id", "name_ko", name=op.f("uq_room_venue_id_name_ko")),
    )
    op.create_table(
        "pending_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_pending_notice_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_notice")),
        sa.UniqueConstraint("event_id", name=op.f("uq_pending_notice_event_id")),
    )
    with op.batch_alter_table("pending_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pending_notice_due_at"), ["due_at"], unique=False)
    with op.batch_alter_table("complex", schema=None) as batch_op:
        batch_op.add_column(sa.Column("events_need_approval", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "visibility",
                sa.Enum(
                    "public",
                    "unlisted",
                    "members",
                    name="visibility",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=False,
                server_default="public",
            )
        )
        batch_op.add_column(sa.Column("venue_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("room_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("review_note", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_event_room_starts_at", ["room_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_venue_id"), ["venue_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_event_venue_id_venue"), "venue", ["venue_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_event_room_id_room"), "room", ["room_id"], ["id"])


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_event_room_id_room"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_event_venue_id_venue"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_event_venue_id"))
        batch_op.drop_index("ix_event_room_starts_at")
        batch_op.drop_column("publish_at")
        batch_op.drop_column("review_note")
        batch_op.drop_column("submitted_at")
        batch_op.drop_column("version")
        batch_op.drop_column("room_id")
        batch_op.drop_column("venue_id")
        batch_op.drop_constraint(op.f("ck_event_visibility"), type_="check")
        batch_op.drop_column("visibility")
    with op.batch_alter_table("complex", schema=None) as batch_op:
        batch_op.drop_column("events_need_approval")
    with op.batch_alter_table("pending_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pending_notice_due_at"))
    op.drop_table("pending_notice")
    op.drop_table("room")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_complex_id"))
    op.drop_table("venue")
    op.drop_table("team_usual")
    op.drop_table("closed_day")
