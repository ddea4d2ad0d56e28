"""What is kept of a series and its dates?"""

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.db import Base
from eventhub.core.types import At, Line, Passage, PublicId, RowId, one_of
from eventhub.events.models import Event, Kind


class Series(Base):
    """A recurrence rule (RFC 5545, 3.8.5.3) and the moment of its first date; each date is an event of its own."""

    __tablename__ = "series"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    kind: Mapped[Kind] = one_of(Kind)
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"), index=True)
    mini_cluster_id: Mapped[int | None] = mapped_column(ForeignKey("mini_cluster.id"), index=True)
    title_ko: Mapped[Line]
    title_en: Mapped[Line]
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    rule: Mapped[str] = mapped_column(String(500))
    starts_at: Mapped[At]
    # Days left out (RFC 5545, 3.8.5.1), as ISO dates on people's calendars.
    left_out: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[At]
    updated_at: Mapped[At]

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql")
    mini_cluster: Mapped[MiniCluster | None] = relationship(lazy="raise_on_sql")


class SeriesDate(Base):
    """An event as one date of a series."""

    __tablename__ = "series_date"
    __table_args__ = (Index("ix_series_date_series_planned_at", "series_id", "planned_at", unique=True),)

    id: Mapped[RowId]
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    # When the rule puts it, wherever it was moved since (RFC 5545, 3.8.4.4).
    planned_at: Mapped[At]
    # Changed by itself: a change of the whole series leaves it as it is.
    is_own: Mapped[bool] = mapped_column(default=False)

    series: Mapped[Series] = relationship(lazy="raise_on_sql")
    event: Mapped[Event] = relationship(lazy="raise_on_sql")
