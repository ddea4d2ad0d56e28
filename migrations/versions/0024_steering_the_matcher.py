"""whom the matcher must not suggest, its lexicon, what people judge and what it learns"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward; everybody may be suggested as before, and has named no competitor."""
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wants_suggestions", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("open_requests", sa.Integer(), nullable=True))
        batch_op.create_check_constraint("open_requests", "open_requests BETWEEN 0 AND 99")
    with op.batch_alter_table("matched_problem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lexicon_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("ranking", sa.JSON(), nullable=False, server_default="{}"))
    _add_matching()
    _add_tuning()


def downgrade() -> None:
    """Go back; what was named, set, judged and learnt goes."""
    for name in ("lexicon_proposal", "measurement", "judgement", "drawn_pair"):
        op.drop_table(name)
    for name in ("lexicon_version", "match_run", "matching_team_setting", "lifted_answer", "competitor"):
        op.drop_table(name)
    with op.batch_alter_table("matched_problem", schema=None) as batch_op:
        batch_op.drop_column("ranking")
        batch_op.drop_column("lexicon_version")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_constraint("open_requests", type_="check")
        batch_op.drop_column("open_requests")
        batch_op.drop_column("wants_suggestions")


def _add_matching() -> None:
    op.create_table(
        "competitor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("rival_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", MOMENT, nullable=False),
        *_refers("competitor", organisation_id="organisation", rival_id="organisation", named_by_id="account"),
        sa.UniqueConstraint("organisation_id", "rival_id", name=op.f("uq_competitor_organisation_id_rival_id")),
    )
    op.create_index(op.f("ix_competitor_rival_id"), "competitor", ["rival_id"], unique=False)
    op.create_table(
        "lifted_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        *_refers("lifted_answer", suggestion_id="suggestion", lifted_by_id="account"),
        sa.UniqueConstraint("suggestion_id", name=op.f("uq_lifted_answer_suggestion_id")),
    )
    op.create_table(
        "matching_team_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complex_id", sa.Integer(), nullable=False),
        sa.Column("months_apart", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        *_refers("matching_team_setting", complex_id="complex"),
        sa.CheckConstraint("months_apart BETWEEN 0 AND 120", name=op.f("ck_matching_team_setting_months_apart")),
        sa.UniqueConstraint("complex_id", name=op.f("uq_matching_team_setting_complex_id")),
    )
    numbers = ("capabilities", "matched", "suggestions", "without_partner", "failed")
    op.create_table(
        "match_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.Column("megabytes", sa.Float(), nullable=False),
        sa.Column("floor", sa.Float(), nullable=False),
        sa.Column("lexicon_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )

    op.create_table(
        "lexicon_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        *_refers("lexicon_version", made_by_id="account"),
        sa.UniqueConstraint("number", name=op.f("uq_lexicon_version_number")),
    )


def _one_of(name: str, *values: str) -> sa.Column:
    return sa.Column(
        name, sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20), nullable=False
    )


def _add_tuning() -> None:
    op.create_table(
        "drawn_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("problem_id", "revision", "capability_id")),
        sa.Column("capability_revision", sa.Integer(), nullable=False),
        _one_of("origin", "top", "middle", "random"),
        sa.Column("drawn_at", MOMENT, nullable=False),
        *_refers("drawn_pair", problem_id="problem", capability_id="capability"),
        sa.UniqueConstraint("public_id", name=op.f("uq_drawn_pair_public_id")),
        sa.UniqueConstraint(
            "problem_id", "revision", "capability_id", name=op.f("uq_drawn_pair_problem_id_revision_capability_id")
        ),
    )
    op.create_index(op.f("ix_drawn_pair_capability_id"), "drawn_pair", ["capability_id"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        _one_of("verdict", "relevant", "partly", "not"),
        sa.Column("judged_at", MOMENT, nullable=False),
        *_refers("judgement", pair_id="drawn_pair", account_id="account"),
        sa.UniqueConstraint("pair_id", "account_id", name=op.f("uq_judgement_pair_id_account_id")),
    )
    op.create_index(op.f("ix_judgement_account_id"), "judgement", ["account_id"], unique=False)
    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measured_at", MOMENT, nullable=False),
        _one_of("way", "production", "bm25", "popularity", "random"),
        _one_of("measure", "p_at_3", "recall_at_10", "zero_results", "abstention"),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("value", "low", "high")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("problems", "pairs", "lexicon_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint("measured_at", "way", "measure", name=op.f("uq_measurement_measured_at_way_measure")),
    )
    op.create_table(
        "lexicon_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        _one_of("kind", "generic", "concept"),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        _one_of("decision", "open", "accepted", "refused"),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("lexicon_version", sa.Integer(), nullable=True),
        *_refers("lexicon_proposal", decided_by_id="account"),
        sa.UniqueConstraint("public_id", name=op.f("uq_lexicon_proposal_public_id")),
        sa.UniqueConstraint("kind", "words", name=op.f("uq_lexicon_proposal_kind_words")),
    )


def _refers(table: str, **columns: str) -> list[sa.Constraint]:
    """Name the row's own key, and what it refers to."""
    keys = [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in columns.items()
    ]
    return [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")), *keys]
