"""Does the preview show every letter there is, as it would be sent?"""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import LOCALES
from eventhub.core.types import ALPHABET
from eventhub.mail import queries, services

TEMPLATES = Path(__file__).parents[2] / "templates"
LETTERS = {f"{path.parents[1].name}.{path.name}" for path in TEMPLATES.glob("*/letters/*") if path.is_dir()}


@pytest.fixture
def previewed(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, EmailMessage]:
    """Preview every letter, and read the files as a mail program would; a name no letter was given is a fault."""
    monkeypatch.setattr(app.jinja_env, "undefined", StrictUndefined)
    done = app.test_cli_runner().invoke(args=["mail", "preview", str(tmp_path / "letters")])
    assert done.exit_code == 0, done.output
    files = sorted((tmp_path / "letters").glob("*.eml"))
    assert [str(path) in done.stdout for path in files] == [True] * len(files)
    return {path.stem: message_from_bytes(path.read_bytes(), policy=default) for path in files}  # type: ignore[misc]


def test_every_letter_template_has_a_preview_in_every_language(previewed: dict[str, EmailMessage]) -> None:
    shown = {re.sub(r"-\d+(?=\.)", "", name) for name in previewed}
    assert shown == {f"{letter}.{locale}" for letter in LETTERS for locale in LOCALES}, (
        "each letter is written by `write_letters` in its package's examples.py, which app.py lists"
    )


def test_a_preview_is_a_whole_letter_without_gaps(previewed: dict[str, EmailMessage]) -> None:
    for name, message in previewed.items():
        plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        assert plain is not None, name
        assert html is not None, name
        for part in (message["Subject"], plain.get_content(), html.get_content()):
            assert part.strip(), name
            assert not re.search(r"\bNone\b|Undefined|\{\{|%\(", part), name
        assert message["To"].addresses[0].domain.startswith("example."), name


def test_letters_about_places_show_what_they_do_to_a_calendar(previewed: dict[str, EmailMessage]) -> None:
    done = {}
    for name, message in previewed.items():
        parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        if parts:
            done[name] = parts[0]["Content-Type"].params["method"]
    assert {name for name in done if name.endswith(".ko")} == {
        f"registrations.{name}.ko"
        for name in (
            *("confirmed", "confirmed-2", "confirmed-3", "moved_up", "event_moved", "event_cancelled", "handed_over"),
            *("given_up", "given_up-2", "given_up-3", "calendar", "calendar-2"),
        )
    }
    assert done["registrations.confirmed.en"] == "REQUEST"
    assert done["registrations.event_cancelled.en"] == done["registrations.calendar-2.en"] == "CANCEL"


def test_each_preview_speaks_its_language(previewed: dict[str, EmailMessage]) -> None:
    for name, message in previewed.items():
        is_korean = name.endswith(".ko")
        assert bool(re.search("[가-힣]", message["Subject"])) is is_korean, name
        plain = message.get_body(("plain",))
        assert plain is not None
        assert ("안녕하십니까" in plain.get_content()) is is_korean, name


def test_a_preview_neither_reads_nor_writes_the_database(
    app: Flask, tmp_path: Path, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as counted:
        app.test_cli_runner().invoke(args=["mail", "preview", str(tmp_path)])
    assert counted.statements == []
    assert queries.count_by_state() == {}


def test_what_examples_link_to_can_never_exist() -> None:
    assert not set("example") <= set(ALPHABET)
    assert not set("preview") <= set(ALPHABET)


def test_after_a_preview_letters_are_kept_again(app: Flask) -> None:
    letter = {"to": "a@example.com", "locale": "ko", "now": now(), "code": "1", "link": "x"}
    account = {"name": "김하늘"}
    with services.gathering() as gathered:
        services.queue("accounts/sign_in", key="a:1", account=account, **letter)
    assert [(name, row.key) for name, row in gathered] == [("accounts/sign_in", "a:1")]
    assert queries.count_by_state() == {}
    with transaction():
        services.queue("accounts/sign_in", key="a:1", account=account, **letter)
    assert sum(queries.count_by_state().values()) == 1
