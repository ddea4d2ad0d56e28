"""Starts a demonstration: a database of its own under var/demo, made-up data, web, worker and search together."""

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "demo"
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
START_SECONDS = 60
LONGEST_SOCKET_PATH = 107


def main() -> int:
    """Prepare what is missing, then run web, worker and search until Ctrl-C."""
    wanted = read_arguments()
    if is_taken(wanted.host, wanted.port):
        print(f"Port {wanted.port} is in use; choose another: make demo PORT={wanted.port + 1}", file=sys.stderr)
        return 1
    started = time.monotonic()
    if wanted.reset:
        shutil.rmtree(FOLDER, ignore_errors=True)
    environment = prepare_environment(wanted)
    prepare_database(wanted.size, environment)
    return serve(wanted, environment, started)


def read_arguments() -> argparse.Namespace:
    """Read what make passes on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--size", default="pilot", choices=("pilot", "small", "national"))
    parser.add_argument("--reset", action="store_true")
    return parser.parse_args()


def is_taken(host: str, port: int) -> bool:
    """Say whether something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def prepare_environment(wanted: argparse.Namespace) -> dict[str, str]:
    """Set what a demonstration needs; a secret key is made once and kept beside the data."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    key = FOLDER / "secret-key"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        key.chmod(0o600)
    host = "127.0.0.1" if wanted.host in ("0.0.0.0", "::") else wanted.host  # noqa: S104 - only compared
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("EVENTHUB_")},
        "EVENTHUB_SECRET_KEY_FILE": str(key),
        "EVENTHUB_DATABASE_URL": f"sqlite:///{FOLDER / 'eventhub.sqlite3'}",
        "EVENTHUB_BASE_URL": f"http://{host}:{wanted.port}",
        "EVENTHUB_MAIL_URL": f"maildir:{FOLDER / 'mail'}",
        "EVENTHUB_INBOX_URL": f"maildir:{FOLDER / 'inbox'}",
        "EVENTHUB_SEARCH_SOCKET": str(socket_folder() / "search.sock"),
        "EVENTHUB_SEARCH_INDEX": str(FOLDER / "search.index"),
        "EVENTHUB_CONTACT_PHONE": "055-000-0000",
        "EVENTHUB_DEMO": "true",
        "PYTHONUNBUFFERED": "1",
    }


def socket_folder() -> Path:
    """Name a folder whose path is short enough for a socket in it."""
    is_short = len(os.fsencode(FOLDER / "search.sock")) <= LONGEST_SOCKET_PATH
    return FOLDER if is_short else Path(tempfile.mkdtemp(prefix="eventhub-"))


def prepare_database(size: str, environment: dict[str, str]) -> None:
    """Make and fill the database, unless an earlier start has done it."""
    done = FOLDER / "loaded"
    if not done.exists():
        # What an interrupted start left behind is not a programme.
        for leftover in FOLDER.glob("eventhub.sqlite3*"):
            leftover.unlink()
    run("db", "upgrade", environment=environment)
    if not done.exists():
        run("demo", "load", "--size", size, environment=environment)
        done.touch()


def run(*words: str, environment: dict[str, str]) -> None:
    """Run one command of the program; stop when it fails."""
    try:
        subprocess.run((*FLASK, *words), cwd=ROOT, env=environment, check=True)  # noqa: S603 - our own commands
    except subprocess.CalledProcessError as fault:
        sys.exit(fault.returncode)


def serve(wanted: argparse.Namespace, environment: dict[str, str], started: float) -> int:
    """Run web, worker and search; when one ends or Ctrl-C is pressed, end all."""
    web = (sys.executable, "-m", "gunicorn", "--bind", f"{wanted.host}:{wanted.port}", "--workers", "2")
    commands = (
        (*web, "--threads", "4", "--log-level", "warning", "wsgi:app"),
        (*FLASK, "work"),
        (*FLASK, "match", "serve"),
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    children = [
        # A process group of its own: Ctrl-C reaches this program alone, which then ends each child once.
        subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)  # noqa: S603 - see above
        for command in commands
    ]
    try:
        wait_until_ready(f"{environment['EVENTHUB_BASE_URL']}/readyz", children)
        greet(environment, started)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nEventHub stops.")
        return 0
    else:
        return 1
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=30)


def wait_until_ready(address: str, children: list[subprocess.Popen[bytes]]) -> None:
    """Wait until the first page can be had."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)


def greet(environment: dict[str, str], started: float) -> None:
    """Say where EventHub is and how to get in."""
    address = environment["EVENTHUB_BASE_URL"]
    print(f"\nEventHub runs at {address}/ (ready after {time.monotonic() - started:.0f} seconds; Ctrl-C ends it)")
    print(f"The letters that would have been sent: {address}/demo/mail/\n\nSign in, each link once:")
    run("demo", "sign-in-links", environment=environment)


if __name__ == "__main__":
    sys.exit(main())
