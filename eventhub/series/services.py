"""How is a series planned, how do its dates change together, and what becomes of those the rule no longer makes?"""

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import delete, update

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import hold, session
from eventhub.core.i18n import gettext
from eventhub.core.moments import say_day
from eventhub.core.types import public_id
from eventhub.events import queries as events
from eventhub.events import rules as event_rules
from eventhub.events import services as event_services
from eventhub.events.errors import CapacityBelowSeats, SenselessPlan
from eventhub.events.facts import DraftDiscarded, EventCopied, EventRevised, EventsCancelled
from eventhub.events.models import Event, Status
from eventhub.events.rules import Part, Plan
from eventhub.series import queries, rules
from eventhub.series.errors import NoDateLeft, SeriesChangedMeanwhile
from eventhub.series.models import Series, SeriesDate
from eventhub.series.rules import OWN_WORDS, Recurrence, Scope


@dataclass(frozen=True)
class Changed:
    """How many dates were changed together, and how many stayed because they had been changed by themselves."""

    dates: int
    own: int


@dataclass(frozen=True)
class NewRule:
    """What a new rule did: dates added and removed, and those that fell out of it and are kept for their guests."""

    added: int
    removed: int
    kept: Sequence[datetime]


def plan(plan: Plan, recurrence: Recurrence, *, by: Account, now: datetime) -> Series:
    """Plan a series: each date it makes is an event of its own, as a draft."""
    dates = recurrence.dates()
    if not dates or len(dates) > rules.MOST:
        raise SenselessPlan(rules.faults_of_dates(recurrence))
    series = Series(
        public_id=public_id(),
        rule=recurrence.rule,
        # The rule's own first date, as the standard asks: the day somebody began to count from may be none.
        starts_at=recurrence.every()[0],
        left_out=_written(recurrence.left_out),
        created_at=now,
        updated_at=now,
        **{name: getattr(plan, name) for name in OWN_WORDS},
    )
    session.add(series)
    for moment in dates:
        _add(series, rules.placed(plan, moment), moment, by=by, now=now)
    audit.record("series-planned", f"series:{series.public_id}", actor=by.public_id, now=now, dates=len(dates))
    return series


def copy(
    series_id: int, first_day: date, parts: Container[Part], *, zone: tzinfo, by: Account, now: datetime
) -> Series:
    """Plan a series like another one from another day on, as drafts; days left out belong to their year."""
    series = queries.get(series_id)
    event = _model(series).event
    usual = event_rules.usual_of(events.find_team_usual(event.complex_id, event.kind), event.kind)
    plan_ = event_rules.copied(event, first_day, parts, usual, zone=zone, now=now)
    repetition = rules.repetition_of(series.rule)
    if repetition.until is not None:
        days = first_day - rules.day_of(series.starts_at)
        repetition = replace(repetition, until=repetition.until + days)
    recurrence = Recurrence(rule=rules.rule_of(repetition), starts_at=plan_.starts_at)
    faults = rules.faults_of_dates(recurrence)
    if faults:
        raise SenselessPlan({"day": next(iter(faults.values()))})
    made = plan(plan_, recurrence, by=by, now=now)
    for event_id in queries.list_event_ids(made):
        announce(EventCopied(event_id=event_id, from_event_id=event.id, parts=parts, at=now))
    return made


def submit(series_id: int, *, by: Account, now: datetime) -> int:
    """Ask the head of the team to look at every draft to come, in one letter; say how many were not submitted yet."""
    drafts = [date_ for date_ in _drafts(series_id, now=now) if date_.event.submitted_at is None]
    path = _path(series_id)
    for date_, told in _one_letter_for(drafts):
        with _naming(date_):
            event_services.submit(date_.event_id, by=by, dates=told, path=path, now=now)
    return len(drafts)


def publish(series_id: int, *, by: Account, now: datetime) -> int:
    """Show every date to come to everybody it is for; say how many were drafts until now."""
    # Those somebody submitted come first: the letter about the first speaks for all.
    drafts = sorted(_drafts(series_id, now=now), key=lambda date_: date_.event.submitted_at is None)
    path = _path(series_id)
    for date_, told in _one_letter_for(drafts):
        with _naming(date_):
            event_services.publish(date_.event_id, by=by, dates=told, path=path, now=now)
    return len(drafts)


