"""Can people choose a calendar, and look after the private ones they have?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.calendars import queries, services
from eventhub.calendars.rules import MOST_LINKS
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Kind, Status, Visibility
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_mini_cluster
from tests.factories.events import make_event

SignIn = Callable[[FlaskClient, Account], FlaskClient]
MINE = "/me/calendars"


def links_of(account: Account) -> list[str]:
    """List the public ids of a person's links, newest first."""
    return [link.public_id for link in queries.list_links(account)]


@pytest.fixture
def account(client: FlaskClient, sign_in: SignIn) -> Account:
    """Somebody who has signed in."""
    somebody = make_account()
    sign_in(client, somebody)
    return somebody


def test_the_page_offers_every_calendar_and_every_program(client: FlaskClient) -> None:
    complex_ = make_complex(slug="changwon", name_ko="창원")
    make_mini_cluster(slug="moulds", complex_id=complex_.id, name_ko="금형")
    page = client.get("/calendars/?feed=complexes/changwon&lang=ko").text
    assert 'href="webcal://localhost/calendars/complexes/changwon.ics?lang=ko"' in page
    assert "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Flocalhost%2Fcalendars%2Fcomplexes" in page
    assert "https://outlook.office.com/calendar/0/addfromweb?url=http%3A%2F%2Flocalhost" in page
    assert 'value="http://localhost/calendars/complexes/changwon.ics?lang=ko"' in page
    for choice in ("all", "complexes/changwon", "mini-clusters/moulds", "kinds/seminar"):
        assert f'value="{choice}"' in page


@pytest.mark.parametrize("nonsense", ["", "complexes/none", "../../etc/passwd", "<script>alert(1)</script>"])
def test_a_choice_that_is_not_there_is_everything(client: FlaskClient, nonsense: str) -> None:
    answer = client.get("/calendars/", query_string={"feed": nonsense})
    assert answer.status_code == 200
    assert "webcal://localhost/calendars/all.ics" in answer.text
    assert "<script>alert" not in answer.text


def test_choosing_asks_the_database_a_few_times(client: FlaskClient, count_queries: Callable[[], Any]) -> None:
    for _ in range(5):
        make_mini_cluster()
    with count_queries() as counted:
        client.get("/calendars/")
    # Complexes, mini-clusters, and the year of the Cluster Day.
    assert len([one for one in counted.statements if one != "BEGIN"]) <= 3


def test_a_private_calendar_is_made_with_a_name(client: FlaskClient, account: Account) -> None:
    answer = post(client, MINE, name="  내 휴대 전화 ")
    assert (answer.status_code, answer.location) == (303, MINE)
    page = client.get(MINE).text
    assert "내 휴대 전화" in page
    address = re.search(r'value="http://localhost(/calendars/p/[^"]+\.ics)"', page)
    assert address
    assert client.get(address[1]).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"), [("", 422), ("가" * 61, 422), ("\u202e뒤집힌", 422), ("\x07", 422), ("가" * 60, 303)]
)
def test_a_name_has_to_be_one(client: FlaskClient, account: Account, name: str, status: int) -> None:
    assert post(client, MINE, name=name).status_code == status


def test_a_name_with_a_script_is_shown_as_it_was_typed(client: FlaskClient, account: Account) -> None:
    post(client, MINE, name="<script>alert(1)</script>")
    page = client.get(MINE).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_stale_page_keeps_the_name(client: FlaskClient, account: Account) -> None:
    answer = client.post(MINE, data={"csrf_token": "forged", "name": "내 노트북"})
    assert answer.status_code == 400
    assert 'value="내 노트북"' in answer.text
    assert links_of(account) == []


def test_a_new_address_ends_the_old_one(client: FlaskClient, account: Account) -> None:
    post(client, MINE, name="휴대 전화")
    (old,) = queries.list_links(account)
    path = queries.path_of(old)
    assert post(client, f"{MINE}/{old.public_id}/rotate", page=MINE).status_code == 303
    (new,) = queries.list_links(account)
    assert (new.name, new.public_id != old.public_id) == ("휴대 전화", True)
    assert client.get(path).status_code == 404
    assert client.get(queries.path_of(new)).status_code == 200


def test_an_address_can_be_ended(client: FlaskClient, account: Account) -> None:
    post(client, MINE, name="휴대 전화")
    (link,) = queries.list_links(account)
    path = queries.path_of(link)
    assert post(client, f"{MINE}/{link.public_id}/revoke", page=MINE).status_code == 303
    assert client.get(path).status_code == 404
    assert links_of(account) == []
    assert post(client, f"{MINE}/{link.public_id}/revoke", page=MINE).status_code == 404


@pytest.mark.parametrize("what", ["rotate", "revoke"])
def test_nobody_touches_the_address_of_another(client: FlaskClient, account: Account, what: str) -> None:
    other = make_account()
    with transaction():
        link = services.make(session.get_one(Account, other.id), name="남의 것", now=now())
    assert post(client, f"{MINE}/{link.public_id}/{what}", page=MINE).status_code == 404
    assert links_of(other) == [link.public_id]
    assert "남의 것" not in client.get(MINE).text


@pytest.mark.parametrize("what", ["rotate", "revoke"])
def test_a_forged_button_changes_nothing_and_says_why(client: FlaskClient, account: Account, what: str) -> None:
    post(client, MINE, name="휴대 전화")
    (public_id,) = links_of(account)
    answer = client.post(f"{MINE}/{public_id}/{what}", data={"csrf_token": "forged"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert links_of(account) == [public_id]


def test_nobody_needs_more_than_ten(client: FlaskClient, account: Account) -> None:
    token = csrf(client, MINE)
    for number in range(MOST_LINKS):
        assert client.post(MINE, data={"csrf_token": token, "name": f"달력 {number}"}).status_code == 303
    answer = client.post(MINE, data={"csrf_token": token, "name": "하나 더"})
    assert answer.status_code == 409
    assert 'value="하나 더"' in answer.text
    assert len(links_of(account)) == MOST_LINKS


def test_a_visitor_signs_in_first(client: FlaskClient) -> None:
    assert client.get(MINE).location == "/sign-in?next=/me/calendars"


def test_other_sites_may_frame_the_list_and_nothing_else(client: FlaskClient) -> None:
    make_event(title_en="Open seminar", kind=Kind.FORUM)
    make_event(title_en="Members only", visibility=Visibility.MEMBERS)
    make_event(title_en="Draft", status=Status.DRAFT)
    page = client.get("/embed/events/?lang=en")
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers
    assert '<base target="_top">' in page.text
    assert "<script" not in page.text
    assert "Open seminar" in page.text
    for hidden in ("Members only", "Draft"):
        assert hidden not in page.text
    assert "frame-ancestors 'none'" in client.get("/events/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("asked", ["kind=seminar", "q=nothing", "complex=nowhere&kind=seminar", "from=2026-12-01"])
def test_the_list_for_other_sites_is_narrowed_like_the_list_itself(client: FlaskClient, asked: str) -> None:
    make_event(title_en="The forum", kind=Kind.FORUM)
    assert "The forum" in client.get("/embed/events/?lang=en&kind=forum&_external=1&_anchor=x").text
    page = client.get(f"/embed/events/?lang=en&{asked}")
    assert page.status_code == 200
    assert "The forum" not in page.text


def test_the_code_for_other_sites_holds_what_was_chosen(client: FlaskClient) -> None:
    page = client.get("/calendars/?feed=kinds/forum&lang=en").text
    assert "/embed/events/?kind=forum" in page
    assert "&lt;iframe src=" in page
