"""How is a real server started to be measured, and ended whatever happens?"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from eventhub.bench.browsers import HOST, Browser

WORKERS, THREADS = 4, 4
START_SECONDS, END_SECONDS = 60, 20
# The last lines of what a server said, when it did not start or answered that the fault is its own.
LAST_WORDS = 80


@dataclass(frozen=True)
class Server:
    """A server of ours: where it listens, and the process from which its workers come."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the CPU time its processes have used so far; nought where the system does not tell (no /proc)."""
        found = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                # Of proc(5): after the name come state, parent, group and session, then user and system time.
                values = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(values[3]) == self.pid:
                    found += int(values[11]) + int(values[12])
        return found / os.sysconf("SC_CLK_TCK")


class NoServerError(RuntimeError):
    """A server did not start; the sentence holds what it said last."""


@contextmanager
def serving(
    environment: dict[str, str],
    log: Path,
    *,
    app: str = "wsgi:app",
    config: str = "",
    ready: str = "/readyz",
    workers: int = 0,
) -> Iterator[Server]:
    """Run the server of the README, with several workers, on a free port of the loopback address.

    `config` names a module of ours that changes the server (gunicorn's `--config python:…`).
    """
    with socket.socket() as bound:
        bound.bind((HOST, 0))
        port = int(bound.getsockname()[1])
        address = {"EVENTHUB_BASE_URL": f"http://{HOST}:{port}"}
        with log.open("w", encoding="utf-8") as written:
            process = subprocess.Popen(  # noqa: S603 - our own program, on a socket that is ours already
                _command(app, config, bound.fileno(), workers or WORKERS),
                cwd=ROOT,
                env={**environment, **address},
                pass_fds=[bound.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                # Ctrl-C reaches the benchmark alone, which then ends each of its children once.
                start_new_session=True,
            )
    try:
        _wait(process, port, ready, log)
        yield Server(port, process.pid)
    finally:
        _end(process)


def last_words(log: Path) -> list[str]:
    """Return what a server said last."""
    return log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_WORDS:]


def how() -> str:
    """Say which server it is."""
    return f"gunicorn with {WORKERS} workers of {THREADS} threads"


def _command(app: str, config: str, descriptor: int, workers: int) -> list[str]:
    changed = ["--config", f"python:{config}"] if config else []
    size = ["--workers", str(workers), "--threads", str(THREADS)]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *changed, "--bind", f"fd://{descriptor}", *size, *quiet, app]


def _wait(process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while Browser(port, HOST).get(ready).status != 200:  # noqa: PLR2004 - ready
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoServerError("\n".join(["the server did not start; it said:", *last_words(log)]))
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server, and its workers with it; at once, because nobody waits for an answer any more."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        # The group is its own, made when it was started, and holds it and its workers.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
