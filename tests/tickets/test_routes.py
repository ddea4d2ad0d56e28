"""How is a ticket shown, to whom, and when not?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.checkins import services as checkins
from eventhub.checkins.queries import helper_path
from eventhub.core.clock import now, today
from eventhub.core.db import transaction
from eventhub.core.links import absolute
from eventhub.core.secrets import make_token, seal
from eventhub.events.models import Status
from eventhub.registrations import services as registrations
from eventhub.registrations.models import Standing
from eventhub.registrations.queries import path_of
from eventhub.tickets.queries import ticket_path
from eventhub.tickets.rules import qr_svg
from tests.checkins.world import make_coordinator, make_event_today, make_place
from tests.conftest import post

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_ticket_shows_name_event_queue_and_code(client: FlaskClient) -> None:
    place = make_place(make_event_today(title_en="Mould seminar"))
    page = client.get(ticket_path(place))
    assert page.status_code == 200
    for shown in (
        "홍길동",
        "Mould seminar",
        "ㅈ–ㅎ",
        "<svg xmlns=",
        "Main meeting room of the promotion team, ",
    ):
        assert shown in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Keep"] == "ticket"


def test_the_link_of_a_place_leads_to_the_ticket_that_holds_now(client: FlaskClient) -> None:
    place = make_place(make_event_today())
    before = client.get(f"{path_of(place)}/ticket").location
    with transaction():
        registrations.refuse_tickets(place.public_id, by="desk", now=now())
    after = client.get(f"{path_of(place)}/ticket").location
    assert before != after
    assert client.get(before).status_code == 410
    assert "replaced by a newer one" in client.get(before).text
    assert client.get(after).status_code == 200


@pytest.mark.parametrize(
    ("standing", "status", "sentence"),
    [
        (Standing.WAITING, 409, "waiting list"),
        (Standing.REQUESTED, 409, "coordinator still looks"),
        (Standing.OFFERED, 409, "A place is offered"),
        (Standing.CANCELLED, 410, "given up"),
        (Standing.DECLINED, 410, "declined"),
        (Standing.LAPSED, 410, "next in line"),
    ],
)
def test_there_is_no_ticket_without_a_confirmed_place(
    client: FlaskClient, standing: Standing, status: int, sentence: str
) -> None:
    page = client.get(ticket_path(make_place(make_event_today(), standing=standing)))
    assert page.status_code == status
    assert sentence in page.text
    assert "<svg xmlns" not in page.text


def test_the_page_of_a_place_shows_the_code_of_its_ticket_while_there_is_one(client: FlaskClient) -> None:
    event = make_event_today()
    place, waiting = make_place(event), make_place(event, standing=Standing.WAITING)
    page = client.get(path_of(place)).text
    assert qr_svg(absolute(ticket_path(place))) in page
    assert 'class="qr"' not in client.get(path_of(waiting)).text


def test_a_cancelled_event_has_no_tickets(client: FlaskClient) -> None:
    assert client.get(ticket_path(make_place(make_event_today(status=Status.CANCELLED)))).status_code == 410


def test_forged_tickets_are_nothing(client: FlaskClient) -> None:
    place = make_place(make_event_today())
    path = ticket_path(place)
    other = f"/t/{seal('place', place.public_id)}"
    unknown = f"/t/{seal('ticket', 'nothing-1')}"
    for forged in (path[:-1] + ("A" if path[-1] != "A" else "B"), other, unknown, "/t/x", "/t/%00"):
        assert client.get(forged).status_code == 404


def test_a_stranger_sees_no_button_and_who_serves_the_event_does(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_event_today()
    path = ticket_path(make_place(event))
    assert "You check people in" not in client.get(path).text
    sign_in(client, make_coordinator(make_event_today()))
    assert "You check people in" not in client.get(path).text
    sign_in(client, make_coordinator(event))
    page = client.get(path)
    assert "You check people in" in page.text
    assert "X-Keep" not in page.headers
    answer = press(client, path, f"/desk/events/{event.public_id}/check-in/read")
    assert "Checked in" in answer.text
    assert "Here already" in press(client, path, f"/desk/events/{event.public_id}/check-in/read").text


def test_who_holds_a_helpers_link_sees_the_button_at_that_event_only(client: FlaskClient) -> None:
    event, other = make_event_today(), make_event_today()
    by = make_coordinator(event)
    with transaction():
        link = checkins.make_helper_link(event, day=today(), name="도우미", by=by, now=now())
    helper = helper_path(link)
    assert client.get(helper).status_code == 200
    assert "You check people in" in client.get(ticket_path(make_place(event))).text
    assert "You check people in" not in client.get(ticket_path(make_place(other))).text


def press(client: FlaskClient, page: str, path: str) -> Any:
    """Press the button on a ticket."""
    return post(client, path, page=page, q=f"http://localhost{page}", key=make_token())


def test_the_worker_may_speak_for_tickets_only(client: FlaskClient) -> None:
    script = client.get("/t/worker.js")
    assert script.status_code == 200
    assert script.headers["Service-Worker-Allowed"] == "/t/"
    assert "javascript" in script.content_type


def test_the_confirmation_letter_leads_to_the_ticket(client: FlaskClient, outbox: Callable[..., list[Any]]) -> None:
    event = make_event_today(registration_closes_at=now() + timedelta(hours=1))
    fields = {"name": "박보라", "organisation_name": "가람정밀", "email": "bora@example.com", "phone": "", "note": ""}
    answer = post(client, f"/events/{event.public_id}/registrations", page=f"/events/{event.public_id}", **fields)
    assert f"{answer.location}/ticket" in outbox("bora@example.com")[0].text
    assert f"{answer.location}/ticket" in client.get(answer.location).text
