"""Is a room given to one event at a time, whichever team asks?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import queries, services
from eventhub.events.errors import SenselessPlan
from eventhub.events.models import Event, Status
from eventhub.venues.models import Room, Venue
from tests.conftest import post
from tests.events.test_manage import PLANNED
from tests.factories import numbers, saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event, plan_of

HOUR = timedelta(hours=1)
SignIn = Callable[[FlaskClient, Account], FlaskClient]


def make_room(**changes: Any) -> Room:
    """Make a room in a venue of its own."""
    number, complex_id = next(numbers), make_complex().id
    venue = Venue(complex_id=complex_id, name_ko=f"회관 {number}", name_en=f"Hall {number}", address=f"길 {number}")
    venue.opens_at_minute, venue.closes_at_minute = 9 * 60, 18 * 60
    venue.created_at = venue.updated_at = now()
    venue_id = saved(venue).id
    room = saved(Room(**{"venue_id": venue_id, "name_ko": "1층", "name_en": "Ground floor", "capacity": 30, **changes}))
    session.refresh(room, ["venue"])
    return room


@pytest.mark.parametrize(
    ("changes", "is_taken"),
    [
        ({}, True),
        ({"status": Status.DRAFT}, True),
        ({"status": Status.CANCELLED}, False),
        ({"shift": 3 * HOUR}, False),
        ({"shift": -3 * HOUR}, False),
        ({"shift": 2 * HOUR}, True),
        ({"shift": -2 * HOUR}, True),
        ({"elsewhere": True}, False),
    ],
    ids=["published", "draft", "cancelled", "right after", "right before", "overlaps", "overlaps before", "elsewhere"],
)
def test_a_room_is_taken_while_something_takes_place_in_it(
    app: Flask, changes: dict[str, Any], *, is_taken: bool
) -> None:
    changes, room_id, elsewhere = dict(changes), make_room().id, make_room().id
    starts_at = now() + 240 * HOUR
    plan = plan_of(make_event(starts_at=starts_at), room_id=room_id)
    at = starts_at + changes.pop("shift", 0 * HOUR)
    make_event(room_id=elsewhere if changes.pop("elsewhere", False) else room_id, starts_at=at, **changes)
    by = make_account()
    if not is_taken:
        with transaction():
            assert services.draft(plan, by=by, now=now()).room_id == room_id
        return
    with pytest.raises(SenselessPlan) as refusal, transaction():
        services.draft(plan, by=by, now=now())
    assert set(refusal.value.faults) == {"room"}


def test_an_event_does_not_stand_in_its_own_way(app: Flask) -> None:
    event = make_event(room_id=make_room().id)
    plan, by = plan_of(event, starts_at=event.starts_at + HOUR), make_account()
    with transaction():
        services.revise(event.id, plan, by=by, now=now())


def test_a_move_into_a_taken_room_is_refused_but_not_a_new_text(app: Flask) -> None:
    room_id = make_room().id
    first, second = make_event(room_id=room_id), make_event(room_id=room_id)
    text, move = plan_of(second, text_ko="새 설명"), plan_of(second, starts_at=second.starts_at + HOUR)
    first_id, second_id, by_id = first.id, second.id, make_account().id
    with transaction():
        services.revise(second_id, text, by=session.get_one(Account, by_id), now=now())
    with pytest.raises(SenselessPlan), transaction():
        services.revise(second_id, move, by=session.get_one(Account, by_id), now=now())
    assert session.get_one(Event, first_id).revision == 0


def test_bookings_are_listed_with_team_and_room(app: Flask, count_queries: Callable[[], Any]) -> None:
    room_id = make_room().id
    first = make_event(room_id=room_id).id
    make_event(room_id=room_id, status=Status.CANCELLED)
    session.remove()
    with count_queries() as counted:
        found = queries.bookings_of_rooms([room_id], now(), now() + 2400 * HOUR)
        assert [(event.id, bool(event.complex.name_ko), event.room.venue.id > 0) for event in found if event.room] == [
            (first, True, True)
        ]
    assert len(counted) <= 2
    assert queries.bookings_of_rooms([room_id], now(), now() + 2400 * HOUR, first) == []


@pytest.fixture
def at_desk(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """A coordinator's browser, reading English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, make_coordinator(make_complex(slug="changwon")))


def new_event() -> Event:
    """Return the event that was made last, fresh."""
    session.remove()
    return session.scalars(select(Event).order_by(Event.id.desc())).first() or pytest.fail("there is none")


