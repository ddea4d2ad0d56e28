"""What is kept of judgements, of how good the matcher was, and of what answers propose?"""

import enum

from sqlalchemy import Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import At, Data, MaybeAt, PublicId, RowId, one_of
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem


class Origin(enum.StrEnum):
    """Where in the ranking a pair was drawn; those who judge do not see it."""

    TOP = "top"
    MIDDLE = "middle"
    RANDOM = "random"


class Verdict(enum.StrEnum):
    """How well a partner's text answers a problem, to a person."""

    RELEVANT = "relevant"
    PARTLY = "partly"
    NOT = "not"


class Way(enum.StrEnum):
    """A way of ranking partners."""

    PRODUCTION = "production"
    BM25 = "bm25"
    POPULARITY = "popularity"
    RANDOM = "random"


class Measure(enum.StrEnum):
    """What is measured of a way."""

    PRECISION = "p_at_3"
    RECALL = "recall_at_10"
    SILENCE = "zero_results"
    ABSTENTION = "abstention"


class Kind(enum.StrEnum):
    """What a proposal would do to the lexicon."""

    GENERIC = "generic"
    CONCEPT = "concept"


class Decision(enum.StrEnum):
    """What a coordinator decided about a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class DrawnPair(Base):
    """A problem and a capability that people judge without knowing what the matcher makes of them."""

    __tablename__ = "drawn_pair"
    __table_args__ = (UniqueConstraint("problem_id", "revision", "capability_id"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"))
    revision: Mapped[int]
    capability_id: Mapped[int] = mapped_column(ForeignKey("capability.id"), index=True)
    capability_revision: Mapped[int]
    origin: Mapped[Origin] = one_of(Origin)
    drawn_at: Mapped[At]

    problem: Mapped[Problem] = relationship(lazy="raise_on_sql")
    capability: Mapped[Capability] = relationship(lazy="raise_on_sql")
    judgements: Mapped[list["Judgement"]] = relationship(lazy="raise_on_sql", order_by="Judgement.id")


class Judgement(Base):
    """What one person thinks of a pair."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("pair_id", "account_id"),)

    id: Mapped[RowId]
    pair_id: Mapped[int] = mapped_column(ForeignKey("drawn_pair.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    verdict: Mapped[Verdict] = one_of(Verdict)
    judged_at: Mapped[At]


class Measurement(Base):
    """How good one way was by the pairs judged until then; the interval holds 95 % of like samples."""

    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("measured_at", "way", "measure"),)

    id: Mapped[RowId]
    measured_at: Mapped[At]
    way: Mapped[Way] = one_of(Way)
    measure: Mapped[Measure] = one_of(Measure)
    value: Mapped[float] = mapped_column(Float)
    low: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    # By how many problems it was measured, and how many pairs were judged in all.
    problems: Mapped[int]
    pairs: Mapped[int]
    lexicon_version: Mapped[int]


class Proposal(Base):
    """Words that answers propose for the lexicon; what was refused is not proposed again."""

    __tablename__ = "lexicon_proposal"
    __table_args__ = (UniqueConstraint("kind", "words"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    kind: Mapped[Kind] = one_of(Kind)
    # Sorted, with commas.
    words: Mapped[str] = mapped_column(String(200))
    # The suggestions whose answers it comes from, by public id.
    evidence: Mapped[Data]
    proposed_at: Mapped[At]
    decision: Mapped[Decision] = one_of(Decision)
    decided_at: Mapped[MaybeAt]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lexicon_version: Mapped[int | None]

    decided_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
