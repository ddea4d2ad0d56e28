"""How do people pick, carry their list to another device, sign up for sessions and read their programme?"""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status, Visibility
from eventhub.picks import queries
from eventhub.picks.models import Pick, PickList, SignUp
from eventhub.picks.rules import Reader
from eventhub.programme.models import ProgrammeSession
from eventhub.registrations.models import Standing
from eventhub.registrations.queries import path_of
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.picks import make_list, make_pick, make_released_session, make_sign_up, released
from tests.factories.programme import HOUR, make_cluster_day, make_session, make_speaker
from tests.factories.registrations import make_registration

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def other(client: FlaskClient) -> FlaskClient:
    """Another device."""
    browser = client.application.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def press(client: FlaskClient, event: Event, key: str = "", *, wanted: str = "yes", **fields: str) -> Any:
    """Press the star of an event, or of one of its sessions."""
    path = f"/events/{event.public_id}"
    return post(client, f"{path}/picks", page=path, session=key, wanted=wanted, spot="star", next=path, **fields)


def picks() -> set[tuple[int, str]]:
    """Name everything anybody picked."""
    session.rollback()
    return {(one.event_id, one.session_key) for one in session.query(Pick)}


def session_path(event: Event, planned: ProgrammeSession) -> str:
    """Address a session's page."""
    return f"/events/{event.public_id}/sessions/{planned.public_id}"


def own_path(client: FlaskClient) -> str:
    """Find the private address of a visitor's list."""
    found = client.get("/picks")
    assert found.status_code == 303
    return str(found.location)


def test_a_visitor_picks_without_an_account_and_finds_it_by_day(client: FlaskClient) -> None:
    event, planned = make_released_session(title_en="Cooling workshop")
    assert "You have not picked anything yet" in client.get("/picks").text
    answer = press(client, event, planned.public_id)
    assert answer.status_code == 303
    assert answer.location == f"/events/{event.public_id}#star-{planned.public_id}"
    page = client.get(own_path(client))
    assert "Cooling workshop" in page.text
    assert "Thu 12 Mar 2026" in page.text
    assert "erased 180 days after" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_pressing_twice_is_once_and_letting_go_takes_it_off(client: FlaskClient) -> None:
    event = make_cluster_day()
    press(client, event)
    press(client, event)
    assert picks() == {(event.id, "")}
    assert "Picked" in client.get(f"/events/{event.public_id}").text
    press(client, event, wanted="no")
    press(client, event, wanted="no")
    assert picks() == set()


def test_a_script_gets_the_star_alone(client: FlaskClient) -> None:
    event, planned = make_released_session()
    path = f"/events/{event.public_id}"
    fields = {"session": planned.public_id, "wanted": "yes", "spot": "grid", "next": f"{path}/programme?day=2026-03-12"}
    token = csrf(client, path)
    answer = client.post(f"{path}/picks", data={"csrf_token": token, **fields}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'id="grid-{planned.public_id}"' in answer.text
    assert 'value="no"' in answer.text
    assert f'value="{path}/programme?day=2026-03-12"' in unescape(answer.text)
    stale = client.post(f"{path}/picks", data={"csrf_token": "old", **fields}, headers={"HX-Request": "true"})
    assert stale.status_code == 422
    assert "grown old" in stale.text


def test_looking_changes_nothing(client: FlaskClient) -> None:
    event, planned = make_released_session()
    for path in ("/picks", f"/events/{event.public_id}", session_path(event, planned), "/events/"):
        assert client.get(path).status_code == 200
    visitors = make_list()
    make_pick(visitors, event)
    for path in (queries.path_of(visitors), f"{queries.path_of(visitors)}.ics"):
        assert client.get(path).status_code == 200
    session.rollback()
    assert session.query(PickList).count() == 1
    assert client.get("/picks").status_code == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"session": "nothing"}, 404),
        ({"session": "가" * 5000}, 404),
        ({"session": "\x00\x07"}, 404),
        ({"session": "", "next": "https://example.com/"}, 303),
        ({"session": "", "next": "//example.com"}, 303),
        ({"session": "", "spot": "<script>"}, 303),
    ],
)
def test_bad_input_is_refused_or_put_right(client: FlaskClient, fields: dict[str, str], status: int) -> None:
    event, _planned = make_released_session()
    path = f"/events/{event.public_id}"
    answer = client.post(f"{path}/picks", data={"csrf_token": csrf(client, path), "wanted": "yes", **fields})
    assert answer.status_code == status
    if status == 303:
        assert answer.location == f"{path}#star-{event.public_id}"
    assert len(picks()) == (status == 303)