def revise(
    date_: SeriesDate,
    plan: Plan,
    scope: Scope,
    *,
    version: int | None = None,
    with_sessions: bool = False,
    by: Account,
    now: datetime,
) -> Changed:
    """Change a date as planned, and with it the others of the scope that were not changed by themselves.

    The sessions of each date move along with it if that is wanted.
    """
    series_id, event_id = date_.series_id, date_.event_id
    how: dict[str, Any] = {"with_sessions": with_sessions, "by": by, "now": now}
    if scope is Scope.THIS:
        event_services.revise(event_id, plan, version=version, **how)
        return Changed(1, 0)
    others = _others(date_, scope, now=now)
    # In the order in which who registers for several dates takes them, so that nobody waits for each other.
    held = {one: events.lock(one) for one in sorted([event_id, *(other.event_id for other in others)])}
    before, was_own = rules.plan_of(held[event_id]), date_.is_own
    together = [other for other in others if not other.is_own]
    targets = {other.event_id: rules.carried(before, plan, rules.plan_of(other.event)) for other in together}
    event_services.hold_rooms([plan.room_id, *(target.room_id for target in targets.values())])
    event_services.revise(event_id, plan, version=version, **how)
    _let_be_own(date_, is_own=was_own)
    for other in together:
        with _naming(other):
            event_services.revise(other.event_id, targets[other.event_id], **how)
        _let_be_own(other, is_own=False)
    if scope is Scope.ALL:
        _describe(queries.get(series_id), before, plan, now=now)
    return Changed(len(together) + 1, len(others) - len(together))


def cancel(date_: SeriesDate, scope: Scope, *, reason: str, by: Account, now: datetime) -> Changed:
    """Call a date off, and with it the others of the scope; drafts among them are thrown away."""
    if scope is Scope.THIS:
        event_services.cancel(date_.event_id, reason=reason, by=by, now=now)
        return Changed(1, 0)
    chosen = sorted([date_, *_others(date_, scope, now=now)], key=lambda one: one.event_id)
    together = [one for one in chosen if one is date_ or not one.is_own]
    for one in together:
        events.lock(one.event_id)
    drafts = [one.event_id for one in together if one.event.status is Status.DRAFT]
    for event_id in drafts:
        event_services.discard(event_id, by=by, now=now)
    published = [one.event_id for one in together if one.event_id not in drafts]
    event_services.cancel_all(published, reason=reason, by=by, now=now)
    return Changed(len(together), len(chosen) - len(together))


def change_rule(series_id: int, recurrence: Recurrence, *, version: int, by: Account, now: datetime) -> NewRule:
    """Give a series another rule: dates to come are added, and those that fell out removed if nobody registered."""
    hold(f"series:{series_id}")
    series = queries.get(series_id)
    if version != series.version:
        raise SeriesChangedMeanwhile(series.version)
    model, wanted = _model(series), set(recurrence.dates())
    kept, removed = _let_go(queries.list_to_change(series, now=now), wanted, by=by, now=now)
    pattern, shift = rules.plan_of(model.event), rules.distance(model.planned_at, model.event.starts_at)
    missing = sorted(moment for moment in wanted - set(queries.list_planned(series)) if moment > now)
    for moment in missing:
        _add(series, rules.placed(pattern, rules.later(moment, shift)), moment, by=by, now=now)
    series.rule, series.left_out = recurrence.rule, _written(recurrence.left_out)
    series.version, series.updated_at = series.version + 1, now
    done = NewRule(len(missing), removed, kept)
    counted = {"added": done.added, "removed": done.removed, "kept": len(done.kept)}
    audit.record("series-rule-changed", f"series:{series.public_id}", actor=by.public_id, now=now, **counted)
    return done


def note_own(fact: EventRevised) -> None:
    """Remember that a date was changed by itself."""
    session.execute(update(SeriesDate).where(SeriesDate.event_id == fact.event_id).values(is_own=True))


def note_cancelled(fact: EventsCancelled) -> None:
    """Remember that dates will not take place; what is decided for the others does not bring them back."""
    session.execute(update(SeriesDate).where(SeriesDate.event_id.in_(fact.event_ids)).values(is_own=True))


