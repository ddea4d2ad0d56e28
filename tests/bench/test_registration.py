"""Does a small crowd over real HTTP show that everybody gets what there is, and that the check can fail?"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from eventhub.app import create_app
from eventhub.bench import registration as bench
from eventhub.bench import server
from eventhub.bench.browsers import Browser
from eventhub.bench.registration import Sizes
from eventhub.bench.scratch import scratch
from eventhub.bench.server import NoServerError, serving
from eventhub.core.db import db
from tests.conftest import settings_for

SMALL = Sizes(
    people=30,
    pressing_twice=6,
    seats=10,
    many=24,
    at_the_door=18,
    met_at_two_lanes=6,
    short_list=3,
    long_list=30,
    processes=2,
    browsers=8,
)

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few people come to few workers."""
    monkeypatch.setattr(bench, "SIZES", SMALL)
    monkeypatch.setattr(server, "WORKERS", 2)


def app_on(url: str) -> Iterator[Flask]:
    """Make the app on a database in which there is nothing, not even a table: it is not looked at."""
    app = create_app(settings_for(url))
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Flask]:
    """Make the app on a file that is not there yet."""
    yield from app_on(f"sqlite:///{tmp_path / 'own.sqlite3'}")


@pytest.fixture
def on_postgresql(postgres_url: str) -> Iterator[Flask]:
    """Make the app on a server."""
    yield from app_on(postgres_url)


def run(app: Flask) -> str:
    """Run the benchmark and return what it says."""
    done = app.test_cli_runner().invoke(args=("bench", "registration"))
    assert done.exit_code == 0, done.output
    return str(done.stdout)


def says_what_it_should(said: str) -> None:
    """Look at what a small run has to show."""
    assert "  10 seated, 20 waiting; 36 presses answered: 30 x 303, 6 x 409\n" in said
    assert "  10 seated, 14 waiting; 24 presses answered: 24 x 303\n" in said
    assert said.count("order of arrival kept") == 2
    assert said.count("(reference)") == 2
    assert "24 x let_in" in said
    assert "8 x already" in said
    assert "24 check-ins of 24 people" in said
    assert re.search(r"the same check says: \d+ people are seated on 10 seats", said)
    assert "list of 3: 10, list of 30: 10" in said


def test_a_small_crowd_on_sqlite(on_sqlite: Flask, tmp_path: Path) -> None:
    says_what_it_should(run(on_sqlite))
    assert list(tmp_path.iterdir()) == []


def test_a_small_crowd_on_postgresql(on_postgresql: Flask) -> None:
    says_what_it_should(run(on_postgresql))
    with db.engine.connect() as connection:
        left = connection.execute(text("SELECT datname FROM pg_database WHERE datname LIKE 'eventhub_bench%'"))
        assert left.all() == []


def test_a_server_is_ended_whatever_happens(on_sqlite: Flask, tmp_path: Path) -> None:
    def ask_and_be_interrupted() -> None:
        with serving(place.environment, tmp_path / "log", app=bench.REFERENCE, ready="/") as started:
            asked.append(Browser(started.port, "127.0.0.1"))
            assert asked[0].get("/").status == 200
            raise KeyboardInterrupt

    asked: list[Browser] = []
    with scratch() as place:
        with pytest.raises(KeyboardInterrupt):
            ask_and_be_interrupted()
        assert asked[0].get("/").status == 0


def test_a_server_that_does_not_start_says_why(on_sqlite: Flask, tmp_path: Path) -> None:
    with pytest.raises(NoServerError, match="No module named"), serving({}, tmp_path / "log", app="eventhub.nothing"):
        pass
