"""Do the dates of a series change together, and each by itself, without losing anybody's place?"""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.clock import now, zone
from eventhub.core.db import session, transaction
from eventhub.events import queries as event_queries
from eventhub.events import services as event_services
from eventhub.events.errors import ChangedMeanwhile, SenselessPlan
from eventhub.events.models import Event, Status
from eventhub.events.rules import QUIET, Part
from eventhub.series import queries, rules, services
from eventhub.series.errors import NoDateLeft, SeriesChangedMeanwhile
from eventhub.series.models import Series, SeriesDate
from eventhub.series.rules import Recurrence, Scope
from tests.factories.accounts import make_account
from tests.factories.events import plan_of
from tests.factories.registrations import make_registration
from tests.factories.series import make_series, plan_of_first

HOUR = timedelta(hours=1)


@pytest.fixture
def me(app: Flask) -> Account:
    return make_account()


def events_of(series: Series) -> list[Event]:
    session.rollback()
    rows = select(Event).join(SeriesDate, SeriesDate.event_id == Event.id).where(SeriesDate.series_id == series.id)
    return list(session.scalars(rows.order_by(SeriesDate.planned_at)))


def days_of(series: Series) -> list[str]:
    return [f"{event.starts_at.astimezone(zone()):%m-%d %H:%M}" for event in events_of(series)]


def own(series: Series) -> list[bool]:
    session.rollback()
    rows = select(SeriesDate.is_own).where(SeriesDate.series_id == series.id).order_by(SeriesDate.planned_at)
    return list(session.scalars(rows))


def revise(series: Series, number: int, scope: Scope, me: Account, **changes: Any) -> services.Changed:
    event = events_of(series)[number]
    version, plan, event_id, by = event.version, plan_of(event, **changes), event.id, me.id
    with transaction():
        date_ = queries.get_changing(event_id)
        account = session.get_one(Account, by)
        return services.revise(date_, plan, scope, version=version, by=account, now=now())


def change_rule(series: Series, me: Account, rule: str, left_out: tuple[date, ...] = ()) -> services.NewRule:
    series_id, starts_at, version, by = series.id, series.starts_at, series.version, me.id
    with transaction():
        recurrence = Recurrence(rule=rule, starts_at=starts_at, left_out=left_out)
        account = session.get_one(Account, by)
        return services.change_rule(series_id, recurrence, version=version, by=account, now=now())


def test_each_date_is_an_event_of_its_own_as_a_draft(app: Flask) -> None:
    series = make_series(published=False)
    assert days_of(series) == ["03-10 16:00", "03-17 16:00", "03-24 16:00", "03-31 16:00", "04-07 16:00"]
    assert {event.status for event in events_of(series)} == {Status.DRAFT}
    assert {event.ends_at - event.starts_at for event in events_of(series)} == {2 * HOUR}


def test_a_series_begins_with_its_first_date(app: Flask) -> None:
    series = make_series(begins="2026-03-11 16:00")
    assert series.starts_at == events_of(series)[0].starts_at
    assert days_of(series)[0] == "03-17 16:00"


def test_no_date_and_too_many_dates_are_refused(me: Account) -> None:
    plan = plan_of_first(1)
    for rule in (
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20260309T145959Z",
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=13001",
    ):
        with pytest.raises(SenselessPlan), transaction():
            services.plan(plan, Recurrence(rule=rule, starts_at=plan.starts_at), by=me, now=now())


def test_the_whole_series_is_published_at_once(app: Flask) -> None:
    series = make_series()
    assert {event.status for event in events_of(series)} == {Status.PUBLISHED}


def test_a_date_that_cannot_be_published_is_named_and_none_is_published(me: Account) -> None:
    series = make_series(published=False, venue_ko="")
    series_id = series.id
    with pytest.raises(SenselessPlan) as refusal, transaction():
        services.publish(series_id, by=session.get_one(Account, me.id), now=now())
    assert "2026. 3. 10." in str(refusal.value.faults["venue_ko"])
    assert {event.status for event in events_of(series)} == {Status.DRAFT}


def test_one_date_is_changed_by_itself(me: Account) -> None:
    series = make_series()
    assert revise(series, 1, Scope.THIS, me, venue_ko="강당") == services.Changed(1, 0)
    assert [event.venue_ko for event in events_of(series)] == ["회의실", "강당", "회의실", "회의실", "회의실"]
    assert own(series) == [False, True, False, False, False]


def test_a_date_changed_through_the_desk_of_events_is_its_own_too(me: Account) -> None:
    series = make_series()
    event = events_of(series)[0]
    event_id, plan = event.id, plan_of(event, capacity=30)
    with transaction():
        event_services.revise(event_id, plan, by=session.get_one(Account, me.id), now=now())
    assert own(series) == [True, False, False, False, False]


