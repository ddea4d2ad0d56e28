"""Does each job run once for each moment, whatever the others do?"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.jobs import queries, runner, services
from eventhub.jobs.models import JobRun
from eventhub.jobs.rules import Job

NIGHTLY = "10 2 * * *"


class Work:
    """A job that counts its runs."""

    def __init__(self, fault: Exception | None = None) -> None:
        """Take what goes wrong."""
        self.runs = 0
        self.fault = fault

    def __call__(self) -> str:
        """Run."""
        self.runs += 1
        if self.fault:
            raise self.fault
        return f"run {self.runs}"


def test_a_nightly_job_runs_once_a_night(app: Flask) -> None:
    work = Work()
    jobs = [Job("nightly", work, NIGHTLY)]
    for hours in (0, 1, 5, 24, 25, 24 * 5):
        with standing_still(now() + timedelta(hours=hours)):
            runner.tick(jobs)
    assert work.runs == 3
    (latest, *_) = queries.list_latest()
    assert (latest.name, latest.succeeded, latest.report) == ("nightly", True, "run 3")


def test_a_job_of_every_tick_leaves_no_trace(app: Flask) -> None:
    work = Work()
    for _ in range(3):
        runner.tick([Job("carry", work, None)])
    assert work.runs == 3
    assert queries.list_latest() == []


@pytest.mark.parametrize("cron", [None, NIGHTLY])
def test_a_job_that_fails_does_not_keep_the_next_from_running(
    app: Flask, cron: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = Work(ZeroDivisionError("broken")), Work()
    runner.tick([Job("bad", bad, cron), Job("good", good, None)])
    assert (bad.runs, good.runs) == (1, 1)
    assert "job bad failed" in caplog.text


def test_a_failure_is_written_down_and_not_repeated_at_once(app: Flask) -> None:
    bad = Work(ZeroDivisionError("broken"))
    for _ in range(2):
        runner.tick([Job("bad", bad, NIGHTLY)])
    assert bad.runs == 1
    (run,) = queries.list_latest()
    assert (run.succeeded, run.finished_at) == (False, now())
    assert "broken" in run.report


def test_what_a_failing_job_wrote_is_undone(app: Flask) -> None:
    def half() -> str:
        with transaction():
            session.add(JobRun(name="half", planned_at=now(), started_at=now()))
            raise ZeroDivisionError

    runner.tick([Job("bad", half, NIGHTLY)])
    assert [run.name for run in queries.list_latest()] == ["bad"]


def test_two_claims_give_one_run(app: Flask) -> None:
    with transaction():
        first = services.claim("nightly", now(), now=now())
    with transaction():
        second = services.claim("nightly", now(), now=now())
    assert first is not None
    assert second is None


def test_the_database_decides_between_two_that_did_not_see_each_other(app: Flask) -> None:
    with transaction():
        services.claim("nightly", now(), now=now())

    def claim_blindly() -> None:
        with transaction():
            session.add(JobRun(name="nightly", planned_at=now(), started_at=now()))

    with pytest.raises(IntegrityError):
        claim_blindly()


def test_a_job_can_be_run_by_hand(app: Flask) -> None:
    work = Work()
    assert runner.run(Job("nightly", work, NIGHTLY)) == "run 1"
    with standing_still(now() + timedelta(minutes=1)):
        assert runner.run(Job("nightly", work, NIGHTLY)) == "run 2"


def test_a_second_worker_of_a_sqlite_database_is_refused(tmp_path: Path) -> None:
    database = str(tmp_path / "eventhub.sqlite3")
    with runner.sole_worker(database), pytest.raises(runner.AlreadyRunning), runner.sole_worker(database):
        pass
    with runner.sole_worker(database):
        pass


def test_only_sqlite_has_a_file_to_lock(app: Flask) -> None:
    is_sqlite = str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite")
    assert (runner.sqlite_path() is not None) is is_sqlite


def test_the_schedule_is_sound(app: Flask) -> None:
    load: Callable[[], Any] = app.extensions["eventhub.load_schedule"]
    jobs = load()
    assert len({job.name for job in jobs}) == len(jobs)
    with standing_still(now() + timedelta(days=1)):
        runner.tick(jobs)
    planned = [job.name for job in jobs if job.cron]
    assert sorted((run.name, run.succeeded) for run in queries.list_latest()) == [
        (name, True) for name in sorted(planned)
    ]
