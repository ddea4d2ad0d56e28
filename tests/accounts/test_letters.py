"""Can somebody choose which letters they get, signed in or from a letter, and does bad input change nothing?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.core.clock import midnight, today
from eventhub.core.db import session
from eventhub.core.secrets import seal
from eventhub.mail import queries
from eventhub.mail.models import MailingList
from eventhub.mail.queries import UNSUBSCRIBE
from eventhub.mail.rules import KINDS
from eventhub.registrations.models import Registration
from tests.conftest import csrf
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.mail import make_subscription
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]
PATH = "/me/letters"


@pytest.fixture
def account(app: Flask) -> Account:
    """Somebody who gets letters."""
    return make_account(email="bora@example.com", locale="ko")


def send(client: FlaskClient, path: str, **changes: object) -> int:
    """Send the form."""
    usual = {"kinds": list(KINDS), "pace": "at-once", "locale": "ko", "pause": ""}
    return client.post(path, data={**usual, **changes, "csrf_token": csrf(client, path)}).status_code


def link_of(account: Account) -> str:
    """Return the address in the letters of one kind."""
    subscription = make_subscription(address=account.email, list_id=MailingList.SURVEYS)
    return f"/u/{seal(UNSUBSCRIBE, subscription.public_id)}/settings"


@pytest.mark.parametrize("way", ["signed in", "by link"])
def test_what_is_chosen_is_kept_and_shown(client: FlaskClient, account: Account, sign_in: SignIn, way: str) -> None:
    place = make_registration(make_event(), account=account)
    path = link_of(account) if way == "by link" else PATH
    if way == "signed in":
        sign_in(client, account)
    page = client.get(path).text
    assert page.count("checked") == len(KINDS) + 1
    until = today() + timedelta(days=9)
    status = send(client, path, kinds=["reminders"], pace="weekly", locale="en", pause=until.isoformat())
    assert status == 303
    session.expire_all()
    assert queries.list_refused(account.email) == set(MailingList) - {MailingList.REMINDERS}
    settings = queries.find_settings(account.email)
    assert settings is not None
    assert settings.is_weekly
    assert settings.paused_until == midnight(until) + timedelta(hours=8)
    assert session.get_one(Account, account.id).locale == "en"
    assert session.get_one(Registration, place.id).locale == "en"
    shown = client.get(path).text
    assert f'value="{until.isoformat()}"' in shown
    assert shown.count("checked") == 2


def test_everything_may_be_refused_and_taken_again(client: FlaskClient, account: Account, sign_in: SignIn) -> None:
    sign_in(client, account)
    assert send(client, PATH, kinds=[]) == 303
    assert queries.list_refused(account.email) == set(MailingList)
    assert send(client, PATH) == 303
    session.rollback()
    assert queries.list_refused(account.email) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": ["no-such-list"]},
        {"pace": "hourly"},
        {"pace": ""},
        {"locale": "xx"},
        {"pause": "2026-03-02"},
        {"pause": "2020-01-01"},
        {"pause": "2029-01-01"},
        {"pause": "someday"},
        {"pause": "9" * 400},
    ],
)
def test_what_makes_no_sense_changes_nothing(
    client: FlaskClient, account: Account, sign_in: SignIn, changes: dict[str, object]
) -> None:
    sign_in(client, account)
    assert send(client, PATH, **{"kinds": [], **changes}) == 422
    assert queries.list_refused(account.email) == set()
    assert queries.find_settings(account.email) is None


def test_opening_the_link_changes_nothing_and_stays_out_of_caches(client: FlaskClient, account: Account) -> None:
    path = link_of(account)
    for _ in range(3):
        answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert queries.find_settings(account.email) is None
    assert queries.list_refused(account.email) == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_with_one_letter_changed_is_not_found(client: FlaskClient, account: Account, method: str) -> None:
    path = link_of(account)
    other = path.replace("/settings", "x/settings")
    assert client.open(other, method=method).status_code == 404


def test_a_stale_page_changes_nothing(client: FlaskClient, account: Account) -> None:
    assert client.post(link_of(account), data={"kinds": [], "csrf_token": "old"}).status_code == 400
    assert queries.list_refused(account.email) == set()
