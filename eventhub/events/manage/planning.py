"""How do coordinators list, plan, change and copy events?"""

from typing import Any

from flask import render_template

from eventhub.accounts import guards
from eventhub.admission import services as admission
from eventhub.clusters.queries import complexes_of, team_of
from eventhub.core.clock import now, zone
from eventhub.core.i18n import gettext
from eventhub.events import queries, rules, services
from eventhub.events.forms import CopyForm, EventForm, usual_values, values_of
from eventhub.events.manage.desk import manage, saved, show
from eventhub.events.models import Event, Kind
from eventhub.events.queries import View
from eventhub.programme import services as programme
from eventhub.programme.queries import count_placed, list_sessions
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done, made
from eventhub.web.baseform import TokenForm


@manage.get("/events/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List the events of one's complexes: drafts, those that wait for approval, those to come, those past."""
    served = [complex_.id for complex_ in complexes_of(guards.me())]
    view, words = asked.one_of(View, "view") or View.UPCOMING, asked.words()
    page = queries.list_desk(served, view, words=words, page=asked.page_number(), now=now())
    return render_template(
        "events/manage/list.html",
        page=page,
        view=view,
        words=words,
        counts=queries.count_desk(served, now=now()),
        overdue=queries.list_overdue(served, now=now()),
        kind_words=rules.KIND_WORDS,
    )


@manage.route("/events/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new() -> Answer:
    """Plan an event, from what is usual for its kind in the team."""
    kind, team = asked.one_of(Kind, "kind") or Kind.SEMINAR, team_of(guards.me(), asked.words("complex"))
    usual = rules.usual_of(queries.find_team_usual(team.id, kind), kind)
    values = {"complex": team.slug, **usual_values(kind, usual, now=now())}
    form = EventForm(data=values).offering(guards.me())

    def draft() -> Event:
        return services.draft(form.plan(), by=guards.me(), now=now())

    if form.accepted() and (event := made(form, draft)):
        return saved(event.public_id, gettext("The draft is kept. Only your team sees it until you publish it."))
    shown: dict[str, Any] = {"kind": kind, "team": team, "complexes": complexes_of(guards.me())}
    body = render_template("events/manage/new.html", form=form, kind_words=rules.KIND_WORDS, **shown)
    return body, form.status


@manage.get("/events/<public_id>")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show how an event stands and what can be done about it."""
    return show(queries.get_as_coordinator(public_id, guards.me()), TokenForm(formdata=None))


@manage.route("/events/<public_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(public_id: str) -> Answer:
    """Change an event; who saves upon an older state of it is shown both."""
    event = queries.get_as_coordinator(public_id, guards.me())
    event_id, form = event.id, EventForm(data=values_of(event)).offering(guards.me(), event)
    form.offer_sessions(count_placed([event_id]))

    def revise() -> None:
        how: dict[str, Any] = {"version": form.seen, "with_sessions": form.takes_sessions()}
        services.revise(event_id, form.plan(), **how, by=guards.me(), now=now())

    if form.accepted() and done(form, revise):
        return saved(public_id, gettext("Saved."))
    event = queries.get_as_coordinator(public_id, guards.me())
    theirs = EventForm(formdata=None, data=values_of(event)).offering(guards.me(), event)
    shown: dict[str, Any] = {"event": event, "differences": form.differences(theirs)}
    may_publish = queries.may_publish(event.complex, guards.me())
    return render_template("events/manage/edit.html", form=form, may_publish=may_publish, **shown), form.status


@manage.route("/events/<public_id>/copy", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def copy(public_id: str) -> Answer:
    """Plan an event like this one on another day."""
    event = queries.get_as_coordinator(public_id, guards.me())
    event_id, form = event.id, CopyForm()
    if form.accepted() and (public_id_of_copy := made(form, lambda: _copied(event_id, form))):
        return saved(public_id_of_copy, gettext("This is the copy, as a draft. Only your team sees it."))
    event = queries.get_as_coordinator(public_id, guards.me())
    has_programme = bool(list_sessions(event.id))
    return render_template("events/manage/copy.html", form=form, event=event, has_programme=has_programme), form.status


def _copied(event_id: int, form: CopyForm) -> str:
    """Copy the event, then its programme as far as it shall come along, later by as much."""
    day, parts = form.first_day(), form.parts()
    programme_parts = {programme.Part(name) for name in form.programme_parts()}
    event, me = queries.get(event_id), guards.me()
    copied = services.copy(event, day, parts, zone=zone(), by=me, now=now())
    shift = copied.starts_at - event.starts_at
    programme.copy_programme(event.id, copied.id, parts=programme_parts, shift=shift, by=me, now=now())
    admission.copy_terms(event.id, copied.id, wanted=form.terms.data, shift=shift, by=me, now=now())
    return copied.public_id
