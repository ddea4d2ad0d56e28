"""What is kept of a letter to many, and of who gets it?"""

import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, Passage, PublicId, RowId, one_of
from eventhub.events.models import Event
from eventhub.organisations.models import Organisation
from eventhub.registrations.models import Registration
from eventhub.series.models import Series


class MailingState(enum.StrEnum):
    """How far a mailing is."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"


class ReaderState(enum.StrEnum):
    """What became of the letter to one reader, before the outbox has it."""

    WAITING = "waiting"
    WRITTEN = "written"
    # Was forgotten between the beginning of the mailing and their turn.
    LEFT_OUT = "left_out"


class Mailing(Base):
    """A letter to those who registered for an event, for dates of a series or for events of a mini-cluster."""

    __tablename__ = "mailing"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN event_id IS NULL THEN 0 ELSE 1 END + CASE WHEN series_id IS NULL THEN 0 ELSE 1 END "
            "+ CASE WHEN mini_cluster_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_subject",
        ),
        Index("ix_mailing_complex_started_at", "complex_id", "started_at"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"))
    # What its readers registered for: one of these.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    mini_cluster_id: Mapped[int | None] = mapped_column(ForeignKey("mini_cluster.id"))
    # Which of them: what is ticked of their place (told apart in `rules.group_of`), for which organisations they come.
    ticked: Mapped[list[str]] = mapped_column("standings", JSON)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    from_mini_cluster_id: Mapped[int | None] = mapped_column(ForeignKey("mini_cluster.id"))
    from_complex_id: Mapped[int | None] = mapped_column(ForeignKey("complex.id"))
    subject_ko: Mapped[Line]
    subject_en: Mapped[Line]
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    state: Mapped[MailingState] = one_of(MailingState)
    # Grows with every save: a form made from an older one shows the difference instead of overwriting.
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[At]
    started_at: Mapped[MaybeAt]
    finished_at: Mapped[MaybeAt]
    # How many readers there were when it began; stays when the list of them is forgotten.
    people: Mapped[int] = mapped_column(default=0)

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql", foreign_keys=[complex_id])
    event: Mapped[Event | None] = relationship(lazy="raise_on_sql")
    series: Mapped[Series | None] = relationship(lazy="raise_on_sql")
    mini_cluster: Mapped[MiniCluster | None] = relationship(lazy="raise_on_sql", foreign_keys=[mini_cluster_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    from_mini_cluster: Mapped[MiniCluster | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[from_mini_cluster_id]
    )
    from_complex: Mapped[Complex | None] = relationship(lazy="raise_on_sql", foreign_keys=[from_complex_id])
    author: Mapped[Account] = relationship(lazy="raise_on_sql")


class MailingReader(Base):
    """One person a mailing goes to, with the place it writes about; written down when the mailing begins."""

    __tablename__ = "mailing_reader"
    __table_args__ = (
        # Never twice to one address.
        UniqueConstraint("mailing_id", "account_id"),
        Index("ix_mailing_reader_mailing_state", "mailing_id", "state", "id"),
    )

    id: Mapped[RowId]
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    # Under which the outbox has the letter.
    key: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[ReaderState] = one_of(ReaderState)

    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")
