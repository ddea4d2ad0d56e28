"""What is kept of the terms on which events let people in?"""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, PublicId, RowId
from eventhub.events.models import Event
from eventhub.organisations.models import Organisation

CODE_LENGTH = 20


class SeatPool(Base):
    """Seats that several events share: who takes one at any of them leaves one fewer for all."""

    __tablename__ = "seat_pool"
    __table_args__ = (CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name="seats_taken"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"), index=True)
    name: Mapped[Line]
    capacity: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)

    @property
    def seats_left(self) -> int:
        """How many more people can be seated at all of its events together."""
        return self.capacity - self.seats_taken


class Terms(Base):
    """How an event lets people in, where it differs from what is usual: a seat at once for whoever comes first."""

    __tablename__ = "admission_terms"
    __table_args__ = (
        CheckConstraint("offer_hours BETWEEN 0 AND 720", name="offer_hours"),
        CheckConstraint("changes_close_hours BETWEEN 0 AND 720", name="changes_close_hours"),
        CheckConstraint("largest_group BETWEEN 1 AND 50", name="largest_group"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    # A coordinator looks at everybody before they get a seat.
    needs_approval: Mapped[bool] = mapped_column(default=False)
    # How long a seat that became free waits for the answer of who is next in line; nought gives it at once.
    offer_hours: Mapped[int] = mapped_column(default=0)
    # How long before the beginning people may last change their place or give it up by themselves.
    changes_close_hours: Mapped[int] = mapped_column(default=0)
    largest_group: Mapped[int] = mapped_column(default=10)
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("seat_pool.id"), index=True)

    pool: Mapped[SeatPool | None] = relationship(lazy="raise_on_sql")


class Quota(Base):
    """Seats of an event kept for one organisation, mini-cluster or complex, or the most its people may take."""

    __tablename__ = "quota"
    __table_args__ = (
        UniqueConstraint("event_id", "organisation_id"),
        UniqueConstraint("event_id", "mini_cluster_id"),
        UniqueConstraint("event_id", "complex_id"),
        CheckConstraint(
            "CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END + CASE WHEN mini_cluster_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN complex_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_group",
        ),
        CheckConstraint("reserved >= 0 AND (most IS NULL OR most >= reserved)", name="bounds"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    mini_cluster_id: Mapped[int | None] = mapped_column(ForeignKey("mini_cluster.id"), index=True)
    complex_id: Mapped[int | None] = mapped_column(ForeignKey("complex.id"), index=True)
    reserved: Mapped[int] = mapped_column(default=0)
    most: Mapped[int | None]
    # From then on the seats nobody of the group took are for everybody.
    released_at: Mapped[MaybeAt]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    mini_cluster: Mapped[MiniCluster | None] = relationship(lazy="raise_on_sql")
    complex: Mapped[Complex | None] = relationship(lazy="raise_on_sql")


class InvitationCode(Base):
    """A word that lets in: it may skip the approval, and keep seats for those who got it."""

    __tablename__ = "invitation_code"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("uses >= 0 AND uses <= most_uses", name="uses"),
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    note: Mapped[Line]
    most_uses: Mapped[int] = mapped_column(default=1)
    uses: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[MaybeAt]
    skips_approval: Mapped[bool] = mapped_column(default=False)
    keeps_seats: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[At]
    revoked_at: Mapped[MaybeAt]

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
