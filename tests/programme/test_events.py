"""Do sessions move with their event when that is wanted, and is a room they use given to nobody else?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events import services as events
from eventhub.events.errors import SenselessPlan
from eventhub.events.forms import values_of
from eventhub.events.models import Event, Status
from eventhub.events.rules import shift_between
from eventhub.programme import queries, rules, services
from eventhub.programme.models import ProgrammeSession
from eventhub.series import queries as series_queries
from eventhub.series import services as series_services
from eventhub.series.models import SeriesDate
from eventhub.series.rules import Scope
from tests.conftest import post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event, plan_of
from tests.factories.programme import HOUR, make_cluster_day, make_room, make_session
from tests.factories.series import make_series

DAY = timedelta(days=1)
SEOUL = ZoneInfo("Asia/Seoul")
SignIn = Callable[[FlaskClient, Account], FlaskClient]


def move(event: Event, by: Account, *, with_sessions: bool = True, **changes: Any) -> None:
    """Change an event the way its form does."""
    event_id, plan, by_id = event.id, plan_of(event, **changes), by.id
    with transaction():
        account = session.get_one(Account, by_id)
        events.revise(event_id, plan, with_sessions=with_sessions, by=account, now=now())


def later(event: Event, by: timedelta) -> dict[str, datetime]:
    """Say when an event takes place if it is moved."""
    return {"starts_at": event.starts_at + by, "ends_at": event.ends_at + by}


def spans(event_id: int) -> list[tuple[datetime | None, datetime | None]]:
    """Return when the sessions of an event are, fresh."""
    session.rollback()
    rows = select(ProgrammeSession.starts_at, ProgrammeSession.ends_at).where(ProgrammeSession.event_id == event_id)
    return [(starts_at, ends_at) for starts_at, ends_at in session.execute(rows.order_by(ProgrammeSession.id))]


# -- Moving along ----------------------------------------------------------------------------------------------------

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001 - given a zone below
SHIFTS = st.timedeltas(-400 * DAY, 400 * DAY).map(lambda by: timedelta(minutes=by // timedelta(minutes=1)))


@given(st.lists(st.tuples(MOMENTS, st.integers(5, 600)), min_size=2, max_size=8), SHIFTS)
def test_gaps_and_lengths_stay_wherever_sessions_are_moved(spans: list[tuple[datetime, int]], by: timedelta) -> None:
    placed = [(begins.replace(tzinfo=SEOUL), timedelta(minutes=minutes)) for begins, minutes in spans]
    moved = [rules.shifted(begins, begins + length, by) for begins, length in placed]
    assert [begins - moved[0][0] for begins, _ends in moved] == [begins - placed[0][0] for begins, _ in placed]
    assert [ends - begins for begins, ends in moved] == [length for _, length in placed]
    assert [rules.shifted(*span, -by)[0] for span in moved] == [begins for begins, _ in placed]


@pytest.mark.parametrize(
    ("was", "becomes", "shift"),
    [
        (("2026-03-12 09:00", False), ("2026-03-19 13:30", False), timedelta(days=7, hours=4, minutes=30)),
        (("2026-03-12 09:00", False), ("2026-03-12 09:00", False), timedelta(0)),
        (("2026-03-12 09:00", False), ("2026-03-12 00:00", True), timedelta(0)),
        (("2026-03-12 00:00", True), ("2026-03-13 09:00", False), timedelta(days=1)),
        (("2026-03-12 00:00", True), ("2026-03-10 00:00", True), timedelta(days=-2)),
    ],
)
def test_an_event_of_whole_days_moves_by_days(
    app: Flask, was: tuple[str, bool], becomes: tuple[str, bool], shift: timedelta
) -> None:
    first, second = (datetime.fromisoformat(text).replace(tzinfo=SEOUL) for text, _ in (was, becomes))
    event = make_event(starts_at=first, ends_at=first + DAY, all_day=was[1])
    plan = plan_of(event, starts_at=second, ends_at=second + DAY, all_day=becomes[1])
    assert shift_between(event, plan) == shift


def test_sessions_move_as_far_as_their_event_and_are_changed_for_the_next_release(event: Event, by: Account) -> None:
    event_id, begins = event.id, event.starts_at
    placed = make_session(event_id, starts_at=begins + HOUR)
    make_session(event_id)
    public_id, version = placed.public_id, placed.version
    with transaction():
        services.release(event_id, by=session.get_one(Account, by.id), now=now())
    move(session.get_one(Event, event_id), by, **later(event, 7 * DAY + HOUR))
    moved = begins + 7 * DAY + 2 * HOUR
    assert spans(event_id) == [(moved, moved + HOUR), (None, None)]
    assert queries.get_session(event_id, public_id).version == version + 1
    release = queries.latest_release(event_id)
    assert release is not None
    changes = rules.diff(release.snapshot, queries.snapshot_now(session.get_one(Event, event_id)))
    assert changes.moved == [public_id]
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "sessions-moved")).one()
    assert (noted.actor, noted.detail) == (by.public_id, {"number": 1, "minutes": 7 * 24 * 60 + 60})


def test_sessions_stay_when_that_is_wanted_or_only_the_end_changes(event: Event, by: Account) -> None:
    event_id, begins = event.id, event.starts_at
    make_session(event_id, starts_at=begins)
    move(event, by, with_sessions=False, **later(event, DAY))
    assert spans(event_id) == [(begins, begins + HOUR)]
    move(session.get_one(Event, event_id), by, ends_at=begins + 5 * DAY)
    assert spans(event_id) == [(begins, begins + HOUR)]


def test_a_refused_move_leaves_the_sessions_where_they_are(event: Event, by: Account) -> None:
    event_id, begins, room_id = event.id, event.starts_at, make_room().id
    make_session(event_id, starts_at=begins)
    make_event(room_id=room_id, starts_at=begins + 3 * DAY)
    with pytest.raises(SenselessPlan):
        move(session.get_one(Event, event_id), by, room_id=room_id, **later(event, 3 * DAY))
    assert spans(event_id) == [(begins, begins + HOUR)]


def test_the_sessions_of_later_dates_move_with_their_dates(app: Flask) -> None:
    series, by_id = make_series(), make_account().id
    rows = select(Event).join(SeriesDate).where(SeriesDate.series_id == series.id).order_by(Event.starts_at)
    dates = list(session.scalars(rows))
    ids, begins = [one.id for one in dates], [one.starts_at for one in dates]
    for one, moment in zip(ids, begins, strict=True):
        make_session(one, starts_at=moment)
    assert queries.count_placed(series_queries.list_event_ids(series)) == len(ids)
    plan = plan_of(session.get_one(Event, ids[1]), starts_at=begins[1] + HOUR, ends_at=begins[1] + 3 * HOUR)
    with transaction():
        account = session.get_one(Account, by_id)
        date_ = series_queries.get_changing(ids[1])
        series_services.revise(date_, plan, Scope.LATER, with_sessions=True, by=account, now=now())
    shifts = [spans(one)[0][0] - moment for one, moment in zip(ids, begins, strict=True)]  # type: ignore[operator]
    assert shifts == [timedelta(0), *[HOUR] * (len(ids) - 1)]


# -- In the form -----------------------------------------------------------------------------------------------------


@pytest.fixture
def ours(client: FlaskClient, sign_in: SignIn) -> Event:
    """A Cluster Day with two placed sessions whose coordinator has signed in, reading English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    complex_ = make_complex()
    event = make_cluster_day(complex_id=complex_.id)
    for number in range(2):
        make_session(event.id, starts_at=event.starts_at + number * HOUR)
    make_session(event.id)
    sign_in(client, make_coordinator(complex_))
    session.refresh(event)
    return event


