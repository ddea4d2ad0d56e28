"""Is a programme found whole, in few questions, and by the right people's words?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.clusters.models import ClosedDay
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotFound
from eventhub.events.models import Event, Status
from eventhub.programme import queries, rules, services
from eventhub.programme.models import Release
from eventhub.programme.rules import Clash, ClashKind
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.events import make_event
from tests.factories.programme import (
    HOUR,
    make_cluster_day,
    make_material,
    make_room,
    make_session,
    make_speaker,
    make_track,
)


def fill(event: Event, number: int) -> None:
    """Plan sessions of half an hour in six rooms, each with two of twelve speakers; nothing clashes."""
    event_id, at = event.id, event.starts_at
    rooms, tracks = [make_room().id for _ in range(6)], [make_track(event_id).id for _ in range(3)]
    speakers = [make_speaker(event_id) for _ in range(12)]
    for one in range(number):
        hour, room = divmod(one, 6)
        people = speakers[2 * room : 2 * room + 2]
        begin = at + hour * HOUR
        make_session(event_id, *people, starts_at=begin, hours=0.5, room_id=rooms[room], track_id=tracks[one % 3])


def test_sessions_come_in_the_order_of_time_and_the_unplaced_last(event: Event) -> None:
    event_id, at = event.id, event.starts_at
    make_session(event_id, title_ko="미정")
    make_session(event_id, starts_at=at + HOUR, title_ko="둘째")
    make_session(event_id, starts_at=at, title_ko="첫째")
    make_session(make_event().id, starts_at=at, title_ko="남의 것")
    assert [one.title_ko for one in queries.list_sessions(event_id)] == ["첫째", "둘째", "미정"]


def test_everything_is_found_in_its_own_event_only(event: Event) -> None:
    event_id, other = event.id, make_event().id
    things: list[tuple[Any, Any]] = [
        (queries.get_session, make_session(event_id)),
        (queries.get_track, make_track(event_id)),
        (queries.get_speaker, make_speaker(event_id)),
        (queries.get_material, make_material(event_id)),
    ]
    for get, row in things:
        public_id = row.public_id
        assert get(event_id, public_id).public_id == public_id
        with pytest.raises(NotFound):
            get(other, public_id)


@pytest.mark.parametrize("number", [10, 60])
def test_many_sessions_cost_as_many_questions_as_few(
    event: Event, count_queries: Callable[[], Any], number: int
) -> None:
    fill(event, number)
    event_id = event.id
    session.remove()
    with count_queries() as counted:
        found = queries.list_sessions(event_id)
        shown = [(one.track, one.room and one.room.venue.name_ko) for one in found]
        named = [each.speaker.name for one in found for each in one.appearances]
    assert (len(shown), len(named)) == (number, 2 * number)
    assert len(counted) <= 3  # sessions, appearances, and BEGIN on SQLite
    with count_queries() as counted:
        speakers = queries.list_speakers(event_id)
        assert sum(bool(each.session.title_ko) for one in speakers for each in one.appearances) == 2 * number
    assert len(counted) <= 2


@pytest.mark.parametrize("number", [12, 60])
def test_clashes_and_a_release_cost_as_many_questions_for_many_sessions_as_for_few(
    event: Event, count_queries: Callable[[], Any], number: int
) -> None:
    fill(event, number)
    event_id, at, by_id = event.id, event.starts_at, make_account().id
    other_id = make_event(title_ko="다른 행사", starts_at=at, room_id=queries.list_sessions(event_id)[0].room_id).id
    session.remove()
    with count_queries() as counted:
        (found, *_others) = rules.clashes(queries.programme_of(session.get_one(Event, event_id)))
        assert "다른 행사" in found.sentence
    assert len(counted) <= 7
    with transaction():
        session.get_one(Event, other_id).status = Status.CANCELLED
    by = session.get_one(Account, by_id)
    with count_queries() as counted, transaction():
        services.release(event_id, by=by, now=now())
    assert len(counted) <= 25 + 2 * 12  # a letter to each speaker asks whether it was written, and writes


def clashes(event: Event) -> list[Clash]:
    """Find the clashes of an event as its planners see them."""
    return rules.clashes(queries.programme_of(event))


def test_holidays_and_closed_days_are_known(app: Flask) -> None:
    children = now().replace(month=5, day=5)  # Children's Day
    event = make_cluster_day(starts_at=children)
    make_session(event.id, starts_at=children)
    make_session(event.id, starts_at=children + timedelta(days=1))
    saved(ClosedDay(complex_id=event.complex_id, day=date(2026, 5, 6), name_ko="추진단 휴무"))
    saved(ClosedDay(complex_id=make_event().complex_id, day=date(2026, 5, 7), name_ko="남의 휴무"))
    found = clashes(event)
    assert [clash.kind for clash in found] == [ClashKind.CLOSED_DAY] * 2
    assert ["어린이날" in found[0].sentence, "추진단 휴무" in found[1].sentence] == [True, True]


def test_what_is_not_placed_clashes_with_nothing(event: Event) -> None:
    make_session(event.id)
    assert clashes(event) == []


def test_rooms_in_use_by_sessions_are_found_between_two_moments(event: Event) -> None:
    event_id, at, room, other_room = event.id, event.starts_at, make_room().id, make_room().id
    make_session(event_id, starts_at=at, room_id=room, title_ko="여기")
    make_session(event_id, starts_at=at, room_id=other_room, title_ko="다른 방")
    make_session(make_event(status=Status.CANCELLED).id, starts_at=at, room_id=room, title_ko="취소")
    make_session(event_id, title_ko="미정", room_id=room)

    def titles(begin: Any, end: Any, except_event_id: int | None = None) -> list[str]:
        found = queries.session_bookings_of_rooms([room], begin, end, except_event_id)
        assert all(one.event.title_ko for one in found)
        return [one.title_ko for one in found]

    assert titles(at, at + HOUR) == ["여기"]
    assert titles(at + HOUR, at + 2 * HOUR) == titles(at - HOUR, at) == []
    assert titles(at, at + HOUR, event_id) == []


def test_events_are_found_by_who_speaks_there(event: Event) -> None:
    event_id, other = event.id, make_event().id
    make_speaker(event_id, name="박지훈", organisation_name="한빛대학교")
    make_speaker(event_id, name="박서연", organisation_name="가람정밀")
    make_speaker(other, name="정은비", organisation_name="한빛대학교")
    assert queries.event_ids_with_speaker("박") == [event_id]
    assert queries.event_ids_with_speaker("한빛대") == sorted((event_id, other))
    assert queries.event_ids_with_speaker("한빛대 정은비") == [other]
    assert queries.event_ids_with_speaker("없는 사람") == []


def test_what_would_be_shown_is_what_a_release_shows(event: Event) -> None:
    fill(event, 6)
    event_id, by = event.id, make_account()
    preview = queries.snapshot_now(session.get_one(Event, event_id))
    with transaction():
        services.release(event_id, by=by, now=now())
    assert queries.latest_release(event_id).snapshot == preview  # type: ignore[union-attr]
    assert session.scalar(select(func.count()).select_from(Release)) == 1
