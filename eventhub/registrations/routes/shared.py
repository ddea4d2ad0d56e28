"""What do the doors of registrations share: what this browser holds, and the page of a place?"""

from flask import Blueprint, Response, render_template, request, session

from eventhub.calendars.rules import google_template
from eventhub.checkins.queries import lets_in_alone
from eventhub.core.clock import now
from eventhub.events import rules as event_rules
from eventhub.events.entries import entry
from eventhub.papers import queries as papers
from eventhub.registrations import queries
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import PLACES_REMEMBERED
from eventhub.surveys import queries as surveys
from eventhub.web.answers import Answer
from eventhub.web.baseform import BaseForm
from eventhub.web.headers import link_only

routes = Blueprint("registrations", __name__)
# The browser within KakaoTalk names itself so; it opens no files and shows no calendar.
CHAT = "KAKAOTALK"


def network() -> str:
    """Return from where somebody asks."""
    return request.remote_addr or "unknown"


def hold(registration: Registration) -> None:
    """Let this browser find its newest places again; the cookie is signed and holds no name."""
    held = [one for one in session.get("places", ()) if one != registration.public_id]
    session["places"] = [*held, registration.public_id][-PLACES_REMEMBERED:]


def show_place(registration: Registration, form: BaseForm) -> Response:
    """Show a place with all that can be done with it, and what a form says against it."""
    event, moment = registration.event, now()
    is_past = moment >= event.ends_at and registration.standing is Standing.CONFIRMED
    page = render_template(
        "registrations/place.html",
        registration=registration,
        path=queries.path_of(registration),
        event=event,
        outlook=queries.look_at_place(registration, now=moment),
        lets_in_alone=lets_in_alone(event, now=moment),
        survey_path=surveys.find_path(registration.id, now=moment) if is_past else "",
        certificate_path=papers.find_path(registration, event, now=moment) if is_past else "",
        maps=event_rules.map_links(event),
        leaf=event_rules.leaf,
        google=google_template(entry(event)) if CHAT in request.user_agent.string.upper() else "",
        form=form,
    )
    return link_only(Response(page, form.status))


def private_page(template: str, form: BaseForm, **values: object) -> Answer:
    """Show a page of a private link with a form on it."""
    return link_only(Response(render_template(template, form=form, **values), form.status))
