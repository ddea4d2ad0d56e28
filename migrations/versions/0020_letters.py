"""threads, limits, settings of readers and reasons of letters"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
REASONS = ("paused", "weekly", "budget", "night", "refused", "bounced", "too-late", "gathered", "taken-back")
REASON = sa.Enum(*REASONS, name="reason", native_enum=False, create_constraint=True, length=20)
TEXTS = {"domain": 253, "reply_to": 254, "thread": 120, "in_reply_to": 120, "team": 60}
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward; letters written before belong to no thread and no team, and count to no domain."""
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        for name, length in TEXTS.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("is_weekly", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("useful_until", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("reason", REASON, nullable=True))
        batch_op.drop_index("ix_outgoing_mail_due")
        batch_op.create_index("ix_outgoing_mail_due", ["state", "due_at", "id", "domain"], unique=False)
        batch_op.create_index("ix_outgoing_mail_team", ["team", "queued_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_mail_thread"), ["thread"], unique=False)
    op.create_table(
        "letter_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("is_weekly", sa.Boolean(), nullable=False),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_settings")),
        sa.UniqueConstraint("address", name=op.f("uq_letter_settings_address")),
    )
    op.create_table(
        "mail_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minute", MOMENT, nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_count")),
        sa.UniqueConstraint("minute", "domain", name=op.f("uq_mail_count_minute_domain")),
    )


def downgrade() -> None:
    """Go back; how people want their letters goes."""
    op.drop_table("mail_count")
    op.drop_table("letter_settings")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_thread"))
        batch_op.drop_index("ix_outgoing_mail_team")
        batch_op.drop_index("ix_outgoing_mail_due")
        batch_op.create_index("ix_outgoing_mail_due", ["state", "due_at", "id"], unique=False)
        batch_op.drop_constraint(op.f("ck_outgoing_mail_reason"), type_="check")
        for name in (*TEXTS, "is_weekly", "useful_until", "reason"):
            batch_op.drop_column(name)
