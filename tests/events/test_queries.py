"""Are the right events found, for the right people, in few questions?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.event import listen, remove

from eventhub.accounts.models import Role
from eventhub.core.clock import midnight, now
from eventhub.core.db import db, session
from eventhub.core.errors import NotFound
from eventhub.events import queries
from eventhub.events.models import Kind, Status, Visibility
from eventhub.events.queries import View
from eventhub.events.rules import Filters
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator, make_mini_cluster
from tests.factories.events import make_event

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def listed(**filters: Any) -> list[str]:
    """List the titles that filters let through."""
    return [event.title_ko for event in queries.list_upcoming(Filters(**filters), 1, now=now()).items]


def test_what_is_to_come_is_listed_nearest_first_with_what_is_cancelled(app: Flask) -> None:
    make_event(title_ko="셋째", starts_at=now() + 3 * DAY)
    make_event(title_ko="첫째", starts_at=now() + DAY, status=Status.CANCELLED)
    make_event(title_ko="어제", starts_at=now() - DAY)
    make_event(title_ko="지금", starts_at=now() - DAY, ends_at=now() + DAY)
    make_event(title_ko="작성 중", status=Status.DRAFT)
    assert listed() == ["지금", "첫째", "셋째"]


def test_days_are_read_on_calendars_in_seoul(app: Flask) -> None:
    make_event(title_ko="삼월 오일 새벽", starts_at=now().replace(day=4, hour=16))
    make_event(title_ko="삼월 사일 밤", starts_at=now().replace(day=4, hour=14), ends_at=now().replace(day=4, hour=15))
    assert listed(first_day=date(2026, 3, 5)) == ["삼월 오일 새벽"]
    assert listed(last_day=date(2026, 3, 4)) == ["삼월 사일 밤"]
    assert listed(first_day=date(2026, 3, 5), last_day=date(2026, 3, 5)) == ["삼월 오일 새벽"]


def test_what_has_passed_is_found_newest_first(app: Flask) -> None:
    make_event(title_ko="그저께", starts_at=now() - 2 * DAY)
    make_event(title_ko="어제", starts_at=now() - DAY)
    make_event(title_ko="내일", starts_at=now() + DAY)
    assert listed(last_day=date(2026, 3, 1)) == ["어제", "그저께"]
    assert listed(first_day=date(2026, 2, 1), last_day=date(2026, 3, 1)) == ["그저께", "어제"]


def test_filters_narrow_the_list(app: Flask) -> None:
    mini_cluster = make_mini_cluster()
    complex_id, mini_cluster_id = mini_cluster.complex_id, mini_cluster.id
    make_event(title_ko="금형", complex_id=complex_id, mini_cluster_id=mini_cluster_id, kind=Kind.FORUM)
    make_event(title_ko="다른 단지", venue_ko="백 100% 회관", venue_en="Century hall")
    assert listed(complex_id=complex_id) == ["금형"]
    assert listed(mini_cluster_id=mini_cluster_id) == ["금형"]
    assert listed(kind=Kind.FORUM) == ["금형"]
    assert listed(words="다른 단지") == ["다른 단지"]
    assert listed(words="100%") == listed(words="century") == ["다른 단지"]
    assert listed(words="seminar 금형") == ["금형"]
    assert listed(words="없는 말") == []


def test_a_draft_is_seen_by_its_coordinators_only(app: Flask) -> None:
    complex_ = make_complex()
    draft = make_event(complex_id=complex_.id, status=Status.DRAFT).public_id
    ours, theirs = make_coordinator(complex_), make_coordinator(make_complex())
    administrator = make_account(role=Role.ADMINISTRATOR)
    assert queries.get_visible(draft, ours).public_id == draft
    assert queries.get_visible(draft, administrator).public_id == draft
    for stranger in (None, theirs, make_account()):
        with pytest.raises(NotFound):
            queries.get_visible(draft, stranger)


def test_coordinators_get_the_events_of_their_complexes_only(app: Flask) -> None:
    complex_ = make_complex()
    event = make_event(complex_id=complex_.id).public_id
    assert queries.get_as_coordinator(event, make_coordinator(complex_)).public_id == event
    assert queries.get_as_coordinator(event, make_account(role=Role.ADMINISTRATOR)).public_id == event
    for stranger in (make_coordinator(make_complex()), make_account()):
        with pytest.raises(NotFound):
            queries.get_as_coordinator(event, stranger)
    with pytest.raises(NotFound):
        queries.get_as_coordinator("nothing", make_account(role=Role.ADMINISTRATOR))


def test_the_next_few_and_the_months_count_leave_cancelled_events_out(app: Flask) -> None:
    first = make_event(starts_at=now() + DAY)
    first_id, complex_id = first.id, first.complex_id
    make_event(starts_at=now() + 2 * DAY, status=Status.CANCELLED)
    third = make_event(starts_at=now() + 40 * DAY).id
    assert [one.id for one in queries.list_next(5, now=now())] == [first_id, third]
    make_event(starts_at=now() + DAY, registration_closes_at=now() - DAY)
    assert [one.id for one in queries.list_next(5, now=now())] == [first_id, third]
    assert queries.count_on(now(), now() + 30 * DAY, [complex_id]) == 1
    assert queries.count_on(now(), now() + DAY / 2, [complex_id]) == 0
    assert queries.count_in_month(date(2026, 3, 15)) == 2


def test_a_coordinators_list_has_four_heaps(app: Flask) -> None:
    complex_id = make_complex().id
    for title, changes in (
        ("작성", {"status": Status.DRAFT}),
        ("승인 대기", {"status": Status.DRAFT, "submitted_at": now(), "starts_at": now() + 20 * DAY}),
        ("다음", {}),
        ("취소", {"status": Status.CANCELLED}),
        ("지난", {"starts_at": now() - DAY}),
    ):
        make_event(title_ko=title, complex_id=complex_id, **changes)
    make_event(title_ko="남의 것")
    heaps = {view: [one.title_ko for one in queries.list_desk([complex_id], view, now=now()).items] for view in View}
    assert heaps == {
        View.DRAFTS: ["작성", "승인 대기"],
        View.WAITING: ["승인 대기"],
        View.UPCOMING: ["다음", "취소"],
        View.PAST: ["지난"],
    }
    counts = dict(zip(View, (2, 1, 2, 1), strict=True))
    assert queries.count_desk([complex_id], now=now()) == counts
    assert queries.count_desk([], now=now()) == dict.fromkeys(View, 0)
    assert queries.list_desk([complex_id], View.UPCOMING, words="취소", now=now()).total == 1


def test_a_list_of_many_costs_as_much_as_a_list_of_few(app: Flask, count_queries: Callable[[], Any]) -> None:
    complex_id = make_complex().id
    for number in range(12):
        make_event(complex_id=complex_id, starts_at=now() + number * DAY)
    session.remove()
    with count_queries() as counted:
        page = queries.list_upcoming(Filters(), 1, now=now())
        assert {event.complex.slug for event in page.items}
        assert [event.mini_cluster for event in page.items] == [None] * 12
    assert len(counted) <= 3  # the count, the page, and BEGIN on SQLite


def plans_of(ask: Callable[[], object]) -> list[str]:
    """Say how SQLite finds what is asked for, step by step."""
    steps: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            raw = connection.connection.driver_connection
            steps.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    listen(db.engine, "before_cursor_execute", explain)
    try:
        ask()
    finally:
        remove(db.engine, "before_cursor_execute", explain)
    return steps


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda: queries.list_upcoming(Filters(), 1, now=now()), "ix_event_starts_at"),
        (lambda: queries.list_spans(Filters(), now(), now() + DAY), "ix_event_starts_at"),
        (lambda: queries.count_days(Filters(), [now().date()]), "ix_event_starts_at"),
        # These two are asked every other second.
        (lambda: queries.list_to_publish(now()), "ix_event_publish_at"),
        (lambda: queries.list_due_notices(now()), "ix_pending_notice_due_at"),
    ],
)
def test_no_list_reads_all_events_from_end_to_end(app: Flask, ask: Callable[[], object], index: str) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a table this small from end to end, index or not")
    steps = plans_of(ask)
    assert any(f"INDEX {index}" in step for step in steps), steps
    assert not any(step.startswith(("SCAN event", "SCAN pending_notice")) for step in steps), steps
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps), steps


def test_the_next_similar_event_is_of_the_mini_cluster_else_of_complex_and_kind(app: Flask) -> None:
    mini_cluster = make_mini_cluster()
    complex_id, mini_cluster_id = mini_cluster.complex_id, mini_cluster.id
    cancelled = make_event(complex_id=complex_id, mini_cluster_id=mini_cluster_id, status=Status.CANCELLED).id

    def similar() -> str:
        session.expire_all()
        found = queries.similar_upcoming(queries.get(cancelled), now=now())
        return found.title_ko if found else ""

    make_event(title_ko="다른 단지", starts_at=now() + DAY)
    make_event(complex_id=complex_id, kind=Kind.FORUM, title_ko="다른 종류", starts_at=now() + DAY)
    make_event(complex_id=complex_id, visibility=Visibility.UNLISTED, title_ko="목록 밖", starts_at=now() + DAY)
    make_event(complex_id=complex_id, capacity=1, seats_taken=1, title_ko="자리 없음", starts_at=now() + DAY)
    make_event(complex_id=complex_id, registration_closes_at=now(), title_ko="마감", starts_at=now() + DAY)
    assert similar() == ""
    make_event(complex_id=complex_id, title_ko="같은 종류", starts_at=now() + DAY)
    assert similar() == "같은 종류"
    make_event(complex_id=complex_id, mini_cluster_id=mini_cluster_id, kind=Kind.FORUM, title_ko="같은 모임")
    assert similar() == "같은 모임"


def test_who_came_to_a_members_event_is_offered_another_one(app: Flask) -> None:
    complex_id = make_complex().id
    make_event(complex_id=complex_id, visibility=Visibility.MEMBERS)
    public = make_event(complex_id=complex_id, status=Status.CANCELLED)
    assert queries.similar_upcoming(public, now=now()) is None
    members = make_event(complex_id=complex_id, status=Status.CANCELLED, visibility=Visibility.MEMBERS)
    assert queries.similar_upcoming(members, now=now()) is not None


def test_planning_many_costs_as_much_as_planning_few(app: Flask, count_queries: Callable[[], Any]) -> None:
    complex_ = make_complex()
    for number in range(12):
        make_event(complex_id=complex_.id, starts_at=now() + number * DAY)
    coordinator = make_coordinator(complex_)
    with count_queries() as counted:
        found = queries.list_spans(Filters(), now(), now() + 30 * DAY, account=coordinator)
        lines = queries.lines_of(row.id for row in found)
        assert [lines[row.id].starts_at for row in found] == [now() + number * DAY for number in range(12)]
    # The coordinator is read again first.
    assert len(counted) == 3


def test_the_days_of_a_year_are_counted_as_they_are_listed(app: Flask, count_queries: Callable[[], Any]) -> None:
    complex_, first = make_complex(), date(2026, 4, 1)
    days = [first + number * DAY for number in range(30)]
    begin = midnight(first)
    spans = [
        (begin - 3 * DAY, begin + DAY),  # began before, and touches the first day only
        (begin, begin + HOUR),
        (begin + 2 * DAY + 23 * HOUR, begin + 3 * DAY),  # ends at midnight
        (begin + 2 * DAY + 23 * HOUR, begin + 3 * DAY + HOUR),
        (begin + 29 * DAY, begin + 40 * DAY),  # lasts longer than the days asked for
        (begin + 30 * DAY, begin + 31 * DAY),  # begins after them
    ]
    for starts_at, ends_at in spans:
        make_event(complex_id=complex_.id, starts_at=starts_at, ends_at=ends_at)
    make_event(complex_id=complex_.id, starts_at=begin, ends_at=begin + HOUR, status=Status.CANCELLED)
    draft = make_event(complex_id=complex_.id, starts_at=begin, ends_at=begin + HOUR, status=Status.DRAFT)
    make_event(starts_at=begin, ends_at=begin + HOUR)
    of_complex, coordinator = Filters(complex_id=complex_.id), make_coordinator(complex_)
    with count_queries() as counted:
        found = queries.count_days(of_complex, days)
    assert found == {days[0]: 2, days[2]: 2, days[3]: 1, days[29]: 1}
    assert len(counted) == 1
    assert queries.count_days(of_complex, days, account=coordinator)[first] == 3
    assert queries.count_days(Filters(), days)[first] == 3
    assert queries.count_days(Filters(), days, only=[draft.id], account=coordinator) == {first: 1}
    assert queries.count_days(Filters(), days, only=[]) == {}