def filled(event: Event, **changes: str) -> dict[str, Any]:
    """Fill the form of an event as a browser does that changed nothing else."""
    event = queries.events.get(event.id)
    shown = {name: value for name, value in values_of(event).items() if value not in (False, None, ())}
    texts = {name: f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value for name, value in shown.items()}
    return {**texts, **changes}


def test_the_form_asks_whether_sessions_move_and_says_how_many(client: FlaskClient, ours: Event) -> None:
    page = client.get(f"/desk/events/{ours.public_id}/edit").text
    assert "Move the sessions too" in page
    assert "the 2 sessions of the programme move as far" in page
    box = page[page.index('id="move_sessions"') - 20 : page.index('id="move_sessions"') + 80]
    assert "checked" in box


def test_the_form_asks_nothing_about_sessions_there_are_none_of(client: FlaskClient, ours: Event) -> None:
    other = make_event(complex_id=ours.complex_id)
    assert "move_sessions" not in client.get(f"/desk/events/{other.public_id}/edit").text
    assert "move_sessions" not in client.get("/desk/events/new").text


@pytest.mark.parametrize(("ticked", "shift"), [("y", DAY), ("", timedelta(0))], ids=["ticked", "not ticked"])
def test_the_form_moves_sessions_only_where_it_is_ticked(
    client: FlaskClient, ours: Event, ticked: str, shift: timedelta
) -> None:
    event_id, begins = ours.id, ours.starts_at
    values = filled(ours, starts_at="2026-03-13T09:00", ends_at="2026-03-14T21:00", move_sessions=ticked)
    answer = post(client, f"/desk/events/{ours.public_id}/edit", **values)
    assert answer.status_code == 303
    assert [one[0] for one in spans(event_id)] == [begins + shift, begins + HOUR + shift, None]
    page = client.get(answer.location).text
    assert ("The programme has 2 clashes to solve." in page) is not bool(ticked)


