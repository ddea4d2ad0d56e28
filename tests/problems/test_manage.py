"""Can coordinators sort the problems of their own complexes, and no others?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.core.db import session
from eventhub.problems.models import Category, Problem, State
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.organisations import make_member, make_organisation
from tests.factories.problems import make_problem

SignIn = Callable[[FlaskClient, Account], FlaskClient]
TECHNICAL = {"category": "technology", "is_technical": "yes", "wording": "얇은 커버가 식으면서 휩니다."}
ROUTED = {"category": "finance", "is_technical": "no", "routed_to": "자금 담당 최민수 055-000-1111"}


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """Sit down at the desk of a complex with one new problem."""
    complex_ = make_complex()
    make_problem(make_organisation(complex_id=complex_.id))
    return sign_in(client, make_coordinator(complex_))


def stated() -> Problem:
    """Return the one problem there is."""
    return session.scalars(select(Problem)).one()


def address() -> str:
    """Name the page on which it is sorted."""
    return f"/desk/problems/{stated().public_id}"


def test_the_inbox_shows_what_is_new_and_by_when_it_is_answered(desk: FlaskClient) -> None:
    page = desk.get("/desk/problems/")
    assert page.status_code == 200
    assert address() in page.text
    assert desk.get("/desk/problems/?state=nonsense").status_code == 200


def test_the_wording_starts_from_the_members_words(desk: FlaskClient) -> None:
    page = desk.get(address()).text
    assert page.count("사출 제품이 식으면서 휩니다.") == 2
    assert "person" in page  # the address of whoever asks


def test_a_problem_is_marked_as_technical(desk: FlaskClient) -> None:
    answer = post(desk, address(), **TECHNICAL)
    assert (answer.status_code, answer.location) == (303, "/desk/problems/")
    problem = stated()
    assert (problem.state, problem.category) == (State.TECHNICAL, Category.TECHNOLOGY)
    assert problem.wording == TECHNICAL["wording"]


def test_a_problem_is_routed_and_the_member_told(desk: FlaskClient, outbox: Callable[..., list[Any]]) -> None:
    assert post(desk, address(), **ROUTED, answer="내일 전화드리겠습니다.").status_code == 303
    assert stated().state is State.ROUTED
    assert "내일 전화드리겠습니다." in outbox()[0].text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({**TECHNICAL, "category": ""}, "category"),
        ({**TECHNICAL, "category": "weather"}, "category"),
        ({**TECHNICAL, "is_technical": ""}, "is_technical"),
        ({**TECHNICAL, "is_technical": "perhaps"}, "is_technical"),
        ({**TECHNICAL, "wording": ""}, "wording"),
        ({**TECHNICAL, "wording": "가" * 4001}, "wording"),
        ({**ROUTED, "routed_to": ""}, "routed_to"),
        ({**ROUTED, "routed_to": "가" * 201}, "routed_to"),
        ({**ROUTED, "answer": "가" * 4001}, "answer"),
        ({**ROUTED, "answer": "종\x07소리"}, "answer"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(desk: FlaskClient, sent: dict[str, str], field: str) -> None:
    answer = post(desk, address(), **sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert stated().state is State.STATED


def test_a_forged_token_sorts_nothing_and_keeps_what_was_typed(desk: FlaskClient) -> None:
    answer = desk.post(address(), data={**TECHNICAL, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert TECHNICAL["wording"] in answer.text
    assert stated().state is State.STATED


def test_another_complex_is_not_there(desk: FlaskClient, sign_in: SignIn) -> None:
    here = address()
    sign_in(desk, make_coordinator(make_complex()))
    assert here not in desk.get("/desk/problems/").text
    assert desk.get(here).status_code == 404
    assert desk.post(here, data=TECHNICAL).status_code == 404


def test_an_administrator_sorts_everywhere(desk: FlaskClient, sign_in: SignIn) -> None:
    sign_in(desk, make_account(role=Role.ADMINISTRATOR))
    assert post(desk, address(), **TECHNICAL).status_code == 303


def test_members_do_not_enter(desk: FlaskClient, sign_in: SignIn) -> None:
    sign_in(desk, make_member(make_organisation()))
    assert desk.get(address()).status_code == 403