def forget_discarded(fact: DraftDiscarded) -> None:
    """Leave the day of a draft out that is thrown away, so that the rule does not make it again."""
    date_ = queries.find_date_of(fact.event_id)
    if date_ is not None:
        day = rules.day_of(date_.planned_at).isoformat()
        date_.series.left_out = sorted({*date_.series.left_out, day})
        session.execute(delete(SeriesDate).where(SeriesDate.event_id == fact.event_id))


def _add(series: Series, plan: Plan, planned_at: datetime, *, by: Account, now: datetime) -> None:
    with _naming_day(plan.starts_at):
        event = event_services.draft(plan, by=by, now=now)
    session.add(SeriesDate(series=series, event=event, planned_at=planned_at, is_own=False))


def _model(series: Series) -> SeriesDate:
    model = queries.find_model(series)
    if model is None:
        raise NoDateLeft
    return model


def _held(series_id: int, since: datetime | None = None, *, now: datetime) -> Sequence[SeriesDate]:
    """List the dates that can still be changed; nobody else changes the series until this is done."""
    hold(f"series:{series_id}")
    return queries.list_to_change(queries.get(series_id), since, now=now)


def _drafts(series_id: int, *, now: datetime) -> list[SeriesDate]:
    return [date_ for date_ in _held(series_id, now=now) if date_.event.status is Status.DRAFT]


def _one_letter_for(dates: Sequence[SeriesDate]) -> Iterator[tuple[SeriesDate, int]]:
    """Say of each date for how many a letter about it speaks: all of them, or none."""
    return ((date_, 0 if place else len(dates)) for place, date_ in enumerate(dates))


def _path(series_id: int) -> str:
    return f"/desk/series/{queries.get(series_id).public_id}"


def _others(date_: SeriesDate, scope: Scope, *, now: datetime) -> list[SeriesDate]:
    since = date_.planned_at if scope is Scope.LATER else None
    return [other for other in _held(date_.series_id, since, now=now) if other.event_id != date_.event_id]


def _let_be_own(date_: SeriesDate, *, is_own: bool) -> None:
    """Take back what `note_own` noted: this date was changed together with others."""
    session.execute(update(SeriesDate).where(SeriesDate.event_id == date_.event_id).values(is_own=is_own))


def _describe(series: Series, before: Plan, after: Plan, *, now: datetime) -> None:
    changed = [name for name in OWN_WORDS if getattr(before, name) != getattr(after, name)]
    for name in changed:
        setattr(series, name, getattr(after, name))
    if changed:
        series.updated_at = now


def _let_go(
    dates: Sequence[SeriesDate], wanted: Container[datetime], *, by: Account, now: datetime
) -> tuple[list[datetime], int]:
    """Remove the dates a rule no longer makes; those with guests are kept, and said."""
    fallen = [date_ for date_ in dates if date_.planned_at not in wanted]
    kept = []
    removed = 0
    for event in (events.lock(date_.event_id) for date_ in fallen):
        if event.seats_taken:
            kept.append(event.starts_at)
        else:
            _remove(event, by=by, now=now)
            removed += 1
    return sorted(kept), removed


def _remove(event: Event, *, by: Account, now: datetime) -> None:
    if event.status is Status.PUBLISHED:
        event_services.withdraw(event.id, by=by, now=now)
    # The rule itself leaves the day out: it need not be noted among the days left out.
    session.execute(delete(SeriesDate).where(SeriesDate.event_id == event.id))
    event_services.discard(event.id, by=by, now=now)


def _written(days: Sequence[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


@contextmanager
def _naming(date_: SeriesDate) -> Iterator[None]:
    with _naming_day(date_.event.starts_at):
        yield


@contextmanager
def _naming_day(moment: datetime) -> Iterator[None]:
    """Say of which date it is what is refused."""
    try:
        yield
    except (SenselessPlan, CapacityBelowSeats) as refusal:
        faults = refusal.faults if isinstance(refusal, SenselessPlan) else {"capacity": refusal.sentence}
        day = say_day(rules.day_of(moment))
        said = {name: gettext("%(day)s: %(sentence)s", day=day, sentence=str(it)) for name, it in faults.items()}
        raise SenselessPlan(said) from refusal
