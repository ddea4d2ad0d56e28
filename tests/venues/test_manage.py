"""How do coordinators keep venues and their rooms?"""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.venues.models import Room, Venue
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.venues import make_room, make_venue

SignIn = Callable[[FlaskClient, Account], FlaskClient]
NEW = "/desk/venues/new"
ROOM = {"name_ko": "대강당", "name_en": "Hall", "capacity": "240"}


@pytest.fixture
def served(client: FlaskClient, sign_in: SignIn) -> Complex:
    """Sign a coordinator in, and return the complex they serve."""
    complex_ = make_complex()
    sign_in(client, make_coordinator(complex_))
    session.refresh(complex_)
    return complex_


def hall(complex_: Complex, **changes: str) -> dict[str, str]:
    """Fill in the form of a venue."""
    hours = {"opens_at": "09:00", "closes_at": "00:00"}
    names = {"name_ko": "가람관", "name_en": "Garam hall", "address": "경남 창원시 가상로 1", "phone": "055 000 0000"}
    return {"complex": complex_.slug, **names, **hours, "latitude": "35.2", "longitude": "128.6", **changes}


def venues() -> list[Venue]:
    session.rollback()
    return list(session.scalars(select(Venue).order_by(Venue.id)))


def rooms() -> list[Room]:
    session.rollback()
    return list(session.scalars(select(Room).order_by(Room.id)))


