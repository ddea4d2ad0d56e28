"""What is kept of recommendations and the answers to them?"""

import enum

from sqlalchemy import CheckConstraint, Float, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.secrets import seal
from eventhub.core.types import At, Data, Line, MaybeAt, Passage, PublicId, RowId, one_of
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem

ANSWER = "answer"


class Review(enum.StrEnum):
    """What the coordinator decided about a suggestion."""

    OPEN = "open"
    SENT = "sent"
    DROPPED = "dropped"
    # The problem was revised or closed before anybody decided.
    OUTDATED = "outdated"


class Side(enum.StrEnum):
    """Whose answer it is: the firm that has the problem, or the partner that may solve it."""

    OWNER = "owner"
    PARTNER = "partner"


class Reply(enum.StrEnum):
    """What a side answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Reason(enum.StrEnum):
    """Why a side declined."""

    KNOWN = "known"
    WRONG_FIELD = "wrong_field"
    BUSY = "busy"
    OTHER = "other"


class MatchedProblem(Base):
    """A revision of a problem that the matcher has seen; without one, the problem is still to be matched."""

    __tablename__ = "matched_problem"
    __table_args__ = (UniqueConstraint("problem_id", "revision"),)

    id: Mapped[RowId]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"))
    revision: Mapped[int]
    matched_at: Mapped[At]
    suggestions: Mapped[int]
    best_score: Mapped[float] = mapped_column(Float, default=0.0)
    lexicon_version: Mapped[int] = mapped_column(default=0)
    # The floor of that run and the best partners before any was ruled out: [organisation, capability, score].
    ranking: Mapped[Data]


class AnalysedText(Base):
    """What was read in a text, so that it need not be read again; the text itself is not in it, but most of its words.

    The name is made of the text and of how it is read (`packed.name_of`). Rows of texts that are no longer matched are
    deleted by the next run.
    """

    __tablename__ = "analysed_text"

    id: Mapped[RowId]
    name: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Suggestion(Base):
    """A partner the matcher proposes for a revision of a problem, with the reason a person can check."""

    __tablename__ = "suggestion"
    __table_args__ = (UniqueConstraint("problem_id", "revision", "organisation_id"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"))
    revision: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    capability_id: Mapped[int] = mapped_column(ForeignKey("capability.id"))
    rank: Mapped[int]
    score: Mapped[float] = mapped_column(Float)
    explanation: Mapped[Data]
    review: Mapped[Review] = one_of(Review)
    introduction: Mapped[Passage]
    suggested_at: Mapped[At]
    reviewed_at: Mapped[MaybeAt]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    drop_reason: Mapped[str] = mapped_column(String(200), default="")
    introduced_at: Mapped[MaybeAt]

    problem: Mapped[Problem] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    capability: Mapped[Capability] = relationship(lazy="raise_on_sql")
    reviewed_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
    enquiries: Mapped[list["Enquiry"]] = relationship(
        lazy="raise_on_sql", order_by="Enquiry.id", back_populates="suggestion"
    )

    def asked(self, side: Side) -> "Enquiry | None":
        """Return the question put to one side, or None if it was not asked yet."""
        return next((enquiry for enquiry in self.enquiries if enquiry.side is side), None)


class Enquiry(Base):
    """The question put to one side of a suggestion by letter, and its answer."""

    __tablename__ = "enquiry"
    __table_args__ = (UniqueConstraint("suggestion_id", "side"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"))
    side: Mapped[Side] = one_of(Side)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[At]
    expires_at: Mapped[At]
    reply: Mapped[Reply | None] = one_of(Reply)
    reason: Mapped[Reason | None] = one_of(Reason)
    remark: Mapped[Passage]
    answered_at: Mapped[MaybeAt]

    suggestion: Mapped[Suggestion] = relationship(lazy="raise_on_sql", back_populates="enquiries")
    account: Mapped[Account] = relationship(lazy="raise_on_sql")

    @property
    def secret(self) -> str:
        """The secret of the private link under which this question is answered."""
        return seal(ANSWER, self.public_id)


class LiftedAnswer(Base):
    """A no, or an introduction, that shall keep two organisations apart no longer; a coordinator says why."""

    __tablename__ = "lifted_answer"

    id: Mapped[RowId]
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), unique=True)
    lifted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[At]
    why: Mapped[Line]

    lifted_by: Mapped[Account] = relationship(lazy="raise_on_sql")


class TeamSetting(Base):
    """What the team of a complex has set for the matcher."""

    __tablename__ = "matching_team_setting"
    __table_args__ = (CheckConstraint("months_apart BETWEEN 0 AND 120", name="months_apart"),)

    id: Mapped[RowId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"), unique=True)
    months_apart: Mapped[int]
    updated_at: Mapped[At]


class MatchRun(Base):
    """One run of the matcher that had something to match: what it read, found and took."""

    __tablename__ = "match_run"

    id: Mapped[RowId]
    started_at: Mapped[At]
    finished_at: Mapped[At]
    capabilities: Mapped[int]
    matched: Mapped[int]
    suggestions: Mapped[int]
    without_partner: Mapped[int]
    failed: Mapped[int]
    megabytes: Mapped[float] = mapped_column(Float)
    floor: Mapped[float] = mapped_column(Float)
    lexicon_version: Mapped[int]
