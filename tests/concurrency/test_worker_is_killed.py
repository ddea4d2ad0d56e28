"""Does every letter arrive although its worker is killed, thirty times, at the worst moment?"""

import email
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade

from eventhub.accounts.models import Account
from eventhub.app import create_app
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.mail import queries, services
from eventhub.mail.models import LetterState
from eventhub.mail.rules import LEASE, message_id
from tests.concurrency import worker
from tests.conftest import settings_for
from tests.factories.accounts import make_account
from tests.mailserver import MailServer, running

KILLS = 30
LETTERS_A_ROUND = 5
PATIENCE = 30.0


class Undone(Exception):  # noqa: N818 - what became of a cause
    """What a letter was to tell did not happen after all."""


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give the app on a database that no other test uses."""
    url = f"sqlite:///{tmp_path / 'killed.sqlite3'}" if request.param == "sqlite" else new_database(request)
    app = create_app(settings_for(url))
    with app.app_context():
        upgrade()
        yield app
        session.remove()
        db.engine.dispose()


def new_database(request: pytest.FixtureRequest) -> str:
    """Make a database on the server of the tests."""
    url = urlsplit(request.getfixturevalue("postgres_url"))
    server = psycopg.connect(host=url.hostname, port=url.port, user=url.username, dbname="postgres", autocommit=True)
    with server:
        server.execute("CREATE DATABASE killed")
    return url._replace(path="/killed").geturl()


def queue(key: str, account: Account) -> None:
    """Queue a letter in the transaction of its cause."""
    services.queue(
        "accounts/sign_in",
        key=key,
        to="reader@example.com",
        locale="ko",
        now=now(),
        account=account,
        code="123456",
        link="x",
    )


def queue_round(number: int, account_id: int) -> set[str]:
    """Queue some letters, and undo one with its cause; return the keys of those that have to arrive."""
    keys = {f"round:{number}:{letter}" for letter in range(LETTERS_A_ROUND)}
    for key in sorted(keys):
        with transaction():
            queue(key, session.get_one(Account, account_id))
    with suppress(Undone), transaction():
        queue(f"undone:{number}", session.get_one(Account, account_id))
        raise Undone
    return keys


def id_of(body: bytes) -> str:
    """Read what tells a letter that came twice from two letters."""
    return str(email.message_from_bytes(body)["Message-ID"])


def test_nothing_is_lost_and_nothing_made_up(own_app: Flask) -> None:
    url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    # The only worker of a SQLite database takes back at once what a dead one held; others wait for the lease.
    lease = LEASE if url.startswith("sqlite") else timedelta(seconds=5)
    account_id = make_account().id
    expected: set[str] = set()
    with running(MailServer(seconds_per_letter=0.05)) as server:
        for number in range(KILLS):
            expected |= {message_id(key, domain="example.org") for key in queue_round(number, account_id)}
            process = worker.start(url, server.url, lease=lease)
            for _ in range(number % LETTERS_A_ROUND + 1):
                server.arrivals.get(timeout=PATIENCE)
            process.kill()  # the server has the letter, its worker has not heard so
            process.join()
            server.forget_arrivals()
        process = worker.start(url, server.url, lease=lease)
        while not expected <= {id_of(body) for body in server.bodies}:
            server.arrivals.get(timeout=PATIENCE)
        process.terminate()
        process.join(PATIENCE)
    arrived = Counter(id_of(body) for body in server.bodies)
    assert set(arrived) == expected
    assert 0 < arrived.total() - len(arrived) <= KILLS
    assert process.exitcode == 0
    assert not {LetterState.QUEUED, LetterState.FAILED} & queries.count_by_state().keys()
