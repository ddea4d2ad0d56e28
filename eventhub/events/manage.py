"""How do coordinators plan, publish, change and call off the events of their complexes?"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.admission import services as admission
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import complexes_of, list_closed_days, list_mini_clusters
from eventhub.core.clock import now, zone
from eventhub.core.db import transaction
from eventhub.core.errors import NotAllowed, NotFound, Refusal
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.events import queries, rules, services
from eventhub.events.errors import CapacityBelowSeats, ChangedMeanwhile, SenselessPlan, TooLateToPlan
from eventhub.events.forms import (
    ApprovalForm,
    CancelForm,
    CopyForm,
    EventForm,
    GiveBackForm,
    ScheduleForm,
    UsualForm,
    usual_values,
    values_of,
)
from eventhub.events.models import Event, Kind
from eventhub.events.queries import View
from eventhub.programme import services as programme
from eventhub.programme.queries import list_sessions
from eventhub.registrations.queries import count_by_standing
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.venues.queries import list_rooms
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm

manage = Blueprint("events_desk", __name__, url_prefix="/desk")


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
    kind, team = asked.one_of(Kind, "kind") or Kind.SEMINAR, _team(asked.words("complex"))
    usual = rules.usual_of(queries.find_team_usual(team.id, kind), kind)
    form = _offered(EventForm(data={"complex": team.slug, **usual_values(kind, usual, now=now())}))
    if not form.accepted() or (event := _drafted(form)) is None:
        complexes = complexes_of(guards.me())
        return render_template(
            "events/manage/new.html", form=form, kind=kind, kind_words=rules.KIND_WORDS, team=team, complexes=complexes
        ), form.status
    return _saved(event.public_id, gettext("The draft is kept. Only your team sees it until you publish it."))


@manage.get("/events/<public_id>")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show how an event stands and what can be done about it."""
    return _show(queries.get_as_coordinator(public_id, guards.me()), TokenForm(formdata=None))


