"""What does a lane do for a coordinator, for a helper, and for whom not?"""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.checkins import services
from eventhub.checkins.models import CheckIn, HelperLink
from eventhub.checkins.queries import desk_path, helper_path
from eventhub.core.clock import now, today
from eventhub.core.db import session, transaction
from eventhub.core.links import absolute
from eventhub.core.secrets import make_token
from eventhub.events.models import Event
from eventhub.registrations.models import Registration, Standing
from eventhub.tickets.queries import ticket_path
from tests.checkins.world import make_coordinator, make_event_today, make_place
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.programme import make_session

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


def lane(event: Event, action: str = "", **asked: str) -> str:
    """Address the lane of an event."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{desk_path(event)}{'/' if action else ''}{action}?{query}"


def read(client: FlaskClient, event: Event, typed: str, key: str = "", **asked: str) -> Any:
    """Read or type something at the lane."""
    page = lane(event, **asked)
    return post(client, lane(event, "read", **asked), page=page, q=typed, key=key or make_token())


def result_of(answer: Any) -> str:
    """Read the colour and the words of the result."""
    found = re.search(r'id="result" class="([^"]+)"(.*?)</div>', answer.text, re.DOTALL)
    assert found, answer.text
    return f"{found[1]} {' '.join(re.sub('<[^>]+>', ' ', found[2]).split())}"


def make_helper(event: Event, **changes: Any) -> HelperLink:
    """Give somebody a link."""
    by = make_coordinator(event)
    with transaction():
        link = services.make_helper_link(event, **{"day": today(), "name": "도우미", "by": by, "now": now(), **changes})
    session.refresh(link)
    return link


def inside() -> int:
    """Count who is in."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(CheckIn)) or 0


def test_a_ticket_read_with_a_scanner_turns_the_lane_green(client: FlaskClient, event: Event) -> None:
    place = make_place(event)
    answer = read(client, event, absolute(ticket_path(place)), lane="Lane 2")
    assert answer.status_code == 200
    assert "scan-good" in result_of(answer)
    assert "홍길동" in result_of(answer)
    again = read(client, event, absolute(ticket_path(place)))
    assert "scan-warn" in result_of(again)
    assert "Checked in at 09:00 already (Lane 2)." in again.text


def test_pressing_reload_on_the_answer_counts_nothing_twice(client: FlaskClient, event: Event) -> None:
    place = make_place(event)
    for _ in range(2):
        answer = read(client, event, absolute(ticket_path(place)), key="the-same-key")
        assert "scan-good" in result_of(answer)
    assert inside() == 1


@pytest.mark.parametrize("typed", ["홍길동", "ㅎㄱㄷ", "홍ㄱ", "ㅎ", "길동", "5678", "가람정밀"])
def test_people_are_found_however_one_types(client: FlaskClient, event: Event, typed: str) -> None:
    make_place(event, phone="010-1234-5678")
    make_place(event, "박보라", phone="01099990000", organisation_name="다른 곳")
    make_place(make_event_today(), "홍길순", phone="010-0000-5678")
    answer = read(client, event, typed)
    found = answer.text.split('id="found"')[1].split("</section>")[0]
    assert "홍길동" in found
    assert "박보라" not in found
    assert "홍길순" not in found
    assert "1234" not in found, "only the last digits are shown"


def test_a_name_found_is_let_in_with_one_press_and_taken_back_with_another(client: FlaskClient, event: Event) -> None:
    place = make_place(event)
    page = lane(event)
    answer = post(client, lane(event, "let-in"), page=page, place=place.public_id, key="let-in-0001")
    assert "scan-good" in result_of(answer)
    assert "In since" in read(client, event, "홍길동").text
    back = post(client, lane(event, "take-back"), page=page, place=place.public_id, key="back-00001")
    assert back.status_code == 303
    assert "is not checked in any more" in client.get(back.location).text
    assert inside() == 0


def test_who_waits_is_found_and_has_no_button(client: FlaskClient, event: Event) -> None:
    make_place(event, standing=Standing.WAITING)
    found = read(client, event, "홍길동").text.split('id="found"')[1].split("</section>")[0]
    assert "Waiting" in found
    assert "let-in" not in found


def test_a_scanner_on_a_korean_keyboard_is_explained(client: FlaskClient, event: Event) -> None:
    answer = read(client, event, "ㅗㅅ세://localhost/ㅅ/abc")
    assert answer.status_code == 422
    assert "Switch the keyboard to English" in answer.text


@pytest.mark.parametrize("typed", ["", "x" * 501, "홍\x07길동"])
def test_nonsense_is_refused_at_the_field(client: FlaskClient, event: Event, typed: str) -> None:
    assert read(client, event, typed).status_code == 422


def test_typed_markup_is_shown_as_text(client: FlaskClient, event: Event) -> None:
    answer = read(client, event, "<script>alert(1)</script>")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_forged_token_changes_nothing_and_keeps_what_was_typed(client: FlaskClient, event: Event) -> None:
    path = absolute(ticket_path(make_place(event)))
    answer = client.post(lane(event, "read"), data={"csrf_token": "forged", "q": path, "key": make_token()})
    assert answer.status_code == 400
    assert inside() == 0
    walk_in = {"csrf_token": "forged", "name": "장그래", "phone": "01012345678", "key": make_token()}
    answer = client.post(lane(event, "walk-in"), data=walk_in)
    assert answer.status_code == 400
    assert "장그래" in answer.text


