"""What do all doors of the Cluster Day's planners share?"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.cluster_day import queries
from eventhub.cluster_day.models import Edition
from eventhub.core.i18n import gettext
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm

manage = Blueprint("cluster_day_desk", __name__, url_prefix="/desk/day")


def edition_of(year: str) -> Edition:
    """Return the edition of a year, if whoever asks plans it."""
    return queries.get_as_coordinator(year, guards.me())


def back(endpoint: str, sentence: str, **address: Any) -> Answer:  # noqa: ANN401 - as addresses take
    """Send the browser on to a page of the same desk, with a sentence."""
    flash(sentence, "success")
    return see_other(url_for(f"cluster_day_desk.{endpoint}", **address))


def page(template: str, edition: Edition, form: BaseForm | None = None, **shown: Any) -> Answer:  # noqa: ANN401 - for templates
    """Show a page about an edition, with the status of its form."""
    body = render_template(
        f"cluster_day/manage/{template}.html", edition=edition, event=edition.event, form=form, **shown
    )
    return body, form.status if form else 200


def form_page(
    here: str, edition: Edition, form: BaseForm, title: str, *, lead: str = "", save: str = "", removable: str = ""
) -> Answer:
    """Show a page that is one form."""
    return page("form", edition, form, here=here, title=title, lead=lead, save=save, removable=removable)


def removing(here: str, year: str, form: BaseForm, act: Callable[[], object], name: str) -> Answer:
    """Ask whether something shall go, and let it go."""
    if form.accepted() and done(form, act):
        return back(here, gettext("Removed: %(name)s", name=name), year=year)
    return page("remove", edition_of(year), form, here=here, name=name)
