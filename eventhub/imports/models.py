"""What is kept of a file between looking at it and taking it over?"""

import enum

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core.db import Base
from eventhub.core.types import At, Line, PublicId, RowId, one_of
from eventhub.events.models import Event


class Subject(enum.StrEnum):
    """What the rows of a file are."""

    SPEAKERS = "speakers"
    SESSIONS = "sessions"
    BOOTHS = "booths"


class ImportDraft(Base):
    """The rows of a file, as read; deleted when they are taken over, thrown away or a day old."""

    __tablename__ = "import_draft"

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    subject: Mapped[Subject] = one_of(Subject)
    file_name: Mapped[Line]
    header: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Pairs of the line's number in the file and its cells.
    rows: Mapped[list[tuple[int, list[str]]]] = mapped_column(JSON, default=list)
    created_at: Mapped[At] = mapped_column(index=True)

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
