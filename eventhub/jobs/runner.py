"""What does the worker do in one tick, and how does it stay the only one where it must?"""

import fcntl
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import IntegrityError, OperationalError

from eventhub.core.clock import now, zone
from eventhub.core.db import db, session, transaction
from eventhub.jobs import queries, services
from eventhub.jobs.rules import Job, last_planned

log = logging.getLogger(__name__)
# Well under the lease of a letter.
MOST_SKEW = timedelta(minutes=1)


class AlreadyRunning(Exception):  # noqa: N818 - an answer, not an error
    """Another worker holds the lock of this SQLite database."""


def tick(jobs: Sequence[Job]) -> None:
    """Run everything that is due now; one job's failure does not keep the others from running."""
    for job in jobs:
        try:
            if job.cron is None:
                job.run()
            else:
                _run_if_due(job, job.cron)
        except Exception:
            log.exception("job %s failed", job.name)
        finally:
            session.remove()


def clock_is_right() -> bool:
    """Say whether this machine's clock agrees with the database's.

    Workers compare due times and leases with their own clocks; one that is far off would take letters from others that
    still carry them. Such a worker waits until its clock is set right.
    """
    try:
        skew = abs(queries.database_time() - now())
    except OperationalError as fault:
        log.warning("database unreachable: %s", fault.orig)
        return False
    finally:
        session.remove()
    if skew > MOST_SKEW:
        log.error(
            "this machine's clock is %d seconds off the database's; nothing is done until it is right", skew.seconds
        )
    return skew <= MOST_SKEW


def run(job: Job) -> str:
    """Run a job now, whatever its schedule says, and note how it ended."""
    with transaction():
        run_id = services.claim(job.name, now(), now=now())
    return _run_claimed(job, run_id) if run_id else ""


def load_jobs() -> Sequence[Job]:
    """Load the schedule; only commands that run jobs do, so that the web never loads what jobs need."""
    load: Callable[[], Sequence[Job]] = current_app.extensions["eventhub.load_schedule"]
    return load()


def get_job(name: str) -> Job:
    """Return a job by its name, or raise a `LookupError`."""
    for job in load_jobs():
        if job.name == name:
            return job
    raise LookupError(f"no job is called {name!r}")


@contextmanager
def sole_worker(database_path: str) -> Iterator[None]:
    """Hold the lock that makes this the only worker of a SQLite database, where the clock alone must decide."""
    lock = Path(f"{database_path}.worker.lock")
    with lock.open("w", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise AlreadyRunning(str(lock)) from fault
        yield


def sqlite_path() -> str | None:
    """Return the file of a SQLite database, or None for a server."""
    return db.engine.url.database if db.engine.dialect.name == "sqlite" else None


def _run_if_due(job: Job, cron: str) -> None:
    planned_at = last_planned(cron, now=now(), zone=zone())
    if planned_at is None:
        return
    try:
        with transaction():
            run_id = services.claim(job.name, planned_at, now=now())
    except IntegrityError:
        return  # another worker was faster by a moment
    if run_id is not None:
        _run_claimed(job, run_id)


def _run_claimed(job: Job, run_id: int) -> str:
    try:
        report, succeeded = job.run(), True
    except Exception as fault:
        log.exception("job %s failed", job.name)
        session.rollback()
        report, succeeded = repr(fault), False
    with transaction():
        services.finish(run_id, succeeded=succeeded, report=report, now=now())
    log.info("job %s: %s", job.name, report)
    return report
