"""What is kept of mail that came in?"""

import enum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.clusters.models import Complex
from eventhub.core.db import Base
from eventhub.core.types import At, MaybeAt, Passage, PublicId, RowId, one_of
from eventhub.events.models import Event
from eventhub.registrations.models import Registration


class Matter(enum.StrEnum):
    """Why somebody has to look at a letter; one that is settled needs nobody."""

    SETTLED = "settled"
    OTHER_SENDER = "other_sender"
    OTHER_EVENT = "other_event"
    OUTDATED = "outdated"
    TOO_LATE = "too_late"
    WANTS_BACK = "wants_back"
    PROPOSAL = "proposal"
    LETTER = "letter"
    NO_SUCH_ADDRESS = "no_such_address"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    COMPLAINT = "complaint"


class IncomingMail(Base):
    """A letter that came in, handled once; kept for a time so that it is known when it comes again."""

    __tablename__ = "incoming_mail"
    __table_args__ = (Index("ix_incoming_mail_complex_id_done_at", "complex_id", "done_at"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    # A hash of its Message-ID and its body: the same letter by two ways is one.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    matter: Mapped[Matter] = one_of(Matter)
    received_at: Mapped[At] = mapped_column(index=True)
    sender: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[Passage]
    # What a calendar program answered (PARTSTAT), if it did.
    answer: Mapped[str] = mapped_column(String(20), default="")
    # Which time somebody proposes instead.
    proposed_starts_at: Mapped[MaybeAt]
    proposed_ends_at: Mapped[MaybeAt]
    # Whose matter it is; nobody's team's where it belongs to no event.
    complex_id: Mapped[int | None] = mapped_column(ForeignKey("complex.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    done_at: Mapped[MaybeAt]

    complex: Mapped[Complex | None] = relationship(lazy="raise_on_sql")
    event: Mapped[Event | None] = relationship(lazy="raise_on_sql")
    registration: Mapped[Registration | None] = relationship(lazy="raise_on_sql")
