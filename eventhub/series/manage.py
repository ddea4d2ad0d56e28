"""How do coordinators plan a series, change its rule and its dates, publish, cancel and copy it?"""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import complexes_of, list_mini_clusters
from eventhub.core.clock import now, zone
from eventhub.core.db import transaction
from eventhub.core.errors import NotAllowed, Refusal
from eventhub.core.i18n import gettext, ngettext
from eventhub.core.moments import say_day
from eventhub.events import forms as event_forms
from eventhub.events import queries as events
from eventhub.events import rules as event_rules
from eventhub.events.errors import CapacityBelowSeats, ChangedMeanwhile, SenselessPlan
from eventhub.events.forms import EventForm, usual_values
from eventhub.events.models import Event, Kind
from eventhub.programme.queries import count_placed
from eventhub.series import queries, rules, services
from eventhub.series.errors import SeriesChangedMeanwhile
from eventhub.series.forms import (
    CancelDatesForm,
    DateForm,
    RepetitionForm,
    RuleForm,
    SeriesCopyForm,
    SeriesForm,
    usual_repetition,
    values_of,
)
from eventhub.series.models import Series, SeriesDate
from eventhub.series.rules import Look, Scope
from eventhub.series.services import Changed, NewRule
from eventhub.venues.queries import list_rooms
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm

manage = Blueprint("series_desk", __name__, url_prefix="/desk/series")
# The buttons that look at the dates instead of keeping them.
LOOKS = ("look", "leave_out", "put_back")
Form = TypeVar("Form", bound=EventForm)


