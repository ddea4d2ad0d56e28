"""Does the right person get in, once, and nobody else?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts import services
from eventhub.accounts.models import Account, Role, SignedIn
from eventhub.accounts.rules import GUESSES_PER_ADDRESS, LETTERS_PER_ADDRESS, TRIES_PER_NETWORK
from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.mail.models import OutgoingMail
from tests.accounts.test_rules import ELSEWHERE
from tests.conftest import csrf, post
from tests.factories.accounts import make_account

Outbox = Callable[..., list[OutgoingMail]]
ME = "/me/settings"


def ask(client: FlaskClient, email: str, **fields: Any) -> Any:
    """Ask for a way in."""
    return post(client, "/sign-in", email=email, **fields)


def link_in(letter: OutgoingMail) -> str:
    """Read the link of a letter."""
    found = re.search(r"http://localhost(/sign-in/\S+)", letter.text)
    assert found
    return found[1]


def code_in(letter: OutgoingMail) -> str:
    """Read the code of a letter."""
    found = re.search(r"\b(\d{6})\b", letter.subject)
    assert found
    return found[1]


def is_in(client: FlaskClient) -> bool:
    """Ask for a page that only those who signed in see."""
    return client.get(ME).status_code == 200


def test_a_letter_brings_a_link_and_a_code(client: FlaskClient, outbox: Outbox) -> None:
    account = make_account(locale="en")
    answer = ask(client, f"  {account.email.upper()} ")
    assert answer.location == "/sign-in/code"
    (letter,) = outbox(account.email)
    assert letter.locale == "en"
    assert code_in(letter) in letter.text
    assert code_in(letter) in letter.html
    assert link_in(letter) in letter.html
    assert letter.list_id == ""


def test_the_link_works_after_one_press_and_once(app: Flask, client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    ask(client, account.email)
    path = link_in(outbox()[0])
    phone = app.test_client()
    for _ in range(3):  # mail scanners open links
        assert phone.get(path).status_code == 200
    assert not is_in(phone)
    assert post(phone, path).status_code == 303
    assert is_in(phone)
    other = app.test_client()
    assert post(other, path).status_code == 410
    assert not is_in(other)


def test_the_code_works_once(client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    ask(client, account.email)
    code = code_in(outbox()[0])
    answer = post(client, "/sign-in/code", email=account.email, code=f" {code[:3]} {code[3:]} ")
    assert answer.status_code == 303
    assert is_in(client)
    stranger = client.application.test_client()
    assert post(stranger, "/sign-in/code", email=account.email, code=code).status_code == 422


def test_the_code_and_the_link_end_together(client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    ask(client, account.email)
    (letter,) = outbox()
    post(client, "/sign-in/code", email=account.email, code=code_in(letter))
    assert post(client.application.test_client(), link_in(letter)).status_code == 410


def test_the_way_in_of_every_earlier_letter_ends_too(app: Flask, client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    for _ in range(2):
        ask(client, account.email)
    earlier, later = outbox()
    assert post(app.test_client(), link_in(later)).status_code == 303
    assert post(app.test_client(), link_in(earlier)).status_code == 410
    assert post(client, "/sign-in/code", email=account.email, code=code_in(earlier)).status_code == 422


def test_who_is_suspended_meanwhile_does_not_get_in(app: Flask, client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    account_id, email = account.id, account.email
    ask(client, email)
    with transaction():
        session.get_one(Account, account_id).suspended_at = now()
    (letter,) = outbox()
    assert post(client, "/sign-in/code", email=email, code=code_in(letter)).status_code == 422
    assert post(app.test_client(), link_in(letter)).status_code == 410


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, False), (60, False)])
def test_a_way_in_lasts_ten_minutes(client: FlaskClient, outbox: Outbox, minutes: int, *, works: bool) -> None:
    account = make_account()
    ask(client, account.email)
    (letter,) = outbox()
    with standing_still(now() + timedelta(minutes=minutes)):
        assert post(client, "/sign-in/code", email=account.email, code=code_in(letter)).status_code == (
            303 if works else 422
        )
        if not works:
            answer = post(client.application.test_client(), link_in(letter))
            assert answer.status_code == 410
            assert 'action="/sign-in"' in answer.text


def test_a_wrong_code_is_told_at_the_field(client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    ask(client, account.email)
    wrong = "000000" if code_in(outbox()[0]) != "000000" else "111111"
    answer = post(client, "/sign-in/code", email=account.email, code=wrong)
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text
    assert account.email in answer.text
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "12345", "12345a", "1234567890123", "１２３４５６", "\x00"])
def test_what_is_no_code_is_not_looked_up(client: FlaskClient, code: str) -> None:
    assert post(client, "/sign-in/code", email="haneul@example.com", code=code).status_code == 422


@pytest.mark.parametrize(
    "email",
    ["", "haneul", "haneul@", "@example.com", "a b@example.com", "하늘@example.com", "x" * 300 + "@example.com"],
)
def test_what_is_no_address_is_told_at_the_field(client: FlaskClient, email: str, outbox: Outbox) -> None:
    answer = ask(client, email)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert outbox() == []


def test_nobody_learns_who_is_known(client: FlaskClient, outbox: Outbox) -> None:
    known, suspended = make_account(), make_account(suspended_at=now())
    answers, pages = [], []
    for email in (known.email, suspended.email, "nobody@example.com"):
        browser = client.application.test_client()
        answer = ask(browser, email)
        answers.append((answer.status_code, answer.location, sorted(answer.headers.keys())))
        pages.append(re.sub(r'value="[^"]+"', "", browser.get("/sign-in/code").text).replace(email, ""))
    assert answers[0] == answers[1] == answers[2]
    assert pages[0] == pages[1] == pages[2]
    assert [letter.to_address for letter in outbox()] == [known.email]


@pytest.mark.parametrize("is_known", [True, False])
def test_an_address_is_not_flooded(client: FlaskClient, outbox: Outbox, *, is_known: bool) -> None:
    email = make_account().email if is_known else "nobody@example.com"
    statuses = [ask(client, email).status_code for _ in range(LETTERS_PER_ADDRESS + 2)]
    assert statuses == [303] * LETTERS_PER_ADDRESS + [429] * 2
    assert len(outbox()) == (LETTERS_PER_ADDRESS if is_known else 0)
    with standing_still(now() + timedelta(minutes=11)):
        assert ask(client, email).status_code == 303


def test_a_code_cannot_be_tried_out(client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    ask(client, account.email)
    code = code_in(outbox()[0])
    wrong = f"{(int(code) + 1) % 10**6:06}"
    statuses = [
        post(client, "/sign-in/code", email=account.email, code=wrong).status_code for _ in range(GUESSES_PER_ADDRESS)
    ]
    assert statuses == [422] * GUESSES_PER_ADDRESS
    assert post(client, "/sign-in/code", email=account.email, code=code).status_code == 429
    assert not is_in(client)


def test_a_network_cannot_try_many_addresses(client: FlaskClient) -> None:
    token = csrf(client, "/sign-in")
    data = {"csrf_token": token}
    statuses = [
        client.post("/sign-in", data={**data, "email": f"a{number}@example.com"}).status_code
        for number in range(TRIES_PER_NETWORK + 1)
    ]
    assert statuses == [303] * TRIES_PER_NETWORK + [429]


def test_a_forged_forwarding_header_is_not_another_network(client: FlaskClient) -> None:
    for _ in range(TRIES_PER_NETWORK):
        with transaction():
            services.spend_attempt("network:127.0.0.1", at_most=TRIES_PER_NETWORK, now=now())
    token = csrf(client, "/sign-in")
    forged = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    answer = client.post("/sign-in", data={"csrf_token": token, "email": "a@example.com"}, headers=forged)
    assert answer.status_code == 429


def test_a_planted_session_is_worth_nothing(app: Flask, client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    client.set_cookie("eventhub_session", "planted-by-somebody-else")
    ask(client, account.email)
    before = client.get_cookie("eventhub")
    post(client, "/sign-in/code", email=account.email, code=code_in(outbox()[0]))
    cookie = client.get_cookie("eventhub_session")
    assert cookie is not None
    assert cookie.value != "planted-by-somebody-else"
    assert before is not None
    stranger = app.test_client()
    stranger.set_cookie("eventhub_session", "planted-by-somebody-else")
    stranger.set_cookie("eventhub", before.value)
    assert not is_in(stranger)


def test_every_sign_in_is_a_new_session(app: Flask, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> None:
    account = make_account()
    cookies = [sign_in(app.test_client(), account).get_cookie("eventhub_session") for _ in range(2)]
    assert cookies[0] != cookies[1]


def test_signing_out_ends_the_session_on_the_server(
    app: Flask, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    sign_in(client, make_account())
    cookie = client.get_cookie("eventhub_session")
    assert cookie is not None
    assert post(client, "/sign-out", page=ME).status_code == 303
    assert client.get_cookie("eventhub_session") is None
    thief = app.test_client()
    thief.set_cookie("eventhub_session", cookie.value)
    assert not is_in(thief)


def test_a_forged_sign_out_does_nothing(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    sign_in(client, make_account())
    assert client.post("/sign-out", data={"csrf_token": "forged"}).status_code == 400
    assert is_in(client)
    assert client.get("/sign-out").status_code == 405


@pytest.mark.parametrize(
    ("role", "hours", "still"),
    [
        (Role.MEMBER, 24 * 29, True),
        (Role.MEMBER, 24 * 30, False),
        (Role.COORDINATOR, 11, True),
        (Role.COORDINATOR, 12, False),
        (Role.ADMINISTRATOR, 12, False),
    ],
)
def test_a_session_ends_by_itself(
    client: FlaskClient,
    sign_in: Callable[[FlaskClient, Account], FlaskClient],
    role: Role,
    hours: int,
    *,
    still: bool,
) -> None:
    sign_in(client, make_account(role=role))
    with standing_still(now() + timedelta(hours=hours)):
        assert is_in(client) is still


def test_a_suspended_person_is_out_at_once(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient], outbox: Outbox
) -> None:
    account = make_account()
    ask(client, account.email)
    (letter,) = outbox()
    sign_in(client, account)
    assert is_in(client)
    with transaction():
        session.get_one(Account, account.id).suspended_at = now()
    assert not is_in(client)
    assert post(client, link_in(letter)).status_code == 410
    assert post(client, "/sign-in/code", email=account.email, code=code_in(letter)).status_code == 422


def test_a_person_is_brought_back_to_the_page_they_wanted(client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    assert client.get(f"{ME}?x=1&y=2").location == "/sign-in?next=/me/settings%3Fx%3D1%26y%3D2"
    assert 'value="/me/settings?x=1&amp;y=2"' in client.get("/sign-in?next=/me/settings%3Fx%3D1%26y%3D2").text
    ask(client, account.email, next="/me/settings?x=1")
    assert post(client, link_in(outbox()[0])).location == "/me/settings?x=1"


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_sent_elsewhere(client: FlaskClient, outbox: Outbox, path: str) -> None:
    account = make_account()
    form = client.get("/sign-in", query_string={"next": path}).text.partition('<form class="narrow')[2]
    assert "evil" not in form.partition("</form>")[0]
    ask(client, account.email, next=path)
    assert post(client, link_in(outbox()[0])).location == "/me/"


def test_who_is_in_is_not_asked_again(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    sign_in(client, make_account())
    assert client.get("/sign-in?next=/events/").location == "/events/"
    assert client.get("/sign-in?next=//evil.example.org").location == "/me/"


def test_a_private_link_does_not_say_who_is_signed_in(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    sign_in(client, make_account())
    assert 'action="/sign-out"' in client.get("/help").text
    assert 'action="/sign-out"' not in client.get("/sign-in/whatever-it-is").text


def test_a_browser_without_a_session_signs_out_too(client: FlaskClient) -> None:
    assert post(client, "/sign-out", page="/sign-in").status_code == 303


def test_a_made_up_link_is_only_a_page(client: FlaskClient) -> None:
    assert client.get("/sign-in/made-up").status_code == 200
    assert post(client, "/sign-in/made-up").status_code == 410
    assert client.get("/sign-in/made-up").headers["Referrer-Policy"] == "no-referrer"


def test_secrets_are_kept_as_hashes(client: FlaskClient, outbox: Outbox) -> None:
    account = make_account()
    ask(client, account.email)
    (letter,) = outbox()
    post(client, link_in(letter))
    cookie = client.get_cookie("eventhub_session")
    assert cookie is not None
    (signed_in,) = session.query(SignedIn)
    assert cookie.value not in (signed_in.token_hash, signed_in.user_agent)
    assert link_in(letter).rpartition("/")[2] not in letter.key
