"""What do all doors of a programme's planners share?"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.core.i18n import gettext
from eventhub.events.models import Event
from eventhub.events.queries import get_as_coordinator
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm

manage = Blueprint("programme_desk", __name__, url_prefix="/desk/events/<public_id>/programme")


def event_of(public_id: str) -> Event:
    """Return the event, if whoever asks plans it."""
    return get_as_coordinator(public_id, guards.me())


def back(endpoint: str, public_id: str, sentence: str, **address: Any) -> Answer:  # noqa: ANN401 - as addresses take
    """Send the browser on to a page of the same programme, with a sentence."""
    flash(sentence, "success")
    return see_other(url_for(f"programme_desk.{endpoint}", public_id=public_id, **address))


def page(template: str, event: Event, form: BaseForm | None = None, **shown: Any) -> Answer:  # noqa: ANN401 - for templates
    """Show a page of the programme, with the status of its form."""
    body = render_template(f"programme/manage/{template}.html", event=event, form=form, **shown)
    return body, form.status if form else 200


def removing(here: str, public_id: str, form: BaseForm, act: Callable[[], object], name: str) -> Answer:
    """Ask whether something shall go, and let it go."""
    if form.accepted() and done(form, act):
        return back(here, public_id, gettext("Removed: %(name)s", name=name))
    return page("remove", event_of(public_id), form, here=here, name=name)