@manage.get("/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List the series of one's complexes."""
    page = queries.list_desk([complex_.id for complex_ in complexes_of(guards.me())], asked.page_number())
    tallies = queries.tally([series.id for series in page.items], now=now())
    return render_template(
        "series/manage/list.html", page=page, tallies=tallies, none=queries.Tally(), say_rule=rules.say_rule
    )


@manage.route("/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new() -> Answer:
    """Plan a series, from what is usual for its kind in the team."""
    kind, team = asked.one_of(Kind, "kind") or Kind.MEETING, _team(asked.words("complex"))
    usual = event_rules.usual_of(events.find_team_usual(team.id, kind), kind)
    first = usual_values(kind, usual, now=now())
    form = _offered(SeriesForm(data={"complex": team.slug, **first, **usual_repetition(first["starts_at"])}))
    look = _looked(form)
    if look is None and form.accepted() and (series := _planned(form)) is not None:
        flash(gettext("The dates are kept as drafts. Only your team sees them until you publish them."), "success")
        return see_other(_page(series.public_id))
    kinds = event_rules.KIND_WORDS
    return render_template(
        "series/manage/new.html", form=form, look=look, kind=kind, kind_words=kinds, team=team, say_rule=rules.say_rule
    ), form.status


@manage.get("/<public_id>")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show how the dates of a series stand and what can be done about them."""
    return _show(public_id, TokenForm(formdata=None))


@manage.post("/<public_id>/submit")
@access(Access.COORDINATOR)
def submit(public_id: str) -> Answer:
    """Ask the head of the team to look at every draft to come."""
    series, form = queries.get_as_coordinator(public_id, guards.me()), TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    try:
        with transaction():
            number = services.submit(series.id, by=guards.me(), now=now())
    except Refusal as refusal:
        form.form_errors.extend(_sentences(refusal))
        return _show(public_id, form, refusal.status)
    flash(ngettext("One date is submitted.", "%(num)d dates are submitted.", number), "success")
    return see_other(_page(public_id))


@manage.post("/<public_id>/publish")
@access(Access.COORDINATOR)
def publish(public_id: str) -> Answer:
    """Show every date to come to everybody it is for."""
    series, form = queries.get_as_coordinator(public_id, guards.me()), TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    try:
        with transaction():
            number = services.publish(series.id, by=guards.me(), now=now())
    except Refusal as refusal:
        form.form_errors.extend(_sentences(refusal))
        return _show(public_id, form, refusal.status)
    flash(ngettext("One date is published.", "%(num)d dates are published.", number), "success")
    return see_other(_page(public_id))


@manage.route("/<public_id>/rule", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def rule(public_id: str) -> Answer:
    """Change when a series comes again."""
    series = queries.get_as_coordinator(public_id, guards.me())
    form = RuleForm(data=values_of(series)).of(series)
    look = _looked(form)
    if look is None and form.accepted() and (done := _ruled(series, form)) is not None:
        _tell_of_rule(done)
        return see_other(_page(public_id))
    series = queries.get_as_coordinator(public_id, guards.me())
    body = render_template("series/manage/rule.html", series=series, form=form, look=look, say_rule=rules.say_rule)
    return body, form.status


@manage.route("/<public_id>/copy", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def copy(public_id: str) -> Answer:
    """Plan a series like this one from another day on."""
    series, form = queries.get_as_coordinator(public_id, guards.me()), SeriesCopyForm()
    try:
        if form.accepted():
            day, parts = form.first_day(), form.parts()
            with transaction():
                made = services.copy(series.id, day, parts, zone=zone(), by=guards.me(), now=now())
            flash(gettext("This is the copy, as drafts. Only your team sees them until you publish them."), "success")
            return see_other(_page(made.public_id))
    except Refusal as refusal:
        form.day.errors = _sentences(refusal)
    series = queries.get_as_coordinator(public_id, guards.me())
    return render_template("series/manage/copy.html", series=series, form=form), form.status


@manage.route("/<public_id>/dates/<event_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit_date(public_id: str, event_id: str) -> Answer:
    """Change a date, by itself or with others."""
    series, date_ = _date(public_id, event_id)
    form, differences = _offered(DateForm(data=event_forms.values_of(date_.event)), date_.event), []
    form.offer_sessions(count_placed(queries.list_event_ids(series)))
    try:
        if form.accepted() and (done := _revised(date_, form)) is not None:
            _tell_of_change(ngettext("One date is changed.", "%(num)d dates are changed.", done.dates), done)
            return see_other(_page(public_id))
    except ChangedMeanwhile:
        differences = _compared(form, _date(public_id, event_id)[1].event)
    series, date_ = _date(public_id, event_id)
    body = render_template(
        "series/manage/edit_date.html", series=series, event=date_.event, form=form, differences=differences
    )
    return body, ChangedMeanwhile.status if differences else form.status


@manage.route("/<public_id>/dates/<event_id>/cancel", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def cancel_date(public_id: str, event_id: str) -> Answer:
    """Call a date off, by itself or with others."""
    series, date_ = _date(public_id, event_id)
    form = CancelDatesForm()
    try:
        if form.accepted():
            with transaction():
                date_, scope = _date(public_id, event_id)[1], Scope(form.scope.data)
                done = services.cancel(date_, scope, reason=form.reason.data, by=guards.me(), now=now())
            sentence = ngettext("One date is cancelled.", "%(num)d dates are cancelled.", done.dates)
            _tell_of_change(sentence, done)
            return see_other(_page(public_id))
    except Refusal as refusal:
        form.form_errors.extend(_sentences(refusal))
    series, date_ = _date(public_id, event_id)
    return render_template("series/manage/cancel_date.html", series=series, event=date_.event, form=form), form.status


def _team(slug: str) -> Complex:
    complexes = complexes_of(guards.me())
    if not complexes:
        raise NotAllowed
    return next((complex_ for complex_ in complexes if complex_.slug == slug), complexes[0])


def _offered(form: Form, event: Event | None = None) -> Form:
    rooms = list(list_rooms())
    if event and event.room and event.room not in rooms:
        rooms.append(event.room)
    form.offer(complexes_of(guards.me()), list_mini_clusters(), rooms)
    return form


def _date(public_id: str, event_id: str) -> tuple[Series, SeriesDate]:
    series = queries.get_as_coordinator(public_id, guards.me())
    return series, queries.get_date(series, event_id)


def _page(public_id: str) -> str:
    return url_for("series_desk.page", public_id=public_id)


def _looked(form: RepetitionForm) -> Look | None:
    """Do what the buttons beside the dates ask for; None when the form itself was sent, or nothing."""
    pressed = [name for name in LOOKS if name in request.form] if request.method == "POST" else []
    for name, change in (("leave_out", form.leave_out), ("put_back", form.put_back)):
        if name in pressed:
            change(_days(request.form[name]))
    if pressed and form.look():
        return rules.look_at(form.recurrence())
    return Look.nothing() if pressed else None


def _days(text: str) -> list[date]:
    try:
        return [date.fromisoformat(day) for day in text.split()]
    except ValueError:
        return []


def _kept(form: EventForm, do: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is done returns
    """Do it in a transaction, or put what is refused at its field and return nothing."""
    try:
        with transaction():
            return do()
    except SenselessPlan as refusal:
        _mark(form, refusal.faults)
    except CapacityBelowSeats as refusal:
        _mark(form, {"capacity": refusal.sentence})
    except ChangedMeanwhile:
        raise
    except Refusal as refusal:
        form.form_errors.append(str(refusal.sentence))
    return None


def _mark(form: EventForm, faults: Any) -> None:  # noqa: ANN401 - sentences by field
    for name, sentence in faults.items():
        if name in form:
            form[name].errors = [*form[name].errors, str(sentence)]
        else:
            form.form_errors.append(str(sentence))


def _planned(form: SeriesForm) -> Series | None:
    plan, recurrence, me = form.plan(), form.recurrence(), guards.me()
    made: Series | None = _kept(form, lambda: services.plan(plan, recurrence, by=me, now=now()))
    return made


def _ruled(series: Series, form: RuleForm) -> NewRule | None:
    series_id, recurrence, version, me = series.id, form.recurrence(), form.seen_version(), guards.me()
    try:
        with transaction():
            return services.change_rule(series_id, recurrence, version=version, by=me, now=now())
    except SeriesChangedMeanwhile as refusal:
        # Saved again, the form wins.
        form.version.data = str(queries.get(series_id).version)
        form.form_errors.append(str(refusal.sentence))
    except Refusal as refusal:
        form.form_errors.extend(_sentences(refusal))
    return None


def _revised(date_: SeriesDate, form: DateForm) -> Changed | None:
    plan, scope, event_id = form.plan(), Scope(form.scope.data), date_.event_id
    how: dict[str, Any] = {"version": form.seen_version(), "with_sessions": form.takes_sessions(), "by": guards.me()}
    done: Changed | None = _kept(
        form, lambda: services.revise(queries.get_changing(event_id), plan, scope, **how, now=now())
    )
    return done


def _compared(form: DateForm, event: Event) -> list[tuple[Any, str, str]]:
    theirs = _offered(EventForm(formdata=None, data=event_forms.values_of(event)), event)
    form.version.data = str(event.version)
    return theirs.differences(form)


def _sentences(refusal: Refusal) -> list[str]:
    faults = refusal.faults.values() if isinstance(refusal, SenselessPlan) else [refusal.sentence]
    return [str(sentence) for sentence in faults]


def _tell_of_change(sentence: str, done: Changed) -> None:
    flash(sentence, "success")
    if done.own:
        sentence = ngettext(
            "One date had been changed by itself and stays as it is.",
            "%(num)d dates had been changed by themselves and stay as they are.",
            done.own,
        )
        flash(sentence, "info")


def _tell_of_rule(done: NewRule) -> None:
    added = ngettext("One date is added", "%(num)d dates are added", done.added)
    removed = ngettext("one is removed.", "%(num)d are removed.", done.removed)
    flash(f"{added}, {removed}", "success")
    if done.kept:
        days = ", ".join(say_day(rules.day_of(moment)) for moment in done.kept)
        kept = gettext("No longer in the rule, but people have registered: %(days)s.", days=days)
        flash(f"{kept} {gettext('They are kept; cancel what does not take place.')}", "warning")


def _show(public_id: str, form: TokenForm, status: int = 0) -> Answer:
    series, present = queries.get_as_coordinator(public_id, guards.me()), now()
    number = asked.page_number() if "page" in request.args else queries.page_of_next(series, now=present)
    tally = queries.tally([series.id], now=present).get(series.id, queries.Tally())
    body = render_template(
        "series/manage/page.html",
        series=series,
        page=queries.list_all_dates(series, number, total=tally.dates),
        tally=tally,
        left_out=[date.fromisoformat(day) for day in series.left_out],
        rule_words=rules.say_rule(series.rule),
        status_words=event_rules.STATUS_WORDS,
        kind_words=event_rules.KIND_WORDS,
        door=lambda event: event_rules.door(event, now=present),
        may_publish=events.may_publish(series.complex, guards.me()),
        form=form,
    )
    return body, status or form.status
