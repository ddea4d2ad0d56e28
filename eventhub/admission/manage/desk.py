"""What do all doors of an event's terms share?"""

from typing import Any

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.events.models import Event
from eventhub.events.queries import get_as_coordinator
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import BaseForm

manage = Blueprint("admission_desk", __name__, url_prefix="/desk/events/<public_id>/admission")


def event_of(public_id: str) -> Event:
    """Return the event, if whoever asks plans it."""
    return get_as_coordinator(public_id, guards.me())


def back(endpoint: str, public_id: str, sentence: str) -> Answer:
    """Send the browser on to a page of the same terms, with a sentence."""
    flash(sentence, "success")
    return see_other(url_for(f"admission_desk.{endpoint}", public_id=public_id))


def page(template: str, event: Event, form: BaseForm | None = None, **shown: Any) -> Answer:  # noqa: ANN401 - for templates
    """Show a page of the terms, with the status of its form."""
    body = render_template(f"admission/manage/{template}.html", event=event, form=form, **shown)
    return body, form.status if form else 200
