"""What is kept of who came in, where, and who let them?"""

import enum
from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core.db import Base
from eventhub.core.types import PUBLIC_ID_LENGTH, At, Line, MaybeAt, PublicId, RowId, one_of
from eventhub.events.models import Event
from eventhub.registrations.models import Registration

KEY_LENGTH = 64


class Outcome(enum.StrEnum):
    """What came of one reading of a code at the door."""

    LET_IN = "let_in"
    ALREADY = "already"
    # The place is good, but not for coming in: waiting, requested, offered.
    NOT_CONFIRMED = "not_confirmed"
    GIVEN_UP = "given_up"
    REPLACED = "replaced"
    OTHER_EVENT = "other_event"
    NOT_A_TICKET = "not_a_ticket"
    EVENT_CANCELLED = "event_cancelled"


class Attendance(enum.StrEnum):
    """Whether somebody with a place came."""

    ATTENDED = "attended"
    ABSENT = "absent"
    EXCUSED = "excused"
    UNKNOWN = "unknown"


class CheckIn(Base):
    """Somebody is in: at an event on a day, or in one of its sessions. There is one row however often they are read."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("registration_id", "day", "session_key"),
        Index("ix_check_in_event_day", "event_id", "day", "session_key"),
    )

    id: Mapped[RowId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    day: Mapped[date]
    # The session (its public id), or nothing for the door of the event.
    session_key: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")
    # By the server's clock; a device may have been without a network, and its own clock may be wrong.
    checked_in_at: Mapped[At]
    claimed_at: Mapped[MaybeAt]
    lane: Mapped[Line]
    # Who let them in: an account, a helper's link or the person (public ids).
    actor: Mapped[Line]


class Scan(Base):
    """One reading of a code, under the key the device gave it: sent again it is the same one, with the same outcome."""

    __tablename__ = "scan"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[RowId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    outcome: Mapped[Outcome] = one_of(Outcome)
    # Of this event or another; none when the code named nothing. What was read then is kept for the team to look at.
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    code: Mapped[Line]
    day: Mapped[date]
    session_key: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), default="")
    lane: Mapped[Line]
    actor: Mapped[Line]
    scanned_at: Mapped[At]
    claimed_at: Mapped[MaybeAt]

    registration: Mapped[Registration | None] = relationship(lazy="raise_on_sql")


class HelperLink(Base):
    """A way to the check-in of one event for somebody without an account, for one day."""

    __tablename__ = "helper_link"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    day: Mapped[date]
    # Whom it is for, as the team calls them.
    name: Mapped[Line]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[At]
    revoked_at: Mapped[MaybeAt]

    event: Mapped[Event] = relationship(lazy="raise_on_sql")


class RoomCode(Base):
    """Whether people at an event may check themselves in with the code shown in the room."""

    __tablename__ = "room_code"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    # Part of the code: another number ends the one shown before.
    number: Mapped[int] = mapped_column(default=1)


class AttendanceMark(Base):
    """What the team wrote down about somebody's coming; it outweighs what was read at the door."""

    __tablename__ = "attendance_mark"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    attendance: Mapped[Attendance] = one_of(Attendance)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    marked_at: Mapped[At]
