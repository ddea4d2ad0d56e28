"""Does an event change as its coordinators decide, and do others hear what concerns them?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventhub.accounts.models import Account
from eventhub.core.audit import AuditEntry
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.facts import Fact
from eventhub.events import queries, services
from eventhub.events.errors import (
    CapacityBelowSeats,
    ChangedMeanwhile,
    EventIsCancelled,
    EventIsOver,
    NotADraft,
    NotPublished,
    PeopleHavePlaces,
    SenselessPlan,
)
from eventhub.events.facts import CapacityRaised, EventRevised, EventsCancelled, EventsMoved
from eventhub.events.models import Event, Kind, Status
from eventhub.events.rules import PATIENCE, QUIET, USUAL, Part
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event, plan_of

HOUR = timedelta(hours=1)
LATER, SECOND = timedelta(minutes=5), timedelta(seconds=1)


@pytest.fixture
def by(app: Flask) -> Account:
    """A coordinator."""
    return make_coordinator(make_complex())


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> list[Fact]:
    """What was announced, apart from each single revision."""
    heard: list[Fact] = []
    monkeypatch.setattr(
        services, "announce", lambda fact: None if isinstance(fact, EventRevised) else heard.append(fact)
    )
    return heard


@pytest.fixture
def revise(by: Account) -> Callable[..., Event]:
    """Change some values of an event, five minutes later."""

    def change(event: Event, *, version: int | None = None, at: datetime | None = None, **changes: Any) -> Event:
        plan, event_id, by_id = plan_of(event, **changes), event.id, by.id
        with transaction():
            who = session.get_one(Account, by_id)
            return services.revise(event_id, plan, version=version, by=who, now=at or now() + LATER)

    return change


def tell(event_id: int, at: datetime) -> int:
    """Let the job look at one event at a moment."""
    with transaction():
        return services.tell_if_quiet([event_id], now=at)


def test_a_new_event_is_a_draft_that_is_written_down(app: Flask, by: Account) -> None:
    plan = plan_of(make_event())
    with transaction():
        event = services.draft(plan, by=by, now=now())
    assert (event.status, event.revision, event.seats_taken) == (Status.DRAFT, 0, 0)
    assert event.title_ko == plan.title_ko
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "event-drafted")).one()
    assert (entry.actor, entry.subject) == (by.public_id, f"event:{event.public_id}")


def test_a_senseless_plan_is_refused_even_without_a_form(app: Flask, by: Account) -> None:
    event = make_event()
    plan = plan_of(event, ends_at=event.starts_at)
    with pytest.raises(SenselessPlan) as refusal, transaction():
        services.draft(plan, by=by, now=now())
    assert set(refusal.value.faults) == {"ends_at"}


def test_a_change_of_nothing_changes_nothing(app: Flask, revise: Callable[..., Event], facts: list[Fact]) -> None:
    event = make_event()
    before = event.updated_at
    after = revise(event)
    assert (after.revision, after.updated_at, facts) == (0, before, [])
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "event-revised")).all() == []


def test_a_new_time_raises_the_revision_at_once_and_is_announced_when_it_is_quiet(
    app: Flask, revise: Callable[..., Event], facts: list[Fact]
) -> None:
    event = make_event(venue_ko="대회의실")
    event_id, starts_at = event.id, event.starts_at
    after = revise(event, starts_at=event.starts_at + HOUR, ends_at=event.ends_at + HOUR)
    assert (after.revision, after.updated_at, facts) == (1, now() + LATER, [])
    assert not tell(event_id, now() + LATER + QUIET - SECOND)
    assert tell(event_id, now() + LATER + QUIET)
    (moved,) = facts
    assert isinstance(moved, EventsMoved)
    assert (moved.was[event_id]["venue_ko"], moved.was[event_id]["starts_at"]) == ("대회의실", starts_at.isoformat())
    assert not tell(event_id, now() + HOUR)


def test_three_quick_changes_are_one_move_from_the_first_to_the_last(
    app: Flask, revise: Callable[..., Event], facts: list[Fact]
) -> None:
    event = make_event(venue_ko="첫째")
    event_id = event.id
    for number, venue in enumerate(("둘째", "셋째", "넷째")):
        at = now() + number * (QUIET - SECOND)
        assert not tell(event_id, at)
        revise(session.get_one(Event, event_id), venue_ko=venue, at=at)
    assert tell(event_id, now() + 3 * QUIET)
    (moved,) = facts
    assert isinstance(moved, EventsMoved)
    assert moved.was[event_id]["venue_ko"] == "첫째"
    assert session.get_one(Event, event_id).revision == 3


def test_what_comes_back_to_where_it_was_is_no_move(
    app: Flask, revise: Callable[..., Event], facts: list[Fact]
) -> None:
    event = make_event(venue_ko="첫째")
    event_id = event.id
    for venue in ("둘째", "첫째"):
        revise(session.get_one(Event, event_id), venue_ko=venue)
    assert not tell(event_id, now() + HOUR)
    assert (facts, queries.find_notice(event_id)) == ([], None)


def test_a_translation_of_the_place_is_told_to_calendars_and_to_nobody_else(
    app: Flask, revise: Callable[..., Event], facts: list[Fact]
) -> None:
    event_id = make_event(venue_en="").id
    assert revise(session.get_one(Event, event_id), venue_en="Hall").revision == 1
    assert queries.find_notice(event_id) is None
    assert facts == []


def test_endless_changes_are_told_after_an_hour(app: Flask, revise: Callable[..., Event], facts: list[Fact]) -> None:
    event_id = make_event().id
    for number in range(8):
        revise(session.get_one(Event, event_id), venue_ko=f"{number}층", at=now() + number * (QUIET - SECOND))
    assert tell(event_id, now() + PATIENCE)


def test_what_is_cancelled_over_or_withdrawn_is_not_told_as_moved(
    app: Flask, by: Account, revise: Callable[..., Event], facts: list[Fact]
) -> None:
    cancelled, over, withdrawn = (make_event().id for _ in range(3))
    for event_id in (cancelled, over, withdrawn):
        revise(session.get_one(Event, event_id), venue_ko="다른 방")
    with transaction():
        services.cancel(cancelled, reason="태풍", by=by, now=now())
        services.withdraw(withdrawn, by=by, now=now())
    for event_id in (cancelled, over, withdrawn):
        assert not tell(event_id, now() + 30 * 24 * HOUR)
        assert queries.find_notice(event_id) is None
    assert [type(fact) for fact in facts] == [EventsCancelled]


@pytest.mark.parametrize(
    ("name", "value", "announced"),
    [
        ("venue_ko", "다른 방", True),
        ("venue_en", "Another room", True),
        ("address", "다른 길 2", True),
        ("online_url", "https://meet.example.org/b", True),
        ("title_ko", "다른 제목", False),
        ("title_en", "Another title", False),
    ],
)
def test_what_calendars_show_raises_the_revision(
    app: Flask, revise: Callable[..., Event], facts: list[Fact], name: str, value: str, *, announced: bool
) -> None:
    event_id = make_event().id
    assert revise(session.get_one(Event, event_id), **{name: value}).revision == 1
    assert tell(event_id, now() + HOUR) == announced
    assert [type(fact) for fact in facts] == ([EventsMoved] if announced else [])


def test_a_new_description_changes_the_day_of_change_only(app: Flask, revise: Callable[..., Event]) -> None:
    after = revise(make_event(), text_ko="다른 설명")
    assert (after.revision, after.updated_at) == (0, now() + LATER)


def test_a_draft_moves_silently(app: Flask, revise: Callable[..., Event], facts: list[Fact]) -> None:
    after = revise(make_event(status=Status.DRAFT), venue_ko="다른 방")
    assert (after.revision, facts) == (1, [])


def test_more_places_are_announced_and_fewer_are_not(
    app: Flask, revise: Callable[..., Event], facts: list[Fact]
) -> None:
    event = make_event(capacity=5)
    revise(event, capacity=4)
    assert facts == []
    revise(event, capacity=6)
    assert [type(fact) for fact in facts] == [CapacityRaised]


def test_places_people_have_cannot_be_taken_from_under_them(app: Flask, revise: Callable[..., Event]) -> None:
    event = make_event(capacity=5, seats_taken=3)
    with pytest.raises(CapacityBelowSeats) as refusal:
        revise(event, capacity=2)
    assert "3" in str(refusal.value.sentence)
    assert revise(event, capacity=3).capacity == 3


def test_a_published_event_keeps_a_place(app: Flask, revise: Callable[..., Event]) -> None:
    with pytest.raises(SenselessPlan) as refusal:
        revise(make_event(), venue_ko="", venue_en="")
    assert set(refusal.value.faults) == {"venue_ko"}


def test_a_cancelled_event_stays_as_it_is(app: Flask, by: Account, revise: Callable[..., Event]) -> None:
    event = make_event(status=Status.CANCELLED)
    with pytest.raises(EventIsCancelled):
        revise(event, venue_ko="다른 방")
    with pytest.raises(EventIsCancelled), transaction():
        services.publish(event.id, by=by, now=now())


def test_publishing_twice_is_publishing_once(app: Flask, by: Account) -> None:
    event_id = make_event(status=Status.DRAFT, published_at=None).id
    for _ in range(2):
        with transaction():
            services.publish(event_id, by=by, now=now())
    event = session.get_one(Event, event_id)
    assert (event.status, event.published_at, event.revision) == (Status.PUBLISHED, now(), 1)
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "event-published")).all()) == 1


def test_an_event_nowhere_is_not_published(app: Flask, by: Account) -> None:
    event_id = make_event(status=Status.DRAFT, venue_ko="", venue_en="").id
    with pytest.raises(SenselessPlan), transaction():
        services.publish(event_id, by=by, now=now())


def test_a_change_made_upon_an_older_state_is_refused_and_nothing_is_lost(
    app: Flask, revise: Callable[..., Event]
) -> None:
    event_id = make_event().id
    assert revise(session.get_one(Event, event_id), version=1, text_ko="먼저").version == 2
    with pytest.raises(ChangedMeanwhile):
        revise(session.get_one(Event, event_id), version=1, text_ko="나중")
    assert session.get_one(Event, event_id).text_ko == "먼저"
    assert revise(session.get_one(Event, event_id), version=2, text_ko="나중").text_ko == "나중"
    # Who saves what is there already has nothing to be asked about.
    assert revise(session.get_one(Event, event_id), version=1).version == 3


def test_withdrawing_makes_a_draft_that_can_be_published_again(app: Flask, by: Account) -> None:
    event_id = make_event().id
    with transaction():
        services.withdraw(event_id, by=by, now=now())
    event = session.get_one(Event, event_id)
    assert (event.status, event.published_at, event.revision) == (Status.DRAFT, None, 1)
    with transaction():
        services.publish(event_id, by=by, now=now())
    assert session.get_one(Event, event_id).status is Status.PUBLISHED


def test_what_people_count_on_is_not_withdrawn(app: Flask, by: Account) -> None:
    taken, draft, over = make_event(seats_taken=1), make_event(status=Status.DRAFT), make_event()
    ids, ends_at = (taken.id, draft.id, over.id), over.ends_at
    for event_id, refusal, at in zip(
        ids, (PeopleHavePlaces, NotPublished, EventIsOver), (now(), now(), ends_at), strict=True
    ):
        with pytest.raises(refusal), transaction():
            services.withdraw(event_id, by=by, now=at)


def test_cancelling_frees_seats(app: Flask, by: Account) -> None:
    event_id = make_event(capacity=2, seats_taken=2).id
    with transaction():
        services.cancel(event_id, reason="태풍", by=by, now=now())
    assert session.get_one(Event, event_id).seats_taken == 0


def test_a_copy_is_a_draft_of_its_own(app: Flask, by: Account) -> None:
    event_id = make_event(text_ko="설명", capacity=7, seats_taken=3, revision=4, online_url="https://a.example").id
    day = date(2026, 4, 1)
    with transaction():
        services.copy(queries.get(event_id), day, {Part.TEXTS}, zone=UTC, by=by, now=now())
    made = session.scalars(select(Event).where(Event.id != event_id)).one()
    assert (made.status, made.revision, made.version, made.seats_taken) == (Status.DRAFT, 0, 1, 0)
    assert (made.text_ko, made.venue_ko, made.online_url) == ("설명", "", "")
    assert made.capacity == USUAL[Kind.SEMINAR].capacity
    assert made.starts_at.date() == day
    assert made.public_id != session.get_one(Event, event_id).public_id


def test_cancelling_says_why_once(app: Flask, by: Account, facts: list[Fact]) -> None:
    event_id = make_event().id
    for reason in ("발표자가 아픕니다.", "다른 이유"):
        with transaction():
            event = services.cancel(event_id, reason=reason, by=by, now=now() + LATER)
    assert (event.status, event.cancel_reason, event.revision) == (Status.CANCELLED, "발표자가 아픕니다.", 1)
    assert (event.cancelled_at, event.updated_at) == (now() + LATER, now() + LATER)
    assert [type(fact) for fact in facts] == [EventsCancelled]


def test_what_is_over_or_unseen_cannot_be_cancelled(app: Flask, by: Account) -> None:
    past, draft = make_event(), make_event(status=Status.DRAFT).id
    past_id, ends_at = past.id, past.ends_at
    with pytest.raises(EventIsOver), transaction():
        services.cancel(past_id, reason="늦음", by=by, now=ends_at)
    with pytest.raises(NotPublished), transaction():
        services.cancel(draft, reason="작성 중", by=by, now=now())


def test_only_a_draft_can_be_thrown_away(app: Flask, by: Account) -> None:
    draft, shown = make_event(status=Status.DRAFT).id, make_event().id
    with transaction():
        services.discard(draft, by=by, now=now())
    assert session.get(Event, draft) is None
    with pytest.raises(NotADraft), transaction():
        services.discard(shown, by=by, now=now())


def test_the_database_refuses_one_seat_too_many(app: Flask) -> None:
    event = make_event(capacity=1)
    event_id = event.id
    with transaction():
        services.take_seat(session.get_one(Event, event_id))
    with pytest.raises(IntegrityError), transaction():
        services.take_seat(session.get_one(Event, event_id))
    with transaction():
        services.free_seat(session.get_one(Event, event_id))
    assert session.get_one(Event, event_id).seats_taken == 0