def walk_in(client: FlaskClient, event: Event, **changes: str) -> Any:
    """Fill in the short form."""
    fields = {
        "name": "장그래",
        "organisation_name": "원인터",
        "phone": "010 1234 5678",
        "email": "",
        "key": make_token(),
    }
    return post(client, lane(event, "walk-in"), page=lane(event), **{**fields, **changes})


def test_a_walk_in_is_registered_and_in_at_once(client: FlaskClient, event: Event) -> None:
    answer = walk_in(client, event)
    assert "scan-good" in result_of(answer)
    place = session.scalars(select(Registration)).one()
    assert (place.name, place.standing, place.phone) == ("장그래", Standing.CONFIRMED, "010-1234-5678")
    assert inside() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Please write the name."),
        ({"phone": ""}, "Please write a telephone number or an e-mail"),
        ({"phone": "abc"}, "Write the number like"),
        ({"phone": "", "email": "nobody"}, "This is not an e-mail address"),
        ({"name": "x" * 61}, "Please shorten this"),
        ({"name": "www.example.com"}, "not a web address"),
    ],
)
def test_a_walk_in_needs_a_name_and_a_way_to_be_reached(
    client: FlaskClient, event: Event, changes: dict[str, str], sentence: str
) -> None:
    answer = walk_in(client, event, **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert inside() == 0


def test_a_full_house_says_how_to_let_more_in(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_event_today(capacity=1)
    make_place(event)
    sign_in(client, make_coordinator(event))
    answer = walk_in(client, event)
    assert answer.status_code == 409
    assert "Raise the capacity first" in answer.text
    assert f"/desk/events/{event.public_id}/edit" in answer.text
    assert "장그래" in answer.text


def test_the_counter_stands_on_a_fragment_of_its_own(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any]
) -> None:
    for number in range(3):
        place = make_place(event, f"사람{number}")
        read(client, event, absolute(ticket_path(place)), lane=f"Lane {number % 2}")
    with count_queries() as counted:
        page = client.get(lane(event, "count"))
    assert "<html" not in page.text
    assert re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.text)).strip() == "3 / 3 are in Lane 0: 2 Lane 1: 1"
    assert len(counted) <= 7


def test_a_session_has_a_door_and_a_count_of_its_own(client: FlaskClient, event: Event) -> None:
    planned = make_session(event.id, starts_at=now(), ends_at=now() + timedelta(hours=1))
    code = absolute(ticket_path(make_place(event)))
    read(client, event, code)
    assert "scan-good" in result_of(read(client, event, code, session=planned.public_id))
    assert "scan-warn" in result_of(read(client, event, code, session="not-a-session"))
    assert inside() == 2


