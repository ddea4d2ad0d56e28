"""Does the process start, answer, end and start again as its operator expects?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade

from eventhub.app import create_app
from eventhub.search import transport
from eventhub.search.errors import NotAnswered
from eventhub.search.rules import Question
from tests.conftest import settings_for
from tests.factories.events import make_event

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "flask", "--app", "wsgi", "match", "serve")
Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    """Make a database with an event, and the settings of a process that searches it."""
    url = f"sqlite:///{folder / 'db.sqlite3'}"
    app = create_app(settings_for(url))
    with app.app_context():
        upgrade()
        make_event(title_ko="버 제거 강습")
    return {
        **os.environ,
        "EVENTHUB_SECRET_KEY": "k" * 32,
        "EVENTHUB_DATABASE_URL": url,
        "EVENTHUB_SEARCH_SOCKET": str(folder / "s"),
        "EVENTHUB_SEARCH_INDEX": str(folder / "index"),
    }


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Start the process; whatever is left of it in the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def run() -> subprocess.Popen[str]:
        started.append(subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield run
    for one in started:
        if one.poll() is None:
            one.kill()
            one.communicate()


def wait_for_hits(folder: Path) -> None:
    """Ask until something is found; the analyser takes its time on a busy machine."""
    for _ in range(200):
        try:
            assert transport.ask(str(folder / "s"), Question("deburring"))
        except NotAnswered:
            time.sleep(0.25)
        else:
            return
    raise AssertionError("nothing was found")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_ends_cleanly_and_starts_from_its_file(start: Start, folder: Path, number: signal.Signals) -> None:
    first = start()
    wait_for_hits(folder)
    assert (folder / "index").stat().st_mode & 0o077 == 0
    first.send_signal(number)
    said = first.communicate(timeout=30)[1]
    assert first.returncode == 0, said
    assert "EventHub search: stopped" in said
    assert not (folder / "s").exists()
    second = start()
    wait_for_hits(folder)
    second.send_signal(number)
    assert "entries can be found" not in (said := second.communicate(timeout=30)[1])
    assert f"as {folder / 'index'} has them" in said


def test_a_killed_one_is_replaced_and_a_living_one_is_not(start: Start, folder: Path) -> None:
    first = start()
    wait_for_hits(folder)
    first.kill()
    first.communicate()
    assert (folder / "s").exists()
    start()
    wait_for_hits(folder)
    third = start()
    said = third.communicate(timeout=60)[1]
    assert third.returncode == 1
    assert said == f"Error: another search process already answers at {folder / 's'}\n"
    assert transport.ask(str(folder / "s"), Question("deburring"))
