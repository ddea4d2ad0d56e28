"""How do coordinators place sessions, see what clashes, and release the programme?"""

from typing import Any

from eventhub.accounts import guards
from eventhub.core.clock import now, zone
from eventhub.core.i18n import gettext, pick
from eventhub.events.models import Status
from eventhub.programme import queries, rules, services
from eventhub.programme.errors import NotShownYet
from eventhub.programme.forms import (
    USUAL_LENGTH,
    AcceptForm,
    PlaceForm,
    ReleaseForm,
)
from eventhub.programme.manage.desk import back, event_of, manage, page
from eventhub.programme.manage.values import values_of_place
from eventhub.programme.rules.board import board, days_of, pending, rooms_at_hand
from eventhub.venues.queries import list_rooms
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm, TokenForm
from eventhub.web.versions import VersionedForm


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


@manage.route("/sessions/<session_id>/place", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def place(public_id: str, session_id: str) -> Answer:
    """Choose the room and the time of a session."""
    event = event_of(public_id)
    planned = queries.get_session(event.id, session_id)
    form = PlaceForm(data=values_of_place(planned))
    form.offer(days_of(event, [planned], zone=zone()), rooms_at_hand(event, list_rooms(), [planned]))

    def put() -> None:
        services.place_session(event.id, session_id, **form.place(), by=guards.me(), now=now())

    if form.accepted() and done(form, put):
        return back("overview", public_id, gettext("Placed: %(title)s", title=_title(public_id, session_id)))
    event = event_of(public_id)
    return page("place", event, form, session=queries.get_session(event.id, session_id))


@manage.post("/sessions/<session_id>/take-out")
@access(Access.COORDINATOR)
def take_out(public_id: str, session_id: str) -> Answer:
    """Take a session out of the timetable; it is kept for another time."""
    event, form = event_of(public_id), VersionedForm()

    def take() -> None:
        services.unplace_session(event.id, session_id, version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, take):
        taken = _title(public_id, session_id)
        return back("overview", public_id, gettext("Taken out of the timetable: %(title)s", title=taken))
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
    event = event_of(public_id)
    release_now = queries.latest_release(event.id)
    waiting = pending(release_now, queries.snapshot_now(event), queries.list_sessions(event.id))
    found = rules.clashes(queries.programme_of(event))
    against = rules.standing_against(found, queries.accepted_warnings(event.id).keys())
    told = [one for one in queries.list_speakers(event.id) if one.email and one.public_id in waiting.concerned]
    draft = "" if event.status is Status.PUBLISHED else NotShownYet.sentence
    shown: dict[str, Any] = {"lines": waiting.lines, "unplaced": waiting.unplaced, "told": len(told), "draft": draft}
    listed = queries.list_releases(event.id)
    return page("releases", event, form, **shown, obstacles=against, releases=listed, clash_words=rules.CLASH_WORDS)


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
        "accepted": [(clash, accepted[clash.key].note) for clash in found if clash.key in accepted],
        "release": release,
        "lines": pending(release, queries.snapshot_now(event), programme.sessions).lines,
        "tracks": queries.list_tracks(event.id),
        "words": {"clash": rules.CLASH_WORDS, "type": rules.TYPE_WORDS},
    }
    return page("overview", event, form, **shown, acceptance=acceptance, usual_length=USUAL_LENGTH)


def _title(public_id: str, session_id: str) -> str:
    return pick(queries.get_session(event_of(public_id).id, session_id), "title")
