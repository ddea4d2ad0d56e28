"""How do coordinators publish an event, give it back, call it off or throw it away?"""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.events import queries, services
from eventhub.events.forms import CancelForm, GiveBackForm, ScheduleForm
from eventhub.events.manage.desk import manage, show
from eventhub.registrations.queries import count_by_standing
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.post("/events/<public_id>/publish")
@access(Access.COORDINATOR)
def publish(public_id: str) -> Answer:
    """Show an event to everybody it is for."""
    return _pressed(public_id, services.publish, _("The event is published. Whom it is for can see it and register."))


@manage.post("/events/<public_id>/submit")
@access(Access.COORDINATOR)
def submit(public_id: str) -> Answer:
    """Ask the head of the team to look at a draft."""
    return _pressed(public_id, services.submit, _("The draft is submitted. The head of the team gets a letter."))


@manage.post("/events/<public_id>/withdraw")
@access(Access.COORDINATOR)
def withdraw(public_id: str) -> Answer:
    """Make an event a draft again that nobody has registered for."""
    return _pressed(public_id, services.withdraw, _("The event is a draft again. Only your team sees it."))


@manage.post("/events/<public_id>/unschedule")
@access(Access.COORDINATOR)
def unschedule(public_id: str) -> Answer:
    """Let a draft not publish itself."""
    return _pressed(public_id, services.unschedule, _("The draft does not publish itself any more."))


@manage.route("/events/<public_id>/schedule", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def schedule(public_id: str) -> Answer:
    """Let a draft publish itself at a moment to come."""
    event = queries.get_as_coordinator(public_id, guards.me())
    event_id, form = event.id, ScheduleForm()

    def plan() -> None:
        services.schedule(event_id, at=form.publish_at.moment(), by=guards.me(), now=now())

    if form.accepted() and done(form, plan):
        flash(gettext("The draft publishes itself at that moment."), "success")
        return see_other(url_for("events_desk.page", public_id=public_id))
    event = queries.get_as_coordinator(public_id, guards.me())
    return render_template("events/manage/schedule.html", form=form, event=event), form.status


@manage.route("/events/<public_id>/give-back", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def give_back(public_id: str) -> Answer:
    """Give a submitted draft back with what is to be changed."""
    event_id, form = queries.get_as_coordinator(public_id, guards.me()).id, GiveBackForm()

    def return_it() -> None:
        services.give_back(event_id, note=form.note.data, by=guards.me(), now=now())

    if form.accepted() and done(form, return_it):
        flash(gettext("The draft is given back with your note."), "success")
        return see_other(url_for("events_desk.page", public_id=public_id))
    event = queries.get_as_coordinator(public_id, guards.me())
    return render_template("events/manage/give_back.html", form=form, event=event), form.status


@manage.route("/events/<public_id>/cancel", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def cancel(public_id: str) -> Answer:
    """Call an event off, with the reason people will read."""
    event_id, form = queries.get_as_coordinator(public_id, guards.me()).id, CancelForm()

    def call_off() -> None:
        services.cancel(event_id, reason=form.reason.data, by=guards.me(), now=now())

    if form.accepted() and done(form, call_off):
        flash(gettext("The event is cancelled. Everybody who registered gets a letter."), "success")
        return see_other(url_for("events_desk.page", public_id=public_id))
    event = queries.get_as_coordinator(public_id, guards.me())
    counts, similar = count_by_standing(event.id), queries.similar_upcoming(event, now=now())
    body = render_template("events/manage/cancel.html", form=form, event=event, counts=counts, similar=similar)
    return body, form.status


@manage.post("/events/<public_id>/discard")
@access(Access.COORDINATOR)
def discard(public_id: str) -> Answer:
    """Throw a draft away."""
    gone = _("The draft is gone.")
    return _pressed(public_id, services.discard, gone, then=url_for("events_desk.list_page", view="drafts"))


def _pressed(public_id: str, do: Callable[..., object], sentence: Any, *, then: str = "") -> Answer:  # noqa: ANN401 - lazy
    """Do what a single button of an event's page asks for; what keeps it from being done is said on the page."""
    event_id, form = queries.get_as_coordinator(public_id, guards.me()).id, TokenForm()
    if form.accepted() and done(form, lambda: do(event_id, by=guards.me(), now=now())):
        flash(str(sentence), "success")
        return see_other(then or url_for("events_desk.page", public_id=public_id))
    return show(queries.get_as_coordinator(public_id, guards.me()), form)
