"""What do visitors see of events?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Kind, Status
from eventhub.registrations.models import Standing
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.registrations import make_registration

DAY = timedelta(days=1)
SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_the_list_shows_what_is_to_come_by_day(client: FlaskClient) -> None:
    make_event(title_en="Open seminar", capacity=20)
    make_event(title_en="Full seminar", capacity=1, seats_taken=1)
    make_event(title_en="Cancelled seminar", status=Status.CANCELLED)
    make_event(title_en="Draft seminar", status=Status.DRAFT)
    page = client.get("/events/")
    assert page.status_code == 200
    for shown in ("March 2026", "Open seminar", "Places left: 20", "Full: waiting list", "is-cancelled"):
        assert shown in page.text
    assert "Draft seminar" not in page.text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("from=abc", "Write a day like 2026-11-25."),
        ("to=2026-02-31", "Write a day like 2026-11-25."),
        ("from=0001-01-01", "Write a day like 2026-11-25."),
        ("to=9999-12-31", "Write a day like 2026-11-25."),
        ("kind=nonsense", "Not a valid choice."),
        ("complex=nowhere", "Not a valid choice."),
        ("mini_cluster=%07", "Not a valid choice."),
        ("q=a%07b", "Please remove the invisible control characters."),
        (f"q={'x' * 101}", "Please shorten this to 100 characters; it has 101."),
    ],
)
def test_a_filter_that_makes_no_sense_is_said_and_left_out(client: FlaskClient, asked: str, sentence: str) -> None:
    make_event(title_en="Still here")
    page = client.get(f"/events/?{asked}")
    assert page.status_code == 422
    assert sentence in page.text
    assert "Still here" in page.text


def test_filters_that_make_sense_are_kept_in_the_form(client: FlaskClient) -> None:
    complex_id = make_complex(slug="changwon").id
    make_event(complex_id=complex_id, kind=Kind.FORUM, title_en="The forum")
    make_event(title_en="Something else")
    page = client.get("/events/?complex=changwon&kind=forum&q=forum&from=2026-03-01&to=2026-12-31&mini_cluster=")
    assert page.status_code == 200
    assert "The forum" in page.text
    assert "Something else" not in page.text
    assert 'value="2026-03-01"' in page.text
    assert '<option selected value="changwon">' in page.text


@pytest.mark.parametrize("number", ["0", "-3", "abc", "999999999999999999999999", "2"])
def test_a_page_that_does_not_exist_shows_one_that_does(client: FlaskClient, number: str) -> None:
    make_event(title_en="Still here")
    assert "Still here" in client.get(f"/events/?page={number}").text


def test_past_events_are_one_link_away(client: FlaskClient) -> None:
    make_event(title_en="Long ago", starts_at=now() - 30 * DAY)
    assert "Long ago" not in client.get("/events/").text
    assert "/events/?to=2026-03-01" in client.get("/events/").text
    assert "Long ago" in client.get("/events/?to=2026-03-01").text


def test_an_empty_list_says_what_now(client: FlaskClient) -> None:
    assert "No events are planned." in client.get("/events/").text
    assert "Nothing fits “welding”." in client.get("/events/?q=welding").text
    assert "No event fits what you chose." in client.get("/events/?kind=forum").text


def test_a_page_of_events_costs_a_fixed_number_of_questions(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    make_event()
    with count_queries() as few:
        client.get("/events/")
    for number in range(10):
        make_event(starts_at=now() + number * DAY)
    session.remove()
    with count_queries() as many:
        client.get("/events/")
    assert len(many) == len(few) <= 6


def test_an_event_shows_what_people_need_to_come(client: FlaskClient) -> None:
    event = make_event(title_en="Why parts warp", capacity=20, text_en="**Bold** <script>alert(1)</script>")
    page = client.get(f"/events/{event.public_id}")
    assert page.status_code == 200
    for shown in (
        "<title>Why parts warp · EventHub</title>",
        'property="og:title" content="Why parts warp"',
        "Thu 12 Mar 2026 09:00–12:00",
        event.venue_en,
        "https://map.naver.com/p/search/",
        "https://map.kakao.com/?q=",
        "20 of 20 left",
        f"/events/{event.public_id}.ics",
        f'action="/events/{event.public_id}/registrations',
        "<strong>Bold</strong>",
        "&lt;script&gt;alert(1)",
        "Until: one year after the event.",
    ):
        assert shown in page.text
    assert "checked" not in page.text


def test_the_online_address_is_not_for_everybody(client: FlaskClient) -> None:
    event = make_event(venue_ko="", venue_en="", address="", online_url="https://meet.example.org/secret")
    page = client.get(f"/events/{event.public_id}")
    assert "Online; the address comes with your confirmation." in page.text
    assert "meet.example.org" not in page.text


def test_who_comes_online_is_told_whose_clocks_are_meant(client: FlaskClient) -> None:
    online, here = make_event(online_url="https://meet.example.com/x"), make_event(online_url="")
    public_ids = online.public_id, here.public_id
    pages = [client.get(f"/events/{public_id}").text for public_id in public_ids]
    assert "Time zone: Asia/Seoul (UTC+09:00)" in pages[0]
    assert "Time zone:" not in pages[1]


def test_a_full_event_offers_the_next_number_in_line(client: FlaskClient) -> None:
    event = make_event(capacity=1)
    make_registration(event)
    make_registration(event, standing=Standing.WAITING)
    page = client.get(f"/events/{event.public_id}")
    assert "you would be number 2" in page.text
    assert "All 1 are taken; waiting: 1" in page.text


@pytest.mark.parametrize(
    ("shift", "changes", "sentence"),
    [
        ({"registration_opens_at": DAY}, {}, "Registration has not begun yet."),
        ({"registration_closes_at": -DAY}, {}, "Registration is closed."),
        ({"starts_at": -3 * DAY}, {}, "This event is over."),
        ({}, {"status": Status.CANCELLED, "cancel_reason": "The speaker is ill."}, "The speaker is ill."),
    ],
    ids=["not yet", "closed", "over", "cancelled"],
)
def test_a_closed_door_says_why_and_shows_no_form(
    client: FlaskClient, shift: dict[str, timedelta], changes: dict[str, Any], sentence: str
) -> None:
    event = make_event(**{name: now() + by for name, by in shift.items()}, **changes)
    page = client.get(f"/events/{event.public_id}")
    assert page.status_code == 200
    assert sentence in page.text
    assert "/registrations#register" not in page.text


def test_who_signed_in_registers_with_one_press(client: FlaskClient, sign_in: SignIn) -> None:
    account = make_account(name="Kim Cheolsu", phone="010-0000-1234")
    make_registration(make_event(), account, organisation_name="Garam")
    sign_in(client, account)
    page = client.get(f"/events/{make_event().public_id}")
    assert "Register as Kim Cheolsu" in page.text
    assert f'type="hidden" name="email" value="{account.email}"' in page.text
    assert 'type="hidden" name="organisation_name" value="Garam"' in page.text


def test_who_signed_in_without_a_known_affiliation_is_asked_for_it_alone(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, make_account(name="Kim Cheolsu", phone="010-0000-1234"))
    page = client.get(f"/events/{make_event().public_id}")
    assert "Register as" not in page.text
    assert 'value="Kim Cheolsu"' in page.text
    assert 'value="010-0000-1234"' in page.text


def test_who_has_a_place_is_shown_the_way_to_it(client: FlaskClient, sign_in: SignIn) -> None:
    account = make_account()
    event = make_event()
    make_registration(event, account)
    sign_in(client, account)
    page = client.get(f"/events/{event.public_id}")
    assert "You have a confirmed place." in page.text
    assert 'href="/r/' in page.text
    assert "Register somebody else" in page.text


def test_a_draft_is_shown_to_its_coordinators_only(client: FlaskClient, sign_in: SignIn) -> None:
    complex_ = make_complex()
    coordinator = make_coordinator(complex_)
    path = f"/events/{make_event(complex_id=complex_.id, status=Status.DRAFT).public_id}"
    assert client.get(path).status_code == 404
    sign_in(client, coordinator)
    assert "This is a draft." in client.get(path).text


@pytest.mark.parametrize("name", ["nothing", "1", "%00", "a" * 3000, "<script>"])
def test_an_unknown_event_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/events/{name}").status_code == 404


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_is_in_the_askers_language(client: FlaskClient, language: str) -> None:
    event = make_event(title_ko="휨을 줄이는 법", title_en="How to reduce warpage")
    page = client.get(f"/events/{event.public_id}?lang={language}")
    assert f'<html lang="{language}">' in page.text
    assert (event.title_ko if language == "ko" else event.title_en) in page.text


ONLINE = {"online_url": "https://meet.example.org/room", "title_en": "Hybrid seminar"}


def test_a_guest_of_an_online_event_reads_it_on_their_own_clocks(client: FlaskClient) -> None:
    starts_at = datetime(2026, 3, 9, 0, tzinfo=UTC)
    event = make_event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **ONLINE)
    path = f"/events/{event.public_id}"
    page = client.get(path).text
    assert 'datetime="2026-03-09T09:00:00+09:00"' in page
    assert "In your time zone" in page
    assert "Time zone: Asia/Seoul (UTC+09:00)" in page
    assert "Los Angeles" in page
    there = client.get(f"{path}?zone=America/Los_Angeles").text
    assert "On clocks in Los Angeles:" in there
    assert "Sun 8 Mar 2026 17:00–19:00 (UTC−7)" in there
    assert 'datetime="2026-03-08T17:00:00-07:00"' in there
    assert '<option value="America/Los_Angeles" selected>' in there
    assert "로스앤젤레스 시각:" in client.get(f"{path}?zone=America/Los_Angeles&lang=ko").text


def test_a_zone_that_is_not_on_the_list_is_shown_and_one_that_is_none_is_said(client: FlaskClient) -> None:
    path = f"/events/{make_event(**ONLINE).public_id}"
    elsewhere = client.get(f"{path}?zone=America/Argentina/Buenos_Aires").text
    assert "On clocks in Buenos Aires:" in elsewhere
    assert '<option value="America/Argentina/Buenos_Aires" selected>' in elsewhere
    for wrong in ("Mars/Olympus", "<script>", "../../etc/passwd", "x" * 2000):
        page = client.get(f"{path}?zone={wrong}")
        assert page.status_code == 200
        assert "This time zone is not known." in page.text
        assert "On clocks in" not in page.text
        assert "<script>" not in page.text.split('id="elsewhere"')[1]


@pytest.mark.parametrize("changes", [{"online_url": ""}, {"all_day": True}], ids=["in a hall only", "whole days"])
def test_where_no_hour_matters_elsewhere_nothing_is_asked(client: FlaskClient, changes: dict[str, Any]) -> None:
    event = make_event(**{**ONLINE, **changes})
    page = client.get(f"/events/{event.public_id}?zone=America/Los_Angeles").text
    assert 'id="elsewhere"' not in page
    assert "<time datetime=" in page
