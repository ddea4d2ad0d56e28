"""Does a mail server believe a signed letter, and one that was changed not?"""

import subprocess

import dkim
import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.mail.jobs import carry
from eventhub.mail.models import MailingList
from eventhub.mail.signing import Key, is_key, key_for, signed
from eventhub.mail.transport import compose
from tests.factories.mail import make_letter
from tests.mail.test_transport import FROM, letter
from tests.mailserver import MailServer

REFUSABLE = {"list_id": MailingList.SURVEYS, "unsubscribe_url": "https://events.example.org/u/x"}


@pytest.fixture(scope="session", params=["-traditional", None], ids=["PKCS1", "PKCS8"])
def private(request: pytest.FixtureRequest) -> str:
    """Make a key as people make it, in either spelling."""
    command = ["openssl", "genrsa", *([request.param] if request.param else []), "2048"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def key(private: str) -> Key:
    """A key of the domain of the tests' sender."""
    made = key_for(private, selector="s1", mail_from=FROM)
    assert made is not None
    return made


def is_believed(message: bytes, key: Key) -> bool:
    """Verify as a mail server does, which looks the record up under its name."""
    records = {f"{key.record_name}.".encode(): key.record.encode()}
    return bool(dkim.verify(message, dnsfunc=lambda name, timeout=5: records.get(name)))  # noqa: ARG005 - its name


def test_a_signed_letter_is_believed_and_whatever_is_changed_in_it_is_not(key: Key) -> None:
    message = signed(compose(letter(in_reply_to="first", **REFUSABLE), mail_from=FROM, now=now()), key)
    assert is_believed(message, key)
    head, _, content = message.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    signature = next(number for number, line in enumerate(lines) if line.startswith(b"From:"))
    for number in range(signature, len(lines)):
        name, colon, value = lines[number].partition(b": ")
        if colon:
            changed = b"\r\n".join([*lines[:number], b"%s: x%s" % (name, value), *lines[number + 1 :]])
            assert not is_believed(changed + b"\r\n\r\n" + content, key), name
    for place in range(0, len(content), 97):
        other = b"B" if content[place : place + 1] != b"B" else b"C"
        assert not is_believed(head + b"\r\n\r\n" + content[:place] + other + content[place + 1 :], key)


def test_nobody_adds_what_was_not_said(key: Key) -> None:
    message = signed(compose(letter(), mail_from=FROM, now=now()), key)
    assert is_believed(message, key)
    for added in (b"Reply-To: somebody@evil.example", b"List-Unsubscribe: <https://evil.example>"):
        assert not is_believed(message.replace(b"\r\nTo:", b"\r\n%s\r\nTo:" % added, 1), key)


def test_the_record_is_what_openssl_says_of_the_key(private: str, key: Key) -> None:
    asked = ["openssl", "rsa", "-pubout"]
    said = subprocess.run(asked, input=private, capture_output=True, text=True, check=True).stdout
    assert key.record == f"v=DKIM1; k=rsa; p={''.join(said.splitlines()[1:-1])}"


@pytest.mark.parametrize(
    "text",
    ["", "x", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----"],
)
def test_what_is_no_key_is_known(text: str) -> None:
    assert not is_key(text)


def test_letters_leave_signed_where_a_key_is_set(
    mail_app: Flask, server: MailServer, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(mail_app.config, "DKIM", key)
    monkeypatch.setitem(mail_app.config, "MAIL_FROM", FROM)
    make_letter(**REFUSABLE)
    assert carry() == "1 letters"
    assert is_believed(server.bodies[0], key)
    assert b"list-unsubscribe-post" in server.bodies[0].partition(b"bh=")[0]
