"""What stands in which calendar?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from eventhub.calendars import queries
from eventhub.calendars.models import FeedLink, Scope
from eventhub.core.ics import Entry
from eventhub.events.entries import deadline_entry, desk_entry
from eventhub.events.entries import entry as event_entry
from eventhub.events.models import Event
from eventhub.picks.entries import entries_of as picked_entries
from eventhub.picks.queries import calendar_of_account
from eventhub.programme.queries import public_papers
from eventhub.registrations.entries import answer_entry, place_entry


def public_entries(found: Sequence[Event], *, deadlines: bool = False) -> list[Entry]:
    """Show events as everybody may see them, with the papers everybody may open."""
    papers = public_papers([event.id for event in found])
    listed = [event_entry(event, papers=papers.get(event.id, ())) for event in found]
    return [*listed, *map(deadline_entry, found)] if deadlines else listed


def entries_of(link: FeedLink, *, now: datetime) -> list[Entry]:
    """Show what a private calendar holds, with the alarms its owner wants."""
    listed = _of_scope(link, now=now)
    if not link.alarm_minutes:
        return listed
    before = timedelta(minutes=link.alarm_minutes)
    return [replace(entry, alarms=(before,)) for entry in listed]


def _of_scope(link: FeedLink, *, now: datetime) -> list[Entry]:
    if link.scope is Scope.DESK:
        return _of_desk(queries.list_desk(link.account, now=now), deadlines=link.has_deadlines)
    if link.scope is Scope.FAVOURITES:
        picked, since = calendar_of_account(link.account), queries.window_start(now)
        return picked_entries(picked, since=since, deadlines=link.has_deadlines)
    places = queries.list_places(link.account, now=now)
    papers = public_papers([place.event_id for place in places])
    listed = [place_entry(place, papers=papers.get(place.event_id, ())) for place in places]
    return [*listed, *_present(map(answer_entry, places))] if link.has_deadlines else listed


def _of_desk(found: Sequence[Event], *, deadlines: bool) -> list[Entry]:
    papers = public_papers([event.id for event in found])
    listed = [desk_entry(event, papers=papers.get(event.id, ())) for event in found]
    return [*listed, *map(deadline_entry, found)] if deadlines else listed


def _present(entries: Iterable[Entry | None]) -> list[Entry]:
    return [entry for entry in entries if entry is not None]
