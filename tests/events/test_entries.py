"""How does an event look in a calendar?"""

from flask import Flask

from eventhub.core.i18n import speaking
from eventhub.events import queries
from eventhub.events.entries import entry
from eventhub.events.models import Status
from tests.factories.events import make_event


def test_an_entry_says_what_everybody_may_know_in_the_readers_language(app: Flask) -> None:
    event = queries.get(make_event(online_url="https://meet.example.org/secret").id)
    with speaking("en"):
        shown = entry(event)
    assert shown.uid == f"event-{event.public_id}@localhost"
    assert shown.summary == event.title_en
    assert shown.location == f"{event.venue_en}, {event.address}"
    with speaking("ko"):
        assert entry(event).location == f"{event.venue_ko}, {event.address}"
    assert (shown.starts_at, shown.ends_at) == (event.starts_at, event.ends_at)
    assert (shown.sequence, shown.changed_at) == (event.revision, event.updated_at)
    assert shown.url == f"http://localhost/events/{event.public_id}"
    assert shown.categories == ("Seminar", event.complex.name_en)
    assert "meet.example.org" not in f"{shown.description}{shown.location}"


def test_a_cancelled_event_says_so_and_why(app: Flask) -> None:
    event = queries.get(make_event(status=Status.CANCELLED, cancel_reason="The speaker is ill.").id)
    with speaking("en"):
        shown = entry(event)
    assert shown.cancelled
    assert shown.summary == f"[Cancelled] {event.title_en}"
    assert shown.description.startswith("Cancelled: The speaker is ill.")


def test_an_event_without_a_venue_is_online(app: Flask) -> None:
    event = queries.get(make_event(venue_ko="", venue_en="", address="", online_url="https://meet.example.org/a").id)
    with speaking("en"):
        assert entry(event).location == "online"
