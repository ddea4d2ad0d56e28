"""Does the doctor look at everything, number what it found, and end as scripts expect?"""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from config import BadSettingError
from eventhub.app import create_app
from eventhub.core.clock import now
from eventhub.doctor import cli
from tests.conftest import SECRET_KEY, settings_for

LOOKED_AT = ["settings", "database", "migrations", "mail", "inbox", "search", "fonts", "clock", "holidays"]
ROOT = Path(__file__).parents[2]


def examine(app: Flask) -> Result:
    """Run the command."""
    return app.test_cli_runner().invoke(args=["doctor"])


def test_a_sound_installation_has_nine_numbered_findings_and_none_serious(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "database_time", now)
    done = examine(app)
    assert done.exit_code == 0, done.output
    found = [re.fullmatch(r"\s*(\d+)\. (ok|warning)\s+(\w+): \S.*", line) for line in done.stdout.splitlines()]
    assert [(match[1], match[3]) for match in found if match] == [
        (str(number), what) for number, what in enumerate(LOOKED_AT, 1)
    ]


def test_a_wrong_clock_is_serious(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.queries, "has_clock", lambda: True)
    monkeypatch.setattr(cli, "database_time", lambda: now() + timedelta(hours=1))
    done = examine(app)
    assert done.exit_code == 1
    assert "serious  clock: 3600 seconds behind" in done.stdout


@pytest.mark.parametrize("url", ["postgresql+psycopg://me:hush@127.0.0.1:1/db", "sqlite:///{folder}/none.sqlite3"])
def test_without_a_database_the_rest_is_still_looked_at(url: str, tmp_path: Path) -> None:
    done = examine(create_app(settings_for(url.format(folder=tmp_path))))
    assert done.exit_code == 1
    assert [line.split()[2] for line in done.stdout.splitlines()] == [f"{what}:" for what in LOOKED_AT]
    assert done.stdout.count("serious") == 1
    assert "hush" not in done.output


def test_tables_that_are_not_there_are_serious(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite3").touch()
    done = examine(create_app(settings_for(f"sqlite:///{tmp_path / 'empty.sqlite3'}")))
    assert done.exit_code == 1
    assert "serious  migrations: the database has no tables yet" in done.stdout


def test_a_file_that_is_no_database_is_serious(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("no database\n" * 200, encoding="utf-8")
    done = examine(create_app(settings_for(f"sqlite:///{tmp_path / 'letter.txt'}")))
    assert "file is not a database" in done.stdout


def test_a_server_that_takes_no_changes_is_serious(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.queries, "is_read_only", lambda: True)
    assert "serious  database" in examine(app).stdout


def test_a_folder_that_cannot_be_made_stops_with_the_settings_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSettingError, match="EVENTHUB_DATABASE_URL needs the folder"):
        create_app(settings_for(f"sqlite:///{tmp_path / 'file' / 'in' / 'it.sqlite3'}"))


def test_a_senseless_setting_stops_with_one_sentence() -> None:
    environment = {**os.environ, "EVENTHUB_SECRET_KEY": SECRET_KEY, "EVENTHUB_TIMEZONE": "Seoul Time"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "doctor"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "EventHub does not start: EVENTHUB_TIMEZONE is 'Seoul Time', which is no time zone; try Asia/Seoul."
    ]