def test_a_forged_token_changes_nothing_and_says_so(client: FlaskClient) -> None:
    event, planned = make_released_session()
    data = {"csrf_token": "forged", "session": planned.public_id, "wanted": "yes"}
    answer = client.post(f"/events/{event.public_id}/picks", data=data)
    assert answer.status_code == 400
    assert "grown old" in answer.text
    assert picks() == set()
    visitors = make_list()
    for path in (f"{queries.path_of(visitors)}/merge", f"{session_path(event, planned)}/sign-up"):
        assert client.post(path, data={"csrf_token": "forged"}).status_code == 400
    press(client, event)
    assert client.post("/picks/address", data={"csrf_token": "forged"}).status_code == 400


def test_drafts_and_members_events_cannot_be_picked_by_strangers(client: FlaskClient) -> None:
    seen = make_cluster_day()
    for event in (make_cluster_day(status=Status.DRAFT), make_cluster_day(visibility=Visibility.MEMBERS)):
        path = f"/events/{seen.public_id}"
        data = {"csrf_token": csrf(client, path), "wanted": "yes"}
        assert client.post(f"/events/{event.public_id}/picks", data=data).status_code == 404


def test_the_private_address_carries_a_list_to_another_device(client: FlaskClient, other: FlaskClient) -> None:
    first, second = make_cluster_day(title_en="First day"), make_cluster_day(title_en="Second day")
    press(client, first)
    press(other, second)
    path = own_path(client)
    page = other.get(path)
    assert "First day" in page.text
    assert "A programme picked by somebody" in page.text
    assert post(other, f"{path}/merge", page=path).location == "/picks"
    merged = other.get(own_path(other)).text
    assert "First day" in merged
    assert "Second day" in merged
    assert "Second day" not in client.get(path).text


def test_a_forged_or_changed_address_shows_nothing(client: FlaskClient) -> None:
    visitors = make_list()
    path = queries.path_of(visitors)
    # Not the last sign: some of its bits mean nothing.
    changed = path[:-2] + ("a" if path[-2] != "a" else "b") + path[-1]
    for bad in ("/p/nothing", changed, f"/p/{visitors.public_id}"):
        assert client.get(bad).status_code == 404
        assert client.get(f"{bad}.ics").status_code == 404
    press(client, make_cluster_day())
    old = own_path(client)
    assert post(client, "/picks/address", page=old).status_code == 303
    assert own_path(client) != old
    assert client.get(old).status_code == 404
    assert client.get(own_path(client)).status_code == 200


def test_signing_in_keeps_what_a_visitor_picked(client: FlaskClient) -> None:
    account, event = make_account(), make_cluster_day()
    press(client, event)
    account_id = account.id
    with transaction():
        token = accounts.make_set_up_link(session.get_one(Account, account_id), now=now())
    assert post(client, f"/sign-in/{token}").status_code == 303
    assert event.title_en in client.get("/me/programme").text
    assert queries.picked_by(Reader(account)) == {(event.id, "")}
    assert client.get("/picks").location == "/me/programme"
    post(client, "/sign-out", page="/me/")
    assert client.get("/picks").status_code == 200


def test_a_strangers_cookie_does_not_open_the_list_of_an_account(client: FlaskClient) -> None:
    picked = make_list(make_account())
    with client.session_transaction() as cookie:
        cookie["picks"] = picked.public_id
    assert "You have not picked anything yet" in client.get("/picks").text


def test_clashes_are_marked_but_not_between_an_event_and_its_sessions(client: FlaskClient, sign_in: SignIn) -> None:
    account, event = make_account(locale="en"), make_cluster_day()
    first = make_session(event.id, starts_at=event.starts_at, title_en="Cooling")
    second = make_session(event.id, starts_at=event.starts_at + 0.5 * HOUR, title_en="Scanning")
    third = make_session(event.id, starts_at=event.starts_at + 3 * HOUR, title_en="Evening")
    released(event.id)
    picked = make_list(account)
    for key in ("", first.public_id, third.public_id):
        make_pick(picked, event, key)
    sign_in(client, account)
    assert "At the same time" not in client.get("/me/programme").text
    make_pick(picked, event, second.public_id)
    page = client.get("/me/programme").text
    assert page.count("At the same time") == 2
    assert "They are marked" in page


def test_what_left_the_programme_is_said(client: FlaskClient) -> None:
    event, planned = make_released_session()
    make_session(event.id, starts_at=event.starts_at + 5 * HOUR)
    press(client, event, planned.public_id)
    with transaction():
        session.delete(session.get_one(ProgrammeSession, planned.id))
    released(event.id)
    assert "not on the programme any more" in client.get(own_path(client)).text


