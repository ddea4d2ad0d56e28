"""Where does one pick events and sessions, sign up for sessions, and read one's own programme?"""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, flash, has_request_context, render_template, request, session, url_for

from eventhub.accounts import guards
from eventhub.calendars.queries import window_start
from eventhub.core.clock import now, zone
from eventhub.core.db import transaction
from eventhub.core.errors import NotFound, Refusal, TooMany
from eventhub.core.i18n import gettext
from eventhub.core.ics import newest_change, render
from eventhub.core.links import absolute
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.picks import queries, rules, services
from eventhub.picks.entries import entries_of
from eventhub.picks.errors import TooManyPicks
from eventhub.picks.forms import PickForm
from eventhub.picks.models import PickList
from eventhub.picks.rules import Reader
from eventhub.programme.schedule import Slot
from eventhub.registrations.models import Standing
from eventhub.registrations.queries import look_at
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm
from eventhub.web.conditional import PRIVATE, cacheable
from eventhub.web.headers import link_only, unlisted

routes = Blueprint("picks", __name__)
CONTENT_TYPE = "text/calendar; charset=utf-8"


@routes.app_context_processor
def offer() -> dict[str, Any]:
    """Let every page ask what its reader picked."""
    return {"picked": queries.Picked(_reader())} if has_request_context() else {}


@routes.post("/events/<public_id>/picks")
@access(Access.PUBLIC)
def pick(public_id: str) -> Answer:
    """Pick an event or a session, or let it go."""
    event_id = events.get_visible(public_id, guards.asker()).id
    form = PickForm()

    def keep_or_let_go() -> None:
        if form.is_wanted:
            _remember(services.keep(_reader(), event_id, form.session_key, network=_network(), now=now()))
        else:
            services.let_go(_reader(), event_id, form.session_key, now=now())

    if not form.accepted() or not done(form, keep_or_let_go) or _is_partial():
        return _star(public_id, form)
    flash(gettext("It is in your programme.") if form.is_wanted else gettext("It is out of your programme."), "success")
    return see_other(form.way_back(public_id))


@routes.get("/picks")
@access(Access.PUBLIC)
def find() -> Answer:
    """Lead everybody to their own programme."""
    reader = _reader()
    if reader.account is not None:
        return see_other(url_for("picks.mine"))
    picked = queries.find_list(reader)
    return see_other(queries.path_of(picked)) if picked else render_template("picks/empty.html")


@routes.get("/me/programme")
@access(Access.SIGNED_IN)
def mine() -> Answer:
    """Show what a person picked and signed up for, by day and time."""
    return _programme(queries.find_list(_reader()), TokenForm(formdata=None), is_own=True)


@routes.get("/p/<secret>")
@access(Access.LINK)
def by_link(secret: str) -> Answer:
    """Show a list to whoever holds its private address; another device may take it over from here."""
    picked = queries.get_by_link(secret)
    return _programme(picked, TokenForm(formdata=None), is_own=picked.public_id == session.get("picks"))


@routes.post("/p/<secret>/merge")
@access(Access.PUBLIC)
def merge(secret: str) -> Answer:
    """Put what a private address shows into the reader's own programme."""
    form = TokenForm()

    def merge_in() -> None:
        _remember(services.merge(_reader(), secret, network=_network(), now=now()))

    if not form.accepted() or not done(form, merge_in):
        return _programme(queries.get_by_link(secret), form, is_own=False)
    flash(gettext("It is all in your programme now."), "success")
    return see_other(url_for("picks.find"))


@routes.post("/picks/address")
@access(Access.PUBLIC)
def give_new_address() -> Answer:
    """Give a reader's list another private address."""
    picked, form = queries.find_list(_reader()), TokenForm()
    if picked is None:
        raise NotFound
    if not form.accepted():
        return _programme(picked, form, is_own=True)
    with transaction():
        _remember(services.give_new_address(_reader(), now=now()))
    flash(gettext("Your programme has a new private address. The old one has ended."), "success")
    return see_other(url_for("picks.find"))


@routes.get("/p/<secret>.ics")
@access(Access.LINK)
def feed(secret: str) -> Response:
    """Give a visitor's list as a calendar; an ended address answers as one that never was."""
    try:
        picked = queries.get_visitors_by_link(secret)
    except NotFound:
        return unlisted(Response("There is no such calendar.\n", 404, content_type="text/plain; charset=utf-8"))
    listed = entries_of(queries.calendar_of_list(picked), since=window_start(now()))
    return unlisted(
        cacheable(
            render(listed, name=gettext("My programme"), zone=zone()),
            content_type=CONTENT_TYPE,
            cache_control=PRIVATE,
            filename="my-programme.ics",
            last_modified=newest_change(listed),
        )
    )


