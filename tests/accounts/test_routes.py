"""Can a person look after their own account, and the first administrator begin?"""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts import queries, services
from eventhub.accounts.models import Account, Role
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from tests.conftest import post
from tests.factories.accounts import make_account

SignIn = Callable[[FlaskClient, Account], FlaskClient]
ME = "/me/settings"
GOOD = {"name": "김하늘", "job_title": "공장장", "phone": "010-0000-1234", "locale": "en"}


@pytest.fixture
def account(client: FlaskClient, sign_in: SignIn) -> Account:
    """Somebody who has signed in."""
    somebody = make_account(name="이전")
    sign_in(client, somebody)
    return somebody


def test_a_person_says_who_they_are(client: FlaskClient, account: Account) -> None:
    assert post(client, ME, **GOOD).location == ME
    session.refresh(account)
    assert (account.name, account.job_title, account.phone, account.locale) == tuple(GOOD.values())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "가" * 61),
        ("name", "\x07"),
        ("name", "한\n줄"),
        ("job_title", "x" * 61),
        ("phone", "call me"),
        ("phone", "0" * 21),
        ("phone", "010-<script>"),
        ("locale", "xx"),
        ("locale", ""),
    ],
)
def test_each_field_says_what_is_wrong_and_keeps_what_was_typed(
    client: FlaskClient, account: Account, field: str, value: str
) -> None:
    answer = post(client, ME, **{**GOOD, field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="010-0000-1234"' in answer.text or field == "phone"
    session.refresh(account)
    assert account.name == "이전"


def test_a_script_in_a_name_is_shown_as_it_was_typed(client: FlaskClient, account: Account) -> None:
    post(client, ME, **{**GOOD, "name": "<script>alert(1)</script>"})
    page = client.get(ME).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_nobody_gives_themselves_a_role(client: FlaskClient, account: Account) -> None:
    post(client, ME, **GOOD, role="administrator", email="boss@example.com", suspended_at="", id="1")
    session.refresh(account)
    assert account.role is Role.MEMBER
    assert account.email != "boss@example.com"


def test_a_stale_page_changes_nothing(client: FlaskClient, account: Account) -> None:
    answer = client.post(ME, data={**GOOD, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert 'value="공장장"' in answer.text
    session.refresh(account)
    assert account.name == "이전"


def test_every_session_can_be_ended(app: Flask, client: FlaskClient, account: Account, sign_in: SignIn) -> None:
    other = sign_in(app.test_client(), account)
    assert client.get(ME).text.count('role="rowheader"') == 2
    assert client.post("/me/sign-out-everywhere", data={"csrf_token": "forged"}).status_code == 400
    assert post(client, "/me/sign-out-everywhere", page=ME).status_code == 303
    assert client.get(ME).status_code == other.get(ME).status_code == 303


@pytest.mark.parametrize(
    ("role", "desk", "admin"), [(Role.MEMBER, 403, 403), (Role.COORDINATOR, 200, 403), (Role.ADMINISTRATOR, 200, 200)]
)
def test_a_role_opens_its_doors(client: FlaskClient, sign_in: SignIn, role: Role, desk: int, admin: int) -> None:
    sign_in(client, make_account(role=role))
    assert (client.get("/desk/").status_code, client.get("/admin/").status_code) == (desk, admin)


def test_a_new_role_begins_with_a_new_session(client: FlaskClient, account: Account) -> None:
    with transaction():
        services.grant(session.get_one(Account, account.id), Role.COORDINATOR, by=None, now=now())
    assert client.get(ME).status_code == 303
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "role-granted"))
    assert entry.detail == {"was": "member", "role": "coordinator"}


def test_the_first_administrator_is_made_once(client: FlaskClient) -> None:
    path = services.set_up_path()
    assert client.get(path).status_code == 200
    assert post(client, path, name="", email="boss@example.com").status_code == 422
    assert post(client, path, name="이영희", email="Boss@Example.com").location == "/me/"
    assert client.get(ME).status_code == 200
    boss = queries.find_by_email("boss@example.com")
    assert boss is not None
    assert boss.role is Role.ADMINISTRATOR
    assert client.get(path).status_code == 404
    assert client.post(path, data={"name": "x", "email": "y@example.com"}).status_code == 404


def test_a_made_up_set_up_link_is_not_found(client: FlaskClient) -> None:
    assert client.get("/set-up/made-up").status_code == 404
    assert client.post("/set-up/made-up", data={"name": "x", "email": "y@example.com"}).status_code == 404


def test_the_command_line_lets_the_first_administrator_in(app: Flask, client: FlaskClient) -> None:
    commands = app.test_cli_runner()
    done = commands.invoke(args=["accounts", "sign-in-link", "boss@example.com"])
    path = done.output.strip().removeprefix("http://localhost")
    assert post(client, path).location == "/me/"
    assert client.get("/admin/").status_code == 200
    unknown = commands.invoke(args=["accounts", "sign-in-link", "nobody@example.com"])
    assert (unknown.exit_code, "nobody is known as" in unknown.output) == (1, True)


def test_an_account_is_made_once_whatever_is_written_later(app: Flask) -> None:
    with transaction():
        first = services.account_for(" Haneul@Example.com", name="김하늘", locale="ko", now=now())
        again = services.account_for("haneul@example.com", name="다른 이름", locale="en", now=now())
        assert first is again
    assert (first.name, first.locale, first.email) == ("김하늘", "ko", "haneul@example.com")


def test_people_are_found_by_words(app: Flask) -> None:
    haneul, bora = make_account(name="김하늘"), make_account(name="박보라", email="bora@example.com")
    assert [account.id for account in queries.list_accounts(words="하늘").items] == [haneul.id]
    assert [account.id for account in queries.list_accounts(words="BORA@").items] == [bora.id]
    assert queries.list_accounts(words="%").total == 0
