"""How do people check themselves in, where the team allows it, and nowhere else?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.checkins.models import Attendance
from eventhub.checkins.queries import attendance_of
from eventhub.checkins.rules import TRIES_AT_ROOM_CODE
from eventhub.core.clock import now
from eventhub.events.models import Event
from eventhub.registrations.models import Standing
from eventhub.registrations.queries import path_of
from tests.checkins.world import make_coordinator, make_event_today, make_place
from tests.conftest import csrf, post

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A visitor's browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    """The team's browser."""
    browser = client.application.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def room(event: Event) -> str:
    """Address the screen in the room."""
    return f"/desk/events/{event.public_id}/room-code"


@pytest.fixture
def open_room(desk: FlaskClient, sign_in: SignIn) -> Callable[[Event], str]:
    """Let people at an event check themselves in; returns the code on the screen."""

    def allow(event: Event) -> str:
        sign_in(desk, make_coordinator(event))
        assert post(desk, f"{room(event)}/open", page=room(event)).status_code == 303
        return code_on_screen(desk, event)

    return allow


def code_on_screen(desk: FlaskClient, event: Event) -> str:
    """Read the code from the screen."""
    found = re.search(r'class="room-code">([A-Z0-9 ]+)<', desk.get(room(event)).text)
    assert found
    return found[1]


def test_who_types_the_code_of_the_room_is_in(client: FlaskClient, open_room: Callable[[Event], str]) -> None:
    event = make_event_today()
    place = make_place(event)
    assert "/here" not in client.get(path_of(place)).text
    code = open_room(event)
    assert f"{path_of(place)}/here" in client.get(path_of(place)).text
    answer = post(client, f"{path_of(place)}/here", code=code.lower())
    assert "You are checked in" in answer.text
    assert "You are checked in" in post(client, f"{path_of(place)}/here", code=code).text
    assert attendance_of(event.id) == {place.id: Attendance.ATTENDED}


def test_opening_the_photographed_address_leads_to_ones_own_place(
    client: FlaskClient, open_room: Callable[[Event], str]
) -> None:
    event = make_event_today()
    place = make_place(event)
    code = open_room(event).replace(" ", "")
    stranger = client.get(f"/events/{event.public_id}/here?code={code}")
    assert "Open the link in your letter" in stranger.text
    client.get(path_of(place))
    led = client.get(f"/events/{event.public_id}/here?code={code}")
    assert led.status_code == 303
    form = client.get(led.location)
    assert f'value="{code}"' in form.text
    assert attendance_of(event.id) == {place.id: Attendance.UNKNOWN}, "opening an address changes nothing"


def test_a_wrong_code_is_refused_and_cannot_be_guessed(client: FlaskClient, open_room: Callable[[Event], str]) -> None:
    event = make_event_today()
    path = f"{path_of(make_place(event))}/here"
    code = open_room(event)
    token = csrf(client, path)
    for _ in range(TRIES_AT_ROOM_CODE):
        answer = client.post(path, data={"csrf_token": token, "code": "AAAAAA"})
        assert answer.status_code == 422
        assert 'value="AAAAAA"' in answer.text
    assert client.post(path, data={"csrf_token": token, "code": code}).status_code == 429


def test_the_code_is_another_one_each_day_event_and_time_it_is_renewed(
    client: FlaskClient, desk: FlaskClient, open_room: Callable[[Event], str], at: Callable[[str], Any]
) -> None:
    event, other = make_event_today(ends_at=now() + timedelta(days=2)), make_event_today()
    codes = {open_room(other), open_room(event)}
    with at("2026-03-03 09:00"):
        codes.add(open_room(event))
    open_room(event)
    assert post(desk, f"{room(event)}/renew", page=room(event)).status_code == 303
    codes.add(code_on_screen(desk, event))
    assert len(codes) == 4


def test_where_the_team_does_not_allow_it_nobody_checks_in_alone(client: FlaskClient) -> None:
    place = make_place(make_event_today())
    path = f"{path_of(place)}/here"
    assert "only where the team allows it" in client.get(path).text
    assert post(client, path, page="/sign-in", code="ABCDEF").status_code == 409


@pytest.mark.parametrize("moment", ["2026-03-02 07:20", "2026-03-02 11:30"])
def test_before_and_after_the_event_the_code_is_worth_nothing(
    client: FlaskClient, open_room: Callable[[Event], str], at: Callable[[str], Any], moment: str
) -> None:
    event = make_event_today()
    path = f"{path_of(make_place(event))}/here"
    code = open_room(event)
    with at(moment):
        assert post(client, path, page="/sign-in", code=code).status_code == 409


def test_who_only_waits_is_not_in(client: FlaskClient, open_room: Callable[[Event], str]) -> None:
    event = make_event_today()
    path = f"{path_of(make_place(event, standing=Standing.WAITING))}/here"
    code = open_room(event)
    answer = post(client, path, code=code)
    assert answer.status_code == 409
    assert "not confirmed" in answer.text


def test_the_screen_says_how_when_it_is_not_allowed_yet(desk: FlaskClient, sign_in: SignIn) -> None:
    event = make_event_today()
    sign_in(desk, make_coordinator(event))
    assert "Allow self check-in" in desk.get(room(event)).text
    forged = desk.post(f"{room(event)}/open", data={"csrf_token": "forged"})
    assert forged.status_code == 400
    assert "room-code" not in desk.get(room(event)).text.split("<main")[1].split("<form")[0]
