"""How do coordinators name and order the tracks of a programme?"""

from flask import request

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.i18n import gettext, pick
from eventhub.programme import queries, services
from eventhub.programme.forms import TrackForm
from eventhub.programme.manage.desk import back, event_of, manage, page, removing
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.route("/tracks", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def tracks(public_id: str) -> Answer:
    """List the tracks of an event, and add one."""
    event, form = event_of(public_id), TrackForm()

    def add() -> None:
        services.add_track(event.id, **form.texts(), by=guards.me(), now=now())

    if form.accepted() and done(form, add):
        return back("tracks", public_id, gettext("Saved."))
    event = event_of(public_id)
    return page("tracks", event, form, tracks=queries.list_tracks(event.id))


@manage.route("/tracks/<track_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def track(public_id: str, track_id: str) -> Answer:
    """Rename a track."""
    event = event_of(public_id)
    form = TrackForm(obj=queries.get_track(event.id, track_id))

    def rename() -> None:
        services.revise_track(event.id, track_id, **form.texts(), version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, rename):
        return back("tracks", public_id, gettext("Saved."))
    event = event_of(public_id)
    known = queries.get_track(event.id, track_id)
    differences = form.differences(TrackForm(formdata=None, obj=known))
    return page("track", event, form, track=known, differences=differences)


@manage.post("/tracks/<track_id>/move")
@access(Access.COORDINATOR)
def move_track(public_id: str, track_id: str) -> Answer:
    """Put a track one place up or down."""
    event, form = event_of(public_id), TokenForm()

    def move() -> None:
        listed = queries.list_tracks(event.id)
        here = listed.index(queries.get_track(event.id, track_id))
        position = max(0, here + (1 if request.form.get("by") == "1" else -1))
        services.move_track(event.id, track_id, position=position, by=guards.me(), now=now())

    if form.accepted() and done(form, move):
        return back("tracks", public_id, gettext("Saved."))
    event, blank = event_of(public_id), TrackForm(formdata=None).blaming(form)
    return page("tracks", event, blank, tracks=queries.list_tracks(event.id))


@manage.route("/tracks/<track_id>/remove", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def remove_track(public_id: str, track_id: str) -> Answer:
    """Remove a track; its sessions stay."""
    event = event_of(public_id)
    known = queries.get_track(event.id, track_id)

    def remove() -> None:
        services.remove_track(event.id, track_id, by=guards.me(), now=now())

    return removing("tracks", public_id, TokenForm(), remove, pick(known, "name"))
