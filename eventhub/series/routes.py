"""How does a visitor see a series, and register for all of it or for some of its dates?"""

from collections import Counter

from flask import Blueprint, render_template, request, session, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import NotFound, Refusal
from eventhub.core.i18n import current_locale, gettext
from eventhub.events import rules as event_rules
from eventhub.registrations import services as registrations
from eventhub.registrations.forms import SeveralDatesForm, known_of
from eventhub.registrations.rules import PLACES_REMEMBERED, Outcome
from eventhub.series import queries, rules
from eventhub.series.models import Series
from eventhub.web import asked, device
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other

routes = Blueprint("series", __name__)


@routes.app_context_processor
def of_events() -> dict[str, object]:
    """Let an event's page say which series it is a date of."""
    return {"series_of": queries.find_of_event}


@routes.get("/series/<public_id>")
@access(Access.PUBLIC)
def page(public_id: str) -> Answer:
    """Show a series with its dates, and the form to come to all of them or to some."""
    series = queries.get_visible(public_id, guards.asker())
    return _show(series, SeveralDatesForm(formdata=None, data=known_of(guards.asker(), device.kept())), ())


@routes.get("/series/<public_id>/past")
@access(Access.PUBLIC)
def past(public_id: str) -> str:
    """Show the dates of a series that are over."""
    asker = guards.asker()
    series = queries.get_visible(public_id, asker)
    total = queries.look_at(series, asker, now=now()).past
    dates = queries.list_past(series, asker, asked.page_number(), total=total, now=now())
    return render_template("series/past.html", series=series, page=dates, status_words=event_rules.STATUS_WORDS)


@routes.post("/series/<public_id>/registrations")
@access(Access.PUBLIC)
def register(public_id: str) -> Answer:
    """Take a place at every open date, or at the chosen ones."""
    asker, form, chosen = guards.asker(), SeveralDatesForm(), request.form.getlist("date")
    series = queries.get_visible(public_id, asker)
    form.offer(queries.look_at(series, asker, now=now()).open)
    if form.which.data == "some" and not chosen:
        form.form_errors.append(gettext("Choose at least one date, or all of them."))
    if not form.accepted() or form.form_errors:
        return _show(series, form, chosen, form.status)
    wanted = None if form.which.data == "all" else chosen
    event_ids = queries.list_open(series, asker, wanted, at_most=rules.MOST_PLANNED, now=now())
    applicant = form.applicant(current_locale())
    try:
        with transaction():
            registrations.count_try(applicant.email, network=request.remote_addr or "unknown", now=now())
        with transaction():
            outcomes = registrations.register_for_all(event_ids, applicant, now=now())
    except Refusal as refusal:
        form.form_errors.append(str(refusal.sentence))
        return _show(queries.get_visible(public_id, asker), form, chosen, refusal.status)
    return _remembered(public_id, outcomes)


@routes.get("/series/<public_id>/registered")
@access(Access.PUBLIC)
def registered(public_id: str) -> str:
    """Say what became of a registration for several dates, to the browser it was made with."""
    series = queries.get_visible(public_id, guards.asker())
    if session.get("series") != public_id:
        raise NotFound
    return render_template("series/registered.html", series=series, counts=session["series_counts"])


def _remembered(public_id: str, outcomes: list[Outcome]) -> Answer:
    """Let this browser find its newest places again; what others had before is only counted."""
    new = [outcome.registration for outcome in outcomes if outcome.is_new]
    places = [place.public_id for place in new]
    held = [one for one in session.get("places", ()) if one not in places]
    session["places"] = [*held, *places][-PLACES_REMEMBERED:]
    counted = Counter(place.standing.value for place in new)
    session["series"] = public_id
    session["series_counts"] = {**counted, "already": len(outcomes) - len(new)}
    return see_other(url_for("series.registered", public_id=public_id))


def _show(series: Series, form: SeveralDatesForm, chosen: list[str] | tuple[()], status: int = 200) -> Answer:
    asker, present = guards.asker(), now()
    outlook = queries.look_at(series, asker, now=present)
    form.offer(outlook.open)
    body = render_template(
        "series/page.html",
        series=series,
        page=queries.list_upcoming(series, asker, asked.page_number(), total=outlook.upcoming, now=present),
        outlook=outlook,
        rule_words=rules.say_rule(series.rule),
        kind_words=event_rules.KIND_WORDS,
        door=lambda event: event_rules.door(event, now=present),
        form=form,
        chosen=chosen,
    )
    return body, status
