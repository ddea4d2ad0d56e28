"""How is the worker started, and one job run by hand?"""

import signal
import threading
from contextlib import nullcontext

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from eventhub.jobs import queries, runner

TICK_SECONDS = 2.0

jobs_group = AppGroup("job", help="Scheduled work.")


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@with_appcontext
def work(*, once: bool) -> None:
    """Carry letters and keep the schedule, until stopped."""
    stopped = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopped.set())
    path = runner.sqlite_path()
    try:
        with runner.sole_worker(path) if path else nullcontext():
            _work(stopped, once=once, alone=path is not None)
    except runner.AlreadyRunning as refusal:
        raise click.ClickException(f"another worker already serves this database ({refusal})") from refusal


@jobs_group.command("run")
@click.argument("name")
def run_job(name: str) -> None:
    """Run one job now."""
    try:
        job = runner.get_job(name)
    except LookupError as fault:
        raise click.ClickException(f"{fault}; `flask job list` shows them") from fault
    click.echo(runner.run(job) or "nothing to do")


@jobs_group.command("list")
def list_jobs() -> None:
    """Show the jobs and their latest runs."""
    for job in runner.load_jobs():
        click.echo(f"{job.name:24} {job.cron or 'every tick'}")
    for run in queries.list_latest(20):
        outcome = {True: "done", False: "FAILED", None: "running"}[run.succeeded]
        click.echo(f"{run.started_at:%Y-%m-%d %H:%M} {outcome:8} {run.name}: {run.report}")


def _work(stopped: threading.Event, *, once: bool, alone: bool) -> None:
    jobs = runner.load_jobs()
    for prepare in current_app.extensions["eventhub.before_work"]:
        prepare(alone=alone)
    click.echo("EventHub worker: started", err=True)
    while not stopped.is_set():
        if runner.clock_is_right():
            runner.tick(jobs)
        if once:
            return
        stopped.wait(TICK_SECONDS)
    click.echo("EventHub worker: stopped", err=True)
