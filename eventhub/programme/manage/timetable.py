"""How do coordinators place sessions, see what clashes, and release the programme?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from eventhub.accounts import guards
from eventhub.core.clock import now, zone
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.events.models import Event, Status
from eventhub.programme import queries, rules, services
from eventhub.programme.errors import NotShownYet
from eventhub.programme.forms import (
    USUAL_LENGTH,
    AcceptForm,
    PlaceForm,
    PutBackForm,
    ReleaseForm,
)
from eventhub.programme.manage.desk import back, event_of, manage, page
from eventhub.programme.manage.values import values_of_place
from eventhub.programme.models import ProgrammeSession
from eventhub.programme.rules.board import board, days_of, pending, rooms_at_hand
from eventhub.venues.models import Room
from eventhub.venues.queries import list_rooms
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm, TokenForm
from eventhub.web.versions import VersionedForm


@dataclass(frozen=True)
class Undo:
    """A session that was moved just now, and where and when it was."""

    session: ProgrammeSession
    was: rules.Place
    room: Room | None
    form: PutBackForm


@manage.get("")
@access(Access.COORDINATOR)
def overview(public_id: str) -> Answer:
    """Show the timetable: what is placed, what waits for a place, what clashes."""
    return _overview(public_id, TokenForm(formdata=None))


@manage.post("/accept")
@access(Access.COORDINATOR)
def accept(public_id: str) -> Answer:
    """Accept warnings somebody has looked at, with the reason."""
    event, form = event_of(public_id), AcceptForm()
    form.offer(clash for clash in rules.clashes(queries.programme_of(event)) if not clash.is_hard)

    def accept_each() -> None:
        for key in form.keys.data or ():
            services.accept_warning(event.id, key, note=form.note.data, by=guards.me(), now=now())

    if form.accepted() and done(form, accept_each):
        return back("overview", public_id, gettext("Accepted, as long as nothing about it changes."))
    return _overview(public_id, form)


@manage.post("/accept/take-back")
@access(Access.COORDINATOR)
def take_back(public_id: str) -> Answer:
    """Take back that a warning is all right."""
    event, form = event_of(public_id), BaseForm()

    def take() -> None:
        services.take_back_acceptance(event.id, request.form.get("key", ""), by=guards.me(), now=now())

    if form.accepted() and done(form, take):
        return back("overview", public_id, gettext("The warning stands again."))
    return _overview(public_id, form)


@manage.route("/sessions/<session_id>/place", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def place(public_id: str, session_id: str) -> Answer:
    """Choose the room and the time of a session."""
    event = event_of(public_id)
    planned = queries.get_session(event.id, session_id)
    form = PlaceForm(data=values_of_place(planned))
    form.offer(days_of(event, [planned], zone=zone()), rooms_at_hand(event, list_rooms(), [planned]))

    was = rules.place_of(planned)

    def put() -> None:
        services.place_session(event.id, session_id, **form.place(), by=guards.me(), now=now())

    if form.accepted() and done(form, put):
        return _moved(public_id, session_id, _("Placed: %(title)s"), was)
    event = event_of(public_id)
    return page("place", event, form, session=queries.get_session(event.id, session_id))


@manage.post("/sessions/<session_id>/take-out")
@access(Access.COORDINATOR)
def take_out(public_id: str, session_id: str) -> Answer:
    """Take a session out of the timetable; it is kept for another time."""
    event, form = event_of(public_id), VersionedForm()
    was = rules.place_of(queries.get_session(event.id, session_id))

    def take() -> None:
        services.unplace_session(event.id, session_id, version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, take):
        return _moved(public_id, session_id, _("Taken out of the timetable: %(title)s"), was)
    return _overview(public_id, form)


@manage.post("/sessions/<session_id>/put-back")
@access(Access.COORDINATOR)
def put_back(public_id: str, session_id: str) -> Answer:
    """Undo the last move of a session, unless somebody changed it since."""
    event, form = event_of(public_id), PutBackForm()
    was = rules.place_of(queries.get_session(event.id, session_id))

    def put() -> None:
        services.put_back(event.id, session_id, form.place(), version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, put):
        return _moved(public_id, session_id, _("Back where it was: %(title)s"), was)
    return _overview(public_id, form)


@manage.route("/releases", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def releases(public_id: str) -> Answer:
    """Show what a release would change and whom it concerns; release it."""
    event, form = event_of(public_id), ReleaseForm()

    def release() -> None:
        services.release(event.id, **form.texts(), by=guards.me(), now=now())

    if form.accepted() and done(form, release):
        return back("overview", public_id, gettext("Released. Visitors see it from now on."))
    return _releases(event_of(public_id), form)


def _releases(event: Event, form: ReleaseForm) -> Answer:
    snapshot, sessions = queries.snapshot_now(event), queries.list_sessions(event.id)
    speakers = queries.list_speakers(event.id)
    waiting = pending(queries.latest_release(event.id), snapshot, sessions)
    found = rules.clashes(queries.programme_of(event))
    shown: dict[str, Any] = {
        "lines": waiting.lines,
        "contents": rules.contents_of(snapshot, sessions, speakers, queries.list_materials(event.id)),
        "told": sum(1 for one in speakers if one.email and one.public_id in waiting.concerned),
        "draft": "" if event.status is Status.PUBLISHED else NotShownYet.sentence,
        "obstacles": rules.standing_against(found, queries.accepted_warnings(event.id).keys()),
        "releases": queries.list_releases(event.id),
        "clash_words": rules.CLASH_WORDS,
        "audience_words": rules.AUDIENCE_WORDS,
    }
    return page("releases", event, form, **shown)


def _overview(public_id: str, form: BaseForm) -> Answer:
    event = event_of(public_id)
    programme, accepted = queries.programme_of(event), queries.accepted_warnings(event.id)
    found, release = rules.clashes(programme), queries.latest_release(event.id)
    warnings = [clash for clash in found if not clash.is_hard and clash.key not in accepted]
    acceptance = form if isinstance(form, AcceptForm) else AcceptForm(formdata=None)
    acceptance.offer(warnings)
    rooms = list_rooms([event.venue_id]) if event.venue_id else []
    shown: dict[str, Any] = {
        "sessions": programme.sessions,
        "days": board(event, programme.sessions, rooms, zone=zone()),
        "hard": [clash for clash in found if clash.is_hard],
        "warnings": warnings,
        "accepted": [(clash, accepted[clash.key]) for clash in found if clash.key in accepted],
        "release": release,
        "lines": pending(release, queries.snapshot_now(event), programme.sessions).lines,
        "tracks": queries.list_tracks(event.id),
        "words": {"clash": rules.CLASH_WORDS, "type": rules.TYPE_WORDS},
        "undo": _undo(programme.sessions),
    }
    return page("overview", event, form, **shown, acceptance=acceptance, usual_length=USUAL_LENGTH)


def _moved(public_id: str, session_id: str, words: Any, was: rules.Place) -> Answer:  # noqa: ANN401 - lazy words
    """Lead back to the timetable, whose address says what was moved from where, so that it can be undone."""
    moved = queries.get_session(event_of(public_id).id, session_id)
    sentence = str(words) % {"title": pick(moved, "title")}
    address = {"moved": session_id, "version": moved.version, "was": rules.written_place(was)}
    return back("overview", public_id, sentence, **(address if rules.place_of(moved) != was else {}))


def _undo(sessions: Sequence[ProgrammeSession]) -> Undo | None:
    """Offer to undo the move that the address names, as long as nothing about the session changed since."""
    was, version = rules.place_in(request.args.get("was", "")), request.args.get("version")
    for one in sessions:
        if was and one.public_id == request.args.get("moved") and str(one.version) == version:
            room = queries.find_room(was.room) if was.room else None
            form = PutBackForm(formdata=None, data={"was": rules.written_place(was), "version": one.version})
            return Undo(one, was, room, form)
    return None
