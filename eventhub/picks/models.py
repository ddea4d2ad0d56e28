"""What is kept of what people picked, and of their seats in sessions?"""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import PUBLIC_ID_LENGTH, At, MaybeAt, PublicId, RowId, one_of
from eventhub.registrations.models import Registration, Standing


class PickList(Base):
    """What one person picked; without an account it belongs to whoever holds its private address."""

    __tablename__ = "pick_list"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)
    created_at: Mapped[At]
    used_at: Mapped[At] = mapped_column(index=True)

    account: Mapped[Account | None] = relationship(lazy="raise_on_sql")


class Pick(Base):
    """An event or, with a session key, one of its sessions that somebody wants to remember."""

    __tablename__ = "pick"
    __table_args__ = (UniqueConstraint("list_id", "event_id", "session_key"),)

    id: Mapped[RowId]
    list_id: Mapped[int] = mapped_column(ForeignKey("pick_list.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    # The public id of a released session; its row may go before the release that drops it.
    session_key: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="", index=True)
    picked_at: Mapped[At]

    list: Mapped[PickList] = relationship(lazy="raise_on_sql")


class SignUp(Base):
    """A person's seat in a session, or their place in its waiting list; they have a place at the event."""

    __tablename__ = "sign_up"
    __table_args__ = (
        UniqueConstraint("registration_id", "session_key"),
        Index("ix_sign_up_queue", "session_key", "standing", "queued_at", "id"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    # See Pick.session_key.
    session_key: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH))
    standing: Mapped[Standing] = one_of(Standing)
    # Counts how often this person signed up for this session anew: part of each letter's key.
    round: Mapped[int] = mapped_column(default=1)
    queued_at: Mapped[At]
    promoted_at: Mapped[MaybeAt]
    cancelled_at: Mapped[MaybeAt]

    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")
