"""Where do coordinators see what everybody plans?"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from re import search
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.clusters.models import ClosedDay, Complex
from eventhub.core.clock import now, zone
from eventhub.core.db import session
from eventhub.events.models import Kind, Status, Visibility
from eventhub.planning.rules import MOST_CROWDED, MOST_IN_DAY, MOST_ON_PAGE
from tests.factories import saved
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.programme import make_session, make_speaker
from tests.factories.venues import make_room, make_venue

SignIn = Callable[[FlaskClient, Account], FlaskClient]
MARCH = "/desk/planning/?lang=en&month=2026-03"
HOURS = timedelta(hours=3)


@pytest.fixture
def served(client: FlaskClient, sign_in: SignIn) -> Complex:
    """Sign a coordinator in, and return the complex they serve."""
    complex_ = make_complex(name_en="Changwon")
    sign_in(client, make_coordinator(complex_))
    session.refresh(complex_)
    return complex_


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone())


def test_a_month_shows_what_one_may_know_in_a_grid_and_as_an_agenda(client: FlaskClient, served: Complex) -> None:
    own = make_event(complex_id=served.id, title_en="Own draft", status=Status.DRAFT, starts_at=at("2026-03-10 14:00"))
    make_event(title_en="Shown elsewhere", starts_at=at("2026-03-11 14:00"))
    make_event(title_en="Secret elsewhere", status=Status.DRAFT, starts_at=at("2026-03-11 14:00"))
    make_event(complex_id=served.id, title_en="Later", starts_at=at("2026-05-11 14:00"))
    page = client.get(f"{MARCH}&complex=").text
    assert page.count("Own draft") == 2  # in the grid and in the agenda
    assert f"/desk/events/{own.public_id}" in page
    assert "Shown elsewhere" in page
    assert "Secret elsewhere" not in page
    assert "Later" not in page
    agenda = client.get(f"{MARCH}&complex=&view=agenda").text
    assert agenda.count("Own draft") == 1
    assert 'class="month"' not in agenda


def test_a_full_day_shows_its_first_events_and_leads_to_all_of_them(client: FlaskClient, served: Complex) -> None:
    for number in range(MOST_IN_DAY + 2):
        make_event(complex_id=served.id, title_en=f"Talk {number}", starts_at=at(f"2026-03-10 1{number}:00"))
    make_event(complex_id=served.id, title_en="Next day", starts_at=at("2026-03-11 14:00"))
    grid = client.get(f"{MARCH}&page=7").text.split('class="month"')[1].split("</table>")[0]
    assert f"Talk {MOST_IN_DAY - 1}" in grid
    assert f"Talk {MOST_IN_DAY}" not in grid
    link = search(r'href="([^"]+)">2 more<', grid)
    assert link is not None
    day = client.get(unescape(link[1])).text
    assert all(f"Talk {number}" in day for number in range(MOST_IN_DAY + 2))
    assert "Next day" not in day
    assert "day=2026-03-11" in day
    assert "day=2026-03-09" in day
    # Who goes back to the month leaves the day behind.
    assert 'class="month"' in client.get(f"{MARCH}&view=month&day=2026-03-10").text


def test_a_day_without_events_says_so(client: FlaskClient, served: Complex) -> None:
    make_event(complex_id=served.id, starts_at=at("2026-03-11 14:00"))
    page = client.get(f"{MARCH}&view=agenda&day=2026-03-10").text
    assert "Nothing is planned on this day." in page
    assert "Nothing is planned on this day." in client.get(f"{MARCH}&view=agenda&day=2100-12-31").text


def test_a_long_agenda_has_pages(client: FlaskClient, served: Complex) -> None:
    for number in range(MOST_ON_PAGE + 1):
        moment = at("2026-03-10 08:00") + timedelta(minutes=number)
        make_event(complex_id=served.id, title_en=f"Talk {number:03}", starts_at=moment)
    first, second = (client.get(f"{MARCH}&view=agenda&page={number}").text for number in (1, 2))
    assert first.count("Talk ") == MOST_ON_PAGE
    assert "Page 1 of 2" in first
    assert f"Talk {MOST_ON_PAGE:03}" in second
    assert second.count("Talk ") == 1


def test_many_crowded_evenings_are_not_all_told(client: FlaskClient, served: Complex) -> None:
    for _ in range(8):  # 28 pairs
        make_event(complex_id=served.id, title_en="Dinner", starts_at=at("2026-03-10 18:00"))
    page = client.get(f"{MARCH}&view=agenda").text
    assert f"Evenings that ask the same people twice: more than {MOST_CROWDED}" in page
    assert page.count("Dinner") == 2 * MOST_CROWDED + 8


def test_who_serves_one_complex_begins_with_it(client: FlaskClient, served: Complex) -> None:
    make_event(complex_id=served.id, title_en="Ours", starts_at=at("2026-03-10 14:00"))
    make_event(title_en="Theirs", starts_at=at("2026-03-11 14:00"))
    page = client.get(MARCH).text
    assert "Ours" in page
    assert "Theirs" not in page


def test_holidays_and_closed_days_are_shown(client: FlaskClient, served: Complex) -> None:
    saved(ClosedDay(complex_id=served.id, day=date(2026, 3, 12), name_ko="", name_en="Team outing"))
    saved(ClosedDay(complex_id=make_complex().id, day=date(2026, 3, 13), name_ko="", name_en="Elsewhere"))
    page = client.get(MARCH).text
    assert "Independence Movement Day" in page
    assert "Closed: Team outing (Changwon)" in page
    assert "Elsewhere" not in page


def test_a_view_is_narrowed_by_kind_mini_cluster_room_and_speaker(client: FlaskClient, served: Complex) -> None:
    starts_at = at("2026-03-10 10:00")
    mini_cluster, room = make_mini_cluster(complex_id=served.id), make_room()
    common = {"complex_id": served.id, "starts_at": starts_at, "ends_at": starts_at + HOURS}
    make_event(title_en="Forum one", kind=Kind.FORUM, **common)
    make_event(title_en="Cluster one", mini_cluster_id=mini_cluster.id, **common)
    make_event(title_en="Room one", room_id=room.id, **common)
    session_in_room = make_event(title_en="Session one", **common)
    speaker = make_speaker(session_in_room.id, name="Kim Mi-rae")
    make_session(session_in_room.id, speaker, starts_at=starts_at, room_id=room.id)
    titles = ("Forum one", "Cluster one", "Room one", "Session one")

    def shown(query: str) -> list[str]:
        page = client.get(f"{MARCH}&view=agenda&{query}").text
        return [title for title in titles if title in page]

    assert shown("kind=forum") == ["Forum one"]
    assert shown(f"mini_cluster={mini_cluster.slug}") == ["Cluster one"]
    assert shown(f"room={room.public_id}") == ["Room one", "Session one"]
    assert shown("speaker=mi-rae") == ["Session one"]
    assert shown("speaker=nobody") == []
    year = client.get(f"{MARCH}&view=year&speaker=mi-rae").text
    assert "1 events" in year
    assert "4 events" not in year


@pytest.mark.parametrize(
    "query", ["kind=party", "complex=nowhere", "room=none", "mini_cluster=none", f"speaker={'a' * 101}"]
)
def test_a_filter_that_makes_no_sense_is_said_and_left_out(client: FlaskClient, served: Complex, query: str) -> None:
    make_event(complex_id=served.id, title_en="Still there", starts_at=at("2026-03-10 14:00"))
    for view in ("month", "agenda", "year"):
        answer = client.get(f"{MARCH}&view={view}&{query}")
        assert answer.status_code == 422
        assert "Please look at these points again" in answer.text
    assert "Still there" in client.get(f"{MARCH}&{query}").text


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=x", "month=9999-01", "view=circle", "month=2100-12&view=year"]
)
def test_a_day_that_is_none_does_no_harm(client: FlaskClient, served: Complex, query: str) -> None:
    assert client.get(f"/desk/planning/?{query}").status_code == 200


def test_two_events_for_the_same_people_on_one_evening_are_told(client: FlaskClient, served: Complex) -> None:
    starts_at = at("2026-03-10 18:00")
    make_event(complex_id=served.id, title_en="Dinner talk", starts_at=starts_at)
    make_event(complex_id=served.id, title_en="Forum night", kind=Kind.FORUM, starts_at=starts_at)
    # The warning stays when the list is narrowed.
    page = client.get(f"{MARCH}&kind=forum&view=agenda").text
    assert "Evenings that ask the same people twice: 1" in page
    assert "Dinner talk" in page
    assert "Evenings" not in client.get("/desk/planning/?lang=en&month=2026-04").text


def test_a_year_is_a_picture_and_a_table(client: FlaskClient, served: Complex) -> None:
    for _ in range(3):
        make_event(complex_id=served.id, starts_at=at("2026-03-10 14:00"))
    make_event(complex_id=served.id, starts_at=at("2026-03-10 14:00"), status=Status.CANCELLED)
    page = client.get(f"{MARCH}&view=year").text
    assert "Most takes place in March 2026" in page
    assert "<title>Tue 10 Mar 2026: 3 events</title>" in page
    assert "<td>3</td>" in page
    assert "Nothing is planned in 2027." in client.get("/desk/planning/?lang=en&view=year&month=2027-01").text


def test_a_venue_shows_who_takes_its_rooms_but_not_what_others_keep_to_themselves(
    client: FlaskClient, served: Complex
) -> None:
    venue = make_venue()
    room = make_room(venue_id=venue.id, name_en="Hall")
    elsewhere = make_complex(name_en="Gumi")
    common = {"room_id": room.id, "starts_at": at("2026-03-10 14:00")}
    make_event(complex_id=served.id, title_en="Our draft", status=Status.DRAFT, **common)
    make_event(complex_id=elsewhere.id, title_en="Secret draft", status=Status.DRAFT, **common)
    make_event(complex_id=elsewhere.id, title_en="Unlisted one", visibility=Visibility.UNLISTED, **common)
    make_event(complex_id=elsewhere.id, title_en="Cancelled one", status=Status.CANCELLED, **common)
    path = f"/desk/venues/{venue.public_id}/calendar?lang=en"
    for query in ("&week=2026-03-12", "&month=2026-03"):
        page = client.get(path + query).text
        assert "Our draft" in page
        assert "Secret draft" not in page
        assert "Unlisted one" not in page
        assert "Cancelled one" not in page
        assert "Occupied" in page
        assert "Gumi" in page
        assert "Double booking" in page
    assert "No room of this venue is taken then." in client.get(f"{path}&week=2026-03-17").text


def test_sessions_take_rooms_too(client: FlaskClient, served: Complex) -> None:
    venue = make_venue()
    room = make_room(venue_id=venue.id)
    own, other = make_event(complex_id=served.id), make_event(title_en="Their forum")
    starts_at = at("2026-03-10 10:00")
    for event, title in ((own, "Our keynote"), (other, "Their keynote")):
        make_session(event.id, starts_at=starts_at, hours=3, room_id=room.id, title_en=title)
    page = client.get(f"/desk/venues/{venue.public_id}/calendar?lang=en&week=2026-03-10").text
    assert "Our keynote" in page
    # What another team has not released is not told; the event it belongs to is known.
    assert "Their keynote" not in page
    assert "Their forum" in page
    assert "Double booking" in page


def test_a_closed_room_stays_in_the_calendar_of_what_is_planned_there(client: FlaskClient, served: Complex) -> None:
    venue = make_venue()
    room = make_room(venue_id=venue.id, name_en="Old hall", closed_at=now())
    make_event(room_id=room.id, starts_at=at("2026-03-10 10:00"))
    path = f"/desk/venues/{venue.public_id}/calendar?lang=en"
    assert "Old hall" in client.get(f"{path}&week=2026-03-10").text


@pytest.mark.parametrize("query", ["view=month", "view=agenda", "view=year", "room=", "speaker=kim"])
def test_a_view_takes_the_same_number_of_queries_however_much_is_planned(
    client: FlaskClient, served: Complex, count_queries: Callable[[], Any], query: str
) -> None:
    complex_id, room = served.id, make_room(venue_id=make_venue(complex_id=served.id).id)
    room_id, public_id = room.id, room.public_id
    mini_cluster_id = make_mini_cluster(complex_id=complex_id).id
    counts = []
    for number in range(2):
        for hour in range(4):
            starts_at = at(f"2026-03-1{number} 1{hour}:00")
            event = make_event(
                complex_id=complex_id, room_id=room_id, starts_at=starts_at, mini_cluster_id=mini_cluster_id
            )
            make_session(event.id, make_speaker(event.id), starts_at=starts_at, room_id=room_id)
            saved(
                ClosedDay(complex_id=complex_id, day=date(2026, 3, 20 + 4 * number + hour), name_ko="휴무", name_en="")
            )
        asked = f"{MARCH}&complex=&{query.replace('room=', f'room={public_id}')}"
        with count_queries() as counted:
            assert client.get(asked).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 14


def test_a_venues_calendar_takes_the_same_number_of_queries_however_full(
    client: FlaskClient, served: Complex, count_queries: Callable[[], Any]
) -> None:
    venue = make_venue()
    venue_id, path = venue.id, f"/desk/venues/{venue.public_id}/calendar?week=2026-03-10"
    counts = []
    for _ in range(2):
        for _ in range(3):
            room_id = make_room(venue_id=venue_id).id
            event = make_event(room_id=room_id, starts_at=at("2026-03-10 14:00"))
            make_session(event.id, starts_at=at("2026-03-10 14:00"), room_id=room_id)
        with count_queries() as counted:
            assert client.get(path).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 10
