"""What is planned for an event, what was released of it, and which rooms do sessions use?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventhub.clusters.queries import list_closed_days
from eventhub.core.clock import local, zone
from eventhub.core.db import get_or_refuse, session
from eventhub.core.holidays import holidays_between
from eventhub.core.i18n import current_locale, gettext, ngettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.search import holding
from eventhub.events import queries as events
from eventhub.events.models import Event, Status
from eventhub.organisations.models import Organisation
from eventhub.programme import rules
from eventhub.programme.models import (
    AcceptedWarning,
    Appearance,
    Audience,
    Material,
    MaterialFile,
    ProgrammeSession,
    Release,
    Speaker,
    Track,
)
from eventhub.programme.rules import Booking, Programme, SessionPlan, Snapshot
from eventhub.programme.schedule import ShownProgramme, read
from eventhub.venues.models import Room


def list_sessions(event_id: int) -> Sequence[ProgrammeSession]:
    """List the sessions of an event as planned, in the order of time; those not placed yet come last.

    Track, room with venue and appearances with their speakers are loaded.
    """
    rows = _sessions().where(ProgrammeSession.event_id == event_id)
    order = (ProgrammeSession.starts_at.is_(None), ProgrammeSession.starts_at, ProgrammeSession.id)
    return session.scalars(rows.order_by(*order)).all()


def count_placed(event_ids: Collection[int]) -> int:
    """Count the sessions of some events that have their time."""
    placed = and_(ProgrammeSession.event_id.in_(event_ids), ProgrammeSession.starts_at.is_not(None))
    return session.scalar(select(func.count()).where(placed)) or 0


def get_session(event_id: int, public_id: str) -> ProgrammeSession:
    """Return a session of an event, fresh, with everything `list_sessions` loads."""
    rows = _sessions().where(ProgrammeSession.event_id == event_id, ProgrammeSession.public_id == public_id)
    return get_or_refuse(rows.execution_options(populate_existing=True))


def list_tracks(event_id: int) -> Sequence[Track]:
    """List the tracks of an event in their order."""
    return session.scalars(select(Track).where(Track.event_id == event_id).order_by(Track.position, Track.id)).all()


def get_track(event_id: int, public_id: str) -> Track:
    """Return a track of an event."""
    return get_or_refuse(select(Track).where(Track.event_id == event_id, Track.public_id == public_id))


def list_speakers(event_id: int) -> Sequence[Speaker]:
    """List the speakers of an event by name; their appearances with the sessions are loaded."""
    rows = _speakers().where(Speaker.event_id == event_id)
    return session.scalars(rows.order_by(Speaker.name, Speaker.id)).all()


def get_speaker(event_id: int, public_id: str) -> Speaker:
    """Return a speaker of an event, with everything `list_speakers` loads."""
    return get_or_refuse(_speakers().where(Speaker.event_id == event_id, Speaker.public_id == public_id))


def list_materials(event_id: int) -> Sequence[Material]:
    """List the materials of an event, oldest first, without the bytes of their files."""
    return session.scalars(select(Material).where(Material.event_id == event_id).order_by(Material.id)).all()


def list_materials_with_session(event_id: int) -> Sequence[tuple[Material, str | None]]:
    """List the materials of an event, oldest first, each with the public id of its session (None: of the event)."""
    rows = select(Material, ProgrammeSession.public_id).outerjoin(
        ProgrammeSession, ProgrammeSession.id == Material.session_id
    )
    found = session.execute(rows.where(Material.event_id == event_id).order_by(Material.id))
    return [(material, session_id) for material, session_id in found]


def public_papers(event_ids: Collection[int]) -> dict[int, list[str]]:
    """Name (public ids) the materials of some events as a whole that everybody may open, oldest first."""
    if not event_ids:
        return {}
    rows = select(Material.event_id, Material.public_id).where(
        Material.event_id.in_(event_ids), Material.session_id.is_(None), Material.audience == Audience.PUBLIC
    )
    found: dict[int, list[str]] = {}
    for event_id, public_id in session.execute(rows.order_by(Material.id)):
        found.setdefault(event_id, []).append(public_id)
    return found


def list_materials_of_session(session_id: int) -> Sequence[Material]:
    """List the materials of one session, oldest first."""
    return session.scalars(select(Material).where(Material.session_id == session_id).order_by(Material.id)).all()


def get_material(event_id: int, public_id: str) -> Material:
    """Return a material of an event, without the bytes of its file."""
    return get_or_refuse(select(Material).where(Material.event_id == event_id, Material.public_id == public_id))


def content_of(material_id: int) -> bytes:
    """Return the bytes of the file of a material; refuse when it is a link."""
    return get_or_refuse(select(MaterialFile.content).where(MaterialFile.material_id == material_id))


def latest_release(event_id: int) -> Release | None:
    """Return the programme as visitors see it, or None before the first release."""
    return session.scalar(_releases(event_id).limit(1))


def find_released(event_id: int) -> tuple[Release, ShownProgramme] | None:
    """Read the programme as visitors see it, or None before the first release; who no longer agrees is not in it."""
    release = latest_release(event_id)
    return (release, read(release.snapshot, consenting_speakers(event_id))) if release else None


def list_releases(event_id: int) -> Sequence[Release]:
    """List all releases of an event's programme, newest first."""
    return session.scalars(_releases(event_id)).all()


