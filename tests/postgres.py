"""A PostgreSQL server of the tests' own: made in a temporary folder, thrown away afterwards."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg

START_SECONDS = 30


def programs() -> Path | None:
    """Find where Debian and others put `initdb` and `postgres`, newest first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).parent if on_path else None


@contextmanager
def server() -> Iterator[str]:
    """Run a server on a free port of the loopback address and give the address of an empty database."""
    bin_folder = programs()
    if bin_folder is None:
        raise RuntimeError("PostgreSQL is not installed; `make test` installs it where it may")
    folder = Path(mkdtemp(prefix="eventhub-postgres-"))
    port = _free_port()
    try:
        _prepare(bin_folder, folder)
        options = ("-D", str(folder / "data"), "-p", str(port), "-k", str(folder), "-h", "127.0.0.1")
        # Only these tests are lost if the machine stops: nothing is flushed.
        fast = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60")
        process = subprocess.Popen(
            [*_as_other_user(), str(bin_folder / "postgres"), *options, *fast],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(port)
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(bin_folder: Path, folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    subprocess.run(
        [
            *(*_as_other_user(), str(bin_folder / "initdb"), "-D", str(folder / "data"), "-U", "postgres"),
            *("-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"),
        ],
        check=True,
        capture_output=True,
    )


def _as_other_user() -> list[str]:
    # PostgreSQL refuses to run as root.
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
