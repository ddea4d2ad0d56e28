"""Where does everybody read the programme of an event, and take it along?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, g, render_template, request, send_file, session

from eventhub.accounts import guards
from eventhub.clusters.queries import serves
from eventhub.core import clock
from eventhub.core.clock import now
from eventhub.core.errors import NotFound
from eventhub.core.i18n import pick
from eventhub.core.ics import newest_change, render
from eventhub.core.links import absolute
from eventhub.core.maps import maps_of
from eventhub.core.sheets import csv_bytes
from eventhub.events import queries as events
from eventhub.events.models import Event, Status, Visibility
from eventhub.events.rules import map_links
from eventhub.programme import entries, queries, schedule
from eventhub.programme.models import Audience, Material, ProgrammeSession, Release
from eventhub.programme.rules import ROLE_WORDS, TYPE_WORDS
from eventhub.programme.schedule import ShownProgramme, ShownTrack, Slot
from eventhub.registrations.models import Standing
from eventhub.registrations.queries import look_at
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.conditional import PRIVATE, PUBLIC, cacheable
from eventhub.web.headers import DOWNLOAD_POLICY

routes = Blueprint("programme", __name__, url_prefix="/events/<public_id>")


@dataclass(frozen=True)
class Shown:
    """The programme of an event as it was last released."""

    event: Event
    release: Release
    programme: ShownProgramme


@dataclass(frozen=True)
class Materials:
    """What the asker may open, and whether there would be more with a place."""

    listed: list[Material]
    has_more: bool


@dataclass(frozen=True)
class Minutes:
    """What was said in a session if the asker may read it, and whether they might with a place."""

    session: ProgrammeSession | None
    is_for_registered: bool


@routes.get("/programme")
@access(Access.PUBLIC)
def page(public_id: str) -> str:
    """Show one day of the programme: rooms by times, and as a list on a phone."""
    shown = _shown(public_id)
    days, track = shown.programme.days(clock.zone()), _chosen_track(shown.programme)
    day = _chosen_day(days)
    slots = [slot for slot in shown.programme.on(day, clock.zone()) if track in (None, slot.track)]
    return _page(
        "programme/page.html", shown, days=days, day=day, track=track, slots=slots,
        grid=schedule.grid(slots, shown.programme.rooms, now=now()), materials=_materials(shown.event, None),
    )  # fmt: skip


@routes.get("/sessions/<session_id>")
@access(Access.PUBLIC)
def session_page(public_id: str, session_id: str) -> str:
    """Show one session: what, when, where, by whom, and what there is to read."""
    shown = _shown(public_id)
    slot = shown.programme.find(session_id)
    if slot is None:
        raise NotFound
    return _page(
        "programme/session.html", shown, slot=slot, room=queries.find_room(slot.room.id) if slot.room else None,
        maps=maps_of(slot.room.address or slot.room.venue_ko) if slot.room else map_links(shown.event),
        materials=_materials(shown.event, slot.id), minutes=_minutes(shown.event, slot.id),
    )  # fmt: skip


@routes.get("/programme/speakers")
@access(Access.PUBLIC)
def speakers(public_id: str) -> str:
    """List who speaks, by name, with their sessions."""
    shown = _shown(public_id)
    appearing = [(one, shown.programme.with_speaker(one.id)) for one in shown.programme.speakers]
    listed = sorted((pair for pair in appearing if pair[1]), key=lambda pair: pair[0].name)
    return _page("programme/speakers.html", shown, speakers=listed)


@routes.get("/programme/changes")
@access(Access.PUBLIC)
def changes(public_id: str) -> str:
    """Tell what changed from release to release."""
    shown = _shown(public_id)
    releases = queries.list_releases(shown.event.id)
    log = schedule.log(releases, queries.consenting_speakers(shown.event.id))
    return _page("programme/changes.html", shown, log=log)


@routes.get("/programme/now")
@access(Access.PUBLIC)
def now_page(public_id: str) -> str:
    """Show what takes place in each room now, and what comes next, for a screen in the hall."""
    shown = _shown(public_id)
    return _page(
        "programme/now.html", shown, places=schedule.now_and_next(shown.programme, now=now()),
        today=clock.today(), stands_still="still" in request.args,
    )  # fmt: skip


@routes.get("/programme/print")
@access(Access.PUBLIC)
def print_page(public_id: str) -> str:
    """Show the whole timetable for paper, a sheet for each day."""
    shown = _shown(public_id)
    days = shown.programme.days(clock.zone())
    sheets = [(day, schedule.grid(shown.programme.on(day, clock.zone()), shown.programme.rooms)) for day in days]
    return _page("programme/print.html", shown, sheets=sheets)


@routes.get("/programme/doors")
@access(Access.PUBLIC)
def doors(public_id: str) -> str:
    """Show a sheet for the door of each room: what takes place in it, day by day."""
    shown = _shown(public_id)
    by_day = [(day, shown.programme.on(day, clock.zone())) for day in shown.programme.days(clock.zone())]
    sheets = [
        (room, [(day, [slot for slot in slots if slot.room in (room, None)]) for day, slots in by_day])
        for room in shown.programme.rooms
        if shown.programme.in_room(room)
    ]
    return _page("programme/doors.html", shown, sheets=sheets)


@routes.get("/materials/<material_id>")
@access(Access.PUBLIC)
def material(public_id: str, material_id: str) -> Answer:
    """Hand a material to those it is for; to anybody else it is not there."""
    event = events.get_visible(public_id, guards.asker())
    found = queries.get_material(event.id, material_id)
    if found.audience not in _audiences(event):
        raise NotFound
    if found.url:
        return see_other(found.url)
    content = BytesIO(queries.content_of(found.id))
    answer = send_file(content, found.media_type, as_attachment=True, download_name=found.file_name, etag=False)
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["Cache-Control"] = PRIVATE
    return answer


@routes.get("/programme.json")
@access(Access.PUBLIC)
def as_json(public_id: str) -> Response:
    """Give the programme as schedule JSON."""
    shown = _shown(public_id)
    body = entries.schedule_json(shown.event, shown.release, shown.programme, _attachments(shown.event))
    return _file(shown, body, "application/json", "json")


@routes.get("/programme.xml")
@access(Access.PUBLIC)
def as_xml(public_id: str) -> Response:
    """Give the programme as schedule XML."""
    shown = _shown(public_id)
    body = entries.schedule_xml(shown.event, shown.release, shown.programme, _attachments(shown.event))
    return _file(shown, body, "application/xml; charset=utf-8", "xml")


@routes.get("/programme.csv")
@access(Access.PUBLIC)
def as_sheet(public_id: str) -> Response:
    """Give the programme as a sheet."""
    shown = _shown(public_id)
    return _file(shown, csv_bytes(entries.sheet_rows(shown.event, shown.programme)), "text/csv; charset=utf-8", "csv")


@routes.get("/programme.ics")
@access(Access.PUBLIC)
def as_calendar(public_id: str) -> Response:
    """Give the programme as a calendar; a session that was taken out stays in it as cancelled."""
    return _calendar(_shown(public_id), lambda _slot: True)


@routes.get("/programme/tracks/<track_id>.ics")
@access(Access.PUBLIC)
def track_as_calendar(public_id: str, track_id: str) -> Response:
    """Give the sessions of one track as a calendar."""
    shown = _shown(public_id)
    track = next((one for one in shown.programme.tracks if one.id == track_id), None)
    if track is None:
        raise NotFound
    return _calendar(shown, lambda slot: slot.track is not None and slot.track.id == track_id, pick(track, "name"))


@routes.get("/programme/rooms/<room_id>.ics")
@access(Access.PUBLIC)
def room_as_calendar(public_id: str, room_id: str) -> Response:
    """Give the sessions in one room as a calendar."""
    shown = _shown(public_id)
    room = next((one for one in shown.programme.rooms if one.id == room_id), None)
    if room is None:
        raise NotFound
    return _calendar(shown, lambda slot: slot.room is not None and slot.room.id == room_id, pick(room, "name"))


def _calendar(shown: Shown, is_wanted: Callable[[Slot], bool], part: str = "") -> Response:
    """Write the sessions that are wanted as a calendar, named after the event and the part of it."""
    seen = schedule.history(queries.list_releases(shown.event.id), queries.consenting_speakers(shown.event.id))
    papers = {of: [one.public_id for one in listed] for of, listed in _attachments(shown.event).items()}
    listed = [
        entries.calendar_entry(shown.event, slot, mark, papers=papers.get(slot.id, ()))
        for slot, mark in seen
        if is_wanted(slot)
    ]
    source = absolute(f"{request.path}?lang={g.chosen_language}" if g.chosen_language else request.path)
    name = " · ".join(word for word in (pick(shown.event, "title"), part) if word)
    body = render(listed, name=name, source=source, zone=clock.zone())
    return _file(shown, body, "text/calendar; charset=utf-8", "ics", last_modified=newest_change(listed))


def _shown(public_id: str) -> Shown:
    """Find the latest release of an event the asker may see; before the first there is no programme."""
    event = events.get_visible(public_id, guards.asker())
    released = queries.find_released(event.id)
    if released is None:
        raise NotFound
    return Shown(event, *released)


def _page(template: str, shown: Shown, **values: Any) -> str:  # noqa: ANN401 - whatever the page shows
    return render_template(
        template,
        event=shown.event,
        release=shown.release,
        programme=shown.programme,
        moment=now(),
        role_words=ROLE_WORDS,
        type_words=TYPE_WORDS,
        **values,
    )


def _file(shown: Shown, body: bytes, content_type: str, ending: str, last_modified: datetime | None = None) -> Response:
    """Answer with a file; only what everybody may see is kept by caches on the way."""
    is_for_all = shown.event.status is not Status.DRAFT and shown.event.visibility is not Visibility.MEMBERS
    return cacheable(
        body,
        content_type=content_type,
        cache_control=PUBLIC if is_for_all else PRIVATE,
        filename=f"programme.{ending}",
        last_modified=last_modified or shown.release.released_at,
    )


def _chosen_day(days: Sequence[date]) -> date | None:
    """Take the day that was asked for, else today, else the first."""
    wanted = (request.args.get("day", ""), clock.today().isoformat())
    return next((day for name in wanted for day in days if day.isoformat() == name), days[0] if days else None)


def _chosen_track(programme: ShownProgramme) -> ShownTrack | None:
    return next((track for track in programme.tracks if track.id == request.args.get("track")), None)


def _audiences(event: Event) -> set[Audience]:
    """Say as whom the asker may open materials: the team all, who has a confirmed place those for participants."""
    asker = guards.asker()
    if asker is not None and serves(asker, event.complex_id):
        return set(Audience)
    place = look_at(event, account=asker, held=session.get("places", ()), now=now()).place
    has_place = place is not None and place.standing is Standing.CONFIRMED
    return {Audience.PUBLIC, Audience.REGISTERED} if has_place else {Audience.PUBLIC}


def _materials(event: Event, session_id: str | None) -> Materials:
    """List what the asker may open of a session, or of the event as a whole."""
    there = [one for one, of in queries.list_materials_with_session(event.id) if of == session_id]
    audiences = _audiences(event) if there else set()
    open_to_asker = [one for one in there if one.audience in audiences]
    kept_for_registered = any(one.audience is Audience.REGISTERED for one in there)
    return Materials(open_to_asker, kept_for_registered and Audience.REGISTERED not in audiences)


def _minutes(event: Event, session_id: str) -> Minutes:
    """Find what was said in a session, if the asker may read it."""
    found = queries.find_minutes(event.id, session_id)
    if found is None or not (found.minutes_ko or found.minutes_en):
        return Minutes(None, is_for_registered=False)
    is_open = found.minutes_audience in _audiences(event)
    return Minutes(found if is_open else None, not is_open and found.minutes_audience is Audience.REGISTERED)


def _attachments(event: Event) -> dict[str, list[Material]]:
    """List what everybody may open, by session."""
    found: dict[str, list[Material]] = {}
    for one, session_id in queries.list_materials_with_session(event.id):
        if one.audience is Audience.PUBLIC and session_id:
            found.setdefault(session_id, []).append(one)
    return found
