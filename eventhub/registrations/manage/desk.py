"""What do all doors to the people of an event share?"""

from typing import Any

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.events.models import Event
from eventhub.events.queries import get_as_coordinator
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import get_at
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import BaseForm

manage = Blueprint("registrations_desk", __name__, url_prefix="/desk/events/<public_id>/registrations")


def event_of(public_id: str) -> Event:
    """Return the event, if whoever asks plans it."""
    return get_as_coordinator(public_id, guards.me())


def place_of(public_id: str, place: str) -> tuple[Event, Registration]:
    """Return a place and its event, if whoever asks plans it."""
    event = event_of(public_id)
    return event, get_at(event, place)


def back_to_place(public_id: str, place: str, sentence: str) -> Answer:
    """Send the browser on to the page of a registration, with a sentence."""
    flash(sentence, "success")
    return see_other(url_for("registrations_desk.place_page", public_id=public_id, place=place))


def page(template: str, event: Event, form: BaseForm, **shown: Any) -> Answer:  # noqa: ANN401 - for templates
    """Show a page about the people of an event, with the status of its form."""
    body = render_template(f"registrations/manage/{template}.html", event=event, form=form, **shown)
    return body, form.status