def consenting_speakers(event_id: int) -> frozenset[str]:
    """Name (public ids) who agrees to be shown now: a release may be older than a changed mind."""
    rows = select(Speaker.public_id).where(Speaker.event_id == event_id, Speaker.consented_at.is_not(None))
    return frozenset(session.scalars(rows))


def find_minutes(event_id: int, public_id: str) -> ProgrammeSession | None:
    """Find the session whose minutes are asked for; one that was released may have been removed since."""
    rows = select(ProgrammeSession).where(ProgrammeSession.event_id == event_id)
    return session.scalar(rows.where(ProgrammeSession.public_id == public_id))


def find_room(public_id: str) -> Room | None:
    """Find a room that was released, as it is now, with its venue."""
    return session.scalar(select(Room).options(joinedload(Room.venue)).where(Room.public_id == public_id))


def accepted_warnings(event_id: int) -> Mapping[str, AcceptedWarning]:
    """Return the warnings a planner has accepted, by their key."""
    rows = select(AcceptedWarning).where(AcceptedWarning.event_id == event_id)
    return {accepted.key: accepted for accepted in session.scalars(rows)}


def session_bookings_of_rooms(
    room_ids: Collection[int], begin: datetime, end: datetime, except_event_id: int | None = None
) -> Sequence[ProgrammeSession]:
    """List the placed sessions that use some rooms between two moments; those of cancelled events do not count.

    The event is loaded with its complex, for whoever wants to say what takes place there, and whose it is.
    """
    overlaps = (ProgrammeSession.starts_at < end, ProgrammeSession.ends_at > begin)
    rows = (
        select(ProgrammeSession)
        .join(ProgrammeSession.event)
        .where(ProgrammeSession.room_id.in_(room_ids), *overlaps, Event.status != Status.CANCELLED)
        .options(joinedload(ProgrammeSession.event).joinedload(Event.complex, innerjoin=True))
    )
    if except_event_id is not None:
        rows = rows.where(ProgrammeSession.event_id != except_event_id)
    return session.scalars(rows.order_by(ProgrammeSession.starts_at, ProgrammeSession.id)).all()


def ended_before(moment: datetime) -> Select[int]:
    """Select the numbers of the events that were over before a moment."""
    return select(Event.id).where(Event.ends_at < moment)


def find_use_of_room(
    room_id: int, begin: datetime, end: datetime, *, event_id: int, except_session_id: int | None
) -> str | None:
    """Name what uses a room between two moments: a session of this event, or anything of another one; else None."""
    for other in session_bookings_of_rooms([room_id], begin, end):
        if other.id != except_session_id:
            return pick(other if other.event_id == event_id else other.event, "title")
    bookings = events.bookings_of_rooms([room_id], begin, end, except_event_id=event_id)
    return pick(bookings[0], "title") if bookings else None


def strange_parts(event_id: int, plan: SessionPlan) -> dict[str, Any]:
    """Say which track or room of a plan is not there to be chosen: one sentence per field."""
    faults = {}
    if plan.track_id is not None:
        track = session.get(Track, plan.track_id)
        if track is None or track.event_id != event_id:
            faults["track_id"] = _("Please choose a track of this event.")
    if plan.room_id is not None and session.get(Room, plan.room_id) is None:
        faults["room_id"] = _("Please choose a room.")
    return faults


