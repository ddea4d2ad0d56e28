"""What is kept of people, their ways in and their open sessions?"""

import enum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, PublicId, RowId, one_of
from eventhub.mail.rules import is_reachable


class Role(enum.StrEnum):
    """How far in a person may go; which complex a coordinator serves is the promotion team's matter."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Account(Base):
    """A person, known by an e-mail address; who left none has one that mail is never sent to."""

    __tablename__ = "account"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Line]
    phone: Mapped[str] = mapped_column(String(20), default="")
    job_title: Mapped[Line]
    locale: Mapped[str] = mapped_column(String(2), default="ko")
    role: Mapped[Role] = one_of(Role)
    created_at: Mapped[At]
    suspended_at: Mapped[MaybeAt]

    @property
    def address(self) -> str:
        """Where letters reach this person; empty for who left none, and for who is forgotten."""
        return self.email if is_reachable(self.email) else ""

    @property
    def is_coordinator(self) -> bool:
        """Whether the desk is open to this person."""
        return self.role in (Role.COORDINATOR, Role.ADMINISTRATOR)

    @property
    def is_administrator(self) -> bool:
        """Whether everything is open to this person."""
        return self.role is Role.ADMINISTRATOR


class SignInLink(Base):
    """One way in, sent by letter: a link and a code, either of which works once."""

    __tablename__ = "sign_in_link"

    id: Mapped[RowId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    next_path: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[At]
    expires_at: Mapped[At]
    used_at: Mapped[MaybeAt]

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class SignedIn(Base):
    """An open session: a browser that holds the token speaks for the account."""

    __tablename__ = "signed_in"

    id: Mapped[RowId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_agent: Mapped[Line]
    created_at: Mapped[At]
    expires_at: Mapped[At]
    ended_at: Mapped[MaybeAt]

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class Attempt(Base):
    """One try at something that is limited, for as long as the limit looks back; the address is kept as a hash."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[At]
