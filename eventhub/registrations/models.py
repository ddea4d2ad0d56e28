"""What is kept of a registration?"""

import enum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from eventhub.accounts.models import Account
from eventhub.admission.models import InvitationCode
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, Passage, PublicId, RowId, one_of
from eventhub.events.models import Event
from eventhub.organisations.models import Organisation


class Standing(enum.StrEnum):
    """What a registration is worth."""

    # Waits for a coordinator to say yes.
    REQUESTED = "requested"
    # Stands in line for a seat.
    WAITING = "waiting"
    # A seat is held until the person answers, or the time for it is over.
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    # The offer of a seat was not answered in time.
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


# Who holds one of the event's seats; `Event.seats_taken` counts exactly these.
SEATED = (Standing.CONFIRMED, Standing.OFFERED)
# Who still means to come.
ACTIVE = (Standing.REQUESTED, Standing.WAITING, *SEATED)


class Party(Base):
    """People one person registered together; each has a place, and a link to it, of their own."""

    __tablename__ = "party"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    # Who registered them; they need not come themselves.
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    registered_at: Mapped[At]

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class Registration(Base):
    """A person's place at an event, or in its waiting list; one person has one."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        Index("ix_registration_queue", "event_id", "standing", "queued_at", "id"),
        Index("ix_registration_standing_offer_until", "standing", "offer_until"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    standing: Mapped[Standing] = one_of(Standing)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    code_id: Mapped[int | None] = mapped_column(ForeignKey("invitation_code.id"), index=True)
    # The organisation of the directory this person comes for; `is_member` when they are known to belong to it.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    is_member: Mapped[bool] = mapped_column(default=False)
    name: Mapped[Line]
    organisation_name: Mapped[Line]
    phone: Mapped[Line]
    note: Mapped[Passage]
    locale: Mapped[Line]
    # Counts how often this person registered for this event anew: part of each letter's key.
    round: Mapped[int] = mapped_column(default=1)
    # Counts the changes of what the place is worth, for its person's calendar (RFC 5545, 3.8.7.4); it never falls.
    changes: Mapped[int] = mapped_column(default=0)
    # Part of the ticket's code: another number ends every ticket shown or printed before.
    ticket_round: Mapped[int] = mapped_column(default=1)
    registered_at: Mapped[At]
    queued_at: Mapped[At]
    promoted_at: Mapped[MaybeAt]
    # When a request was decided, or an offer answered.
    decided_at: Mapped[MaybeAt]
    offer_until: Mapped[MaybeAt]
    # What the coordinator who decided about this place wrote, for the person or about an exception.
    decision_note: Mapped[Passage]
    cancelled_at: Mapped[MaybeAt]
    # Whether it ended because somebody else has the place now.
    is_handed_over: Mapped[bool] = mapped_column(default=False)
    # In which state a letter put the event into this person's calendar last (RFC 5545, SEQUENCE), while it is there.
    invited_as: Mapped[int | None]

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    party: Mapped[Party | None] = relationship(lazy="raise_on_sql")
    code: Mapped[InvitationCode | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    @validates("standing")
    def _count_change(self, _name: str, standing: Standing) -> Standing:
        """Count a change wherever it is made, so that no way of giving or taking a place can forget to."""
        if self.standing is not None and self.standing != standing:
            self.changes = (self.changes or 0) + 1
        return standing
