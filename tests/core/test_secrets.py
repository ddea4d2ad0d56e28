"""Can a private link be guessed, forged or used for something else?"""

import string

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.links import absolute, named_by_robot_address, robot_address, uid_domain
from eventhub.core.secrets import hashed, make_code, make_token, same, seal, seal_for_mail, unseal, unseal_from_mail
from tests.conftest import SECRET_KEY

FROM = "창원 클러스터추진단 <team@Events.example.org>"
ALPHABET = string.ascii_letters + string.digits + "-_"


@pytest.fixture(scope="module", autouse=True)
def sealing() -> object:
    """A bare app that knows only its key: sealing needs no database."""
    app = Flask("sealing")
    app.config.update(SECRET_KEY=SECRET_KEY, BASE_URL="https://events.example.org:8443/hub", MAIL_FROM=FROM)
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


def test_a_mail_address_is_sealed_for_one_box_and_survives_capitals() -> None:
    address = robot_address("events", "bcdfghjkmnpq")
    local, _, domain = address.partition("@")
    assert domain == "Events.example.org"
    assert len(local) <= 64
    assert local == local.lower()
    for spelled in (address, address.upper(), f" {address} "):
        assert named_by_robot_address("events", spelled) == "bcdfghjkmnpq"
    assert named_by_robot_address("bounce", address) is None
    assert named_by_robot_address("bounce", address.replace("events+", "bounce+")) is None


def test_one_changed_sign_of_a_mail_address_names_nothing() -> None:
    secret = seal_for_mail("events", "bcdf")
    assert unseal_from_mail("events", secret) == "bcdf"
    for place in range(len(secret)):
        for sign in "a2-":
            changed = f"{secret[:place]}{sign}{secret[place + 1 :]}"
            assert changed == secret or unseal_from_mail("events", changed) is None
    for domain in ("@evil.example", "@events.example.org.evil.example", ""):
        assert named_by_robot_address("events", f"events+{secret}{domain}") is None


@given(st.text(max_size=120))
def test_no_mail_address_made_up_names_anything(text: str) -> None:
    assert unseal_from_mail("events", text) is None
    assert named_by_robot_address("events", f"events+{text}@events.example.org") is None


def test_an_older_key_still_opens_mail_addresses(sealing: Flask) -> None:
    secret = seal_for_mail("events", "bcdf")
    sealing.config.update(SECRET_KEY="another key for tests, long enough as well", SECRET_KEY_FALLBACKS=[SECRET_KEY])
    try:
        assert unseal_from_mail("events", secret) == "bcdf"
        assert seal_for_mail("events", "bcdf") != secret
    finally:
        sealing.config.update(SECRET_KEY=SECRET_KEY, SECRET_KEY_FALLBACKS=[])
