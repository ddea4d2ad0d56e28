"""What does a coordinator find at the desk, and how are days closed?"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import ClosedDay
from eventhub.clusters.queries import list_closed_days
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.problems.models import State
from tests.conftest import post
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.organisations import make_organisation
from tests.factories.problems import make_problem

SignIn = Callable[[FlaskClient, Account], FlaskClient]
CLOSED = "/desk/closed-days/"


def counters(client: FlaskClient) -> dict[str, int]:
    """Read the counters of the desk by their words."""
    text = client.get("/desk/?lang=en").text
    found = re.findall(r'stat-number">(\d+)</span><span class="stat-label">([^<]+)<', text)
    return {label: int(number) for number, label in found}


def test_the_desk_counts_what_waits_in_the_complexes_served(client: FlaskClient, sign_in: SignIn) -> None:
    complex_ = make_complex()
    make_problem(make_organisation(complex_id=complex_.id))
    make_problem(make_organisation(complex_id=complex_.id), state=State.ROUTED)
    make_problem()
    make_event(complex_id=complex_.id, starts_at=now())
    make_event(complex_id=complex_.id)
    make_event(starts_at=now())
    sign_in(client, make_coordinator(complex_))
    assert counters(client) == {
        "New problems": 1,
        "Suggestions to review": 0,
        "Answers waited for": 0,
        "Introductions both want": 0,
        "Want to follow up": 0,
        "Events today": 1,
    }


def test_an_administrator_sees_the_counts_of_all_complexes(client: FlaskClient, sign_in: SignIn) -> None:
    make_problem()
    make_problem()
    sign_in(client, make_account(role=Role.ADMINISTRATOR))
    assert counters(client)["New problems"] == 2


def test_every_counter_leads_to_a_page(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_coordinator(make_complex()))
    links = re.findall(r'class="stat" href="([^"]+)"', client.get("/desk/").text)
    assert len(links) == 6
    assert [client.get(link.replace("&amp;", "&")).status_code for link in links] == [200] * 6


def test_a_coordinator_without_a_complex_is_told_who_helps(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_account(role=Role.COORDINATOR))
    answer = client.get("/desk/?lang=en")
    assert answer.status_code == 200
    assert "You do not serve a complex yet." in answer.text


def test_the_desk_takes_the_same_number_of_queries_however_much_waits(
    client: FlaskClient, sign_in: SignIn, count_queries: Callable[[], Any]
) -> None:
    complex_ = make_complex()
    complex_id = complex_.id
    sign_in(client, make_coordinator(complex_))
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_problem(make_organisation(complex_id=complex_id))
        with count_queries() as counted:
            assert client.get("/desk/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 9


def test_members_and_visitors_do_not_enter(client: FlaskClient, sign_in: SignIn) -> None:
    assert client.get("/desk/").location == "/sign-in?next=/desk/"
    sign_in(client, make_account())
    assert client.get("/desk/").status_code == 403


def closed(complex_id: int) -> list[tuple[date, str]]:
    """Read the closed days of a complex."""
    session.rollback()
    rows = list_closed_days([complex_id], date(2026, 1, 1), date(2027, 12, 31))
    return [(row.day, row.name_ko) for row in rows]


def test_a_team_closes_a_day_or_several_and_opens_one_again(client: FlaskClient, sign_in: SignIn) -> None:
    complex_ = make_complex()
    complex_id, slug = complex_.id, complex_.slug
    sign_in(client, make_coordinator(complex_))
    days = {"complex": slug, "first_day": "2026-08-03", "last_day": "2026-08-05"}
    assert post(client, CLOSED, **days, name_ko="여름휴가").location == CLOSED
    assert closed(complex_id) == [(date(2026, 8, day), "여름휴가") for day in (3, 4, 5)]
    assert "여름휴가" in client.get(CLOSED).text
    # A day that is closed already takes the new name.
    post(client, CLOSED, complex=slug, first_day="2026-08-05", name_ko="체육대회")
    assert closed(complex_id)[2] == (date(2026, 8, 5), "체육대회")
    for _ in range(2):
        assert post(client, f"{CLOSED}{slug}/2026-08-03/open", CLOSED).location == CLOSED
    assert [day for day, _name in closed(complex_id)] == [date(2026, 8, 4), date(2026, 8, 5)]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("first_day", "", "Please fill this in."),
        ("first_day", "2026-02-30", "Write a day like 2026-11-25."),
        ("first_day", "9999-01-01", "Write a day like 2026-11-25."),
        ("last_day", "2026-08-02", "The last day must not come before the first."),
        ("last_day", "2026-09-03", "Please close no more than 31 days at once."),
        ("last_day", "soon", "Write a day like 2026-11-25."),
        ("name_en", "", "Please write the name in Korean or in English"),
        ("name_en", "a" * 201, "Please shorten this to 200 characters; it has 201."),
        ("name_en", "a\x00", "Please remove the invisible control characters."),
        ("complex", "elsewhere", "Not a valid choice."),
    ],
)
def test_bad_input_about_a_closed_day_is_said_and_the_text_kept(
    client: FlaskClient, sign_in: SignIn, name: str, value: str, sentence: str
) -> None:
    complex_ = make_complex()
    complex_id = complex_.id
    fields = {"complex": complex_.slug, "first_day": "2026-08-03", "last_day": "", "name_en": "<b>Break</b>"}
    sign_in(client, make_coordinator(complex_))
    answer = post(client, f"{CLOSED}?lang=en", **{**fields, name: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert name == "name_en" or "&lt;b&gt;Break" in answer.text
    assert closed(complex_id) == []


def test_a_forged_token_neither_closes_nor_opens(client: FlaskClient, sign_in: SignIn) -> None:
    complex_ = make_complex()
    complex_id, slug = complex_.id, complex_.slug
    saved(ClosedDay(complex_id=complex_id, day=date(2026, 8, 3), name_ko="휴무", name_en=""))
    sign_in(client, make_coordinator(complex_))
    fields = {"complex": slug, "first_day": "2026-08-04", "name_ko": "여름휴가", "csrf_token": "forged"}
    answer = client.post(CLOSED, data=fields)
    assert answer.status_code == 400
    assert "여름휴가" in answer.text
    assert client.post(f"{CLOSED}{slug}/2026-08-03/open", data={"csrf_token": "forged"}).status_code == 400
    assert closed(complex_id) == [(date(2026, 8, 3), "휴무")]


def test_the_days_of_another_team_are_not_opened(client: FlaskClient, sign_in: SignIn) -> None:
    elsewhere = make_complex()
    saved(ClosedDay(complex_id=elsewhere.id, day=date(2026, 8, 3), name_ko="남의 휴무", name_en=""))
    slug = elsewhere.slug
    sign_in(client, make_coordinator(make_complex()))
    assert client.post(f"{CLOSED}{slug}/2026-08-03/open").status_code == 404
    assert client.post(f"{CLOSED}{slug}/someday/open").status_code == 404
    assert "남의 휴무" not in client.get(CLOSED).text


def test_who_serves_no_complex_closes_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_account(role=Role.COORDINATOR))
    assert client.get(CLOSED).status_code == 403
