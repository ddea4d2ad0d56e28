"""How do coordinators plan, publish, change and call off the events of their complexes?"""

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.clusters.queries import complexes_of, list_mini_clusters
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import NotAllowed, Refusal
from eventhub.core.i18n import gettext
from eventhub.events import queries, rules, services
from eventhub.events.errors import CapacityBelowSeats, SenselessPlan
from eventhub.events.forms import CancelForm, EventForm, usual_values, values_of
from eventhub.events.models import Event, Kind
from eventhub.events.queries import View
from eventhub.registrations.queries import count_by_standing
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm

manage = Blueprint("events_desk", __name__, url_prefix="/desk")


@manage.get("/events/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List the events of one's complexes: drafts, those to come, those past."""
    served = [complex_.id for complex_ in complexes_of(guards.me())]
    view, words = asked.one_of(View, "view") or View.UPCOMING, asked.words()
    page = queries.list_desk(served, view, words=words, page=asked.page_number(), now=now())
    return render_template(
        "events/manage/list.html",
        page=page,
        view=view,
        words=words,
        counts=queries.count_desk(served, now=now()),
        kind_words=rules.KIND_WORDS,
    )


@manage.route("/events/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new() -> Answer:
    """Plan an event, from what is usual for its kind."""
    kind = asked.one_of(Kind, "kind") or Kind.SEMINAR
    form = _offered(EventForm(data=usual_values(kind, now=now())))
    if not form.accepted():
        return render_template("events/manage/new.html", form=form, kind=kind, kind_words=rules.KIND_WORDS), form.status
    plan, me = form.plan(), guards.me()
    with transaction():
        event = services.draft(plan, by=me, now=now())
    flash(gettext("The draft is kept. Only your team sees it until you publish it."), "success")
    return see_other(url_for("events_desk.page", public_id=event.public_id))


@manage.get("/events/<public_id>")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show how an event stands and what can be done about it."""
    return _show(queries.get_as_coordinator(public_id, guards.me()), TokenForm(formdata=None))


@manage.route("/events/<public_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(public_id: str) -> Answer:
    """Change an event."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form = _offered(EventForm(data=values_of(event)))
    if form.accepted() and _revised(event.id, form):
        flash(gettext("Saved."), "success")
        return see_other(url_for("events_desk.page", public_id=public_id))
    event = queries.get_as_coordinator(public_id, guards.me())
    return render_template("events/manage/edit.html", form=form, event=event), form.status


@manage.post("/events/<public_id>/publish")
@access(Access.COORDINATOR)
def publish(public_id: str) -> Answer:
    """Show an event to everybody."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form = TokenForm()
    if not form.accepted():
        return _show(event, form)
    try:
        with transaction():
            services.publish(event.id, by=guards.me(), now=now())
    except SenselessPlan as refusal:
        form.form_errors.extend(str(sentence) for sentence in refusal.faults.values())
        return _show(queries.get_as_coordinator(public_id, guards.me()), form)
    flash(gettext("The event is published. Everybody can see it and register."), "success")
    return see_other(url_for("events_desk.page", public_id=public_id))


@manage.route("/events/<public_id>/cancel", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def cancel(public_id: str) -> Answer:
    """Call an event off, with the reason people will read."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form = CancelForm()
    if not form.accepted():
        counts = count_by_standing(event.id)
        return render_template("events/manage/cancel.html", form=form, event=event, counts=counts), form.status
    with transaction():
        services.cancel(event.id, reason=form.reason.data, by=guards.me(), now=now())
    flash(gettext("The event is cancelled. Everybody who registered gets a letter."), "success")
    return see_other(url_for("events_desk.page", public_id=public_id))


@manage.post("/events/<public_id>/discard")
@access(Access.COORDINATOR)
def discard(public_id: str) -> Answer:
    """Throw a draft away."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form = TokenForm()
    if not form.accepted():
        return _show(event, form)
    with transaction():
        services.discard(event.id, by=guards.me(), now=now())
    flash(gettext("The draft is gone."), "success")
    return see_other(url_for("events_desk.list_page", view="drafts"))


def _offered(form: EventForm) -> EventForm:
    """Offer what this coordinator serves; who serves no complex has nothing to plan for."""
    complexes = complexes_of(guards.me())
    if not complexes:
        raise NotAllowed
    form.offer(complexes, list_mini_clusters())
    return form


def _revised(event_id: int, form: EventForm) -> bool:
    """Keep the changes, or put what is refused at its field."""
    plan = form.plan()
    try:
        with transaction():
            services.revise(event_id, plan, by=guards.me(), now=now())
    except SenselessPlan as refusal:
        return form.mark(refusal.faults)
    except CapacityBelowSeats as refusal:
        return form.mark({"capacity": refusal.sentence})
    except Refusal as refusal:
        form.form_errors.append(str(refusal.sentence))
        return False
    return True


def _show(event: Event, form: TokenForm) -> Answer:
    body = render_template(
        "events/manage/page.html",
        event=event,
        form=form,
        counts=count_by_standing(event.id),
        door=rules.door(event, now=now()),
        kind_words=rules.KIND_WORDS,
        status_words=rules.STATUS_WORDS,
        standing_words=STANDING_WORDS,
    )
    return body, form.status
