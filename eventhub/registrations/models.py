"""What is kept of a registration?"""

import enum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, Passage, PublicId, RowId, one_of
from eventhub.events.models import Event


class Standing(enum.StrEnum):
    """What a registration is worth."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Registration(Base):
    """A person's place at an event, or in its waiting list; one person has one."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        Index("ix_registration_queue", "event_id", "standing", "queued_at", "id"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    standing: Mapped[Standing] = one_of(Standing)
    name: Mapped[Line]
    organisation_name: Mapped[Line]
    phone: Mapped[Line]
    note: Mapped[Passage]
    locale: Mapped[Line]
    # Counts how often this person registered for this event anew: part of each letter's key.
    round: Mapped[int] = mapped_column(default=1)
    registered_at: Mapped[At]
    queued_at: Mapped[At]
    promoted_at: Mapped[MaybeAt]
    cancelled_at: Mapped[MaybeAt]

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
