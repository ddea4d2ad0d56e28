"""Does every feed hold to the letter what calendar programs and the RFCs ask of it, one requirement after the other?"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from eventhub.accounts.models import Account, Role
from eventhub.calendars import services
from eventhub.calendars.models import Scope
from eventhub.calendars.queries import path_of
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Kind, Status, Visibility
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.picks import released
from tests.factories.programme import make_material, make_session, make_track
from tests.factories.registrations import make_registration
from tests.factories.series import make_series
from tests.factories.venues import make_venue

METHODS = ("PROPFIND", "OPTIONS", "REPORT", "POST", "PUT", "DELETE", "MKCALENDAR", "PATCH", "LOCK")
TITLES = (
    "쉼표, 쌍반점; 역빗금 \\ 과 \\N",
    "줄\n바꿈\r\n두 번",
    "🏭👩‍🔧 emoji",
    "가" * 200,
    "\x01제어\x1b문자\x7f",
    "<b>HTML</b> &amp; <script>",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:forged",
)


def feed_link(account: Account, scope: Scope = Scope.PLACES) -> str:
    """Make a private calendar and return its path."""
    with transaction():
        link = services.make(session.get_one(Account, account.id), name="내 달력", scope=scope, now=now())
    return path_of(link)


def world() -> list[str]:
    """Make a feed of every kind with difficult things in it, and return their paths."""
    complex_ = make_complex(slug="gumi")
    mini_cluster = make_mini_cluster(slug="display", complex_id=complex_.id)
    venue = make_venue(latitude=35.228, longitude=128.681)
    common = {"complex_id": complex_.id, "mini_cluster_id": mini_cluster.id, "kind": Kind.FORUM, "venue_id": venue.id}
    online = {"online_url": "https://meet.example.org/secret-room"}
    made = [make_event(title_ko=title[:200], text_ko=title * 3, **common, **online) for title in TITLES]
    make_event(status=Status.CANCELLED, cancelled_at=now(), revision=1, **common)
    begins = now() + timedelta(days=30, hours=15)
    make_event(all_day=True, starts_at=begins, ends_at=begins + timedelta(days=2), **common)
    make_material(made[0].id)
    account = make_account(role=Role.ADMINISTRATOR)
    for event in made:
        make_registration(event, account)
    day = make_event(kind=Kind.CLUSTER_DAY, title_ko="클러스터 데이")
    track = make_track(day.id)
    make_session(day.id, track_id=track.id, starts_at=day.starts_at)
    released(day.id)
    series = make_series()
    return [
        "/calendars/all.ics",
        "/calendars/all.ics?with=deadlines&lang=en",
        "/calendars/complexes/gumi.ics",
        "/calendars/mini-clusters/display.ics",
        "/calendars/kinds/forum.ics",
        f"/calendars/series/{series.public_id}.ics",
        f"/events/{made[0].public_id}.ics",
        f"/events/{day.public_id}/programme.ics",
        f"/events/{day.public_id}/programme/tracks/{track.public_id}.ics",
        feed_link(account),
        feed_link(account, Scope.DESK),
    ]


@pytest.fixture
def paths(client: FlaskClient) -> list[str]:
    return world()


def test_http_is_right_for_every_feed(client: FlaskClient, paths: list[str]) -> None:
    for path in paths:
        answer = client.get(path)
        is_private = "/p/" in path
        assert (path, answer.status_code) == (path, 200)
        assert answer.content_type == "text/calendar; charset=utf-8"  # H1
        assert not answer.headers.getlist("Set-Cookie")  # H1
        assert re.fullmatch(r'"[0-9a-f]{64}"', answer.headers["ETag"])  # H2
        assert answer.headers["Last-Modified"].endswith("GMT")  # H4
        assert re.fullmatch(r'inline; filename="[a-z0-9_.-]+\.ics"', answer.headers["Content-Disposition"])  # H9
        assert answer.headers["X-Content-Type-Options"] == "nosniff"  # H9
        assert len(answer.data) < 1024 * 1024  # C14
        cache = "private, no-cache" if is_private else "public, max-age=300"
        assert answer.headers["Cache-Control"] == cache  # H6
        if is_private:
            assert answer.headers["X-Robots-Tag"] == "noindex"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
        told = client.head(path)  # H1
        assert (told.status_code, told.data, told.headers["ETag"]) == (200, b"", answer.headers["ETag"])
        for written in ("{}", "W/{}", '"x", {}', "*"):  # H2, also against a date that would say otherwise
            asked = {"If-None-Match": written.format(answer.headers["ETag"])}
            again = client.get(path, headers={**asked, "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
            assert again.headers["Cache-Control"] == cache
        for coding, wanted in (("gzip", "gzip"), ("gzip;q=0", None), ("", None), ("br, identity", None)):  # H5
            packed = client.get(path, headers={"Accept-Encoding": coding})
            said = wanted if len(answer.data) >= 1024 else None  # not worth its while
            assert (packed.headers.get("Content-Encoding"), "Accept-Encoding" in packed.vary) == (said, True)


def test_no_probe_is_a_fault(client: FlaskClient, paths: list[str]) -> None:
    for path in [*paths, "/calendars/p/nothing.ics", "/calendars/"]:
        for method in METHODS:  # H7
            answer = client.open(path, method=method)
            assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True), (method, path)
    for path in ("/.well-known/caldav", "/calendars/p/", "/calendars/nothing/x.ics"):
        for method in ("GET", *METHODS):
            assert client.open(path, method=method).status_code in (404, 405)


def test_robots_may_read_what_is_public(client: FlaskClient, paths: list[str]) -> None:
    closed = [line.removeprefix("Disallow: ") for line in client.get("/robots.txt").text.splitlines()[1:]]
    for path in paths:  # H8
        assert any(path.startswith(one) for one in closed) == ("/p/" in path)


def test_the_content_is_right_for_every_feed(client: FlaskClient, paths: list[str]) -> None:
    for path in paths:
        body = client.get(path).data
        assert client.get(path).data == body  # H3
        assert body.endswith(b"END:VCALENDAR\r\n")
        assert body.count(b"\n") == body.count(b"\r\n")  # C1
        assert all(len(line) <= 75 and line.decode() is not None for line in body.split(b"\r\n"))  # C1
        lines = body.replace(b"\r\n ", b"").decode().split("\r\n")
        assert not [line for line in lines[:-1] if line.endswith(":")]  # C10: nothing empty
        for name in ("VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "NAME", "X-PUBLISHED-TTL", "COLOR"):
            assert len([line for line in lines if line.startswith(f"{name}:")]) == 1, (path, name)  # C2, C3
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines  # C3
        assert any(line.startswith("SOURCE;VALUE=URI:http") for line in lines) == ("/p/" not in path)  # C3
        calendar = Calendar.from_ical(body)
        found = calendar.walk("VEVENT")
        assert found
        assert len({event["UID"] for event in found}) == len(found)  # C11: one component for each date
        for event in found:
            for name in ("DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LAST-MODIFIED", "SEQUENCE", "STATUS"):
                assert len([key for key in event if key == name]) == 1, (path, name)  # C4
            assert re.fullmatch(r"(event|session|deadline)-[a-z0-9]{12}@localhost", event["UID"])  # C5
            assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt <= now()  # C6
            assert event["DTEND"].dt > event["DTSTART"].dt
            assert "RRULE" not in event
            assert "URL" in event
        assert not [line for line in lines if "TZID" in line]  # C7: moments are in UTC
        text = "\n".join(lines)
        assert "ATTENDEE" not in text  # C12
        assert "CLASS:PRIVATE" not in text
        assert "VALARM" not in text  # C13
        assert ("secret-room" in text) == ("/p/" in path), path


def test_what_is_known_of_an_event_is_told(client: FlaskClient, paths: list[str]) -> None:
    lines = client.get(paths[6]).data.replace(b"\r\n ", b"").decode().split("\r\n")
    assert "GEO:35.228000;128.681000" in lines
    assert [line for line in lines if line.startswith("ATTACH:http://localhost/events/")]
    assert [line for line in lines if line.startswith("CATEGORIES:")]
    (organiser,) = (line for line in lines if line.startswith("ORGANIZER"))
    complex_ = session.query(Event).first()
    assert organiser.partition(":mailto:")[2].startswith("team"), complex_


def test_only_the_papers_for_everybody_are_named(client: FlaskClient) -> None:
    event = make_event()
    mine = make_material(event.id, title="모두")
    kept = make_material(event.id, title="참가자만", audience="registered")
    body = client.get(f"/events/{event.public_id}.ics").data.replace(b"\r\n ", b"").decode()
    assert mine.public_id in body
    assert kept.public_id not in body


def test_whole_days_end_on_the_day_after(client: FlaskClient, paths: list[str]) -> None:
    lines = client.get(paths[0]).data.replace(b"\r\n ", b"").decode().split("\r\n")
    (begins,), (ends,) = (
        [line for line in lines if line.startswith(f"{name};VALUE=DATE:")] for name in ("DTSTART", "DTEND")
    )
    assert (begins[-8:], ends[-8:]) == ("20260402", "20260404")  # C8


def test_a_cancelled_event_says_so_and_a_withdrawn_one_is_gone(client: FlaskClient) -> None:
    make_event(status=Status.CANCELLED, cancelled_at=now() - timedelta(days=60), revision=1)
    for hidden in ({"visibility": Visibility.UNLISTED}, {"visibility": Visibility.MEMBERS}, {"status": Status.DRAFT}):
        make_event(**hidden)
    (event,) = Calendar.from_ical(client.get("/calendars/all.ics?lang=ko").data).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"  # C9
    assert event["SUMMARY"].startswith("[취소] ")
    assert event["SEQUENCE"] == 1


def test_an_event_is_the_same_in_every_feed(client: FlaskClient, paths: list[str]) -> None:
    numbers: dict[str, set[int]] = {}
    for path in paths:
        for event in Calendar.from_ical(client.get(path).data).walk("VEVENT"):
            numbers.setdefault(event["UID"], set()).add(int(event["SEQUENCE"]))
    assert all(len(found) == 1 for found in numbers.values()), numbers


@pytest.mark.parametrize("ending", ["all", "kinds/forum"])
def test_a_public_feed_is_json_as_well(client: FlaskClient, ending: str, paths: list[str]) -> None:
    answer = client.get(f"/calendars/{ending}.json")
    assert answer.content_type == "application/calendar+json; charset=utf-8"
    kind, _properties, events = answer.json
    assert kind == "vcalendar"
    assert len(events) == client.get(f"/calendars/{ending}.ics").data.count(b"\r\nBEGIN:VEVENT\r\n")
    assert client.get(f"/calendars/{ending}.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_dead_addresses_are_alike_and_slow_guessing_down(client: FlaskClient, at: Callable[[str], object]) -> None:
    account = make_account()
    path = feed_link(account)
    etag = client.get(path).headers["ETag"]
    place = path.rindex(".ics") - 5
    changed = path[:place] + ("a" if path[place] != "a" else "b") + path[place + 1 :]
    with transaction():
        (link,) = services.queries.list_links(account)
        services.revoke(session.merge(link), now=now())
    answers = set()
    for dead in (path, changed, "/calendars/p/unknown.ics", "/calendars/p/가나다.ics"):
        for method in ("GET", "HEAD"):
            answer = client.open(dead, method=method, headers={"If-None-Match": etag})
            headers = {name: value for name, value in answer.headers.items() if name != "Date"}
            answers.add((method, answer.status_code, answer.data, tuple(sorted(headers.items()))))
    assert len(answers) == 2, answers
    assert {answer[1] for answer in answers} == {404}
    slowed = [client.get("/calendars/p/guess.ics").status_code for _ in range(70)]
    assert slowed[-1] == 429