def test_a_lane_asks_the_same_number_of_questions_however_many_people_fit(
    client: FlaskClient, event: Event, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for number in (1, 12):
        for _ in range(number):
            make_place(event)
        token = csrf(client, lane(event))
        with count_queries() as counted:
            client.post(lane(event, "read"), data={"csrf_token": token, "q": "ㅎㄱ", "key": make_token()})
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 12


# -- Readings a device kept -----------------------------------------------------------------------------------------


def send(client: FlaskClient, path: str, entries: Any, page: str = "") -> Any:
    """Send what a device kept."""
    return post(client, f"{path}/scans", page=page or path, scans=json.dumps(entries))


def test_a_device_sends_what_it_kept_and_hears_what_came_of_each(client: FlaskClient, event: Event) -> None:
    codes = [absolute(ticket_path(make_place(event, name))) for name in ("가", "나")]
    entries = [
        {"key": "device-0001", "code": codes[0], "at": "1999-01-01T00:00:00Z"},
        {"key": "device-0002", "code": "nonsense", "at": "not a time"},
        {"key": "device-0003", "code": codes[1], "at": ""},
        {"key": "device-0001", "code": codes[0], "at": "2050-01-01T00:00:00+09:00"},
    ]
    told = send(client, desk_path(event), entries).json
    outcomes = [(one["key"], one["outcome"]) for one in told["answers"]]
    assert outcomes == [
        ("device-0001", "let_in"),
        ("device-0002", "not_a_ticket"),
        ("device-0003", "let_in"),
        ("device-0001", "let_in"),
    ]
    assert (told["inside"], told["expected"]) == (2, 2)
    assert inside() == 2
    assert set(session.scalars(select(CheckIn.checked_in_at))) == {now()}


@pytest.mark.parametrize(
    "entries",
    ["{", {"key": "x"}, ["x"], [{"key": "short"}], [{"key": 5}], [{"key": "long-enough", "code": 7}], [{}] * 101],
)
def test_what_no_page_of_ours_sent_is_refused_whole(client: FlaskClient, event: Event, entries: Any) -> None:
    answer = send(client, desk_path(event), entries)
    assert answer.status_code == 422
    assert answer.json["sentence"]
    assert inside() == 0


def test_without_the_token_of_the_page_a_device_is_told_to_reload(client: FlaskClient, event: Event) -> None:
    answer = client.post(f"{desk_path(event)}/scans", data={"csrf_token": "forged", "scans": "[]"})
    assert answer.status_code == 400
    assert "grown old" in answer.json["sentence"]


# -- Helpers and strangers ------------------------------------------------------------------------------------------


def test_a_helper_reads_tickets_without_an_account(client: FlaskClient) -> None:
    event = make_event_today()
    path = helper_path(make_helper(event))
    page = client.get(path)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "/desk/" not in page.text
    place = make_place(event, phone="010-1234-5678")
    found = post(client, f"{path}/read", page=path, q="홍길동", key=make_token())
    assert "…5678" in found.text
    assert "person" not in found.text.split("<body")[1].split('id="found"')[0] or "@example.com" not in found.text
    answer = post(client, f"{path}/read", page=path, q=absolute(ticket_path(place)), key=make_token())
    assert "scan-good" in result_of(answer)
    actor = session.scalars(select(CheckIn.actor)).one()
    assert actor.startswith("helper:")


def test_a_helper_of_another_event_lets_nobody_in_here(client: FlaskClient) -> None:
    event, other = make_event_today(), make_event_today()
    path = helper_path(make_helper(other))
    place = make_place(event)
    answer = post(client, f"{path}/read", page=path, q=absolute(ticket_path(place)), key=make_token())
    assert "Another event" in result_of(answer)
    answer = post(client, f"{path}/let-in", page=path, place=place.public_id, key=make_token())
    assert "scan-bad" in result_of(answer)
    assert post(client, f"{path}/take-back", page=path, place=place.public_id, key=make_token()).status_code == 404
    assert "홍길동" not in post(client, f"{path}/read", page=path, q="홍길동", key=make_token()).text.split("found")[-1]
    assert inside() == 0


def test_a_helpers_link_holds_on_its_day_and_until_the_team_ends_it(
    client: FlaskClient, at: Callable[[str], Any]
) -> None:
    event = make_event_today(ends_at=now() + timedelta(days=3))
    link = make_helper(event)
    path, link_id = helper_path(link), link.public_id
    code = absolute(ticket_path(make_place(event)))
    assert client.get(path).status_code == 200
    token = csrf(client, path)
    kept = {"csrf_token": token, "scans": json.dumps([{"key": "device-0001", "code": code, "at": ""}])}
    with at("2026-03-01 23:00"):
        assert client.get(path).status_code == 410
    with at("2026-03-03 08:00"):
        assert client.get(path).status_code == 410
        assert client.post(f"{path}/read", data={"csrf_token": token, "q": code}).status_code == 410
        told = client.post(f"{path}/scans", data=kept)
        assert told.json["answers"][0]["outcome"] == "let_in", "what was read while the link held is not lost"
    assert session.scalars(select(CheckIn.day)).one() == today()
    with at("2026-03-03 13:00"):
        assert client.post(f"{path}/scans", data=kept).status_code == 410
    by = make_coordinator(event)
    with transaction():
        services.revoke_helper_link(event, link_id, by=by, now=now())
    assert client.get(path).status_code == 410
    assert client.post(f"{path}/scans", data=kept).status_code == 410


def test_forged_links_for_helpers_are_nothing(client: FlaskClient) -> None:
    path = helper_path(make_helper(make_event_today()))
    assert client.get(path[:-1] + ("A" if path[-1] != "A" else "B")).status_code == 404


@pytest.mark.parametrize("action", ["", "count", "list"])
def test_a_coordinator_of_another_complex_sees_no_lane(client: FlaskClient, sign_in: SignIn, action: str) -> None:
    event = make_event_today()
    sign_in(client, make_coordinator(make_event_today()))
    assert client.get(lane(event, action)).status_code == 404


@pytest.mark.parametrize("action", ["read", "let-in", "take-back", "walk-in", "scans"])
def test_a_coordinator_of_another_complex_changes_nothing(client: FlaskClient, sign_in: SignIn, action: str) -> None:
    event, own = make_event_today(), make_event_today()
    place = make_place(event)
    sign_in(client, make_coordinator(own))
    code = absolute(ticket_path(place))
    scans = json.dumps([{"key": "device-0001", "code": code, "at": ""}])
    fields = {"q": code, "place": place.public_id, "name": "장그래", "phone": "01012345678", "scans": scans}
    answer = post(client, lane(event, action), page=lane(own), key=make_token(), **fields)
    assert answer.status_code == 404
    assert inside() == 0


def test_a_member_does_not_enter_the_lane(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_event_today()
    sign_in(client, make_account())
    assert client.get(lane(event)).status_code == 403


def test_the_worker_of_the_scanner_is_allowed_on_the_lane_only(client: FlaskClient, event: Event) -> None:
    assert "worker-src 'self' blob:" in client.get(lane(event)).headers["Content-Security-Policy"]
    assert "blob:" not in client.get(f"/desk/events/{event.public_id}").headers["Content-Security-Policy"]
