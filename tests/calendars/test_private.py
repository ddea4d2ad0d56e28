"""Does each private calendar show what its scope says, to its owner alone, and can it be looked after?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar import Event as Component

from eventhub.accounts.models import Account, Role
from eventhub.calendars import services
from eventhub.calendars.models import FeedLink, Scope
from eventhub.calendars.queries import path_of
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotAllowed
from eventhub.events.models import Status
from eventhub.registrations.models import Standing
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.picks import make_list, make_pick, make_released_session
from tests.factories.programme import make_cluster_day
from tests.factories.registrations import make_registration

MINE = "/me/calendars"


def path_for(account: Account, **settings: Any) -> str:
    """Make a private calendar and return its path."""
    with transaction():
        link = services.make(session.get_one(Account, account.id), name="내 달력", now=now(), **settings)
    return path_of(link)


def read(client: FlaskClient, path: str) -> dict[str, Component]:
    """Read a calendar, by the titles of what stands in it."""
    answer = client.get(f"{path}?lang=en")
    assert answer.status_code == 200
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_the_desk_shows_what_its_teams_plan_and_nobody_elses(client: FlaskClient) -> None:
    complex_ = make_complex()
    coordinator = make_coordinator(complex_)
    common = {"complex_id": complex_.id, "online_url": "https://meet.example.org/abc"}
    make_event(title_en="Shown", **common)
    make_event(title_en="Planned", status=Status.DRAFT, published_at=None, **common)
    make_event(title_en="Called off", status=Status.CANCELLED, cancelled_at=now(), revision=1, **common)
    make_event(title_en="Of others", status=Status.DRAFT)
    found = read(client, path_for(coordinator, scope=Scope.DESK))
    assert set(found) == {"Shown", "[Draft] Planned", "[Cancelled] Called off"}
    assert found["[Draft] Planned"]["STATUS"] == "TENTATIVE"
    assert "/desk/events/" in found["[Draft] Planned"]["URL"]
    assert found["Shown"]["CONFERENCE"] == "https://meet.example.org/abc"
    with_deadlines = read(client, path_for(coordinator, scope=Scope.DESK, has_deadlines=True))
    deadline = with_deadlines["Registration closes: Shown"]
    assert deadline["TRANSP"] == "TRANSPARENT"
    assert deadline["UID"].startswith("deadline-")


def test_who_no_longer_serves_reads_nothing_of_the_desk(client: FlaskClient) -> None:
    coordinator = make_coordinator(make_complex())
    path = path_for(coordinator, scope=Scope.DESK)
    with transaction():
        session.get_one(Account, coordinator.id).role = Role.MEMBER
    assert client.get(path).status_code == 404


def test_a_member_has_no_desk(client: FlaskClient, sign_in: Callable[..., Any]) -> None:
    member = make_account()
    with pytest.raises(NotAllowed):
        path_for(member, scope=Scope.DESK)
    sign_in(client, member)
    assert 'value="desk"' not in client.get(MINE).text
    assert post(client, MINE, name="몰래", scope="desk").status_code == 422
    assert session.query(FeedLink).count() == 0


def test_favourites_are_events_and_sessions(client: FlaskClient) -> None:
    account = make_account()
    picked = make_list(account)
    event, planned = make_released_session(title_en="Cooling")
    make_pick(picked, event, planned.public_id)
    make_pick(picked, lone := make_event(title_en="A seminar"))
    make_pick(picked, make_event(title_en="Long ago", starts_at=now() - timedelta(days=120)))
    make_pick(make_list(make_account()), make_event(title_en="Of another"))
    found = read(client, path_for(account, scope=Scope.FAVOURITES))
    assert {name for name in found if name != "A seminar"} <= {"Cooling"}
    assert "A seminar" in found
    assert len(found) == 2
    more = read(client, path_for(account, scope=Scope.FAVOURITES, has_deadlines=True))
    assert "Registration closes: A seminar" in more
    assert lone.public_id in found["A seminar"]["UID"]
    assert read(client, path_for(make_account(), scope=Scope.FAVOURITES)) == {}


def test_an_offered_seat_is_a_deadline_on_request(client: FlaskClient) -> None:
    account = make_account()
    event = make_event(title_en="Offered")
    make_registration(event, account, standing=Standing.OFFERED, offer_until=now() + timedelta(days=1))
    assert set(read(client, path_for(account))) == {"[Please answer] Offered"}
    assert set(read(client, path_for(account, has_deadlines=True))) == {
        "[Please answer] Offered",
        "Please answer by now: Offered",
    }


@pytest.mark.parametrize(("minutes", "trigger"), [(0, None), (60, timedelta(hours=-1)), (1440, timedelta(days=-1))])
def test_alarms_are_those_the_person_chose(client: FlaskClient, minutes: int, trigger: timedelta | None) -> None:
    account = make_account()
    make_registration(make_event(title_en="Seminar"), account)
    alarms = read(client, path_for(account, alarm_minutes=minutes))["Seminar"].walk("VALARM")
    assert [alarm["TRIGGER"].dt for alarm in alarms] == ([trigger] if trigger else [])


def test_the_last_use_is_written_down_once_an_hour(
    client: FlaskClient, at: Callable[[str], Any], count_queries: Callable[[], Any]
) -> None:
    account = make_account()
    make_registration(make_event(), account)
    path, seen = path_for(account), []
    for moment in ("2026-03-02 09:00", "2026-03-02 09:59", "2026-03-02 10:00"):
        with at(moment), count_queries() as counted:
            assert client.get(path).status_code == 200
        writes = [one for one in counted.statements if one.startswith(("UPDATE", "INSERT", "DELETE"))]
        assert len([one for one in counted.statements if one != "BEGIN"]) <= 4
        session.rollback()
        seen.append((len(writes), session.query(FeedLink).one().last_used_at.hour))
    assert seen == [(1, 0), (0, 0), (1, 1)]


def test_head_and_not_modified_count_as_use_and_a_dead_address_does_not(client: FlaskClient) -> None:
    account = make_account()
    path = path_for(account)
    client.head(path)
    link = session.query(FeedLink).one()
    assert link.last_used_at == now()
    with transaction():
        row = session.query(FeedLink).one()
        row.last_used_at, row.revoked_at = None, now()
    assert client.get(path).status_code == 404
    session.rollback()
    assert session.query(FeedLink).one().last_used_at is None


def test_a_busy_database_keeps_nobody_from_reading(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - what a lock that was not had raises

    def busy(*_: Any, **__: Any) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(services, "note_use", busy)
    account = make_account()
    make_registration(make_event(title_en="Seminar"), account)
    assert set(read(client, path_for(account))) == {"Seminar"}


def test_a_calendar_is_made_listed_changed_and_kept_apart(client: FlaskClient, sign_in: Callable[..., Any]) -> None:
    account = make_account()
    sign_in(client, account)
    made = post(client, MINE, name="휴대 전화", scope="favourites", alarm="60", deadlines="y")
    assert made.status_code == 303
    link = session.query(FeedLink).one()
    assert (link.scope, link.alarm_minutes, link.has_deadlines) == (Scope.FAVOURITES, 60, True)
    page = client.get(f"{MINE}?lang=en").text
    assert "My favourites" in page
    assert "An hour before" in page
    assert "not read by any program yet" in page
    assert "<svg" in page
    path, address = path_of(link), f"{MINE}/{link.public_id}"
    assert 'value="휴대 전화"' in client.get(address).text
    assert post(client, address, name="책상", alarm="0").status_code == 303
    session.rollback()
    link = session.query(FeedLink).one()
    assert (link.name, link.alarm_minutes, link.has_deadlines, path_of(link)) == ("책상", 0, False, path)
    bad = client.post(address, data={"csrf_token": csrf(client, address), "name": "", "alarm": "7"})
    assert bad.status_code == 422
    client.get(path)
    assert "last read on" in client.get(f"{MINE}?lang=en").text


def test_the_calendar_of_another_cannot_be_changed(client: FlaskClient, sign_in: Callable[..., Any]) -> None:
    path_for(make_account())
    address = f"{MINE}/{session.query(FeedLink).one().public_id}"
    sign_in(client, make_account())
    assert client.get(address).status_code == 404
    assert client.post(address, data={"csrf_token": csrf(client, MINE), "name": "x"}).status_code == 404


def test_a_new_address_shows_the_same(client: FlaskClient) -> None:
    account = make_account()
    settings = {"scope": Scope.FAVOURITES, "has_deadlines": True, "alarm_minutes": 60}
    old = path_for(account, **settings)
    with transaction():
        fresh = services.rotate(session.query(FeedLink).one(), now=now())
    assert {name: getattr(fresh, name) for name in settings} == settings
    assert (client.get(old).status_code, client.get(path_of(fresh)).status_code) == (404, 200)


def test_every_private_feed_asks_a_few_times_however_long_it_is(
    client: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    complex_ = make_complex()
    account = make_coordinator(complex_)
    picked = make_list(account)
    paths = [path_for(account, scope=scope, has_deadlines=True) for scope in Scope]
    for path in paths:
        client.get(path)  # its use is written down for this hour
    for _ in range(4):
        event, planned = make_released_session(make_cluster_day(complex_id=complex_.id))
        make_pick(picked, event, planned.public_id)
        make_pick(picked, event)
        make_registration(event, account)
    for path in paths:
        with count_queries() as counted:
            assert client.get(path).data.count(b"BEGIN:VEVENT") >= 4
        assert len([one for one in counted.statements if one != "BEGIN"]) <= 4, counted.statements