def test_after_a_move_the_planner_reads_what_visitors_still_see(client: FlaskClient, ours: Event, by: Account) -> None:
    with transaction():
        services.release(ours.id, by=session.get_one(Account, by.id), now=now())
    values = filled(ours, starts_at="2026-03-13T09:00", ends_at="2026-03-14T21:00", move_sessions="y")
    answer = post(client, f"/desk/events/{ours.public_id}/edit", **values)
    assert "Visitors see the programme as it was until you release it again." in client.get(answer.location).text


def test_what_the_form_asks_about_sessions_is_no_difference_between_two_planners(
    client: FlaskClient, ours: Event
) -> None:
    address, stale = f"/desk/events/{ours.public_id}/edit", filled(ours, title_ko="나의 제목")
    assert post(client, address, **filled(ours, title_ko="남의 제목")).status_code == 303
    page = post(client, address, **stale)
    assert page.status_code == 409
    assert "남의 제목" in page.text
    assert page.text.count("Move the sessions too") == 1


def test_a_date_of_a_series_asks_about_the_sessions_of_all_its_dates(client: FlaskClient, ours: Event) -> None:
    series = make_series(session.get_one(Complex, ours.complex_id))
    event = session.scalars(select(Event).join(SeriesDate).order_by(Event.starts_at)).first()
    assert event is not None
    address = f"/desk/series/{series.public_id}/dates/{event.public_id}/edit"
    assert "move_sessions" not in client.get(address).text
    make_session(event.id, starts_at=event.starts_at)
    assert "sessions move as far as their date; this series has 1." in client.get(address).text
    begins, event_id = event.starts_at, event.id
    values = filled(event, starts_at="2026-03-10T17:00", ends_at="2026-03-10T19:00", scope="this", move_sessions="y")
    assert post(client, address, **values).status_code == 303
    assert spans(event_id)[0][0] == begins + HOUR


# -- Rooms that sessions use -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shift", "is_taken"), [(0 * HOUR, True), (3 * HOUR, False), (-2 * HOUR, False), (-HOUR, True)]
)
def test_a_room_is_not_given_to_an_event_while_a_session_of_another_is_in_it(
    event: Event, by: Account, shift: timedelta, *, is_taken: bool
) -> None:
    room_id, begins = make_room().id, event.starts_at
    make_session(event.id, starts_at=begins, hours=3, room_id=room_id)
    starts_at = begins + shift
    plan = plan_of(make_event(), room_id=room_id, starts_at=starts_at, ends_at=starts_at + 2 * HOUR)
    by_id = by.id
    if not is_taken:
        with transaction():
            assert events.draft(plan, by=session.get_one(Account, by_id), now=now()).room_id == room_id
        return
    with pytest.raises(SenselessPlan) as refusal, transaction():
        events.draft(plan, by=session.get_one(Account, by_id), now=now())
    assert "2026. 3. 12.(목) 09:00–12:00" in refusal.value.faults["room"]


def test_sessions_of_the_event_itself_and_of_cancelled_ones_leave_it_its_room(event: Event, by: Account) -> None:
    room_id = make_room().id
    make_session(event.id, starts_at=event.starts_at, room_id=room_id)
    cancelled = make_cluster_day(status=Status.CANCELLED, cancelled_at=now())
    make_session(cancelled.id, starts_at=event.starts_at, room_id=room_id)
    move(session.get_one(Event, event.id), by, room_id=room_id)
    assert session.get_one(Event, event.id).room_id == room_id


def test_the_event_form_says_that_a_session_is_in_the_room(client: FlaskClient, ours: Event) -> None:
    room = make_room()
    room_id, public_id = room.id, room.public_id
    other = make_event(complex_id=ours.complex_id, starts_at=ours.starts_at)
    make_session(ours.id, starts_at=other.starts_at, room_id=room_id)
    answer = post(client, f"/desk/events/{other.public_id}/edit", **filled(other, room=public_id, title_ko="남는 말"))
    assert answer.status_code == 422
    assert "This room is taken at that time: Thu 12 Mar 2026 09:00–10:00" in answer.text
    assert "남는 말" in answer.text
