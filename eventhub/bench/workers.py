"""How do a Dask scheduler and its workers run on this machine, each a process of its own?"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from eventhub.matching.errors import ClusterError
from eventhub.matching.index.shards import workers_of

SECONDS = 60


@dataclass
class Cluster:
    """Where the scheduler listens, and its workers."""

    address: str
    workers: "list[subprocess.Popen[bytes]]"


@contextmanager
def cluster(folder: Path, *, workers: int = 2) -> Iterator[Cluster]:
    """Start them, and end them; their logs go into a folder."""
    file = folder / "scheduler.json"
    where = ("--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1")
    started = [_start("scheduler", folder, *where, "--port", "0")]
    try:
        _until(file.exists)
        started += [_start("worker", folder, *where, "--nthreads", "1", "--no-nanny") for _ in range(workers)]
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        _until(lambda: _have_come(address, workers))
        yield Cluster(address, started[1:])
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _have_come(address: str, workers: int) -> bool:
    try:
        with workers_of(address) as client:
            return len(client.scheduler_info(n_workers=-1)["workers"]) == workers
    except ClusterError:
        return False


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise ClusterError("the workers did not start")
        time.sleep(0.1)


def _start(part: str, folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / f"{part}.log").open("ab") as log:
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *options]
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)  # noqa: S603 - ours