def test_a_venue_is_added_with_all_that_was_written(client: FlaskClient, served: Complex) -> None:
    answer = post(client, NEW, **hall(served, accessibility_ko="경사로"))
    (venue,) = venues()
    assert answer.status_code == 303
    assert answer.location == f"/desk/venues/{venue.public_id}"
    assert (venue.opens_at_minute, venue.closes_at_minute, venue.latitude) == (540, 1440, 35.2)
    assert (venue.complex_id, venue.accessibility_ko) == (served.id, "경사로")
    assert "경사로" in client.get(f"/venues/{venue.public_id}").text


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("name_ko", "", "Please write the name in Korean or in English"),
        ("name_ko", "가" * 201, "Please shorten this to 200 characters; it has 201."),
        ("name_ko", "가\x00람", "Please remove the invisible control characters."),
        ("address", "", "Please write the address"),
        ("phone", "call me", "Write the number like"),
        ("opens_at", "nine", "Write an hour like 09:00."),
        ("opens_at", "", "Please fill this in."),
        ("closes_at", "08:00", "It must close after it opens."),
        ("latitude", "north", "Write a latitude in Korea like 35.2120."),
        ("latitude", "nan", "Write a latitude in Korea like 35.2120."),
        ("latitude", "128.6", "Write a latitude in Korea like 35.2120."),
        ("latitude", "", "Write both degrees, or none."),
        ("longitude", "35.2", "Write a longitude in Korea like 128.6740."),
        ("longitude", "", "Write both degrees, or none."),
        ("accessibility_en", "a" * 5001, "Please shorten this to 5000 characters"),
        ("complex", "elsewhere", "Not a valid choice."),
    ],
)
def test_bad_input_is_said_at_its_field_and_the_text_kept(
    client: FlaskClient, served: Complex, name: str, value: str, sentence: str
) -> None:
    client.get("/?lang=en")
    fields = hall(served, **({"name_en": ""} if name == "name_ko" else {}), text_ko="<script>길</script>")
    answer = post(client, NEW, **{**fields, name: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "&lt;script&gt;길&lt;/script&gt;" in answer.text
    assert venues() == []


def test_a_forged_token_keeps_the_text(client: FlaskClient, served: Complex) -> None:
    answer = client.post(NEW, data={**hall(served), "csrf_token": "forged"})
    assert answer.status_code == 400
    assert "가람관" in answer.text
    assert venues() == []


def test_a_name_twice_is_said_at_the_name(client: FlaskClient, served: Complex) -> None:
    make_venue(complex_id=served.id, name_ko="가람관")
    answer = post(client, f"{NEW}?lang=en", **hall(served))
    assert answer.status_code == 422
    assert "A venue of this name is already in the list of this complex." in answer.text


def test_a_coordinator_of_another_complex_does_not_add_here(client: FlaskClient, served: Complex) -> None:
    assert post(client, NEW, **hall(make_complex())).status_code == 422
    assert venues() == []


def test_a_venue_is_described_anew(client: FlaskClient, served: Complex) -> None:
    path = f"/desk/venues/{make_venue(complex_id=served.id).public_id}"
    page = client.get(f"{path}/edit").text
    assert 'value="22:00"' in page
    assert post(client, f"{path}/edit", **hall(served)).location == path
    assert venues()[0].name_ko == "가람관"
    taken = make_venue(complex_id=served.id)
    answer = post(client, f"{path}/edit", **hall(served, name_ko=taken.name_ko))
    assert answer.status_code == 422
    assert answer.text.count("이 단지 목록에 같은 이름의 장소가 이미 있습니다.") == 2


def test_a_room_is_added_and_described_anew(client: FlaskClient, served: Complex) -> None:
    venue = make_venue(complex_id=served.id)
    path = f"/desk/venues/{venue.public_id}"
    assert post(client, f"{path}/rooms/new", **ROOM).location == path
    (room,) = rooms()
    edit = f"/desk/rooms/{room.public_id}/edit"
    assert post(client, edit, **{**ROOM, "capacity": "10"}).location == path
    assert rooms()[0].capacity == 10
    answer = post(client, f"{path}/rooms/new?lang=en", **ROOM)
    assert answer.status_code == 422
    assert "A room of this name is already in this venue." in answer.text
    other = make_room(venue_id=venue.id)
    assert post(client, f"/desk/rooms/{other.public_id}/edit", **ROOM).status_code == 422


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("name_ko", "", "Please fill this in."),
        ("capacity", "", "Please fill this in."),
        ("capacity", "many", "Write a whole number from 1 to 5000."),
        ("capacity", "0", "Write a whole number from 1 to 5000."),
        ("capacity", "99999999999999999999", "Write a whole number from 1 to 5000."),
        ("equipment_ko", "a\x07", "Please remove the invisible control characters."),
    ],
)
def test_bad_input_about_a_room_is_said_at_its_field(
    client: FlaskClient, served: Complex, name: str, value: str, sentence: str
) -> None:
    venue = make_venue(complex_id=served.id)
    answer = post(client, f"/desk/venues/{venue.public_id}/rooms/new?lang=en", **{**ROOM, name: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Hall"' in answer.text
    assert rooms() == []


def test_a_room_is_closed_after_a_warning_and_opened_again(client: FlaskClient, served: Complex) -> None:
    room = make_room(venue_id=make_venue(complex_id=served.id).id)
    make_event(room_id=room.id)
    path = f"/desk/rooms/{room.public_id}"
    assert "Events still planned here: 1." in client.get(f"{path}/close?lang=en").text
    venue_page = post(client, f"{path}/close").location
    assert rooms()[0].closed_at == now()
    assert client.post(f"{path}/reopen", data={"csrf_token": "forged"}).status_code == 400
    assert post(client, f"{path}/reopen", venue_page).location == venue_page
    assert rooms()[0].closed_at is None


def test_a_venue_is_closed_and_opened_again(client: FlaskClient, served: Complex) -> None:
    path = f"/desk/venues/{make_venue(complex_id=served.id).public_id}"
    assert post(client, f"{path}/close").location == path
    assert venues()[0].closed_at == now()
    assert "Not offered" in client.get("/desk/venues/?lang=en").text
    assert client.post(f"{path}/reopen", data={"csrf_token": "forged"}).status_code == 400
    post(client, f"{path}/reopen", path)
    assert venues()[0].closed_at is None


def test_the_venues_of_other_teams_are_seen_but_not_changed(client: FlaskClient, served: Complex) -> None:
    room = make_room()
    venue = session.get_one(Venue, room.venue_id)
    assert f"/venues/{venue.public_id}" in client.get("/desk/venues/").text
    for path in ("", "/edit", "/close", "/rooms/new"):
        assert client.get(f"/desk/venues/{venue.public_id}{path}").status_code == 404
    assert client.post(f"/desk/venues/{venue.public_id}/reopen").status_code == 404
    for path in ("edit", "close"):
        assert client.get(f"/desk/rooms/{room.public_id}/{path}").status_code == 404


def test_who_serves_no_complex_adds_no_venue(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_account(role=Role.COORDINATOR))
    assert client.get(NEW).status_code == 403
    assert client.get("/desk/venues/").status_code == 200
