"""What is kept of certificates that were given, and of those being printed?"""

import enum
from datetime import date

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core.db import Base
from eventhub.core.types import At, Line, MaybeAt, PublicId, RowId, one_of


class CertificateCode(Base):
    """The letters by which the certificates of a complex are told from those of another; they never change."""

    __tablename__ = "certificate_code"

    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)


class Certificate(Base):
    """A certificate of attendance, as it is written on the paper: what changes elsewhere later does not change it."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("complex_id", "year", "running"),
        # One that holds for each place; after it was revoked another may be given.
        Index(
            "uq_certificate_valid",
            "registration_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_certificate_registration_id", "registration_id"),
    )

    id: Mapped[RowId]
    # Printed on the paper: whoever knows number and code has seen it.
    public_id: Mapped[PublicId]
    complex_id: Mapped[int] = mapped_column(ForeignKey("complex.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    year: Mapped[int]
    running: Mapped[int]
    number: Mapped[str] = mapped_column(String(30), unique=True)
    locale: Mapped[Line]
    name: Mapped[Line]
    organisation_name: Mapped[Line]
    title: Mapped[Line]
    place: Mapped[Line]
    issuer: Mapped[Line]
    starts_at: Mapped[At]
    ends_at: Mapped[At]
    all_day: Mapped[bool] = mapped_column(default=False)
    # The days on which this person was there, as 2026-11-25.
    days: Mapped[list[str]] = mapped_column(JSON, default=list)
    # How long that was by the times of the event; nought when they do not say.
    minutes: Mapped[int] = mapped_column(default=0)
    issued_on: Mapped[date]
    issued_at: Mapped[At]
    # Who gave it: a coordinator, or the person who came (public ids).
    issued_by: Mapped[Line]
    revoked_at: Mapped[MaybeAt]
    revoked_by: Mapped[Line]
    revoke_reason: Mapped[Line]


class Packing(enum.StrEnum):
    """How many certificates come in one file."""

    PDF = "pdf"
    ZIP = "zip"


class Paper(enum.StrEnum):
    """What is printed for many at once."""

    CERTIFICATES = "certificates"
    BADGES = "badges"


class OrderState(enum.StrEnum):
    """How far the printing of an order is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class PaperOrder(Base):
    """Papers for many people of an event, to be drawn by the worker."""

    __tablename__ = "paper_order"
    __table_args__ = (Index("ix_paper_order_state", "state", "id"),)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    # Who pressed the button (a public id).
    ordered_by: Mapped[Line]
    paper: Mapped[Paper] = one_of(Paper, default=Paper.CERTIFICATES)
    packing: Mapped[Packing] = one_of(Packing)
    # Where on the first sheet badges begin; one is the first place.
    start: Mapped[int] = mapped_column(default=1)
    state: Mapped[OrderState] = one_of(OrderState)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    # Counts who took the order up: the one who was slower writes nothing.
    tries: Mapped[int] = mapped_column(default=0)
    # Counts how often it was left lying half drawn.
    stuck: Mapped[int] = mapped_column(default=0)
    ordered_at: Mapped[At] = mapped_column(index=True)
    touched_at: Mapped[At]

    @property
    def percentage(self) -> int:
        """How much of it is drawn."""
        return 100 * self.done // self.total if self.total else 0


class PaperPart(Base):
    """One file of a pack that is not drawn to its end yet."""

    __tablename__ = "paper_part"

    order_id: Mapped[int] = mapped_column(ForeignKey("paper_order.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PaperFile(Base):
    """The file an order came to, apart so that no list reads it; gone after some days."""

    __tablename__ = "paper_file"

    order_id: Mapped[int] = mapped_column(ForeignKey("paper_order.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
