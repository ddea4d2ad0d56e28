"""What is kept of an event?"""

import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.db import Base
from eventhub.core.types import At, Data, Line, MaybeAt, Numbers, Passage, PublicId, RowId, one_of
from eventhub.venues.models import Room, Venue

IS_PLANNED = text("publish_at IS NOT NULL")


class Kind(enum.StrEnum):
    """What sort of event it is."""

    FORUM = "forum"
    SEMINAR = "seminar"
    WORKSHOP = "workshop"
    BRIEFING = "briefing"
    MEETING = "meeting"
    CLUSTER_DAY = "cluster_day"


class Status(enum.StrEnum):
    """Who can see an event, and whether it takes place."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Visibility(enum.StrEnum):
    """Who finds a published event."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    MEMBERS = "members"


class Event(Base):
    """A dated thing with a capacity; `revision` grows with every change that calendars must hear of (RFC 5545)."""

    __tablename__ = "event"
    __table_args__ = (
        # A second lock in the database: a later bug gives an error, not a guest without a chair.
        CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name="seats_taken"),
        CheckConstraint("ends_at > starts_at", name="span"),
        Index("ix_event_room_starts_at", "room_id", "starts_at"),
        # What a list is narrowed by stands in it, so that the rows need not be read to be counted.
        Index("ix_event_starts_at", "starts_at", "id", "ends_at", "status", "visibility"),
        Index("ix_event_complex_starts_at", "complex_id", "starts_at"),
        # Looked into every other second; hardly an event stands in it.
        Index("ix_event_publish_at", "publish_at", sqlite_where=IS_PLANNED, postgresql_where=IS_PLANNED),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    kind: Mapped[Kind] = one_of(Kind)
    status: Mapped[Status] = one_of(Status)
    visibility: Mapped[Visibility] = one_of(Visibility, default=Visibility.PUBLIC)
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"))
    mini_cluster_id: Mapped[int | None] = mapped_column(ForeignKey("mini_cluster.id"), index=True)
    title_ko: Mapped[Line]
    title_en: Mapped[Line]
    text_ko: Mapped[Passage]
    text_en: Mapped[Passage]
    starts_at: Mapped[At]
    ends_at: Mapped[At]
    all_day: Mapped[bool] = mapped_column(default=False)
    # A room we know, or nothing; the words of venue and address are what people read either way.
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    venue_ko: Mapped[Line]
    venue_en: Mapped[Line]
    # In Korean, as maps and drivers here need it.
    address: Mapped[Line]
    online_url: Mapped[str] = mapped_column(String(500), default="")
    capacity: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    registration_opens_at: Mapped[At]
    registration_closes_at: Mapped[At]
    # How long before it begins people are reminded of it, the earliest first.
    reminder_hours: Mapped[tuple[int, ...]] = mapped_column(Numbers, default=())
    # The next of these moments, while there is one and the event is published.
    remind_at: Mapped[MaybeAt] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=0)
    # Grows with every save: a form made from an older one shows the difference instead of overwriting.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[At]
    updated_at: Mapped[At]
    # A draft waits for the team head since then, and who asked; what the head wrote when giving it back.
    submitted_at: Mapped[MaybeAt]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    review_note: Mapped[Passage]
    # A draft that publishes itself then.
    publish_at: Mapped[MaybeAt]
    published_at: Mapped[MaybeAt]
    cancelled_at: Mapped[MaybeAt]
    cancel_reason: Mapped[Passage]

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql")
    mini_cluster: Mapped[MiniCluster | None] = relationship(lazy="raise_on_sql")
    place: Mapped[Venue | None] = relationship(lazy="raise_on_sql")
    room: Mapped[Room | None] = relationship(lazy="raise_on_sql")
    submitted_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    @property
    def seats_left(self) -> int:
        """How many more people can be confirmed."""
        return self.capacity - self.seats_taken


class TeamUsual(Base):
    """What is usual for a kind of event in one team, where it differs from what is usual everywhere."""

    __tablename__ = "team_usual"
    __table_args__ = (UniqueConstraint("complex_id", "kind"),)

    id: Mapped[RowId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"))
    kind: Mapped[Kind] = one_of(Kind)
    hour: Mapped[int]
    minutes: Mapped[int]
    days: Mapped[int] = mapped_column(default=1)
    capacity: Mapped[int]
    opens_days_before: Mapped[int]
    closes_hours_before: Mapped[int]
    reminder_hours: Mapped[tuple[int, ...]] = mapped_column(Numbers, default=())


class PendingNotice(Base):
    """A change people hear of when no further one came for a while; `was` is what they knew before the first."""

    __tablename__ = "pending_notice"

    id: Mapped[RowId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    was: Mapped[Data]
    began_at: Mapped[At]
    due_at: Mapped[At] = mapped_column(index=True)
