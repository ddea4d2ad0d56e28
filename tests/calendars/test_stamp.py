"""Does whoever has a public calendar hear of every change, although nothing is made anew for them?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import NoResultFound

from eventhub.accounts.models import Account, Role
from eventhub.calendars import queries, services
from eventhub.calendars.models import FeedStamp
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import services as events
from eventhub.events.models import Event, Kind, Status
from eventhub.programme.models import Audience, Material
from eventhub.venues.models import Venue
from eventhub.web.conditional import KNOWN
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_mini_cluster
from tests.factories.events import make_event
from tests.factories.registrations import make_registration
from tests.factories.series import make_series
from tests.factories.venues import make_venue

ALL = "/calendars/all.ics"


def held(client: FlaskClient, path: str = ALL) -> dict[str, str]:
    """Fetch a feed twice, so that it is known, and return what a program would ask with."""
    asked = {"If-None-Match": client.get(path).headers["ETag"]}
    assert client.get(path, headers=asked).status_code == 304
    return asked


def test_who_has_the_feed_costs_no_question_but_for_the_stamp(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    make_event()
    asked = held(client)
    with count_queries() as counted:
        answer = client.get(ALL, headers=asked)
    assert (answer.status_code, answer.data) == (304, b"")
    assert len(counted) == 0, "only the driver is asked, and only for the stamp"
    for name in ("ETag", "Cache-Control", "Vary"):
        assert answer.headers[name] == client.get(ALL).headers[name]
    assert "Set-Cookie" not in answer.headers


def test_who_has_it_packed_costs_no_more(client: FlaskClient, count_queries: Callable[[], Any]) -> None:
    make_event(text_ko="냉각과 수축. " * 100)
    packed = client.get(ALL, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    with count_queries() as counted:
        answer = client.get(ALL, headers={"Accept-Encoding": "gzip", "If-None-Match": packed})
    assert (answer.status_code, answer.headers["ETag"]) == (304, packed)
    assert len(counted) == 0


CHANGES: dict[str, Callable[[int, Account], object]] = {
    "a title by a row": lambda row, _by: setattr(session.get_one(Event, row), "title_ko", "다른 제목"),
    "a title by a statement": lambda row, _by: session.execute(
        update(Event).where(Event.id == row).values(title_ko="새")
    ),
    "a complex": lambda row, _by: setattr(
        session.get_one(Complex, session.get_one(Event, row).complex_id), "name_ko", "다른 산단"
    ),
    "the address of an office": lambda row, _by: setattr(
        session.get_one(Complex, session.get_one(Event, row).complex_id), "team_email", "other@example.org"
    ),
    "where a venue lies": lambda row, _by: setattr(
        session.get_one(Venue, session.get_one(Event, row).venue_id), "latitude", 36.5
    ),
    "a paper": lambda row, _by: session.add(
        Material(event_id=row, title="자료", audience=Audience.PUBLIC, url="https://e.example.org", created_at=now())
    ),
    "a paper by a statement": lambda row, _by: session.execute(
        insert(Material).values(
            event_id=row, title="자료", audience=Audience.PUBLIC, url="https://e.example.org", created_at=now(),
            public_id="bcdfghjkmnpq", file_name="",
        )
    ),
    "a cancellation": lambda row, by: events.cancel(row, reason="강사 사정", by=by, now=now()),
    "a withdrawal": lambda row, by: events.withdraw(row, by=by, now=now()),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_never_hidden(client: FlaskClient, change: Callable[[int, Account], object]) -> None:
    by = make_account(role=Role.ADMINISTRATOR)
    venue = make_venue(latitude=35.1, longitude=128.6)
    event = make_event(venue_id=venue.id)
    asked, row = held(client), event.id
    with transaction():
        change(row, session.merge(by))
    assert client.get(ALL, headers=asked).status_code == 200


def test_a_translation_is_seen_by_who_reads_it(client: FlaskClient) -> None:
    row = make_event().id
    asked = held(client, f"{ALL}?lang=en")
    with transaction():
        session.get_one(Event, row).title_en = "Another title"
    assert client.get(f"{ALL}?lang=en", headers=asked).status_code == 200


def test_another_event_is_seen(client: FlaskClient) -> None:
    asked = held(client)
    make_event()
    assert client.get(ALL, headers=asked).status_code == 200


def test_what_leaves_the_window_is_seen(client: FlaskClient, at: Callable[[str], Any]) -> None:
    make_event(starts_at=now() - timedelta(days=89, hours=12))
    asked = held(client)
    with at("2026-03-05 09:00"):
        assert client.get(ALL, headers=asked).status_code == 200


def test_what_nobody_noticed_is_believed_no_longer_than_a_cache_may(
    client: FlaskClient, at: Callable[[str], Any]
) -> None:
    event = make_event()
    asked = held(client)
    with transaction():
        table = Event.__table__
        session.connection().execute(update(table).where(table.c.id == event.id).values(title_ko="몰래"))
    assert client.get(ALL, headers=asked).status_code == 304
    with at("2026-03-02 09:05"):
        assert client.get(ALL, headers=asked).status_code == 200


def test_what_was_undone_is_no_change(client: FlaskClient) -> None:
    event = make_event()
    stamp, row = queries.stamp(), event.id
    with pytest.raises(NoResultFound), transaction():  # noqa: PT012 - what fails is the second of two steps
        session.get_one(Event, row).title_ko = "다른 제목"
        session.get_one(Event, 0)
    with transaction():
        session.execute(select(Event)).all()
    assert queries.stamp() == stamp


def test_registering_leaves_calendars_alone(app: Flask) -> None:
    event = make_event()
    stamp = queries.stamp()
    make_registration(event)
    assert session.get_one(Event, event.id).seats_taken == 1
    assert queries.stamp() == stamp


def test_without_a_stamp_everything_is_made_anew(client: FlaskClient) -> None:
    make_event()
    with transaction():
        session.execute(delete(FeedStamp))
    assert queries.stamp() is None
    etag = client.get(ALL).headers["ETag"]
    assert not KNOWN._known
    assert client.get(ALL, headers={"If-None-Match": etag}).status_code == 304


def test_languages_are_known_apart(client: FlaskClient) -> None:
    make_event()
    asked = held(client, f"{ALL}?lang=ko")
    assert client.get(f"{ALL}?lang=en", headers=asked).status_code == 200
    assert client.get(ALL, headers={**asked, "Accept-Language": "en"}).status_code == 200
    assert client.get(f"{ALL}?lang=ko&with=deadlines", headers=asked).status_code == 200


def test_every_table_a_public_feed_reads_is_watched(client: FlaskClient, count_queries: Callable[[], Any]) -> None:
    complex_ = make_complex(slug="gumi")
    mini_cluster = make_mini_cluster(slug="display", complex_id=complex_.id)
    make_event(complex_id=complex_.id, mini_cluster_id=mini_cluster.id, kind=Kind.FORUM, status=Status.PUBLISHED)
    series = make_series()
    paths = ("all", "complexes/gumi", "mini-clusters/display", "kinds/forum", f"series/{series.public_id}")
    with count_queries() as counted:
        for path in paths:
            assert client.get(f"/calendars/{path}.ics").status_code == 200
    read = {found for one in counted.statements for found in re.findall(r"(?:FROM|JOIN) (\w+)", one)}
    assert read >= {"event", "complex", "venue", "material", "series"}
    assert read <= {model.__tablename__ for model in services.SHOWN} | {"feed_stamp"}
