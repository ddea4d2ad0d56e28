"""Do coordinators see what became of their own team's letters, and administrators how each one looks?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from eventhub.mail.models import LetterState, OutgoingMail, Reason
from tests.conftest import csrf
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.mail import make_letter
from tests.mail.test_cli import LETTERS

SignIn = Callable[[FlaskClient, Account], FlaskClient]
Outbox = Callable[..., list[OutgoingMail]]


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """Sign a coordinator in whose team is of Changwon."""
    return sign_in(client, make_coordinator(make_complex(slug="changwon")))


@pytest.fixture
def admin(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """Sign an administrator in."""
    return sign_in(client, make_account(email="admin@example.com", role=Role.ADMINISTRATOR))


def test_a_coordinator_sees_the_letters_of_their_team_and_why_one_waits(desk: FlaskClient) -> None:
    make_letter(team="changwon", subject="mine", state=LetterState.SENT, sent_at=now())
    until = now() + timedelta(days=3)
    make_letter(team="changwon", subject="waits", reason=Reason.PAUSED, due_at=until)
    make_letter(team="changwon", subject="refused", state=LetterState.CANCELLED, reason=Reason.REFUSED)
    make_letter(team="changwon", subject="broken", state=LetterState.FAILED, last_error="550 no such person")
    make_letter(team="gumi", subject="another team")
    make_letter(subject="sign-in code 123456")
    page = desk.get("/desk/outbox/?lang=en").text
    for said in (
        "mine",
        "The reader wants no letters for a while",
        "does not want letters of this kind",
        "550 no such",
    ):
        assert said in page
    assert "another team" not in page
    assert "123456" not in page


@pytest.mark.parametrize(
    ("query", "shown"), [("state=failed", "broken"), ("q=Mine", "mine"), ("q=nobody", ""), ("state=nonsense", "mine")]
)
def test_letters_are_narrowed_by_state_and_words(desk: FlaskClient, query: str, shown: str) -> None:
    make_letter(team="changwon", subject="mine")
    make_letter(team="changwon", subject="broken", state=LetterState.FAILED)
    page = desk.get(f"/desk/outbox/?{query}").text
    assert (">mine<" in page, ">broken<" in page) == (shown == "mine", shown == "broken" or query == "state=nonsense")


@pytest.mark.parametrize("query", ["page=0", "page=x", "q=%00", "q=<script>", "state=%00", "q=" + "가" * 3000])
def test_odd_questions_are_no_fault(desk: FlaskClient, query: str) -> None:
    assert desk.get(f"/desk/outbox/?{query}").status_code in (200, 400, 404)


def test_every_letter_is_listed_and_shown_in_both_languages(admin: FlaskClient) -> None:
    listed = admin.get("/admin/letters/").text
    for name in LETTERS:
        assert f"/admin/letters/{name.replace('.', '/')}" in listed
    page = admin.get("/admin/letters/registrations/confirmed").text
    examples = page.count("<h2>")
    assert examples > 1
    assert page.count('width="360"') == page.count('width="640"') == 2 * examples
    assert page.count("sandbox") == 4 * examples
    assert "박서연" in page
    assert "Seoyeon Park" in page


def test_a_letter_that_is_not_there_is_not_found(admin: FlaskClient) -> None:
    for path in ("registrations/nothing", "nothing/confirmed", "registrations/..%2Fconfirmed"):
        assert admin.get(f"/admin/letters/{path}").status_code == 404


def test_a_test_goes_to_who_asks_and_to_nobody_else(admin: FlaskClient, outbox: Outbox) -> None:
    path = "/admin/letters/accounts/sign_in"
    assert admin.post(path, data={"csrf_token": csrf(admin, path)}).status_code == 303
    letters = outbox()
    assert [letter.to_address for letter in letters] == ["admin@example.com"] * 2
    assert {letter.locale for letter in letters} == {"ko", "en"}
    for _ in range(9):
        admin.post(path, data={"csrf_token": csrf(admin, path)})
    assert admin.post(path, data={"csrf_token": csrf(admin, path)}).status_code == 429
    assert len(outbox()) == 20
