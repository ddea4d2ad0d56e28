"""What is kept of a private calendar link, and of when public calendars last changed?"""

import enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, PublicId, RowId, one_of


class Scope(enum.StrEnum):
    """What a private calendar shows."""

    # The events its person has a place at, or waits for.
    PLACES = "places"
    # What they picked: events, and sessions of programmes.
    FAVOURITES = "favourites"
    # What their teams plan and hold, with drafts.
    DESK = "desk"


class FeedLink(Base):
    """A private address under which a calendar program reads what concerns a person, until it is revoked."""

    __tablename__ = "feed_link"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[Line]
    scope: Mapped[Scope] = one_of(Scope, default=Scope.PLACES)
    # Whether moments by which somebody has to do something stand in it too.
    has_deadlines: Mapped[bool] = mapped_column(default=False)
    # How long before an event its reader wants to be told; nought: not at all.
    alarm_minutes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[At]
    # When a program last read it, to the hour.
    last_used_at: Mapped[MaybeAt]
    revoked_at: Mapped[MaybeAt]

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class FeedStamp(Base):
    """One row: a value drawn by lot whenever something changes that public calendars show.

    A number could come again, when a backup is put back; what is drawn by lot does not.
    """

    __tablename__ = "feed_stamp"

    id: Mapped[RowId]
    value: Mapped[str] = mapped_column(String(32))