def test_this_and_later_leaves_earlier_ones_and_those_changed_by_themselves(me: Account) -> None:
    series = make_series()
    revise(series, 3, Scope.THIS, me, venue_ko="강당")
    done = revise(series, 1, Scope.LATER, me, venue_ko="식당", capacity=12)
    assert done == services.Changed(3, 1)
    assert [event.venue_ko for event in events_of(series)] == ["회의실", "식당", "식당", "강당", "식당"]
    assert own(series) == [False, False, False, True, False]


def test_all_moves_every_date_as_far_on_people_s_clocks(me: Account) -> None:
    series = make_series()
    event = events_of(series)[2]
    done = revise(
        series,
        2,
        Scope.ALL,
        me,
        starts_at=event.starts_at + 25 * HOUR,
        ends_at=event.ends_at + 25 * HOUR,
        title_ko="새 이름",
    )
    assert done.dates == 5
    assert days_of(series) == ["03-11 17:00", "03-18 17:00", "03-25 17:00", "04-01 17:00", "04-08 17:00"]
    assert own(series) == [False] * 5
    assert series.title_ko == "새 이름"


def test_dates_that_are_over_or_cancelled_are_not_changed(me: Account, at: Any) -> None:
    series = make_series()
    with at("2026-03-20 09:00"):
        done = revise(series, 3, Scope.ALL, me, venue_ko="강당")
    assert done.dates == 3
    assert [event.venue_ko for event in events_of(series)] == ["회의실", "회의실", "강당", "강당", "강당"]


def test_a_capacity_too_small_for_one_date_is_said_with_its_day_and_changes_none(me: Account) -> None:
    series = make_series()
    for _ in range(3):
        make_registration(events_of(series)[2])
    with pytest.raises(SenselessPlan) as refusal:
        revise(series, 0, Scope.ALL, me, capacity=2)
    assert "2026. 3. 24." in str(refusal.value.faults["capacity"])
    assert {event.capacity for event in events_of(series)} == {10}


def test_who_saves_upon_an_older_state_is_refused(me: Account) -> None:
    series = make_series()
    event = events_of(series)[0]
    event_id, plan = event.id, plan_of(event, venue_ko="강당")
    date_ = queries.get_changing(event_id)
    with pytest.raises(ChangedMeanwhile), transaction():
        services.revise(date_, plan, Scope.ALL, version=99, by=me, now=now())


def cancel(series: Series, number: int, scope: Scope, me: Account) -> services.Changed:
    event_id, by = events_of(series)[number].id, me.id
    with transaction():
        account = session.get_one(Account, by)
        return services.cancel(
            queries.get_date(queries.get(series.id), session.get_one(Event, event_id).public_id),
            scope,
            reason="장소 공사",
            by=account,
            now=now(),
        )


def test_one_date_or_later_ones_are_cancelled(me: Account) -> None:
    series = make_series()
    cancel(series, 0, Scope.THIS, me)
    assert cancel(series, 3, Scope.LATER, me).dates == 2
    shown, gone = Status.PUBLISHED, Status.CANCELLED
    assert [event.status for event in events_of(series)] == [gone, shown, shown, gone, gone]


def test_who_comes_to_several_dates_hears_of_what_became_of_them_in_one_letter(me: Account, outbox: Any) -> None:
    series = make_series()
    every, one = make_account(email="every@example.com"), make_account(email="one@example.com")
    for event in events_of(series):
        make_registration(event, every)
    make_registration(events_of(series)[3], one)
    revise(series, 1, Scope.LATER, me, venue_ko="새 강당")
    with transaction():
        (together,) = event_queries.list_due_notices(now() + QUIET)
        assert event_services.tell_if_quiet(together, now=now() + QUIET) == 4
    moved, other = outbox("every@example.com"), outbox("one@example.com")
    assert ([letter.text.count("→") for letter in moved], [letter.text.count("→") for letter in other]) == ([4], [1])
    assert len(set(re.findall(r"/r/\S+", moved[0].text))) == 4
    cancel(series, 0, Scope.ALL, me)
    (called_off,) = outbox("every@example.com")[1:]
    assert [day in called_off.text for day in ("3. 10.", "3. 17.", "3. 24.", "3. 31.", "4. 7.")] == [True] * 5
    assert called_off.text.count("장소 공사") == 1
    assert [letter.text.count("■") for letter in outbox("one@example.com")] == [1, 1]


def test_drafts_are_thrown_away_when_all_are_cancelled_and_their_days_left_out(me: Account) -> None:
    series = make_series(published=False)
    cancel(series, 0, Scope.ALL, me)
    session.refresh(series)
    assert events_of(series) == []
    assert series.left_out == ["2026-03-10", "2026-03-17", "2026-03-24", "2026-03-31", "2026-04-07"]


