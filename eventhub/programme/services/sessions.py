"""How is a session planned, placed in the timetable, given its people, and taken off again?

Whoever writes holds the event until the transaction ends, so two planners never both find a room free.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.announce import announce
from eventhub.core.db import session
from eventhub.core.i18n import pick
from eventhub.core.types import public_id as new_public_id
from eventhub.events import queries as events
from eventhub.events import services as event_services
from eventhub.events.errors import CapacityBelowSeats, EventIsCancelled
from eventhub.events.models import Event, Status
from eventhub.programme import queries, rules
from eventhub.programme.errors import ChangedMeanwhile, RoomTaken, SenselessProgramme
from eventhub.programme.facts import SessionCapacityRaised
from eventhub.programme.models import Appearance, ProgrammeSession
from eventhub.programme.rules import AppearancePlan, MinutesPlan, Place, SessionPlan


def add_session(
    event_id: int, plan: SessionPlan, *, despite_taken_room: bool = False, by: Account, now: datetime
) -> ProgrammeSession:
    """Plan a session of an event; where the room is taken it is refused, unless that is wanted for the moment."""
    event = hold_event(event_id)
    _check(event, plan, None, despite_taken_room=despite_taken_room)
    values = {name: getattr(plan, name) for name in rules.SESSION_FIELDS}
    added = ProgrammeSession(
        public_id=new_public_id(), event_id=event.id, version=1, seats_taken=0, created_at=now, updated_at=now, **values
    )
    session.add(added)
    _record("session-added", added, by, now)
    return added


def revise_session(
    event_id: int,
    public_id: str,
    plan: SessionPlan,
    *,
    version: int,
    despite_taken_room: bool = False,
    by: Account,
    now: datetime,
) -> ProgrammeSession:
    """Change what is planned for a session; `version` is the one the planner has read."""
    event = hold_event(event_id)
    planned = _current(event, public_id, version)
    before = rules.plan_of_session(planned)
    _check(event, plan, planned, despite_taken_room=despite_taken_room)
    changed = [name for name in rules.SESSION_FIELDS if getattr(before, name) != getattr(plan, name)]
    for name in changed:
        setattr(planned, name, getattr(plan, name))
    if changed:
        _touch(planned, now)
        _record("session-revised", planned, by, now, changed=changed)
    if rules.takes_more(before, plan):
        announce(SessionCapacityRaised(event_id=event_id, session_id=public_id, at=now))
    return planned


def place_session(  # noqa: PLR0913 - a place is a room and two moments
    event_id: int,
    public_id: str,
    *,
    room_id: int | None,
    starts_at: datetime,
    ends_at: datetime,
    version: int,
    despite_taken_room: bool = False,
    by: Account,
    now: datetime,
) -> ProgrammeSession:
    """Put a session into a room and a time; the rest of it stays."""
    hold_event(event_id)
    placed = rules.plan_of_session(queries.get_session(event_id, public_id))
    plan = replace(placed, room_id=room_id, starts_at=starts_at, ends_at=ends_at)
    return revise_session(
        event_id, public_id, plan, version=version, despite_taken_room=despite_taken_room, by=by, now=now
    )


def put_back(
    event_id: int, public_id: str, place: Place, *, version: int, by: Account, now: datetime
) -> ProgrammeSession:
    """Undo a move: put a session to where and when it was, also if that clashes, for it did so before."""
    hold_event(event_id)
    room = queries.find_room(place.room) if place.room else None
    placed = rules.plan_of_session(queries.get_session(event_id, public_id))
    plan = replace(placed, room_id=room.id if room else None, starts_at=place.starts_at, ends_at=place.ends_at)
    return revise_session(event_id, public_id, plan, version=version, despite_taken_room=True, by=by, now=now)


def unplace_session(event_id: int, public_id: str, *, version: int, by: Account, now: datetime) -> ProgrammeSession:
    """Take a session off the timetable; it is kept for another time."""
    hold_event(event_id)
    placed = rules.plan_of_session(queries.get_session(event_id, public_id))
    plan = replace(placed, room_id=None, starts_at=None, ends_at=None)
    return revise_session(event_id, public_id, plan, version=version, by=by, now=now)


def set_appearances(
    event_id: int, public_id: str, cast: Sequence[AppearancePlan], *, version: int, by: Account, now: datetime
) -> ProgrammeSession:
    """Say who appears in a session, in this order; somebody named twice appears once."""
    planned = _current(hold_event(event_id), public_id, version)
    before = [(one.speaker_id, one.role) for one in planned.appearances]
    speakers = {one.public_id: one for one in queries.list_speakers(event_id)}
    wanted = {one.speaker_id: one.role for one in reversed(cast) if one.speaker_id in speakers}
    named = list(dict.fromkeys(one.speaker_id for one in cast if one.speaker_id in wanted))
    if [(speakers[one].id, wanted[one]) for one in named] == before:
        return planned
    kept = {one.speaker.public_id: one for one in planned.appearances}
    appearances = []
    for position, name in enumerate(named):
        appearance = kept.get(name) or Appearance(speaker=speakers[name])
        appearance.role, appearance.position = wanted[name], position
        appearances.append(appearance)
    planned.appearances = appearances
    _touch(planned, now)
    _record("session-cast", planned, by, now, number=len(appearances))
    return planned


def write_minutes(
    event_id: int, public_id: str, minutes: MinutesPlan, *, version: int, by: Account, now: datetime
) -> ProgrammeSession:
    """Write down what was said in a session, and who may read it."""
    planned = _current(hold_event(event_id), public_id, version)
    if rules.minutes_of(planned) != minutes:
        planned.minutes_ko, planned.minutes_en = minutes.minutes_ko, minutes.minutes_en
        planned.minutes_audience = minutes.minutes_audience
        _touch(planned, now)
        _record("session-minuted", planned, by, now)
    return planned


def remove_session(event_id: int, public_id: str, *, version: int, by: Account, now: datetime) -> None:
    """Remove a session for good; if it was released, the next release says that it is gone."""
    planned = _current(hold_event(event_id), public_id, version)
    for material in queries.list_materials_of_session(planned.id):
        material.session_id, material.version = None, material.version + 1
    session.flush()  # no material may refer to the session when it goes
    _record("session-removed", planned, by, now)
    session.delete(planned)


def hold_event(event_id: int) -> Event:
    """Hold the event whose programme is written; nothing about a cancelled one changes."""
    event = events.lock(event_id)
    if event.status is Status.CANCELLED:
        raise EventIsCancelled
    return event


def _current(event: Event, public_id: str, version: int) -> ProgrammeSession:
    """Return a session if it is still as the planner has read it."""
    planned = queries.get_session(event.id, public_id)
    if planned.version != version:
        raise ChangedMeanwhile(planned.version)
    return planned


def _check(event: Event, plan: SessionPlan, planned: ProgrammeSession | None, *, despite_taken_room: bool) -> None:
    faults = rules.faults_of_session(plan) | queries.strange_parts(event.id, plan)
    if faults:
        raise SenselessProgramme(faults)
    if planned and plan.capacity is not None and plan.capacity < planned.seats_taken:
        raise CapacityBelowSeats(planned.seats_taken)
    if not despite_taken_room:
        _refuse_taken_room(event, plan, planned)


def _refuse_taken_room(event: Event, plan: SessionPlan, planned: ProgrammeSession | None) -> None:
    where_and_when = (plan.room_id, plan.starts_at, plan.ends_at)
    if plan.room_id is None or plan.starts_at is None or plan.ends_at is None:
        return
    if planned and where_and_when == (planned.room_id, planned.starts_at, planned.ends_at):
        return
    # Other events are not held: whoever places into the room waits here.
    event_services.hold_rooms([plan.room_id])
    title = queries.find_use_of_room(
        plan.room_id, plan.starts_at, plan.ends_at, event_id=event.id, except_session_id=planned.id if planned else None
    )
    if title is not None:
        raise RoomTaken(pick(queries.get_room(plan.room_id), "name"), title)


def _touch(planned: ProgrammeSession, now: datetime) -> None:
    planned.version, planned.updated_at = planned.version + 1, now


def _record(action: str, planned: ProgrammeSession, by: Account, now: datetime, **detail: object) -> None:
    audit.record(action, f"programme-session:{planned.public_id}", actor=by.public_id, now=now, **detail)
