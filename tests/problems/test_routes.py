"""Do the pages of problems take what is right, refuse what is not, and show nothing to strangers?"""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.db import session
from eventhub.organisations.models import Membership
from eventhub.problems.models import Problem, State, Urgency, Visibility
from tests.conftest import csrf, post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.organisations import make_member, make_organisation
from tests.factories.problems import make_problem, make_technical_problem

SignIn = Callable[[FlaskClient, Account], FlaskClient]
TEXT = "기리코가 자꾸 끼어서 공구가 부러집니다. SUS304 가공입니다."
FIELDS = {"text": TEXT, "urgency": "now", "visibility": "private"}


def stated() -> Problem:
    """Return the one problem there is."""
    return session.scalars(select(Problem)).one()


@pytest.fixture
def member(app: object) -> Account:
    """Make a member of one firm in a complex with a coordinator."""
    complex_ = make_complex()
    make_coordinator(complex_)
    return make_member(make_organisation(complex_id=complex_.id))


def test_a_visitor_is_sent_to_sign_in_and_comes_back(client: FlaskClient) -> None:
    assert client.get("/problems/new").location == "/sign-in?next=/problems/new"


def test_who_belongs_to_no_organisation_reads_whom_to_call(client: FlaskClient, sign_in: SignIn) -> None:
    make_complex(team_phone="055-111-2222")
    sign_in(client, make_account())
    page = client.get("/problems/new")
    assert page.status_code == 200
    assert "055-111-2222" in page.text


def test_a_member_states_a_problem_and_reads_who_answers_by_when(
    client: FlaskClient, sign_in: SignIn, member: Account
) -> None:
    sign_in(client, member)
    answer = post(client, "/problems/new", **FIELDS)
    problem = stated()
    assert (answer.status_code, answer.location) == (303, f"/problems/{problem.public_id}")
    assert (problem.text, problem.urgency, problem.visibility) == (TEXT, Urgency.NOW, Visibility.PRIVATE)
    page = client.get(answer.location).text
    assert "이영희" in page
    assert "2026. 3. 3.(화) 12:00" in page
    assert TEXT in page


def test_it_is_private_unless_the_member_says_otherwise(client: FlaskClient, sign_in: SignIn, member: Account) -> None:
    sign_in(client, member)
    post(client, "/problems/new", text=TEXT)
    assert stated().visibility is Visibility.PRIVATE