def test_the_calendar_holds_the_picks_and_answers_not_modified(client: FlaskClient) -> None:
    event = make_cluster_day(title_en="The Day")
    planned = make_session(event.id, make_speaker(event.id), starts_at=event.starts_at, title_en="Cooling, live")
    make_session(event.id, starts_at=event.starts_at + 3 * HOUR, title_en="Not picked")
    released(event.id)
    for key in ("", planned.public_id):
        press(client, event, key)
    path = f"{own_path(client)}.ics"
    answer = client.get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert re.findall(r"SUMMARY:(.*)\r", answer.text) == ["The Day", r"Cooling\, live"]
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with transaction():
        session.delete(session.get_one(ProgrammeSession, planned.id))
    released(event.id)
    changed = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert "STATUS:CANCELLED" in changed.text


def test_who_has_a_place_link_signs_up_sees_the_line_and_gives_up(client: FlaskClient, other: FlaskClient) -> None:
    event, planned = make_released_session(capacity=1)
    path = session_path(event, planned)
    assert "for people with a confirmed place" in client.get(path).text
    for browser in (client, other):
        browser.get(path_of(make_registration(event)))
        assert post(browser, f"{path}/sign-up", page=path).location == path
    assert "You have a seat" in client.get(path).text
    assert "Waiting: number 1" in other.get(path).text
    assert "Waiting: number 1" in other.get(own_path(other)).text
    assert "Give your seat up?" in client.get(f"{path}/give-up").text
    assert post(client, f"{path}/give-up").location == path
    assert "You have a seat" in other.get(path).text
    assert "Sign up for this session" not in client.get(path).text
    assert "Join the waiting list" in client.get(path).text


def test_signing_up_without_a_place_or_twice_at_a_time_is_refused_with_a_sentence(
    client: FlaskClient, sign_in: SignIn
) -> None:
    event = make_cluster_day()
    first = make_session(event.id, starts_at=event.starts_at, capacity=5, title_en="Cooling <b>live</b>")
    second = make_session(event.id, starts_at=event.starts_at, capacity=5)
    released(event.id)
    account = make_account(locale="en")
    sign_in(client, account)
    path = session_path(event, first)
    refused = post(client, f"{path}/sign-up", page="/me/settings")
    assert refused.status_code == 403
    assert "Please register for the event first" in refused.text
    make_registration(event, account)
    assert post(client, f"{path}/sign-up").status_code == 303
    again = post(client, f"{session_path(event, second)}/sign-up")
    assert again.status_code == 409
    assert "Cooling &lt;b&gt;live&lt;/b&gt;" in again.text
    assert "at the same time" in again.text


def test_a_shared_list_does_not_show_seats(client: FlaskClient, other: FlaskClient) -> None:
    event, planned = make_released_session(title_en="Cooling")
    client.get(path_of(make_registration(event)))
    post(client, f"{session_path(event, planned)}/sign-up")
    path = own_path(client)
    assert "You have a seat" in client.get(path).text
    shared = other.get(path).text
    assert "Cooling" in shared
    assert "You have a seat" not in shared


def test_pages_ask_a_constant_number_of_questions(
    client: FlaskClient, sign_in: SignIn, count_queries: Callable[[], Any]
) -> None:
    account = make_account()
    sign_in(client, account)
    picked, counts = make_list(account), []
    for number in (1, 6):
        for _ in range(number):
            event, planned = make_released_session()
            make_pick(picked, event)
            make_pick(picked, event, planned.public_id)
            make_sign_up(make_registration(event, account), planned, standing=Standing.WAITING)
        asked = []
        for path in ("/me/programme", queries.path_of(picked), "/events/"):
            with count_queries() as counted:
                assert client.get(path).status_code == 200
            asked.append(len(counted))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_the_timetable_asks_once_what_is_picked(client: FlaskClient, count_queries: Callable[[], Any]) -> None:
    event, planned = make_released_session()
    press(client, event, planned.public_id)
    counts = []
    for number in (0, 8):
        for hour in range(number):
            make_session(event.id, starts_at=event.starts_at + 2 * (hour + 1) * HOUR)
        if number:
            released(event.id)
        with count_queries() as counted:
            page = client.get(f"/events/{event.public_id}/programme")
        assert "Picked" in page.text
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_embedded_list_shows_no_buttons(client: FlaskClient) -> None:
    make_cluster_day()
    assert "<form" not in client.get("/embed/events/").text


def test_my_programme_needs_signing_in_and_is_reached_from_my_page(client: FlaskClient, sign_in: SignIn) -> None:
    assert client.get("/me/programme").location.startswith("/sign-in?next=")
    sign_in(client, make_account())
    assert "/me/programme" in client.get("/me/").text
    assert client.get("/me/programme").status_code == 200
    assert session.query(SignUp).count() == 0
