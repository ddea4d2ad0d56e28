"""How does a person take a place, look at it and give it up?"""

from contextlib import suppress

from flask import Blueprint, Response, render_template, request, session

from eventhub.accounts import guards
from eventhub.checkins.queries import lets_in_alone
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import Refusal, TooMany
from eventhub.core.i18n import current_locale
from eventhub.events import queries as events
from eventhub.events import rules as event_rules
from eventhub.programme.queries import find_released
from eventhub.registrations import queries, services
from eventhub.registrations.errors import AlreadyRegistered
from eventhub.registrations.forms import RegistrationForm
from eventhub.registrations.models import Registration
from eventhub.registrations.rules import PLACES_REMEMBERED, applicant_of
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm
from eventhub.web.headers import link_only

routes = Blueprint("registrations", __name__)


@routes.post("/events/<public_id>/registrations")
@access(Access.PUBLIC)
def register(public_id: str) -> Answer:
    """Take a place, or a place in the waiting list."""
    event_id = events.get_visible(public_id, guards.asker()).id
    form = RegistrationForm()
    if not form.accepted():
        return _page_again(public_id, form, form.status)
    applicant = form.applicant(current_locale())
    try:
        with transaction():
            services.count_try(applicant.email, network=request.remote_addr or "unknown", now=now())
        with transaction():
            place = services.register(event_id, applicant, now=now())
    except AlreadyRegistered as refusal:
        return _already(public_id, refusal)
    except Refusal as refusal:
        form.form_errors.append(str(refusal.sentence))
        return _page_again(public_id, form, refusal.status)
    _remember(place)
    return see_other(queries.path_of(place))


@routes.get("/r/<secret>")
@access(Access.LINK)
def place(secret: str) -> Answer:
    """Show a person their place; this browser may then open what is for people with one."""
    registration = queries.get_by_link(secret)
    _remember(registration)
    return _show_place(registration, TokenForm(formdata=None))


@routes.route("/r/<secret>/give-up", methods=["GET", "POST"])
@access(Access.LINK)
def give_up(secret: str) -> Answer:
    """Ask once, then give the place up; opening the link changes nothing, because mail scanners open links."""
    registration = queries.get_by_link(secret)
    form = TokenForm()
    if not form.accepted():
        path = queries.path_of(registration)
        page = render_template("registrations/give_up.html", registration=registration, path=path, form=form)
        return link_only(Response(page, form.status))
    public_id = registration.public_id
    with transaction():
        services.give_up(public_id, now=now())
    return see_other(queries.path_of(registration))


@routes.post("/r/<secret>/again")
@access(Access.LINK)
def again(secret: str) -> Answer:
    """Register again after giving up, with what was written before."""
    registration = queries.get_by_link(secret)
    form = TokenForm()
    if not form.accepted():
        return _show_place(registration, form)
    event_id, applicant = registration.event_id, applicant_of(registration)
    try:
        with suppress(AlreadyRegistered), transaction():
            services.register(event_id, applicant, now=now())
    except Refusal as refusal:
        form.form_errors.append(str(refusal.sentence))
        return _show_place(queries.get_by_link(secret), form, refusal.status)
    return see_other(queries.path_of(queries.get_by_link(secret)))


def _page_again(public_id: str, form: RegistrationForm, status: int) -> Answer:
    """Show the event's page with everything that was typed and what is wrong with it."""
    asker = guards.asker()
    event = events.get_visible(public_id, asker)
    body = render_template(
        "events/page.html",
        event=event,
        outlook=queries.look_at(event, account=asker, held=session.get("places", ()), now=now()),
        form=form,
        maps=event_rules.map_links(event),
        leaf=event_rules.leaf,
        kind_words=event_rules.KIND_WORDS,
        door_sentences=event_rules.DOOR_SENTENCES,
        released=find_released(event.id),
    )
    return body, status


def _already(public_id: str, refusal: AlreadyRegistered) -> Answer:
    """Show a place to who may see it; to anybody else say no more than that its link was sent to its owner."""
    asker = guards.asker()
    if refusal.public_id in session.get("places", ()) or (asker and asker.id == refusal.account_id):
        return see_other(queries.path_of(queries.get(refusal.public_id)))
    with suppress(TooMany), transaction():
        services.send_link_again(refusal.public_id, now=now())
    event = events.get_visible(public_id, guards.asker())
    return render_template("registrations/known.html", event=event), refusal.status


def _remember(registration: Registration) -> None:
    """Let this browser find its newest places again; the cookie is signed and holds no name."""
    held = [one for one in session.get("places", ()) if one != registration.public_id]
    session["places"] = [*held, registration.public_id][-PLACES_REMEMBERED:]


def _show_place(registration: Registration, form: TokenForm, status: int = 0) -> Response:
    event = registration.event
    page = render_template(
        "registrations/place.html",
        registration=registration,
        path=queries.path_of(registration),
        event=event,
        number=queries.number_in_line(registration),
        door=event_rules.door(event, now=now()),
        maps=event_rules.map_links(event),
        leaf=event_rules.leaf,
        lets_in_alone=lets_in_alone(event, now=now()),
        form=form,
    )
    return link_only(Response(page, status or form.status))
