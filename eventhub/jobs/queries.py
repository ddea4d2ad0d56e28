"""Which jobs ran, and how did they end?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.jobs.models import JobRun


def find(name: str, planned_at: datetime) -> JobRun | None:
    """Find the run of a job for a moment."""
    return session.scalar(select(JobRun).where(JobRun.name == name, JobRun.planned_at == planned_at))


def get(run_id: int) -> JobRun:
    """Return a run."""
    return session.get_one(JobRun, run_id)


def database_time() -> datetime:
    """Ask the database server what time it is; a SQLite database has no other clock than ours."""
    if session.connection().dialect.name == "sqlite":
        return now()
    said: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return said


def list_latest(limit: int = 50) -> Sequence[JobRun]:
    """List the latest runs, newest first."""
    return session.scalars(select(JobRun).order_by(JobRun.id.desc()).limit(limit)).all()
