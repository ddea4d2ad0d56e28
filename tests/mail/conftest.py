"""What the tests of letters share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mailserver import MailServer, running


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Run a mail server."""
    with running(MailServer()) as started:
        yield started


@pytest.fixture
def mail_app(app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Give the app, whose letters go to the mail server of the test."""
    monkeypatch.setitem(app.config, "MAIL_URL", server.url)
    return app
