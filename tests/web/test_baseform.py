"""Do forms keep what was typed and say what is wrong, at the field?"""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.web.baseform import BaseForm, Line, Passage
from tests.conftest import csrf


class TwoFields(BaseForm):
    """A form for these tests, without a token."""

    class Meta(BaseForm.Meta):
        """The token has tests of its own."""

        csrf = False

    title = Line("Title", limit=10)
    text = Passage("Text", limit=20, needed=False)


def check(app: Flask, **fields: str) -> TwoFields:
    """Send the form."""
    with app.test_request_context(method="POST", data=fields):
        form = TwoFields()
        form.accepted()
        return form


def test_what_was_typed_is_tidied(app: Flask) -> None:
    form = check(app, title="  한글 ", text="하나\r\n둘 ")
    assert (form.title.data, form.text.data, form.errors, form.status) == ("한글", "하나\n둘", {}, 200)


@pytest.mark.parametrize(
    ("title", "holds"),
    [
        ("가" * 10, True),
        ("가" * 11, False),
        ("", False),
        ("   ", False),
        ("두\n줄", False),
        ("\x07", False),
        ("\u202e거꾸로", False),
        ("<script>", True),
    ],
)
def test_a_line_is_one_short_line(app: Flask, title: str, *, holds: bool) -> None:
    form = check(app, title=title)
    assert (not form.title.errors) is holds
    assert form.status == (200 if holds else 422)
    assert form.title.data == title.strip()


def test_a_field_left_out_is_an_empty_one(app: Flask) -> None:
    form = check(app)
    assert (form.title.data, form.text.data) == ("", "")
    assert form.title.errors


def test_a_stale_page_keeps_what_was_typed(client: FlaskClient) -> None:
    for token in ("", "forged", "IjEi.forged.x"):
        answer = client.post("/sign-in", data={"csrf_token": token, "email": "haneul@example.com"})
        assert answer.status_code == 400
        assert 'value="haneul@example.com"' in answer.text
        assert 'role="alert"' in answer.text


def test_the_token_of_another_browser_is_worth_nothing(client: FlaskClient) -> None:
    token = csrf(client, "/sign-in")
    stranger = client.application.test_client()
    assert stranger.post("/sign-in", data={"csrf_token": token, "email": "a@example.com"}).status_code == 400


def test_what_was_typed_is_shown_as_text(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