def test_a_longer_rule_adds_dates_like_the_last_ones(me: Account) -> None:
    series = make_series()
    event = events_of(series)[0]
    revise(series, 0, Scope.ALL, me, starts_at=event.starts_at + HOUR, ends_at=event.ends_at + HOUR)
    session.refresh(series)
    done = change_rule(series, me, "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=7")
    assert (done.added, done.removed, list(done.kept)) == (2, 0, [])
    assert days_of(series)[-2:] == ["04-14 17:00", "04-21 17:00"]
    assert [event.status for event in events_of(series)][-2:] == [Status.DRAFT] * 2


def test_dates_that_fall_out_are_removed_unless_people_come(me: Account) -> None:
    series = make_series()
    make_registration(events_of(series)[4])
    done = change_rule(series, me, "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=3")
    assert (done.added, done.removed, len(done.kept)) == (0, 1, 1)
    assert days_of(series) == ["03-10 16:00", "03-17 16:00", "03-24 16:00", "04-07 16:00"]


def test_a_day_left_out_is_removed_and_not_made_again(me: Account) -> None:
    series = make_series()
    change_rule(series, me, series.rule, (date(2026, 3, 17),))
    session.refresh(series)
    assert "03-17 16:00" not in days_of(series)
    assert change_rule(series, me, series.rule, (date(2026, 3, 17),)).added == 0
    session.refresh(series)
    assert change_rule(series, me, series.rule).added == 1


def test_what_is_over_stays_whatever_the_rule_becomes(me: Account, at: Any) -> None:
    series = make_series()
    with at("2026-03-20 09:00"):
        change_rule(series, me, "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE;COUNT=5")
    assert days_of(series) == ["03-10 16:00", "03-17 16:00", "03-25 16:00", "04-01 16:00", "04-08 16:00"]


def test_a_rule_changed_upon_an_older_state_is_refused(me: Account) -> None:
    series = make_series()
    series_id = series.id
    recurrence = Recurrence(rule=series.rule, starts_at=series.starts_at)
    with pytest.raises(SeriesChangedMeanwhile), transaction():
        services.change_rule(series_id, recurrence, version=7, by=me, now=now())


def test_a_draft_thrown_away_is_a_day_left_out(me: Account) -> None:
    series = make_series(published=False)
    event_id = events_of(series)[1].id
    with transaction():
        event_services.discard(event_id, by=session.get_one(Account, me.id), now=now())
    session.refresh(series)
    assert series.left_out == ["2026-03-17"]
    assert len(events_of(series)) == 4


def copy(series: Series, day: date, parts: set[Part], me: Account) -> Series:
    series_id, by = series.id, me.id
    with transaction():
        made = services.copy(series_id, day, parts, zone=zone(), by=session.get_one(Account, by), now=now())
    session.refresh(made)
    return made


def test_a_series_is_copied_as_drafts_with_what_is_chosen(me: Account) -> None:
    series = make_series()
    made = copy(series, date(2027, 3, 2), {Part.TEXTS}, me)
    assert days_of(made)[:2] == ["03-02 16:00", "03-09 16:00"]
    events = events_of(made)
    assert {(event.status, event.venue_ko, event.text_ko) for event in events} == {(Status.DRAFT, "", "매월 만납니다.")}
    assert len(events) == 5


def test_the_last_day_moves_along_when_a_series_is_copied(me: Account) -> None:
    series = make_series(rule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20260331T145959Z")
    made = copy(series, date(2026, 9, 8), set(Part), me)
    assert days_of(made) == ["09-08 16:00", "09-15 16:00", "09-22 16:00", "09-29 16:00"]


def test_a_series_without_dates_has_nothing_to_copy(me: Account) -> None:
    series = make_series(published=False)
    cancel(series, 0, Scope.ALL, me)
    with pytest.raises(NoDateLeft):
        copy(series, date(2027, 3, 2), set(), me)


def test_a_copy_of_more_dates_than_a_form_takes_is_refused(me: Account) -> None:
    series = make_series()
    with transaction():
        session.get_one(Series, series.id).rule = "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=500"
    with pytest.raises(SenselessPlan) as refusal:
        copy(series, date(2027, 3, 2), set(), me)
    assert "500" in str(refusal.value.faults["day"])


def test_the_moment_a_rule_is_counted_from_is_kept_in_utc(app: Flask) -> None:
    series = make_series(begins="2026-03-10 07:30")
    assert series.starts_at == datetime(2026, 3, 9, 22, 30, tzinfo=series.starts_at.tzinfo)
    assert rules.day_of(series.starts_at) == date(2026, 3, 10)
