"""What is kept of venues and rooms?"""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.clusters.models import Complex
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, Passage, PublicId, RowId


class Venue(Base):
    """A building people come to; the team of its complex keeps its page, every team may book its rooms."""

    __tablename__ = "venue"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"), index=True)
    name_ko: Mapped[Line]
    name_en: Mapped[Line]
    address: Mapped[Line]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str] = mapped_column(String(20), default="")
    # Minutes after midnight on the venue's own clock; a building that never closes: 0 and 1440.
    opens_at_minute: Mapped[int] = mapped_column(default=0)
    closes_at_minute: Mapped[int] = mapped_column(default=1440)
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    accessibility_ko: Mapped[Passage]
    accessibility_en: Mapped[Passage]
    created_at: Mapped[At]
    updated_at: Mapped[At]
    # No longer offered; what was planned there keeps its address.
    closed_at: Mapped[MaybeAt]

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql")


class Room(Base):
    """A room of a venue: what can be booked, and how many people fit into it."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("venue_id", "name_ko"),
        CheckConstraint("capacity > 0", name="capacity"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    name_ko: Mapped[Line]
    name_en: Mapped[Line]
    capacity: Mapped[int]
    equipment_ko: Mapped[Passage]
    equipment_en: Mapped[Passage]
    accessibility_ko: Mapped[Passage]
    accessibility_en: Mapped[Passage]
    closed_at: Mapped[MaybeAt]

    venue: Mapped[Venue] = relationship(lazy="raise_on_sql")