def test_somebody_of_two_organisations_says_for_which(client: FlaskClient, sign_in: SignIn, member: Account) -> None:
    member_id = member.id
    second = make_organisation(name_ko="둘째회사")
    second_id, public_id = second.id, second.public_id
    saved(Membership(organisation_id=second_id, account_id=member_id))
    sign_in(client, session.get_one(Account, member_id))
    assert post(client, "/problems/new", **FIELDS, organisation="not-mine").status_code == 422
    assert post(client, "/problems/new", **FIELDS, organisation=public_id).status_code == 303
    assert stated().organisation_id == second_id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "짧다"),
        ("text", "가" * 4001),
        ("text", "보이지 않는 글자\x00가 있습니다"),
        ("urgency", "tomorrow"),
        ("visibility", "everyone-i-know"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(
    client: FlaskClient, sign_in: SignIn, member: Account, field: str, value: str
) -> None:
    sign_in(client, member)
    answer = post(client, "/problems/new", **{**FIELDS, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    if field != "text":
        assert TEXT in answer.text
    assert session.scalars(select(Problem)).all() == []


def test_a_script_is_shown_as_text(client: FlaskClient, sign_in: SignIn, member: Account) -> None:
    sign_in(client, member)
    answer = post(client, "/problems/new", **{**FIELDS, "text": "<script>alert(1)</script> 휨"})
    page = client.get(answer.location).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_forged_token_changes_nothing_and_keeps_the_text(
    client: FlaskClient, sign_in: SignIn, member: Account
) -> None:
    sign_in(client, member)
    answer = client.post("/problems/new", data={**FIELDS, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert TEXT in answer.text
    assert session.scalars(select(Problem)).all() == []


def test_the_owner_revises_and_closes(client: FlaskClient, sign_in: SignIn, member: Account) -> None:
    sign_in(client, member)
    address = post(client, "/problems/new", **FIELDS).location
    assert TEXT in client.get(f"{address}/edit").text
    assert post(client, f"{address}/edit", **{**FIELDS, "text": "다른 말로 적습니다. 휨입니다."}).status_code == 303
    assert stated().revision == 2
    assert post(client, f"{address}/close", reason="").status_code == 422
    assert post(client, f"{address}/close", reason="풀렸습니다").status_code == 303
    assert stated().state is State.CLOSED
    assert "풀렸습니다" in client.get(address).text
    late = post(client, f"{address}/edit", **{**FIELDS, "text": "닫힌 뒤에 고칩니다."})
    assert late.status_code == 409
    assert 'role="alert"' in late.text
    assert "닫힌 뒤에 고칩니다." in late.text


@pytest.mark.parametrize("page", ["", "/edit", "/close"])
def test_a_stranger_gets_the_same_answer_as_for_what_does_not_exist(
    client: FlaskClient, sign_in: SignIn, page: str
) -> None:
    public_id = make_problem().public_id
    sign_in(client, make_member(make_organisation()))
    assert client.get(f"/problems/{public_id}{page}").status_code == 404
    assert client.get(f"/problems/bcdfghjkmnpq{page}").status_code == 404


def test_the_canary_of_a_private_problem_sings_nowhere(client: FlaskClient, sign_in: SignIn) -> None:
    complex_ = make_complex()
    firm = make_organisation(complex_id=complex_.id, name_ko="비밀정밀카나리아")
    text = "카나리아777 부품이 휩니다."
    public_id = make_technical_problem(firm, text=text, wording="부품이 휩니다.").public_id
    opened = make_technical_problem(firm, text=text, wording="열린 문제입니다.", visibility=Visibility.PUBLIC).public_id
    readers = [None, make_member(make_organisation(complex_id=complex_.id)), make_coordinator(make_complex())]
    for reader in readers:
        if reader is not None:
            sign_in(client, reader)
        pages = ["/problems/", f"/problems/{public_id}", f"/problems/{opened}", "/problems/new"]
        if reader is readers[-1]:
            pages += ["/desk/problems/", f"/desk/problems/{public_id}", "/desk/suggestions/", "/desk/introductions/"]
        for page in pages:
            shown = client.get(page).text
            assert "카나리아777" not in shown, page
            assert "비밀정밀카나리아" not in shown, page
        assert "열린 문제입니다." in client.get("/problems/").text
        assert "부품이 휩니다." not in client.get("/problems/").text


def test_another_reader_sees_the_wording_and_whom_to_call(client: FlaskClient) -> None:
    public_id = make_technical_problem(visibility=Visibility.PUBLIC, wording="커버가 휩니다.").public_id
    page = client.get(f"/problems/{public_id}").text
    assert "커버가 휩니다." in page
    assert "055-000-0000" in page


def test_colleagues_and_coordinators_read_the_text(client: FlaskClient, sign_in: SignIn) -> None:
    complex_ = make_complex()
    firm = make_organisation(complex_id=complex_.id)
    public_id = make_problem(firm).public_id
    for reader in (make_member(firm), make_coordinator(complex_)):
        sign_in(client, reader)
        assert "0.8 mm 커버" in client.get(f"/problems/{public_id}").text
        assert "0.8 mm 커버" in client.get("/problems/").text


def test_every_page_is_said_in_english_too(client: FlaskClient, sign_in: SignIn, member: Account) -> None:
    sign_in(client, member)
    address = post(client, "/problems/new", **FIELDS).location
    assert "answers by" in client.get(f"{address}?lang=en").text
    assert "State a problem" in client.get("/problems/new?lang=en").text
    assert csrf(client, f"{address}/close?lang=en")
