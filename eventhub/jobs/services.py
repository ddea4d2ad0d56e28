"""How is a run of a job claimed, and its end noted?"""

from datetime import datetime

from eventhub.core.db import session
from eventhub.jobs import queries
from eventhub.jobs.models import JobRun


def claim(name: str, planned_at: datetime, *, now: datetime) -> int | None:
    """Take a run for this worker, or None when it was taken; the unique key decides between two workers."""
    if queries.find(name, planned_at) is not None:
        return None
    run = JobRun(name=name, planned_at=planned_at, started_at=now)
    session.add(run)
    session.flush()  # the row's number is what the end of the run is noted under
    return run.id


def finish(run_id: int, *, succeeded: bool, report: str, now: datetime) -> None:
    """Note how a run ended."""
    run = queries.get(run_id)
    run.finished_at, run.succeeded, run.report = now, succeeded, report[:2000]
