"""How do coordinators keep venues and their rooms?"""

from datetime import timedelta

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.clusters.queries import complexes_of, team_of
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.events import queries as events
from eventhub.venues import queries, rules, services
from eventhub.venues.forms import RoomForm, VenueForm, values_of_room, values_of_venue
from eventhub.venues.models import Room, Venue
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made
from eventhub.web.baseform import BaseForm, TokenForm

manage = Blueprint("venues_desk", __name__, url_prefix="/desk")
LOOKS_AHEAD = timedelta(days=365)


@manage.get("/venues/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List the venues of all teams, one's own first."""
    served = {complex_.id for complex_ in complexes_of(guards.me())}
    venues = sorted(queries.list_for_desk(guards.me()), key=lambda venue: venue.complex_id not in served)
    rooms = queries.count_rooms([venue.id for venue in venues])
    return render_template("venues/manage/list.html", venues=venues, rooms=rooms, served=served)


@manage.route("/venues/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new() -> Answer:
    """Put a venue into the list."""
    # Who serves no complex has no venue to keep.
    team_of(guards.me())
    form = VenueForm()
    form.offer(complexes_of(guards.me()))

    def add() -> Venue:
        return services.add_venue(form.complex_id, form.told(), by=guards.me(), now=now())

    if form.accepted() and (venue := made(form, add)):
        return _back(venue.public_id, gettext("Added. Now add its rooms."))
    return render_template("venues/manage/venue_form.html", form=form, venue=None), form.status


@manage.get("/venues/<public_id>")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show a venue with its rooms, and what can be done about them."""
    return _page(queries.get_venue_as_coordinator(public_id, guards.me()), TokenForm(formdata=None))


@manage.route("/venues/<public_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(public_id: str) -> Answer:
    """Describe a venue anew."""
    venue = queries.get_venue_as_coordinator(public_id, guards.me())
    form = VenueForm(data=values_of_venue(venue))
    form.offer([venue.complex])
    if form.accepted() and done(form, lambda: services.revise_venue(venue, form.told(), by=guards.me(), now=now())):
        return _back(public_id, gettext("Saved."))
    venue = queries.get_venue_as_coordinator(public_id, guards.me())
    return render_template("venues/manage/venue_form.html", form=form, venue=venue), form.status


@manage.route("/venues/<public_id>/close", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def close(public_id: str) -> Answer:
    """Offer a venue no longer."""
    venue = queries.get_venue_as_coordinator(public_id, guards.me())
    form = TokenForm()
    if not form.accepted():
        planned = _planned([room.id for room in queries.list_all_rooms(venue.id)])
        return _close_page(form, venue, place=venue, planned=planned)
    with transaction():
        services.close(venue, by=guards.me(), now=now())
    return _back(public_id, gettext("The venue is not offered any more."))


@manage.post("/venues/<public_id>/reopen")
@access(Access.COORDINATOR)
def reopen(public_id: str) -> Answer:
    """Offer a venue again."""
    venue = queries.get_venue_as_coordinator(public_id, guards.me())
    form = TokenForm()
    if not form.accepted():
        return _page(venue, form)
    with transaction():
        services.reopen(venue, by=guards.me(), now=now())
    return _back(public_id, gettext("The venue is offered again."))


@manage.route("/venues/<public_id>/rooms/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new_room(public_id: str) -> Answer:
    """Put a room into a venue."""
    venue = queries.get_venue_as_coordinator(public_id, guards.me())
    form = RoomForm()
    if form.accepted() and done(form, lambda: services.add_room(venue, form.told(), by=guards.me(), now=now())):
        return _back(public_id, gettext("Added."))
    venue = queries.get_venue_as_coordinator(public_id, guards.me())
    return render_template("venues/manage/room_form.html", form=form, venue=venue, room=None), form.status


@manage.route("/rooms/<public_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit_room(public_id: str) -> Answer:
    """Describe a room anew."""
    room = queries.get_room_as_coordinator(public_id, guards.me())
    form = RoomForm(data=values_of_room(room))
    venue_id = room.venue.public_id
    if form.accepted() and done(form, lambda: services.revise_room(room, form.told(), by=guards.me(), now=now())):
        return _back(venue_id, gettext("Saved."))
    room = queries.get_room_as_coordinator(public_id, guards.me())
    return render_template("venues/manage/room_form.html", form=form, venue=room.venue, room=room), form.status


@manage.route("/rooms/<public_id>/close", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def close_room(public_id: str) -> Answer:
    """Offer a room no longer."""
    room = queries.get_room_as_coordinator(public_id, guards.me())
    form, venue = TokenForm(), room.venue
    if not form.accepted():
        return _close_page(form, venue, place=room, planned=_planned([room.id]))
    with transaction():
        services.close(room, by=guards.me(), now=now())
    return _back(venue.public_id, gettext("The room is not offered any more."))


@manage.post("/rooms/<public_id>/reopen")
@access(Access.COORDINATOR)
def reopen_room(public_id: str) -> Answer:
    """Offer a room again."""
    room = queries.get_room_as_coordinator(public_id, guards.me())
    form, venue = TokenForm(), queries.get_venue_as_coordinator(room.venue.public_id, guards.me())
    if not form.accepted():
        return _page(venue, form)
    with transaction():
        services.reopen(room, by=guards.me(), now=now())
    return _back(venue.public_id, gettext("The room is offered again."))


def _back(public_id: str, sentence: str) -> Answer:
    flash(sentence, "success")
    return see_other(url_for("venues_desk.page", public_id=public_id))


def _page(venue: Venue, form: BaseForm) -> Answer:
    rooms = queries.list_all_rooms(venue.id)
    hours = "" if rules.never_closes(venue) else rules.say_hours(venue)
    body = render_template("venues/manage/page.html", venue=venue, rooms=rooms, form=form, hours=hours)
    return body, form.status


def _close_page(form: BaseForm, venue: Venue, *, place: Venue | Room, planned: int) -> Answer:
    body = render_template("venues/manage/close.html", form=form, venue=venue, place=place, planned=planned)
    return body, form.status


def _planned(room_ids: list[int]) -> int:
    """Count the events of all teams that still are to take place in some rooms."""
    return len(events.bookings_of_rooms(room_ids, now(), now() + LOOKS_AHEAD))
