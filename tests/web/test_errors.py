"""Does EventHub say no in words a person understands?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from eventhub.core.errors import NotAllowed, Refusal, TooMany
from eventhub.core.i18n import speaking
from eventhub.web.access import Access, access

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Let the help page fail in a certain way."""

    def fail_with(fault: BaseException) -> None:
        @access(Access.PUBLIC)
        def view() -> Any:
            raise fault

        monkeypatch.setitem(app.view_functions, "web.help_page", view)

    return fail_with


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/events/nothing", 404),
        ("GET", "/events/%00", 404),
        ("GET", "/complexes/%00", 404),
        ("GET", "/events/?q=%00", 404),
        ("GET", "/events/%ff%fe", 404),
        ("GET", "/events/" + "x" * 5000, 404),
        ("POST", "/help", 405),
        ("OPTIONS", "/help", 405),
        ("PROPFIND", "/", 405),
    ],
)
def test_what_is_not_there_or_not_possible_is_a_page(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert HANGUL.search(answer.text)


def test_a_refused_method_says_which_are_not(client: FlaskClient) -> None:
    assert client.delete("/help").headers["Allow"] == "GET, HEAD"


def test_too_much_at_once_is_told(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"email": "x" * 2_000_000}).status_code == 413
    assert (
        client.post("/sign-in", data={f"f{n}": "x" for n in range(400)}, content_type="multipart/form-data").status_code
        == 413
    )


@pytest.mark.parametrize(
    "body", [b"--x\r\nnonsense", b"--x\r\n" * 5000, b"f=1&" * 12_000, b"\xff\xfe\x00", b"a=%ff%fe&b=%zz", b""]
)
@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "x"])
def test_a_broken_form_is_no_fault_of_ours(client: FlaskClient, body: bytes, content_type: str) -> None:
    assert client.post("/sign-in", data=body, content_type=content_type).status_code in (400, 413, 422)


@pytest.mark.parametrize(("refusal", "status"), [(Refusal(), 409), (NotAllowed(), 403), (TooMany(), 429)])
def test_a_refusal_says_its_sentence(
    client: FlaskClient, failing: Callable[[BaseException], None], refusal: Refusal, status: int
) -> None:
    failing(refusal)
    answer = client.get("/help?lang=en")
    assert answer.status_code == status
    with speaking("en"):
        assert str(refusal.sentence) in answer.text
    assert ("Retry-After" in answer.headers) is (status == 429)


def test_a_busy_database_asks_for_patience(client: FlaskClient, failing: Callable[[BaseException], None]) -> None:
    failing(OperationalError("SELECT secret", {}, Exception("database is locked")))
    answer = client.get("/help")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "secret" not in answer.text


def test_a_fault_of_ours_is_owned_up_to_under_a_number(
    client: FlaskClient, failing: Callable[[BaseException], None], caplog: pytest.LogCaptureFixture
) -> None:
    failing(ZeroDivisionError("the secret is a canary"))
    answer = client.get("/help")
    assert answer.status_code == 500
    assert "canary" not in answer.text
    number = re.search(r"<code>([0-9A-F]{6})</code>", answer.text)
    assert number
    assert number[1] in caplog.text
    assert "the secret is a canary" in caplog.text


def test_the_next_request_knows_nothing_of_the_fault(
    client: FlaskClient, failing: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(ZeroDivisionError())
    assert client.get("/help").status_code == 500
    monkeypatch.undo()
    assert client.get("/calendars/all.ics").status_code == 200
