"""A scheduler and two workers on this machine, each a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import distributed

ROOT = Path(__file__).parents[3]
SECONDS = 60


@dataclass
class Cluster:
    """Where the scheduler listens, and its workers."""

    address: str
    workers: "list[subprocess.Popen[bytes]]"


@contextmanager
def cluster(folder: Path, *, workers: int = 2) -> Iterator[Cluster]:
    """Start them, and end them."""
    file = folder / "scheduler.json"
    where = ("--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1")
    started = [_start("scheduler", folder, *where, "--port", "0")]
    try:
        until = time.monotonic() + SECONDS
        while not file.exists():
            assert time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.1)
        started += [_start("worker", folder, *where, "--nthreads", "1", "--no-nanny") for _ in range(workers)]
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        with distributed.Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=SECONDS)
        yield Cluster(address, started[1:])
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _start(part: str, folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False"}
    with (folder / f"{part}.log").open("ab") as log:
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *options]
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
