"""What is kept of scheduled work?"""

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core.db import Base
from eventhub.core.types import At, MaybeAt, RowId


class JobRun(Base):
    """One run of a job for one planned moment; whoever adds the row runs it."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("name", "planned_at"),)

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(60))
    planned_at: Mapped[At]
    started_at: Mapped[At]
    finished_at: Mapped[MaybeAt]
    succeeded: Mapped[bool | None]
    report: Mapped[str] = mapped_column(Text, default="")
