"""Is what EventHub stands on looked at as it is, and left as it was?"""

from pathlib import Path
from urllib.parse import quote

import pytest
from alembic.config import Config
from flask import Flask

from eventhub.app import create_app
from eventhub.doctor import queries
from eventhub.doctor.rules import MOVABLE_FEASTS
from tests.conftest import settings_for
from tests.inbox.imapserver import PASSWORD, USER
from tests.inbox.imapserver import running as running_imap
from tests.mailserver import MailServer, free_port, running


def test_a_mail_server_is_greeted_and_sent_nothing() -> None:
    with running(MailServer()) as server:
        assert queries.mail_trouble(server.url) == ""
        assert (server.bodies, server.recipients) == ([], [])


def test_a_mail_server_that_is_away_is_trouble() -> None:
    assert "cannot be reached" in queries.mail_trouble(f"smtp://127.0.0.1:{free_port()}")
    assert "cannot be reached" in queries.mail_trouble(f"smtp://{'a' * 64}.example.kr")


def test_a_mail_folder_is_not_made_by_looking(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "letters"
    assert queries.mail_trouble(f"maildir:{folder}") == ""
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "var").write_text("a file", encoding="utf-8")
    assert "is not a folder" in queries.mail_trouble(f"maildir:{folder}")


def test_a_mailbox_is_opened_and_left_as_it_was(tmp_path: Path) -> None:
    with running_imap() as server:
        server.put(b"From: x@example.com\r\n\r\nwords")
        url = f"imap://{USER}:{quote(PASSWORD)}@127.0.0.1:{server.port}/INBOX"
        assert queries.inbox_trouble(url) == ""
        assert "cannot be reached" in queries.inbox_trouble(url.replace("INBOX", "Nowhere"))
        assert set(map(len, server.flags.values())) == {0}
    assert "cannot be reached" in queries.inbox_trouble(url)
    assert "cannot be reached" in queries.inbox_trouble(f"imap://me:x@{'a' * 64}.example.kr")
    assert queries.inbox_trouble(f"maildir:{tmp_path / 'inbox'}") == ""
    assert list(tmp_path.iterdir()) == []


def test_a_mail_folder_must_take_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.os, "access", lambda *_: False)
    assert f"{tmp_path} cannot be written" in queries.mail_trouble(f"maildir:{tmp_path / 'letters'}")


def program(path: Path, script: str) -> None:
    """Put a program of a few words where it is looked for."""
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_fontconfig_is_asked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "fc-list", 'echo "Nanum Gothic,나눔고딕"')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert queries.find_korean_font() == "Nanum Gothic"


def test_without_fontconfig_the_files_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.shutil, "which", lambda _name: None)
    monkeypatch.setattr(queries, "FONT_FOLDERS", (str(tmp_path), str(tmp_path / "missing")))
    (tmp_path / "DejaVuSans.ttf").touch()
    assert queries.find_korean_font() == ""
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    assert queries.find_korean_font() == "NotoSansCJK-Regular.ttc"


def test_a_fontconfig_that_fails_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.shutil, "which", lambda _name: str(tmp_path / "missing"))
    monkeypatch.setattr(queries, "FONT_FOLDERS", ())
    assert queries.find_korean_font() == ""


def test_the_holidays_hold_the_feasts_of_the_moon() -> None:
    names = queries.holiday_names(2027)
    assert len(names) > 10
    assert all(any(feast in name for name in names) for feast in MOVABLE_FEASTS)
    assert queries.holiday_names(2200) == []


def test_looking_at_a_missing_file_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "eventhub.sqlite3"
    with create_app(settings_for(f"sqlite:///{path}")).app_context():
        assert queries.missing_file()
    with create_app(settings_for("sqlite:///:memory:")).app_context():
        assert not queries.missing_file()
    assert not path.exists()


def test_the_database_is_the_programs_newest(app: Flask) -> None:
    config: Config = app.extensions["migrate"].migrate.get_config()
    found = queries.revisions(config)
    assert set(found.present) == set(found.wanted) <= set(found.known)
    assert not queries.is_read_only()
    assert not queries.missing_file()


def test_a_password_of_the_database_is_not_told() -> None:
    with create_app(settings_for("postgresql+psycopg://me:hush@127.0.0.1:1/db")).app_context():
        assert "hush" not in queries.where_database_is()
