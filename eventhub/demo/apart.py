"""Which made-up events are not for everybody, or wait for somebody before they are shown?"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from eventhub.demo.values import Complex, Event, Series, TeamMember

BEFORE = timedelta(days=10)


def set_apart(events: Iterable[Event], series: Iterable[Series], ours: str, now: datetime) -> list[Event]:
    """Make one event unlisted and one for members, and let a draft publish itself; no chance is used up by it."""
    regular = {key for one in series for key in one.events}
    found = list(events)
    changes: tuple[tuple[str, Callable[[Event], Event]], ...] = (
        ("published", lambda event: replace(event, visibility="unlisted")),
        ("published", lambda event: replace(event, visibility="members")),
        ("draft", lambda event: replace(event, publish_at=event.starts_at - BEFORE)),
    )
    done: set[str] = set()
    for status, change in changes:
        place = _first(found, {ours}, status, now, done | regular)
        if place is not None:
            done.add(found[place].key)
            found[place] = change(found[place])
    return found


def submit_one(events: Iterable[Event], teams: Iterable[TeamMember], ours: str, now: datetime) -> list[Event]:
    """Let a coordinator of another team have submitted a draft to the head; else what nobody can register for yet."""
    found = list(events)
    others = {one.complex: one.person for one in teams if one.complex != ours and one.post == "coordinator"}
    place = _first(found, others, "draft", now, ())
    if place is None:
        begun = {event.key for event in found if event.registration_opens_at < now}
        place = _first(found, others, "published", now, begun)
    if place is not None:
        found[place] = replace(found[place], status="draft", submitted_by=others[found[place].complex])
    return found


def with_approval(complexes: Iterable[Complex], events: Iterable[Event]) -> tuple[Complex, ...]:
    """Let heads look at the events of a team where one was submitted."""
    teams = {event.complex for event in events if event.submitted_by}
    return tuple(replace(one, events_need_approval=one.slug in teams) for one in complexes)


def _first(
    events: list[Event], teams: Collection[str], status: str, now: datetime, besides: Collection[str]
) -> int | None:
    """Find the first event of some teams so late that there is time for what is to come."""
    return next(
        (
            place
            for place, event in enumerate(events)
            if event.complex in teams
            and event.status == status
            and event.kind != "cluster_day"
            and event.starts_at > now + BEFORE
            and event.key not in besides
        ),
        None,
    )
