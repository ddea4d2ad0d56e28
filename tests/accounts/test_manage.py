"""What can an administrator do for people, letters and jobs?"""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import TeamMember
from eventhub.core.db import session
from eventhub.jobs.models import JobRun
from eventhub.mail.models import LetterState, OutgoingMail
from tests.conftest import NOW, post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.mail import make_letter

ADMIN = "/admin/"
SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def boss(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, make_account(role=Role.ADMINISTRATOR, email="boss@example.com"))


def let_in(client: FlaskClient, slug: str, **changes: str) -> int:
    """Send the form that gives a person a role, and return the status."""
    said = {"email": "new@example.com", "name": "이영희", "role": "coordinator", "complex_slug": slug, **changes}
    return int(post(client, "/admin/people", ADMIN, **said).status_code)


def found(email: str) -> Account:
    """Return a person as the database has them now."""
    session.rollback()
    return session.scalars(select(Account).where(Account.email == email)).one()


def complexes_served(account: Account) -> list[int]:
    """List the complexes whose team a person is in."""
    return list(session.scalars(select(TeamMember.complex_id).where(TeamMember.account_id == account.id)))


def test_somebody_new_becomes_a_coordinator_of_a_complex(boss: FlaskClient) -> None:
    complex_ = make_complex()
    slug, complex_id = complex_.slug, complex_.id
    assert let_in(boss, slug) == 303
    account = found("new@example.com")
    assert (account.name, account.role) == ("이영희", Role.COORDINATOR)
    assert complexes_served(account) == [complex_id]


def test_who_becomes_a_member_again_leaves_every_team(boss: FlaskClient) -> None:
    complex_ = make_complex()
    slug = complex_.slug
    make_coordinator(complex_, email="old@example.com")
    assert let_in(boss, slug, email="old@example.com", role="member") == 303
    account = found("old@example.com")
    assert account.role is Role.MEMBER
    assert complexes_served(account) == []


def test_another_administrator_needs_no_complex(boss: FlaskClient) -> None:
    assert let_in(boss, make_complex().slug, role="administrator") == 303
    assert found("new@example.com").role is Role.ADMINISTRATOR


@pytest.mark.parametrize("role", ["coordinator", "member"])
def test_nobody_takes_their_own_role_away(boss: FlaskClient, role: str) -> None:
    assert let_in(boss, make_complex().slug, email="boss@example.com", role=role) == 422
    assert found("boss@example.com").role is Role.ADMINISTRATOR


@pytest.mark.parametrize(
    "changes", [{"email": ""}, {"email": "nobody"}, {"name": ""}, {"role": "emperor"}, {"complex_slug": "nowhere"}]
)
def test_what_makes_no_sense_gives_no_role(boss: FlaskClient, changes: dict[str, str]) -> None:
    assert let_in(boss, make_complex().slug, **changes) == 422
    assert session.scalars(select(Account).where(Account.email == "new@example.com")).all() == []


def test_letters_given_up_are_tried_again(boss: FlaskClient) -> None:
    letter_id = make_letter(state=LetterState.FAILED, attempts=17, last_error="550 no").id
    assert "550 no" in boss.get(ADMIN).text
    assert post(boss, "/admin/letters/retry", ADMIN).status_code == 303
    session.rollback()
    letter = session.get_one(OutgoingMail, letter_id)
    assert (letter.state, letter.attempts) == (LetterState.QUEUED, 0)


def test_a_forged_button_changes_nothing_and_shows_the_page(boss: FlaskClient) -> None:
    letter_id = make_letter(state=LetterState.FAILED).id
    answer = boss.post("/admin/letters/retry", data={"csrf_token": "forged"})
    assert answer.status_code == 400
    assert session.get_one(OutgoingMail, letter_id).state is LetterState.FAILED


def test_people_are_found_by_name_or_address(boss: FlaskClient) -> None:
    make_account(name="박찾음", email="wanted@example.com")
    make_account(name="김다름", email="other@example.com")
    for words in ("박찾음", "WANTED"):
        page = boss.get(ADMIN, query_string={"q": words}).text
        assert "wanted@example.com" in page
        assert "other@example.com" not in page


def test_the_latest_runs_of_jobs_are_shown(app: Flask, boss: FlaskClient) -> None:
    saved(JobRun(name="match-new-problems", planned_at=NOW, started_at=NOW, succeeded=False, report="out of words"))
    assert "out of words" in boss.get(ADMIN).text