@routes.route("/events/<public_id>/sessions/<session_id>/sign-up", methods=["GET", "POST"])
@access(Access.PUBLIC)
def sign_up(public_id: str, session_id: str) -> Answer:
    """Take a seat in a session, or a place in its waiting list."""
    event, _slot = _session(public_id, session_id)
    form = TokenForm()
    if not form.accepted():
        return _seat(public_id, session_id, form)
    event_id, place_id = event.id, _place_id(event)
    try:
        with transaction():
            found = services.sign_up(event_id, session_id, place_id, now=now())
            has_seat = found.standing is Standing.CONFIRMED
            with suppress(TooManyPicks, TooMany):
                _remember(services.keep(_reader(), event_id, session_id, network=_network(), now=now()))
    except Refusal as refusal:
        form.refuse(refusal)
        return _seat(public_id, session_id, form)
    flash(gettext("You have a seat.") if has_seat else gettext("You are on the waiting list."), "success")
    return see_other(url_for("programme.session_page", public_id=public_id, session_id=session_id))


@routes.route("/events/<public_id>/sessions/<session_id>/give-up", methods=["GET", "POST"])
@access(Access.PUBLIC)
def give_up(public_id: str, session_id: str) -> Answer:
    """Ask once, then give the seat up."""
    event, _slot = _session(public_id, session_id)
    form = TokenForm()
    if not form.accepted():
        return _seat(public_id, session_id, form, leaving=True)
    event_id, place_id = event.id, _place_id(event)
    if not done(form, lambda: services.give_up(event_id, session_id, place_id, now=now())):
        return _seat(public_id, session_id, form, leaving=True)
    flash(gettext("You gave your seat up."), "success")
    return see_other(url_for("programme.session_page", public_id=public_id, session_id=session_id))


def _reader() -> Reader:
    return Reader(guards.asker(), session.get("picks", ""), tuple(session.get("places", ())))


def _remember(picked: PickList) -> None:
    """Let this browser find its list again; the list of an account is found by the account."""
    if picked.account_id is None:
        session["picks"] = picked.public_id


def _network() -> str:
    return request.remote_addr or "unknown"


def _is_partial() -> bool:
    return "HX-Request" in request.headers


def _session(public_id: str, session_id: str) -> tuple[Event, Slot]:
    event = events.get_visible(public_id, guards.asker())
    slot = queries.find_slot(event.id, session_id)
    if slot is None:
        raise NotFound
    return event, slot


def _place_id(event: Event) -> str:
    """Return the place at the event that counts for whoever asks."""
    place = look_at(event, account=guards.asker(), held=session.get("places", ()), now=now()).place
    return place.public_id if place else ""


def _star(public_id: str, form: PickForm) -> Answer:
    """Show a star again: alone to a script, which swaps in no more than it reads, else on a page that says why."""
    event = events.get_visible(public_id, guards.asker())
    slot = _session(public_id, form.session_key)[1] if form.session_key else None
    template = "picks/_star.html" if _is_partial() else "picks/again.html"
    way_back = form.way_back(public_id)
    body = render_template(template, event=event, slot=slot, form=form, back=way_back, back_here=form.next.data or "")
    return body, 422 if _is_partial() and form.errors else form.status


def _programme(picked: PickList | None, form: TokenForm, *, is_own: bool) -> Response:
    """Show a personal programme; seats are shown to their owner only."""
    reader = _reader()
    owner = picked.account if picked else reader.account
    seats = queries.sign_ups_of(reader) if is_own else ()
    path = queries.path_of(picked) if picked else ""
    page = render_template(
        "picks/programme.html",
        programme=queries.programme_of(picked, seats, account=owner, now=now()),
        is_own=is_own,
        is_account=reader.account is not None,
        path=path,
        address=absolute(path) if path else "",
        is_visitors=picked is not None and picked.account_id is None,
        kept_days=rules.KEPT.days,
        form=form,
    )
    return link_only(Response(page, form.status))


def _seat(public_id: str, session_id: str, form: TokenForm, *, leaving: bool = False) -> Answer:
    event, slot = _session(public_id, session_id)
    seats = queries.look_at_session(event, slot, _reader(), now=now())
    body = render_template("picks/seat.html", event=event, slot=slot, seats=seats, form=form, leaving=leaving)
    return body, form.status
