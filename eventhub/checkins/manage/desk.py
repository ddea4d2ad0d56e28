"""What do the team's pages about the door share?"""

from typing import Any

from flask import Blueprint, render_template

from eventhub.accounts import guards
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.web.answers import Answer

manage = Blueprint("checkins_desk", __name__, url_prefix="/desk")


def event_of(public_id: str) -> Event:
    """Return an event of a complex this person serves."""
    return events.get_as_coordinator(public_id, guards.me())


def page(name: str, event: Event, form: Any, *, status: int = 0, **values: Any) -> Answer:  # noqa: ANN401
    """Show one of the pages, with the status of its form."""
    body = render_template(f"checkins/manage/{name}.html", event=event, form=form, **values)
    return body, status or form.status