def get_room(room_id: int) -> Room:
    """Return a room."""
    return session.get_one(Room, room_id)


def find_organisation(organisation_id: int | None) -> Organisation | None:
    """Return an organisation, or None when none is named or there is none."""
    return session.get(Organisation, organisation_id) if organisation_id is not None else None


def programme_of(event: Event) -> Programme:
    """Return the timetable of an event as planned, with everything it can clash with, for `rules.clashes`."""
    sessions = list_sessions(event.id)
    bookings = tuple(_bookings(event, sessions))
    closed_days = _closed_days(event, sessions)
    return Programme(event=event, sessions=sessions, bookings=bookings, closed_days=closed_days, zone=zone())


def snapshot_now(event: Event) -> Snapshot:
    """Write down what visitors would see if the programme were released now."""
    sessions = list_sessions(event.id)
    return rules.snapshot_of(event, list_tracks(event.id), sessions, list_speakers(event.id), zone=zone())


def warnings_about(event: Event) -> list[str]:
    """Say what the planner of an event should know about its programme: what clashes, what visitors do not see yet."""
    hard = sum(clash.is_hard for clash in rules.clashes(programme_of(event)))
    release = latest_release(event.id)
    warnings = []
    if hard:
        warnings.append(
            ngettext("The programme has one clash to solve.", "The programme has %(num)d clashes to solve.", hard)
        )
    if release and rules.diff(release.snapshot, snapshot_now(event)).sessions != rules.RowChanges():
        warnings.append(gettext("Visitors see the programme as it was until you release it again."))
    return warnings


def event_ids_with_speaker(words: str) -> list[int]:
    """List the events on whose programme a person with these words in the name or the organisation's name stands."""
    found = holding(words, Speaker.name, Speaker.organisation_name)
    return list(session.scalars(select(Speaker.event_id).where(*found).distinct().order_by(Speaker.event_id)))


def _closed_days(event: Event, sessions: Sequence[ProgrammeSession]) -> dict[date, str]:
    """Name the holidays, and the days the team closes, from the first session to the last."""
    placed = [local(moment).date() for one in sessions for moment in (one.starts_at, one.ends_at) if moment]
    if not placed:
        return {}
    first, last = min(placed), max(placed)
    closed = {one.day: pick(one, "name") for one in list_closed_days([event.complex_id], first, last)}
    return {**closed, **holidays_between(first, last, current_locale())}


def _bookings(event: Event, sessions: Sequence[ProgrammeSession]) -> Iterator[Booking]:
    """Yield what other events do in the rooms of some sessions meanwhile; of one event and room, each span once."""
    spans = [(one.starts_at, one.ends_at) for one in sessions if one.room_id and one.starts_at and one.ends_at]
    if not spans:
        return
    begin, end = min(first for first, _last in spans), max(last for _first, last in spans)
    room_ids = {one.room_id for one in sessions if one.room_id}
    for other in events.bookings_of_rooms(room_ids, begin, end, except_event_id=event.id):
        if other.room_id:
            yield _booking(other, other.room_id, other.starts_at, other.ends_at)
    for used in session_bookings_of_rooms(room_ids, begin, end, except_event_id=event.id):
        if used.room_id and used.starts_at and used.ends_at:
            yield _booking(used.event, used.room_id, used.starts_at, used.ends_at)


def _booking(event: Event, room_id: int, starts_at: datetime, ends_at: datetime) -> Booking:
    return Booking(
        id=f"event:{event.public_id}",
        title=pick(event, "title"),
        room_id=room_id,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _sessions() -> Select[ProgrammeSession]:
    return select(ProgrammeSession).options(
        joinedload(ProgrammeSession.track),
        joinedload(ProgrammeSession.room).joinedload(Room.venue),
        selectinload(ProgrammeSession.appearances).joinedload(Appearance.speaker),
    )


def _speakers() -> Select[Speaker]:
    return select(Speaker).options(selectinload(Speaker.appearances).joinedload(Appearance.session))


def _releases(event_id: int) -> Select[Release]:
    return select(Release).where(Release.event_id == event_id).order_by(Release.number.desc())
