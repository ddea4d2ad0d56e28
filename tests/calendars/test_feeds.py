"""Do calendar programs get what is right, and only when it has changed?"""

import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar import Event as Component

from eventhub.accounts.models import Account, Role
from eventhub.calendars import services
from eventhub.calendars.queries import path_of
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import services as events
from eventhub.events.models import Event, Kind, Status
from eventhub.events.rules import PLANNED, Plan
from eventhub.registrations.models import Registration, Standing
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.registrations import make_registration

ALL = "/calendars/all.ics"
KOREAN = {"Accept-Language": "ko"}


def read(client: FlaskClient, path: str = ALL, **headers: str) -> list[Component]:
    """Read the events of a feed as another program would."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.status
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def administrator() -> Account:
    return make_account(role=Role.ADMINISTRATOR)


def moved(event: Event, by: timedelta) -> Plan:
    """Plan an event anew, later by some time."""
    values = {name: getattr(event, name) for name in PLANNED}
    values["starts_at"] += by
    values["ends_at"] += by
    return Plan(**values)


def link_for(account: Account) -> str:
    """Make a private address and return its path."""
    with transaction():
        link = services.make(session.get_one(Account, account.id), name="내 휴대 전화", now=now())
    return path_of(link)


def test_a_feed_shows_what_is_published(client: FlaskClient) -> None:
    event = make_event(title_ko="사출 금형, 휨; 그리고 \\N 냉각")
    make_event(status=Status.DRAFT)
    (found,) = read(client)
    assert found["UID"] == f"event-{event.public_id}@localhost"
    assert found["SUMMARY"] == event.title_ko
    assert found["DTSTART"].dt == event.starts_at
    assert found["DTEND"].dt == event.ends_at
    assert found["URL"] == f"http://localhost/events/{event.public_id}"
    assert found["STATUS"] == "CONFIRMED"
    assert found["SEQUENCE"] == 0


def test_feeds_hold_their_own_complex_mini_cluster_and_kind(client: FlaskClient) -> None:
    complex_ = make_complex(slug="changwon")
    mini_cluster = make_mini_cluster(slug="moulds", complex_id=complex_.id)
    mine = make_event(complex_id=complex_.id, mini_cluster_id=mini_cluster.id, kind=Kind.FORUM)
    make_event(kind=Kind.SEMINAR)
    for path in ("complexes/changwon", "mini-clusters/moulds", "kinds/forum"):
        assert [found["UID"] for found in read(client, f"/calendars/{path}.ics")] == [
            f"event-{mine.public_id}@localhost"
        ]
    assert len(read(client, f"/events/{mine.public_id}.ics")) == 1


@pytest.mark.parametrize(
    "path", ["complexes/nothing", "mini-clusters/nothing", "kinds/nothing", "kinds/FORUM", "nothing", "p/nothing"]
)
def test_a_feed_that_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/calendars/{path}.ics").status_code == 404


def test_a_draft_has_no_file(client: FlaskClient) -> None:
    event = make_event(status=Status.DRAFT)
    assert client.get(f"/events/{event.public_id}.ics").status_code == 404


def test_a_moved_event_keeps_its_uid_and_raises_its_sequence(client: FlaskClient) -> None:
    event, by = make_event(), administrator()
    before = client.get(ALL)
    later = now() + timedelta(minutes=5)
    with transaction():
        events.revise(event.id, moved(event, timedelta(hours=2)), by=by, now=later)
    after = client.get(ALL, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    (was,), (found,) = (Calendar.from_ical(answer.data).walk("VEVENT") for answer in (before, after))
    assert found["UID"] == was["UID"]
    assert found["DTSTART"].dt == was["DTSTART"].dt + timedelta(hours=2)
    assert (was["SEQUENCE"], found["SEQUENCE"]) == (0, 1)
    assert found["LAST-MODIFIED"].dt == found["DTSTAMP"].dt == later
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]


def test_a_cancelled_event_is_said_to_be_cancelled(client: FlaskClient) -> None:
    event, by = make_event(), administrator()
    etag = client.get(ALL).headers["ETag"]
    with transaction():
        events.cancel(event.id, reason="강사 사정", by=by, now=now())
    assert client.get(ALL).headers["ETag"] != etag
    (found,) = read(client, **KOREAN)
    assert found["STATUS"] == "CANCELLED"
    assert found["SEQUENCE"] == 1
    assert found["UID"] == f"event-{event.public_id}@localhost"
    (english,) = read(client, f"{ALL}?lang=en")
    assert english["SUMMARY"].startswith("[Cancelled] ")


def test_what_ended_or_was_cancelled_ninety_days_ago_is_gone(client: FlaskClient) -> None:
    long_ago = now() - timedelta(days=92)
    make_event(starts_at=long_ago)
    make_event(status=Status.CANCELLED, cancelled_at=long_ago, starts_at=now() + timedelta(days=30))
    recent = make_event(starts_at=now() - timedelta(days=88))
    cancelled = make_event(status=Status.CANCELLED, cancelled_at=now() - timedelta(days=80))
    assert {found["UID"].split("@")[0] for found in read(client)} == {
        f"event-{recent.public_id}",
        f"event-{cancelled.public_id}",
    }


def test_a_text_is_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    event = make_event()
    assert read(client, f"{ALL}?lang=en")[0]["SUMMARY"] == event.title_en
    assert read(client, **{"Accept-Language": "en-GB"})[0]["SUMMARY"] == event.title_en
    assert read(client)[0]["SUMMARY"] == event.title_ko
    assert {"Accept-Language", "Accept-Encoding"} <= set(client.get(ALL).vary.as_set(preserve_casing=True))
    assert "Accept-Language" not in client.get(f"{ALL}?lang=en").vary


def test_a_public_feed_names_nobody(client: FlaskClient) -> None:
    make_registration(make_event(), make_account(email="kim@example.com", name="김철수"))
    body = client.get(ALL).text
    assert "ATTENDEE" not in body
    assert "kim@example.com" not in body
    assert "김철수" not in body


def test_a_feed_is_answered_as_calendar_programs_expect(client: FlaskClient) -> None:
    make_event()
    answer = client.get(ALL)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Content-Disposition"] == 'inline; filename="all.ics"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"].startswith('"')
    assert answer.headers["Last-Modified"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("written", ["{}", "W/{}", '"other", {}', '"other", W/{}, "third"', "*"])
def test_who_has_the_feed_gets_it_not_again(client: FlaskClient, written: str) -> None:
    make_event()
    etag = client.get(ALL).headers["ETag"]
    answer = client.get(ALL, headers={"If-None-Match": written.format(etag)})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Content-Encoding" not in answer.headers


def test_the_date_alone_never_hides_a_change(client: FlaskClient) -> None:
    make_event()
    asked = {"If-Modified-Since": client.get(ALL).headers["Last-Modified"]}
    make_event()
    assert client.get(ALL, headers=asked).status_code == 200
    other = {**asked, "If-None-Match": '"another"'}
    assert client.get(ALL, headers=other).status_code == 200


def test_a_feed_is_the_same_until_something_changes(client: FlaskClient, at: Callable[[str], Any]) -> None:
    make_event(starts_at=now() + timedelta(days=40))
    etag = client.get(ALL).headers["ETag"]
    with at("2026-03-20 18:30"):
        assert client.get(ALL).headers["ETag"] == etag


def test_head_tells_what_get_would(client: FlaskClient) -> None:
    make_event()
    got, told = client.get(ALL), client.head(ALL)
    assert told.data == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Last-Modified"):
        assert told.headers[name] == got.headers[name]


def test_a_feed_is_packed_only_for_who_asks(client: FlaskClient) -> None:
    make_event(text_ko="냉각과 수축. " * 100)
    plain = client.get(ALL)
    packed = client.get(ALL, headers={"Accept-Encoding": "deflate, gzip;q=0.8"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for refused in ("", "identity", "gzip;q=0", "br", "*"):
        answer = client.get(ALL, headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in answer.headers
        assert answer.data == plain.data
    again = client.get(ALL, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("method", ["OPTIONS", "PROPFIND", "REPORT", "POST", "PUT", "DELETE", "MKCALENDAR"])
def test_whoever_probes_for_more_is_refused(client: FlaskClient, method: str) -> None:
    event = make_event()
    place = make_registration(event)
    for path in (ALL, f"/events/{event.public_id}.ics", link_for(session.get_one(Account, place.account_id))):
        answer = client.open(path, method=method)
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


def test_a_private_feed_shows_places_with_what_they_are_worth(client: FlaskClient) -> None:
    account = make_account()
    sure, unsure = make_event(), make_event(title_ko="열처리 포럼")
    make_registration(sure, account)
    make_registration(unsure, account, standing=Standing.WAITING)
    make_registration(make_event(), account, standing=Standing.CANCELLED)
    make_registration(make_event())
    found = {component["UID"].split("@")[0]: component for component in read(client, f"{link_for(account)}?lang=en")}
    assert set(found) == {f"event-{sure.public_id}", f"event-{unsure.public_id}"}
    confirmed, waiting = found[f"event-{sure.public_id}"], found[f"event-{unsure.public_id}"]
    assert (confirmed["STATUS"], waiting["STATUS"]) == ("CONFIRMED", "TENTATIVE")
    assert waiting["SUMMARY"] == "[Waiting] Injection mould seminar " + unsure.title_en.rpartition(" ")[2]
    assert "Your place is confirmed." in confirmed["DESCRIPTION"]


def test_a_private_feed_is_nobody_elses_to_keep(client: FlaskClient) -> None:
    place = make_registration(make_event())
    answer = client.get(link_for(session.get_one(Account, place.account_id)))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert "/r/" not in answer.text
    assert "/calendars/p/" not in answer.text


def test_a_promoted_place_is_news_to_the_calendar(client: FlaskClient) -> None:
    account = make_account()
    place = make_registration(make_event(), account, standing=Standing.WAITING)
    path = link_for(account)
    (waiting,) = read(client, path)
    with transaction():
        row = session.get_one(Registration, place.id)
        row.standing, row.promoted_at = Standing.CONFIRMED, now() + timedelta(minutes=1)
    (confirmed,) = read(client, path)
    assert confirmed["SEQUENCE"] > waiting["SEQUENCE"]
    assert confirmed["LAST-MODIFIED"].dt > waiting["LAST-MODIFIED"].dt
    assert confirmed["STATUS"] == "CONFIRMED"


def test_unknown_revoked_and_forged_secrets_get_the_same_answer(client: FlaskClient) -> None:
    account = make_account()
    path = link_for(account)
    etag = client.get(path).headers["ETag"]
    forged = path.replace(".ics", "x.ics")
    with transaction():
        (link,) = services.queries.list_links(account)
        services.revoke(link, now=now())
    bodies = set()
    for dead in (path, forged, "/calendars/p/nothing.ics", "/calendars/p/..ics"):
        for answer in (client.get(dead), client.get(dead, headers={"If-None-Match": etag})):
            assert answer.status_code == 404
            assert answer.headers["X-Robots-Tag"] == "noindex"
            bodies.add(answer.data)
        assert client.head(dead).status_code == 404
    assert len(bodies) == 1


def test_the_link_of_a_suspended_person_is_dead(client: FlaskClient) -> None:
    account = make_account()
    path = link_for(account)
    with transaction():
        session.get_one(Account, account.id).suspended_at = now()
    assert client.get(path).status_code == 404


def test_a_private_feed_speaks_its_readers_language(client: FlaskClient) -> None:
    account = make_account(locale="en")
    event = make_event()
    make_registration(event, account)
    path = link_for(account)
    assert read(client, path)[0]["SUMMARY"] == event.title_en
    assert client.get(path).headers["Content-Language"] == "en"
    assert read(client, f"{path}?lang=ko")[0]["SUMMARY"] == event.title_ko


def test_feeds_ask_the_database_a_few_times_however_long_they_are(
    app: Flask, client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    account = make_account()
    complex_ = make_complex(slug="gumi")
    mini_cluster = make_mini_cluster(slug="display", complex_id=complex_.id)
    events_made = [make_event(complex_id=complex_.id, mini_cluster_id=mini_cluster.id) for _ in range(6)]
    for event in events_made:
        make_registration(event, account)
    paths = (
        ALL,
        "/calendars/complexes/gumi.ics",
        "/calendars/mini-clusters/display.ics",
        "/calendars/kinds/seminar.ics",
    )
    for path in (*paths, f"/events/{events_made[0].public_id}.ics", link_for(account)):
        session.remove()
        with count_queries() as counted:
            assert client.get(path).status_code == 200
        asked = [one for one in counted.statements if one != "BEGIN"]
        assert len(asked) <= 4, asked
