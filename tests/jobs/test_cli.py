"""Do the commands of the worker do what they say?"""

from datetime import timedelta

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.jobs import queries, runner
from eventhub.mail.models import LetterState
from eventhub.mail.queries import count_by_state
from tests.factories.mail import make_letter


@pytest.fixture
def clocks_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database's clock stand still with ours."""
    monkeypatch.setattr(queries, "database_time", now)


def test_a_worker_whose_clock_is_wrong_does_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_letter()
    monkeypatch.setattr(queries, "database_time", lambda: now() + timedelta(hours=2))
    done = app.test_cli_runner().invoke(args=["work", "--once"])
    assert done.exit_code == 0
    assert LetterState.SENT not in count_by_state()


def test_the_databases_clock_is_asked(app: Flask) -> None:
    is_sqlite = str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite")
    # Ours stands still in tests, so a server's own clock is far away.
    assert runner.clock_is_right() is is_sqlite


@pytest.mark.usefixtures("clocks_agree")
def test_the_worker_does_what_is_due_and_stops(app: Flask) -> None:
    make_letter()
    make_letter(state=LetterState.SENDING, lease_until=now())
    done = app.test_cli_runner().invoke(args=["work", "--once"])
    assert done.exit_code == 0, done.output
    assert "/set-up/" in done.output
    only_worker = str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite")
    assert count_by_state()[LetterState.SENT] == (2 if only_worker else 1)


def test_a_second_worker_says_why_it_stops(app: Flask) -> None:
    path = runner.sqlite_path()
    if path is None:
        pytest.skip("any number of workers may serve PostgreSQL")
    with runner.sole_worker(path):
        done = app.test_cli_runner().invoke(args=["work", "--once"])
    assert done.exit_code == 1
    assert "another worker already serves this database" in done.output


def test_a_job_is_run_and_listed_by_name(app: Flask) -> None:
    commands = app.test_cli_runner()
    make_letter()
    assert "1 letters" in commands.invoke(args=["job", "run", "carry-letters"]).output
    assert commands.invoke(args=["job", "run", "carry-letters"]).output.strip().endswith("nothing to do")
    listed = commands.invoke(args=["job", "list"]).output
    assert "carry-letters" in listed
    assert "every tick" in listed
    unknown = commands.invoke(args=["job", "run", "nothing"])
    assert (unknown.exit_code, "no job is called 'nothing'" in unknown.output) == (1, True)


def test_letters_are_listed_and_tried_again_by_hand(app: Flask) -> None:
    commands = app.test_cli_runner()
    assert "no letters" in commands.invoke(args=["mail", "list"]).output
    letter = make_letter(state=LetterState.FAILED, attempts=3, last_error="550 no such person")
    listed = commands.invoke(args=["mail", "list", "--state", "failed"]).output
    assert letter.to_address in listed
    assert "3 attempts; 550 no such person" in listed
    assert "1 letters will be tried again" in commands.invoke(args=["mail", "retry"]).output
    assert count_by_state() == {LetterState.QUEUED: 1}
