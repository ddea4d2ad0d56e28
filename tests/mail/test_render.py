"""Is a letter what its reader understands, and harmless whatever is put into it?"""

import re

import pytest
from flask import Flask

from eventhub.mail.render import render
from tests.factories.accounts import make_account

HOSTILE = '{{ 7*191 }} {0.__class__} **[x](http://evil.example.org)** <a href="http://evil.example.org">x</a>'


def sign_in_letter(locale: str = "ko", *, name: str = "김하늘") -> tuple[str, str, str]:
    """Render the letter everybody gets."""
    account = make_account(name=name)
    letter = render(
        "accounts/sign_in", locale=locale, account=account, code="123456", link="http://localhost/sign-in/x"
    )
    return letter.subject, letter.text, letter.html


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_all_three_parts_speak_one_language(app: Flask, locale: str) -> None:
    for part in sign_in_letter(locale, name=""):
        assert bool(re.search("[가-힣]", part)) is (locale == "ko")


def test_a_subject_is_one_line(app: Flask) -> None:
    subject, text, html = sign_in_letter()
    assert "\n" not in subject
    assert text.endswith("\n")
    assert "http://localhost/sign-in/x" in text
    assert f"<title>{subject}</title>" in html


def test_a_name_is_only_a_name(app: Flask) -> None:
    _, text, html = sign_in_letter(name=HOSTILE)
    assert HOSTILE in text
    assert "1337" not in text + html
    assert '<a href="http://evil' not in html
    assert "&lt;a href" in html


def test_a_letter_fetches_nothing_and_runs_nothing(app: Flask) -> None:
    _, _, html = sign_in_letter()
    assert not re.search(r"<(script|img|form|link|iframe|object)|\bsrc=|url\(", html)
    assert len(html.encode()) < 60_000


def test_a_text_is_not_escaped_like_a_page(app: Flask) -> None:
    _, text, _ = sign_in_letter(name="Kim & Lee's")
    assert "Kim & Lee's" in text
