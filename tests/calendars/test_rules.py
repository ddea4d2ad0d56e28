"""Do programs get the addresses they can open?"""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from eventhub.calendars.rules import google_template, ways_to
from eventhub.core.db import session
from eventhub.events.entries import entry
from tests.factories.events import make_event

ADDRESS = "https://events.example.org/calendars/complexes/changwon.ics?lang=ko"
WEBCAL = "webcal://events.example.org/calendars/complexes/changwon.ics?lang=ko"


def test_the_address_survives_inside_other_addresses() -> None:
    ways = ways_to(ADDRESS, "창원 & 금형")
    assert (ways.https, ways.webcal) == (ADDRESS, WEBCAL)
    assert parse_qs(urlsplit(ways.google).query) == {"cid": [WEBCAL]}
    for outlook in (ways.outlook_work, ways.outlook_home):
        assert parse_qs(urlsplit(outlook).query) == {"url": [ADDRESS], "name": ["창원 & 금형"]}


def test_google_takes_one_event_by_an_address_that_holds_no_private_link(app: Flask) -> None:
    event = make_event(title_ko="사출 & 금형", online_url="https://meet.example.org/secret")
    session.refresh(event, ["complex"])
    asked = parse_qs(urlsplit(google_template(entry(event))).query)
    assert asked["text"] == ["사출 & 금형"]
    assert asked["dates"] == ["20260312T000000Z/20260312T030000Z"]
    assert asked["details"] == [f"http://localhost/events/{event.public_id}"]
    assert "secret" not in google_template(entry(event))


def test_google_takes_whole_days_to_the_day_after_the_last(app: Flask) -> None:
    start = datetime(2026, 3, 11, 15, tzinfo=UTC)
    event = make_event(starts_at=start, ends_at=start + timedelta(days=2), all_day=True)
    session.refresh(event, ["complex"])
    assert parse_qs(urlsplit(google_template(entry(event))).query)["dates"] == ["20260312/20260314"]
