"""What is kept of a letter and of who refuses which letters?"""

import enum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, PublicId, RowId, one_of


class LetterState(enum.StrEnum):
    """Where a letter is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MailingList(enum.StrEnum):
    """Letters a person may refuse (RFC 2919 List-Id); all others belong to something the person asked for."""

    RECOMMENDATIONS = "recommendations"
    TEAM_LETTERS = "team-letters"
    SURVEYS = "surveys"
    REMINDERS = "reminders"


class Reason(enum.StrEnum):
    """Why a letter waits, or why it never left."""

    # These wait, and go when the reason has passed.
    PAUSED = "paused"
    WEEKLY = "weekly"
    BUDGET = "budget"
    NIGHT = "night"
    # These never go.
    REFUSED = "refused"
    BOUNCED = "bounced"
    TOO_LATE = "too-late"
    GATHERED = "gathered"
    TAKEN_BACK = "taken-back"


class OutgoingMail(Base):
    """A letter, rendered in its reader's language when it was queued, under a key that is used once."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        # With the domain, letters to one that has had its share of this minute are passed over within the index.
        Index("ix_outgoing_mail_due", "state", "due_at", "id", "domain"),
        Index("ix_outgoing_mail_team", "team", "queued_at", "id"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    list_id: Mapped[str] = mapped_column(String(40), default="")
    to_address: Mapped[str] = mapped_column(String(254), index=True)
    to_name: Mapped[Line]
    # The part of the address behind the @: what mail servers count by.
    domain: Mapped[str] = mapped_column(String(253), default="")
    # A mailbox that is read, if it is not the sender's.
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    # What the letter goes on with, and under which key that began (RFC 5322, 3.6.4).
    thread: Mapped[str] = mapped_column(String(120), default="", index=True)
    in_reply_to: Mapped[str] = mapped_column(String(120), default="")
    # The promotion team in whose name it was written, by the name of its complex in addresses.
    team: Mapped[str] = mapped_column(String(60), default="")
    # Whether it gathers what its reader wants once a week.
    is_weekly: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    unsubscribe_url: Mapped[str] = mapped_column(Text, default="")
    # What it puts into its reader's calendar, or takes out (RFC 5546).
    invitation: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[LetterState] = one_of(LetterState)
    queued_at: Mapped[At]
    due_at: Mapped[At]
    # Later than this it would tell nobody anything.
    useful_until: Mapped[MaybeAt]
    reason: Mapped[Reason | None] = one_of(Reason)
    attempts: Mapped[int] = mapped_column(default=0)
    # A claim is worth its fence number: a worker that was thought dead cannot finish what another took over.
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[MaybeAt]
    sent_at: Mapped[MaybeAt]
    last_error: Mapped[str] = mapped_column(Text, default="")


class Subscription(Base):
    """Whether an address gets the letters of a list; its public id is what an unsubscribe link names."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("address", "list_id"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    address: Mapped[str] = mapped_column(String(254))
    list_id: Mapped[str] = mapped_column(String(40))
    refused_at: Mapped[MaybeAt]


class LetterSettings(Base):
    """How the reader at an address wants their letters; who has no row wants each at once."""

    __tablename__ = "letter_settings"

    id: Mapped[RowId]
    address: Mapped[str] = mapped_column(String(254), unique=True)
    # Suggestions once a week in one letter.
    is_weekly: Mapped[bool] = mapped_column(default=False)
    # No letter that can be refused before this moment.
    paused_until: Mapped[MaybeAt]


class MailCount(Base):
    """How many letters left in a minute: to one domain, or, under the empty name, in all."""

    __tablename__ = "mail_count"
    __table_args__ = (UniqueConstraint("minute", "domain"),)

    id: Mapped[RowId]
    minute: Mapped[At]
    domain: Mapped[str] = mapped_column(String(253))
    number: Mapped[int]


class BouncedAddress(Base):
    """An address from which letters came back; while it is stopped nothing is sent to it."""

    __tablename__ = "bounced_address"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    address: Mapped[str] = mapped_column(String(254), unique=True)
    stopped_at: Mapped[MaybeAt] = mapped_column(index=True)
    # When a letter came back last, which one, and what its mail server said (RFC 3463; RFC 3464, 2.3.6).
    bounced_at: Mapped[At]
    letter_id: Mapped[int] = mapped_column(ForeignKey("outgoing_mail.id"))
    status: Mapped[str] = mapped_column(String(20), default="")
    diagnostic: Mapped[str] = mapped_column(Text, default="")
    # How often a server asked for patience; that stops nothing.
    delays: Mapped[int] = mapped_column(default=0)

    letter: Mapped[OutgoingMail] = relationship(lazy="raise_on_sql")
