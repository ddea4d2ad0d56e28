"""How does somebody show their ticket, with a network or without?"""

from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, session
from markupsafe import Markup

from eventhub.accounts import guards
from eventhub.checkins.forms import ReadForm
from eventhub.checkins.queries import find_desk
from eventhub.core.clock import now
from eventhub.core.links import absolute
from eventhub.registrations import queries as registrations
from eventhub.tickets import queries
from eventhub.tickets.rules import qr_svg, queue_of
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.headers import link_only

routes = Blueprint("tickets", __name__)


@routes.app_context_processor
def of_places() -> dict[str, object]:
    """Let the page of a place show the code of its ticket."""
    return {"code_of": lambda place: _code(absolute(queries.ticket_path(place)))}


@routes.get("/r/<secret>/ticket")
@access(Access.LINK)
def of_place(secret: str) -> Answer:
    """Lead from a place, or a letter about it, to the ticket that holds now."""
    return link_only(see_other(queries.ticket_path(registrations.get_by_link(secret))))


@routes.get("/t/<secret>")
@access(Access.PUBLIC)
def ticket(secret: str) -> Answer:
    """Show a ticket; whoever may check people in at this event can do so from here."""
    place = queries.get_by_ticket(secret)
    address = absolute(queries.ticket_path(place))
    desk = find_desk(place.event, guards.asker(), session.get("helper", ""), now=now())
    body = render_template(
        "tickets/ticket.html",
        registration=place,
        event=place.event,
        address=address,
        qr=_code(address),
        queue=queue_of(place.name),
        desk=desk,
        form=ReadForm(formdata=None, data={"q": address}),
    )
    response = link_only(Response(body))
    if desk is None:
        # Its owner's device may keep it; that of who reads hundreds of them may not.
        response.headers["X-Keep"] = "ticket"
    return response


@routes.get("/t/worker.js")
@access(Access.PUBLIC)
def worker() -> Answer:
    """Hand over the script that keeps opened tickets; below this address it may answer for no other page."""
    script = Path(str(current_app.static_folder)) / "ticket-worker.js"
    headers = {"Service-Worker-Allowed": "/t/", "Cache-Control": "no-cache"}
    return Response(script.read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


def _code(address: str) -> Markup:
    return Markup(qr_svg(address))  # noqa: S704 - drawn here, of an address of ours
