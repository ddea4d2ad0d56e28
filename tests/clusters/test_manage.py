"""What does a coordinator find at the desk?"""

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from eventhub.accounts.models import Account, Role
from eventhub.core.clock import now
from eventhub.problems.models import State
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.organisations import make_organisation
from tests.factories.problems import make_problem

SignIn = Callable[[FlaskClient, Account], FlaskClient]


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
    assert len(links) == 5
    assert [client.get(link.replace("&amp;", "&")).status_code for link in links] == [200] * 5


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
