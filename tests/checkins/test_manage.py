"""How does the team prepare the door, and look at who came?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.checkins import services
from eventhub.checkins.models import Attendance, HelperLink
from eventhub.checkins.queries import attendance_of, helper_path, list_turnouts
from eventhub.checkins.rules import Reading
from eventhub.core.clock import now, today
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.registrations.models import Standing
from tests.checkins.world import door, make_coordinator, make_event_today, make_place
from tests.conftest import post
from tests.factories.organisations import make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def event(client: FlaskClient, sign_in: SignIn) -> Event:
    """An event of today whose coordinator has signed in."""
    made = make_event_today()
    sign_in(client, make_coordinator(made))
    return made


def desk(event: Event, page: str) -> str:
    """Address a page about the door of an event."""
    return f"/desk/events/{event.public_id}/{page}"


def test_a_link_for_helpers_is_made_shown_and_ended(client: FlaskClient, event: Event) -> None:
    answer = post(client, desk(event, "helpers"), name="2번 창구", day=today().isoformat())
    assert answer.status_code == 303
    link = session.scalars(select(HelperLink)).one()
    path = helper_path(link)
    assert f"http://localhost{path}" in client.get(desk(event, "helpers")).text
    assert client.get(path).status_code == 200
    ended = post(client, desk(event, f"helpers/{link.public_id}/revoke"), page=desk(event, "helpers"))
    assert ended.status_code == 303
    assert client.get(path).status_code == 410


def test_a_link_for_a_day_the_event_does_not_have_is_refused(client: FlaskClient, event: Event) -> None:
    answer = post(client, desk(event, "helpers"), name="", day=(today() + timedelta(days=1)).isoformat())
    assert answer.status_code == 422
    assert session.scalars(select(HelperLink)).all() == []


def test_the_list_to_print_stands_in_the_order_of_the_alphabet(client: FlaskClient, event: Event) -> None:
    for name in ("하늘", "가온", "나래", "까치"):
        make_place(event, name, phone="010-1234-5678")
    make_place(event, "대기자", standing=Standing.WAITING)
    page = client.get(desk(event, "check-in/list")).text
    places = [page.index(name) for name in ("가온", "까치", "나래", "하늘")]
    assert places == sorted(places)
    assert "대기자" not in page
    assert "Signature" in page


def test_the_team_writes_down_who_came(client: FlaskClient, event: Event) -> None:
    came, away = make_place(event, "가"), make_place(event, "나")
    page = desk(event, "attendance")
    answer = post(client, page, place=came.public_id, attendance="excused")
    assert answer.status_code == 303
    assert attendance_of(event.id) == {came.id: Attendance.EXCUSED, away.id: Attendance.UNKNOWN}
    answer = post(client, desk(event, "attendance/rest"), page=page)
    assert "1 person noted as absent" in client.get(answer.location).text
    assert attendance_of(event.id)[away.id] is Attendance.ABSENT


def test_nonsense_is_not_written_down(client: FlaskClient, event: Event) -> None:
    place, waiting = make_place(event), make_place(event, standing=Standing.WAITING)
    page = desk(event, "attendance")
    assert post(client, page, place=place.public_id, attendance="perhaps").status_code == 422
    assert post(client, page, place="nobody", attendance="absent").status_code == 404
    assert post(client, page, place=waiting.public_id, attendance="absent").status_code == 409
    forged = client.post(page, data={"csrf_token": "forged", "place": place.public_id, "attendance": "absent"})
    assert forged.status_code == 400
    assert attendance_of(event.id) == {place.id: Attendance.UNKNOWN}


@pytest.mark.parametrize("page", ["attendance", "helpers", "room-code", "check-in/list"])
def test_a_coordinator_of_another_complex_sees_nothing(client: FlaskClient, sign_in: SignIn, page: str) -> None:
    event, own = make_event_today(), make_event_today()
    place = make_place(event)
    sign_in(client, make_coordinator(own))
    assert client.get(desk(event, page)).status_code == 404
    fields = {"place": place.public_id, "attendance": "absent", "name": "", "day": today().isoformat()}
    for path in ("attendance", "attendance/rest", "helpers", "helpers/nothing/revoke", "room-code/open"):
        assert post(client, desk(event, path), page=desk(own, "attendance"), **fields).status_code == 404


def test_the_register_asks_the_same_number_of_questions_for_many_people(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for number in (2, 10):
        for _ in range(number):
            make_place(event)
        with count_queries() as counted:
            assert client.get(desk(event, "attendance")).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 14


def test_organisations_are_compared_over_past_events(
    client: FlaskClient, sign_in: SignIn, count_queries: Callable[[], Any]
) -> None:
    event = make_event_today(starts_at=now() - timedelta(days=3))
    by = make_coordinator(event)
    firm = make_organisation(complex_id=event.complex_id, name_ko="가람정밀", name_en="Garam")
    people = [make_place(event, f"사람{number}", organisation_id=firm.id) for number in range(4)]
    make_place(event, "혼자", organisation_name="다른 곳")
    make_place(make_event_today(starts_at=now() - timedelta(days=2)), "남의 행사", organisation_id=firm.id)
    make_place(event, "대기", organisation_id=firm.id, standing=Standing.WAITING)
    event_id, complex_id, ids = event.id, event.complex_id, [one.public_id for one in people]
    with transaction():
        at_door = door(day=today() - timedelta(days=3))
        services.read(event_id, Reading(key="reading-1", place_id=ids[0]), at_door, now=now())
        services.mark(event, ids[1], Attendance.ABSENT, by=by, now=now())
        services.mark(event, ids[2], Attendance.EXCUSED, by=by, now=now())
    with count_queries() as counted:
        turnouts = list_turnouts([complex_id], since=now() - timedelta(days=30), until=now())
    assert len(counted) <= 3
    first, second = turnouts
    assert (first.name, first.places, first.attended, first.absent, first.excused, first.unknown, first.rate) == (
        *("가람정밀", 4, 1, 1, 1, 1),
        50,
    )
    assert (second.name, second.places, second.rate) == ("다른 곳", 1, None)
    sign_in(client, by)
    page = client.get("/desk/attendance").text
    assert "Garam" in page
    assert "50%" in page
    assert "Garam" not in client.get(f"/desk/attendance?from={today().isoformat()}").text
