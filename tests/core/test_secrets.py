"""Can a private link be guessed, forged or used for something else?"""

import string

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.links import absolute, uid_domain
from eventhub.core.secrets import hashed, make_code, make_token, same, seal, unseal
from tests.conftest import SECRET_KEY

ALPHABET = string.ascii_letters + string.digits + "-_"


@pytest.fixture(scope="module", autouse=True)
def sealing() -> object:
    """A bare app that knows only its key: sealing needs no database."""
    app = Flask("sealing")
    app.config.update(SECRET_KEY=SECRET_KEY, BASE_URL="https://events.example.org:8443/hub")
    with app.app_context():
        yield app


def test_a_token_is_long_and_never_the_same() -> None:
    tokens = {make_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)


def test_a_code_has_six_digits() -> None:
    assert all(len(code) == 6 and code.isdigit() for code in (make_code() for _ in range(200)))


def test_a_hash_depends_on_the_salt() -> None:
    assert hashed("123456") != hashed("123456", salt="a") != hashed("123456", salt="b")
    assert same(hashed("x"), hashed("x"))
    assert not same(hashed("x"), hashed("y"))


def test_a_sealed_link_opens_for_its_purpose_only() -> None:
    link = seal("place", "bcdfgh")
    assert unseal("place", link) == "bcdfgh"
    assert unseal("answer", link) is None


@given(st.text(max_size=200))
def test_nothing_made_up_opens(text: str) -> None:
    assert unseal("place", text) is None
    assert unseal("place", f"bcdfgh.{text}") is None


def test_a_changed_letter_breaks_the_seal() -> None:
    link = seal("place", "bcdfgh")
    for place, letter in enumerate(link):
        for other in set(ALPHABET) - {letter}:
            assert unseal("place", link[:place] + other + link[place + 1 :]) is None, (place, other)


def test_a_link_holds_after_the_key_was_changed(sealing: Flask) -> None:
    link = seal("place", "bcdfgh")
    sealing.config.update(SECRET_KEY="n" * 40, SECRET_KEY_FALLBACKS=[SECRET_KEY])
    try:
        assert unseal("place", link) == "bcdfgh"
        assert seal("place", "bcdfgh") != link
        sealing.config.update(SECRET_KEY_FALLBACKS=[])
        assert unseal("place", link) is None
    finally:
        sealing.config.update(SECRET_KEY=SECRET_KEY)


def test_addresses_are_built_from_the_setting_alone(sealing: Flask) -> None:
    with sealing.test_request_context(headers={"Host": "evil.example.org"}):
        assert absolute("/r/x") == "https://events.example.org:8443/hub/r/x"
    assert uid_domain() == "events.example.org"
