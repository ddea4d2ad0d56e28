"""How does somebody find a venue and the way there?"""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.venues import make_room, make_venue


def test_everybody_finds_a_venue_its_rooms_and_the_way(client: FlaskClient) -> None:
    venue = make_venue(name_ko="가람관", accessibility_ko="정문에 **경사로**가 있습니다.")
    make_room(venue_id=venue.id, name_ko="대강당", capacity=240, equipment_ko="<script>무대</script>")
    make_room(venue_id=venue.id, name_ko="창고", closed_at=now())
    assert "가람관" in client.get("/venues/").text
    page = client.get(f"/venues/{venue.public_id}").text
    assert "대강당" in page
    assert "창고" not in page
    assert "<strong>경사로</strong>" in page
    assert "&lt;script&gt;무대" in page
    assert "09:00–22:00" in page
    assert "https://map.naver.com/p/search/" in page
    assert "https://map.kakao.com/?q=" in page
    assert "/desk/" not in page


def test_a_page_is_in_the_language_of_its_reader(client: FlaskClient) -> None:
    venue = make_venue(name_en="Garam hall", opens_at_minute=0, closes_at_minute=1440)
    page = client.get(f"/venues/{venue.public_id}?lang=en").text
    assert "Garam hall" in page
    assert "day and night" in page


def test_a_closed_venue_keeps_its_page_but_is_not_listed(client: FlaskClient) -> None:
    venue = make_venue(name_en="Old hall", closed_at=now())
    assert "Old hall" not in client.get("/venues/?lang=en").text
    assert "No new events are planned here." in client.get(f"/venues/{venue.public_id}?lang=en").text


def test_an_unknown_venue_is_not_found(client: FlaskClient) -> None:
    assert client.get("/venues/nothing").status_code == 404


def test_a_coordinator_finds_the_desk_from_there(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    complex_ = make_complex()
    own, other = make_venue(complex_id=complex_.id), make_venue()
    sign_in(client, make_coordinator(complex_))
    assert f'/desk/venues/{own.public_id}"' in client.get(f"/venues/{own.public_id}").text
    page = client.get(f"/venues/{other.public_id}").text
    assert f"/desk/venues/{other.public_id}/calendar" in page
    assert f'/desk/venues/{other.public_id}"' not in page


def test_the_list_takes_the_same_number_of_queries_however_long(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_room()
        with count_queries() as counted:
            assert client.get("/venues/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 4
