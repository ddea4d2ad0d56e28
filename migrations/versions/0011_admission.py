"""admission"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ONE_GROUP = (
    "CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END + CASE WHEN mini_cluster_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN complex_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "seat_pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name=op.f("ck_seat_pool_seats_taken")),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_seat_pool_complex_id_complex")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_pool")),
        sa.UniqueConstraint("public_id", name=op.f("uq_seat_pool_public_id")),
    )
    with op.batch_alter_table("seat_pool", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_pool_complex_id"), ["complex_id"], unique=False)

    op.create_table(
        "admission_terms",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("changes_close_hours", sa.Integer(), nullable=False),
        sa.Column("largest_group", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "changes_close_hours BETWEEN 0 AND 720", name=op.f("ck_admission_terms_changes_close_hours")
        ),
        sa.CheckConstraint("largest_group BETWEEN 1 AND 50", name=op.f("ck_admission_terms_largest_group")),
        sa.CheckConstraint("offer_hours BETWEEN 0 AND 720", name=op.f("ck_admission_terms_offer_hours")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_admission_terms_event_id_event")),
        sa.ForeignKeyConstraint(["pool_id"], ["seat_pool.id"], name=op.f("fk_admission_terms_pool_id_seat_pool")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_admission_terms")),
    )
    with op.batch_alter_table("admission_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admission_terms_pool_id"), ["pool_id"], unique=False)

    op.create_table(
        "invitation_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skips_approval", sa.Boolean(), nullable=False),
        sa.Column("keeps_seats", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("uses >= 0 AND uses <= most_uses", name=op.f("ck_invitation_code_uses")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_invitation_code_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_code")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_invitation_code_event_id_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_code_public_id")),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_party_account_id_account")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_party_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("public_id", name=op.f("uq_party_public_id")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_event_id"), ["event_id"], unique=False)

    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("mini_cluster_id", sa.Integer(), nullable=True),
        sa.Column("complex_id", sa.Integer(), nullable=True),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            ONE_GROUP,
            name=op.f("ck_quota_one_group"),
        ),
        sa.CheckConstraint("reserved >= 0 AND (most IS NULL OR most >= reserved)", name=op.f("ck_quota_bounds")),
        sa.ForeignKeyConstraint(["complex_id"], ["complex.id"], name=op.f("fk_quota_complex_id_complex")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_quota_event_id_event")),
        sa.ForeignKeyConstraint(
            ["mini_cluster_id"], ["mini_cluster.id"], name=op.f("fk_quota_mini_cluster_id_mini_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_quota_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint("event_id", "complex_id", name=op.f("uq_quota_event_id_complex_id")),
        sa.UniqueConstraint("event_id", "mini_cluster_id", name=op.f("uq_quota_event_id_mini_cluster_id")),
        sa.UniqueConstraint("event_id", "organisation_id", name=op.f("uq_quota_event_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quota_public_id")),
    )
    with op.batch_alter_table("quota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quota_complex_id"), ["complex_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quota_mini_cluster_id"), ["mini_cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quota_organisation_id"), ["organisation_id"], unique=False)

    _standings(("requested", "waiting", "offered", "confirmed", "declined", "lapsed", "cancelled"))
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("party_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("code_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_member", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("ticket_round", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decision_note", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_registration_code_id"), ["code_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_party_id"), ["party_id"], unique=False)
        batch_op.create_index("ix_registration_standing_offer_until", ["standing", "offer_until"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_code_id_invitation_code"), "invitation_code", ["code_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_registration_party_id_party"), "party", ["party_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_registration_organisation_id_organisation"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_registration_party_id_party"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_registration_code_id_invitation_code"), type_="foreignkey")
        batch_op.drop_index("ix_registration_standing_offer_until")
        batch_op.drop_index(batch_op.f("ix_registration_party_id"))
        batch_op.drop_index(batch_op.f("ix_registration_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_registration_code_id"))
        batch_op.drop_column("decision_note")
        batch_op.drop_column("offer_until")
        batch_op.drop_column("ticket_round")
        batch_op.drop_column("is_member")
        batch_op.drop_column("organisation_id")
        batch_op.drop_column("code_id")
        batch_op.drop_column("party_id")

    with op.batch_alter_table("quota", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quota_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_quota_mini_cluster_id"))
        batch_op.drop_index(batch_op.f("ix_quota_complex_id"))

    op.drop_table("quota")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_event_id"))
        batch_op.drop_index(batch_op.f("ix_party_account_id"))

    op.drop_table("party")
    op.drop_table("invitation_code")
    with op.batch_alter_table("admission_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_admission_terms_pool_id"))

    op.drop_table("admission_terms")
    with op.batch_alter_table("seat_pool", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_pool_complex_id"))

    op.drop_table("seat_pool")
    op.execute("UPDATE registration SET standing = 'waiting' WHERE standing = 'requested'")
    op.execute("UPDATE registration SET standing = 'confirmed' WHERE standing = 'offered'")
    op.execute("UPDATE registration SET standing = 'cancelled' WHERE standing IN ('declined', 'lapsed')")
    _standings(("confirmed", "waiting", "cancelled"))


def _standings(values: tuple[str, ...]) -> None:
    """Let places, and seats in sessions, be worth one of these."""
    listed = ", ".join(f"'{value}'" for value in values)
    for table in ("registration", "sign_up"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint("standing", type_="check")
            batch_op.create_check_constraint("standing", f"standing IN ({listed})")
