"""Can an organisation name its competitors, and does nobody learn of it who should not?"""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.db import session
from eventhub.organisations.models import Competitor, Organisation
from tests.conftest import csrf, post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.organisations import make_member, make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def mine(client: FlaskClient, sign_in: SignIn) -> str:
    """Sign a member of a firm in, and name the page of its competitors."""
    firm = make_organisation(complex_id=make_complex().id)
    address = f"/organisations/{firm.public_id}/competitors"
    sign_in(client, make_member(firm))
    return address


def named() -> list[tuple[str, str]]:
    """Read who named whom, by public id."""
    session.rollback()
    names = {row.id: row.public_id for row in session.query(Organisation)}
    return [(names[row.organisation_id], names[row.rival_id]) for row in session.query(Competitor)]


def test_a_name_is_looked_up_and_chosen(client: FlaskClient, mine: str) -> None:
    rival = make_organisation(name_ko="한빛사출").public_id
    answer = post(client, mine, organisation_name="한빛")
    assert answer.status_code == 422
    assert rival in answer.text
    assert "한 번 더 누르십시오" in answer.text
    answer = post(client, mine, organisation_name="한빛", organisation=rival)
    assert answer.status_code == 303
    assert named() == [(mine.split("/")[2], rival)]
    assert "한빛사출" in client.get(mine).text


def test_an_unknown_name_and_oneself_are_refused_with_what_was_typed(client: FlaskClient, mine: str) -> None:
    answer = post(client, mine, organisation_name="없는 회사")
    assert answer.status_code == 422
    assert "없는 회사" in answer.text
    session.rollback()
    own = session.query(Organisation).filter_by(public_id=mine.split("/")[2]).one()
    answer = post(client, mine, organisation_name=own.name_ko, organisation=own.public_id)
    assert answer.status_code == 422
    assert named() == []


def test_one_name_is_taken_off_again(client: FlaskClient, mine: str) -> None:
    rival = make_organisation(name_ko="한빛사출").public_id
    post(client, mine, organisation_name="한빛", organisation=rival)
    assert client.post(f"{mine}/{rival}/forget", data={"csrf_token": "forged"}).status_code == 400
    assert client.post(f"{mine}/{rival}/forget", data={"csrf_token": csrf(client, mine)}).status_code == 303
    assert named() == []


def test_who_was_named_sees_nothing_and_a_coordinator_everything(
    client: FlaskClient, mine: str, sign_in: SignIn
) -> None:
    rival = make_organisation(name_ko="한빛사출")
    rival_name = rival.public_id
    post(client, mine, organisation_name="한빛", organisation=rival_name)
    sign_in(client, make_member(rival))
    assert client.get(mine).status_code == 404
    firm = session.query(Organisation).filter_by(public_id=mine.split("/")[2]).one()
    assert firm.name_ko not in client.get(f"/organisations/{rival_name}/competitors").text
    sign_in(client, make_coordinator(session.get_one(Complex, firm.complex_id)))
    assert "한빛사출" in client.get(mine).text
    sign_in(client, make_coordinator(make_complex()))
    assert client.get(mine).status_code == 404


def test_the_wish_not_to_be_suggested_and_the_number_at_once_are_kept(client: FlaskClient, mine: str) -> None:
    edit = mine.replace("competitors", "edit")
    assert post(client, edit, size="small", open_requests="2").status_code == 303
    kept = session.query(Organisation).filter_by(public_id=mine.split("/")[2]).one()
    assert (kept.wants_suggestions, kept.open_requests) == (False, 2)
    assert post(client, edit, size="small", wants_suggestions="y", open_requests="").status_code == 303
    session.rollback()
    assert (kept.wants_suggestions, kept.open_requests) == (True, None)
    answer = post(client, edit, size="small", open_requests="-1", about_ko="그대로")
    assert answer.status_code == 422
    assert "그대로" in answer.text
