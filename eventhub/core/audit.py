"""Who did what to which row, and when?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core.db import Base, session
from eventhub.core.types import At, Data, Line, RowId


class AuditEntry(Base):
    """One thing a person did at the desk; rows are added, never changed."""

    __tablename__ = "audit_entry"

    id: Mapped[RowId]
    at: Mapped[At]
    actor: Mapped[Line]
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    detail: Mapped[Data]


def record(action: str, subject: str, *, actor: str, now: datetime, **detail: object) -> None:
    """Write down what a person did, in the transaction in which it happened; no secrets, no personal text."""
    session.add(AuditEntry(at=now, actor=actor, action=action, subject=subject, detail=detail))


def list_about(subject: str) -> Sequence[AuditEntry]:
    """List what was done to a row, first things first."""
    return session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)).all()
