"""What is kept of an edition of the Cluster Day?"""

import enum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, Passage, PublicId, RowId, one_of
from eventhub.events.models import Event
from eventhub.organisations.models import Organisation


class Wish(enum.StrEnum):
    """What somebody would like to bring to the Cluster Day."""

    SESSION = "session"
    BOOTH = "booth"


class SubmissionState(enum.StrEnum):
    """What became of a submission."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Edition(Base):
    """The Cluster Day of a year: an event, and the hall in which its booths stand."""

    __tablename__ = "edition"
    __table_args__ = (CheckConstraint("hall_columns > 0 AND hall_rows > 0", name="hall"),)

    id: Mapped[RowId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    year: Mapped[int] = mapped_column(unique=True)
    hall_columns: Mapped[int]
    hall_rows: Mapped[int]
    created_at: Mapped[At]

    event: Mapped[Event] = relationship(lazy="raise_on_sql")


class Booth(Base):
    """A stand in the hall, of an organisation of the directory or of whoever is named; it may have no place yet."""

    __tablename__ = "booth"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        UniqueConstraint("edition_id", "hall_column", "hall_row"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    number: Mapped[str] = mapped_column(String(6))
    # Whose booth it is where the directory does not know them.
    organisation_name: Mapped[Line]
    title_ko: Mapped[Line]
    title_en: Mapped[Line]
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    # The result of common work that is shown there.
    outcome_ko: Mapped[Passage]
    outcome_en: Mapped[Passage]
    hall_column: Mapped[int | None]
    hall_row: Mapped[int | None]
    created_at: Mapped[At]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")


class ContestEntry(Base):
    """What one complex sends to the contest of best regional cases; the award is written after the judgement."""

    __tablename__ = "contest_entry"
    __table_args__ = (UniqueConstraint("edition_id", "complex_id"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"), index=True)
    organisation_name: Mapped[Line]
    title_ko: Mapped[Line]
    title_en: Mapped[Line]
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    award_ko: Mapped[Line]
    award_en: Mapped[Line]
    created_at: Mapped[At]

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql")


class Call(Base):
    """Everybody may propose sessions, or booths, until a moment."""

    __tablename__ = "open_call"
    __table_args__ = (UniqueConstraint("edition_id", "wish"),)

    id: Mapped[RowId]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    wish: Mapped[Wish] = one_of(Wish)
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    closes_at: Mapped[At]


class Submission(Base):
    """A session or a booth that somebody proposes, without an account; erased a year after the event."""

    __tablename__ = "submission"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    wish: Mapped[Wish] = one_of(Wish)
    state: Mapped[SubmissionState] = one_of(SubmissionState)
    name: Mapped[Line]
    email: Mapped[str] = mapped_column(String(254))
    organisation_name: Mapped[Line]
    title: Mapped[Line]
    text: Mapped[Passage]
    # The language it was written in, and letters to them are.
    locale: Mapped[str] = mapped_column(String(2))
    # They agreed to be named on the programme.
    consented_at: Mapped[MaybeAt]
    reason: Mapped[Passage]
    submitted_at: Mapped[At]
    updated_at: Mapped[At]
    decided_at: Mapped[MaybeAt]

    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    reviews: Mapped[list["Review"]] = relationship(
        lazy="raise_on_sql", back_populates="submission", order_by="Review.id", cascade="all, delete-orphan"
    )


class Review(Base):
    """What one reviewer thinks of a submission."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        UniqueConstraint("submission_id", "account_id"),
    )

    id: Mapped[RowId]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    score: Mapped[int]
    comment: Mapped[Passage]
    reviewed_at: Mapped[At]

    submission: Mapped[Submission] = relationship(lazy="raise_on_sql", back_populates="reviews")
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