def test_a_room_fills_in_venue_and_address_in_both_languages(at_desk: FlaskClient) -> None:
    room = make_room()
    room_id, venue_id, address = room.id, room.venue_id, room.venue.address
    words = (f"{room.venue.name_ko} 1층", f"{room.venue.name_en}, Ground floor")
    post(at_desk, "/desk/events/new", **{**PLANNED, "venue_ko": "", "room": room.public_id})
    event = new_event()
    assert (event.room_id, event.venue_id, event.address) == (room_id, venue_id, address)
    assert (event.venue_ko, event.venue_en) == words


def test_another_room_brings_other_words_but_leaves_those_of_ones_own(at_desk: FlaskClient) -> None:
    first, second = make_room(), make_room()
    second_id, own = second.public_id, "정문 옆 1층"
    words = (f"{second.venue.name_ko} 1층", f"{second.venue.name_en}, Ground floor")
    typed = {**PLANNED, "venue_ko": "", "room": first.public_id}
    post(at_desk, "/desk/events/new", **typed)
    event = new_event()
    path = f"/desk/events/{event.public_id}/edit"
    filled = {name: getattr(event, name) for name in ("venue_ko", "venue_en", "address")}
    post(at_desk, path, **{**typed, **filled, "room": second_id})
    moved = new_event()
    assert (moved.venue_ko, moved.venue_en) == words
    post(at_desk, path, **{**typed, **filled, "venue_ko": own, "room": second_id, "version": "2"})
    moved = new_event()
    assert (moved.venue_ko, moved.venue_en) == (own, words[1])


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_everybody_reads_a_known_room_in_their_language(
    app: Flask, at_desk: FlaskClient, outbox: Callable[..., list[Any]], locale: str
) -> None:
    room = make_room()
    words = {"ko": f"{room.venue.name_ko} 1층", "en": f"{room.venue.name_en}, Ground floor"}
    post(at_desk, "/desk/events/new", **{**PLANNED, "venue_ko": "", "room": room.public_id})
    path = f"/events/{new_event().public_id}"
    post(at_desk, f"/desk{path}/publish", page=f"/desk{path}")
    visitor, person = app.test_client(), {"name": "Hana", "organisation_name": "Firm", "email": "hana@example.com"}
    visitor.environ_base["HTTP_ACCEPT_LANGUAGE"] = locale
    calendar = visitor.get(f"{path}.ics").text.replace("\r\n ", "").replace("\\,", ",")
    pages = [visitor.get(address).text for address in ("/events/", path)]
    post(visitor, f"{path}/registrations", page=path, **person)
    letter = outbox(person["email"])[-1]
    other = words["en" if locale == "ko" else "ko"]
    for text in (calendar, *pages, letter.text, letter.html):
        assert words[locale] in text
        assert other not in text


def test_a_taken_room_is_said_at_its_field_with_the_team_and_nothing_of_its_draft(at_desk: FlaskClient) -> None:
    room = make_room()
    public_id = room.public_id
    post(at_desk, "/desk/events/new", **{**PLANNED, "room": public_id})
    other = new_event()
    team = make_complex(name_en="Gumi team").id
    with transaction():
        session.get_one(Event, other.id).complex_id = team
        session.get_one(Event, other.id).title_ko = "남의 비밀"
    answer = post(at_desk, "/desk/events/new", **{**PLANNED, "room": public_id})
    assert answer.status_code == 422
    assert "This room is taken at that time: Fri 20 Mar 2026 14:00–17:00, Gumi team." in answer.text
    assert "남의 비밀" not in answer.text
    assert PLANNED["title_ko"] in answer.text


def test_a_closed_room_stays_where_it_was_booked(at_desk: FlaskClient) -> None:
    room = make_room()
    room_id, public_id = room.id, room.public_id
    post(at_desk, "/desk/events/new", **{**PLANNED, "room": public_id})
    event = new_event()
    with transaction():
        session.get_one(Room, room_id).closed_at = now()
    assert f'<option selected value="{public_id}">' in at_desk.get(f"/desk/events/{event.public_id}/edit").text
    assert f'value="{public_id}"' not in at_desk.get("/desk/events/new").text


def test_what_one_should_know_about_day_and_room_is_said_after_saving(at_desk: FlaskClient) -> None:
    room = make_room(capacity=10)
    days = {"starts_at": "2026-05-05T20:00", "ends_at": "2026-05-05T21:00", "room": room.public_id}
    answer = post(at_desk, "/desk/events/new", **{**PLANNED, **days})
    page = at_desk.get(answer.location).text
    for words in ("Tue 5 May 2026 is a day off", "09:00–18:00", "takes 10 people, the event 20"):
        assert words in page
