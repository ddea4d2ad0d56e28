"""What is kept of the result report of an event?"""

import enum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core.db import Base
from eventhub.core.types import At, Data, MaybeAt, Passage, RowId, one_of


class ReportState(enum.StrEnum):
    """Whether a report still follows the figures, or says for good what they were."""

    DRAFT = "draft"
    FINISHED = "finished"


class EventReport(Base):
    """What the coordinator makes of an event; a finished one keeps the figures of that moment."""

    __tablename__ = "event_report"

    id: Mapped[RowId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    state: Mapped[ReportState] = one_of(ReportState, default=ReportState.DRAFT)
    summary: Mapped[Passage]
    results: Mapped[Passage]
    problems: Mapped[Passage]
    next_steps: Mapped[Passage]
    # Grows with every save: a form made from an older one does not overwrite.
    version: Mapped[int] = mapped_column(default=1)
    snapshot: Mapped[Data]
    updated_at: Mapped[At]
    finished_at: Mapped[MaybeAt]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)

    finished_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