@manage.route("/events/<public_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(public_id: str) -> Answer:
    """Change an event; who saves upon an older state of it is shown both."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form, differences = _offered(EventForm(data=values_of(event)), event), []
    try:
        if form.accepted() and _revised(event.id, form):
            return _saved(public_id, gettext("Saved."))
    except ChangedMeanwhile:
        differences = _compared(form, queries.get_as_coordinator(public_id, guards.me()))
    event = queries.get_as_coordinator(public_id, guards.me())
    may_publish = queries.may_publish(event.complex, guards.me())
    body = render_template(
        "events/manage/edit.html", form=form, event=event, differences=differences, may_publish=may_publish
    )
    return body, ChangedMeanwhile.status if differences else form.status


@manage.post("/events/<public_id>/publish")
@access(Access.COORDINATOR)
def publish(public_id: str) -> Answer:
    """Show an event to everybody it is for."""
    return _pressed(public_id, services.publish, _("The event is published. Whom it is for can see it and register."))


@manage.post("/events/<public_id>/submit")
@access(Access.COORDINATOR)
def submit(public_id: str) -> Answer:
    """Ask the head of the team to look at a draft."""
    return _pressed(public_id, services.submit, _("The draft is submitted. The head of the team sees it in the list."))


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
    form = ScheduleForm()
    try:
        if form.accepted():
            with transaction():
                services.schedule(event.id, at=form.publish_at.moment(), by=guards.me(), now=now())
            flash(gettext("The draft publishes itself at that moment."), "success")
            return see_other(url_for("events_desk.page", public_id=public_id))
    except (SenselessPlan, TooLateToPlan) as refusal:
        form.publish_at.errors = _sentences(refusal)
    event = queries.get_as_coordinator(public_id, guards.me())
    return render_template("events/manage/schedule.html", form=form, event=event), form.status


@manage.route("/events/<public_id>/give-back", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def give_back(public_id: str) -> Answer:
    """Give a submitted draft back with what is to be changed."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form = GiveBackForm()
    if not form.accepted():
        return render_template("events/manage/give_back.html", form=form, event=event), form.status
    with transaction():
        services.give_back(event.id, note=form.note.data, by=guards.me(), now=now())
    flash(gettext("The draft is given back with your note."), "success")
    return see_other(url_for("events_desk.page", public_id=public_id))


@manage.route("/events/<public_id>/copy", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def copy(public_id: str) -> Answer:
    """Plan an event like this one on another day."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form = CopyForm()
    try:
        if form.accepted():
            made = _copied(event.id, form)
            return _saved(made, gettext("This is the copy, as a draft. Only your team sees it."))
    except Refusal as refusal:
        form.refuse(refusal)
    event = queries.get_as_coordinator(public_id, guards.me())
    has_programme = bool(list_sessions(event.id))
    return render_template("events/manage/copy.html", form=form, event=event, has_programme=has_programme), form.status


@manage.route("/events/<public_id>/cancel", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def cancel(public_id: str) -> Answer:
    """Call an event off, with the reason people will read."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form = CancelForm()
    if not form.accepted():
        counts, similar = count_by_standing(event.id), queries.similar_upcoming(event, now=now())
        return render_template(
            "events/manage/cancel.html", form=form, event=event, counts=counts, similar=similar
        ), form.status
    with transaction():
        services.cancel(event.id, reason=form.reason.data, by=guards.me(), now=now())
    flash(gettext("The event is cancelled. Everybody who registered gets a letter."), "success")
    return see_other(url_for("events_desk.page", public_id=public_id))


@manage.post("/events/<public_id>/discard")
@access(Access.COORDINATOR)
def discard(public_id: str) -> Answer:
    """Throw a draft away."""
    gone = _("The draft is gone.")
    return _pressed(public_id, services.discard, gone, then=url_for("events_desk.list_page", view="drafts"))


@manage.get("/events/usual")
@access(Access.COORDINATOR)
def usual() -> Answer:
    """Show what is usual in a team for each kind, and whether its head looks at events first."""
    return _show_usual(_team(asked.words("complex")), TokenForm(formdata=None))


@manage.route("/events/usual/<slug>/<kind>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit_usual(slug: str, kind: str) -> Answer:
    """Change what is usual for a kind of event in a team."""
    team, chosen = _served(slug), _kind(kind)
    form = UsualForm(obj=rules.usual_of(queries.find_team_usual(team.id, chosen), chosen))
    if not form.accepted():
        words = rules.KIND_WORDS[chosen]
        return render_template("events/manage/edit_usual.html", form=form, team=team, kind_word=words), form.status
    team_id, slug, me = team.id, team.slug, guards.me()
    with transaction():
        services.keep_usual(team_id, chosen, form.usual(), by=me, now=now())
    flash(gettext("Saved. New events of this kind begin like that."), "success")
    return see_other(url_for("events_desk.usual", complex=slug))


@manage.post("/events/usual/<slug>/<kind>/reset")
@access(Access.COORDINATOR)
def reset_usual(slug: str, kind: str) -> Answer:
    """Go back to what is usual everywhere."""
    team, chosen = _served(slug), _kind(kind)
    form = TokenForm()
    if not form.accepted():
        return _show_usual(team, form)
    team_id, slug, me = team.id, team.slug, guards.me()
    with transaction():
        services.forget_usual(team_id, chosen, by=me, now=now())
    flash(gettext("Back to what is usual everywhere."), "success")
    return see_other(url_for("events_desk.usual", complex=slug))


@manage.post("/events/usual/<slug>/approval")
@access(Access.COORDINATOR)
def approval(slug: str) -> Answer:
    """Let the head of a team look at events first, or no longer."""
    team = _served(slug)
    form = ApprovalForm()
    if not form.accepted():
        return _show_usual(team, form)
    slug, me = team.slug, guards.me()
    with transaction():
        services.decide_approval(_served(slug), needed=form.needed.data, by=me, now=now())
    flash(gettext("Saved."), "success")
    return see_other(url_for("events_desk.usual", complex=slug))


def _team(slug: str) -> Complex:
    """Return the asked-for complex this coordinator serves, else the first; who serves none has nothing to plan for."""
    complexes = complexes_of(guards.me())
    if not complexes:
        raise NotAllowed
    return next((complex_ for complex_ in complexes if complex_.slug == slug), complexes[0])


def _served(slug: str) -> Complex:
    for complex_ in complexes_of(guards.me()):
        if complex_.slug == slug:
            return complex_
    raise NotFound


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        raise NotFound
    return Kind(name)


def _offered(form: EventForm, event: Event | None = None) -> EventForm:
    """Offer what this coordinator serves, and every room; one that is closed stays where it was booked."""
    rooms = list(list_rooms())
    if event and event.room and event.room not in rooms:
        rooms.append(event.room)
    form.offer(complexes_of(guards.me()), list_mini_clusters(), rooms)
    return form


def _drafted(form: EventForm) -> Event | None:
    """Keep the draft, or put what is refused at its field."""
    plan, me = form.plan(), guards.me()
    try:
        with transaction():
            event = services.draft(plan, by=me, now=now())
    except SenselessPlan as refusal:
        form.mark(refusal.faults)
        return None
    return event


def _copied(event_id: int, form: CopyForm) -> str:
    """Copy the event, then its programme as far as it shall come along, later by as much."""
    day, parts = form.first_day(), form.parts()
    programme_parts = {programme.Part(name) for name in form.programme_parts()}
    with transaction():
        event, me = queries.get(event_id), guards.me()
        made = services.copy(event, day, parts, zone=zone(), by=me, now=now())
        shift = made.starts_at - event.starts_at
        programme.copy_programme(event.id, made.id, parts=programme_parts, shift=shift, by=me, now=now())
        admission.copy_terms(event.id, made.id, wanted=form.terms.data, shift=shift, by=me, now=now())
    return made.public_id


def _revised(event_id: int, form: EventForm) -> bool:
    """Keep the changes, or put what is refused at its field."""
    plan, version = form.plan(), form.seen_version()
    try:
        with transaction():
            services.revise(event_id, plan, version=version, by=guards.me(), now=now())
    except SenselessPlan as refusal:
        return form.mark(refusal.faults)
    except CapacityBelowSeats as refusal:
        return form.mark({"capacity": refusal.sentence})
    except ChangedMeanwhile:
        raise
    except Refusal as refusal:
        form.form_errors.append(str(refusal.sentence))
        return False
    return True


def _saved(public_id: str, words: str) -> Answer:
    """Lead to the event, with what one should know about its day and its room."""
    event = queries.get_as_coordinator(public_id, guards.me())
    flash(words, "success")
    closed = list_closed_days([event.complex_id], *rules.days_of(event, zone=zone()))
    for warning in rules.warnings_about(event, closed, zone=zone()):
        flash(warning, "warning")
    return see_other(url_for("events_desk.page", public_id=public_id))


def _compared(form: EventForm, event: Event) -> list[tuple[Any, str, str]]:
    """Say field by field what somebody else saved and what is in the form; saved again, the form wins."""
    theirs = _offered(EventForm(formdata=None, data=values_of(event)), event)
    form.version.data = str(event.version)
    return form.differences(theirs)


def _sentences(refusal: Refusal) -> list[str]:
    faults = refusal.faults.values() if isinstance(refusal, SenselessPlan) else [refusal.sentence]
    return [str(sentence) for sentence in faults]


def _pressed(public_id: str, do: Callable[..., object], done: Any, *, then: str = "") -> Answer:  # noqa: ANN401 - lazy
    """Do what a single button of an event's page asks for; what keeps it from being done is said on the page."""
    event = queries.get_as_coordinator(public_id, guards.me())
    form = TokenForm()
    if not form.accepted():
        return _show(event, form)
    try:
        with transaction():
            do(event.id, by=guards.me(), now=now())
    except SenselessPlan as refusal:
        form.form_errors.extend(_sentences(refusal))
        return _show(queries.get_as_coordinator(public_id, guards.me()), form)
    flash(str(done), "success")
    return see_other(then or url_for("events_desk.page", public_id=public_id))


def _show(event: Event, form: TokenForm) -> Answer:
    body = render_template(
        "events/manage/page.html",
        event=event,
        form=form,
        counts=count_by_standing(event.id),
        door=rules.door(event, now=now()),
        may_publish=queries.may_publish(event.complex, guards.me()),
        faults=rules.faults_before_publishing(event, now=now()).values() if rules.is_overdue(event, now=now()) else (),
        notice=queries.find_notice(event.id),
        kind_words=rules.KIND_WORDS,
        status_words=rules.STATUS_WORDS,
        visibility_words=rules.VISIBILITY_WORDS,
        standing_words=STANDING_WORDS,
    )
    return body, form.status


def _show_usual(team: Complex, form: TokenForm | ApprovalForm) -> Answer:
    rows = queries.list_team_usuals(team.id)
    body = render_template(
        "events/manage/usual.html",
        team=team,
        complexes=complexes_of(guards.me()),
        usuals=[(kind, rules.usual_of(rows.get(kind), kind), kind in rows) for kind in Kind],
        kind_words=rules.KIND_WORDS,
        is_head=queries.heads(guards.me(), team.id),
        approval=ApprovalForm(formdata=None, data={"needed": team.events_need_approval}),
        form=form,
    )
    return body, form.status
