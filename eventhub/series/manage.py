"""How do coordinators plan a series, change its rule and its dates, publish, cancel and copy it?"""

from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.clusters.queries import complexes_of, team_of
from eventhub.core.clock import now, zone
from eventhub.core.i18n import gettext, ngettext
from eventhub.core.moments import say_day
from eventhub.events import forms as event_forms
from eventhub.events import queries as events
from eventhub.events import rules as event_rules
from eventhub.events.forms import EventForm, usual_values
from eventhub.events.models import Kind
from eventhub.programme import services as programme
from eventhub.programme.queries import count_placed
from eventhub.series import queries, rules, services
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
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import made
from eventhub.web.baseform import TokenForm

manage = Blueprint("series_desk", __name__, url_prefix="/desk/series")
# The buttons that look at the dates instead of keeping them.
LOOKS = ("look", "leave_out", "put_back")


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
    kind, team = asked.one_of(Kind, "kind") or Kind.MEETING, team_of(guards.me(), asked.words("complex"))
    usual = event_rules.usual_of(events.find_team_usual(team.id, kind), kind)
    first = usual_values(kind, usual, now=now())
    values = {"complex": team.slug, **first, **usual_repetition(first["starts_at"])}
    form = SeriesForm(data=values).offering(guards.me())
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
    series_id, form = queries.get_as_coordinator(public_id, guards.me()).id, TokenForm()
    if form.accepted():
        number = made(form, lambda: services.submit(series_id, by=guards.me(), now=now()))
        if number is not None:
            flash(ngettext("One date is submitted.", "%(num)d dates are submitted.", number), "success")
            return see_other(_page(public_id))
    return _show(public_id, form)


@manage.post("/<public_id>/publish")
@access(Access.COORDINATOR)
def publish(public_id: str) -> Answer:
    """Show every date to come to everybody it is for."""
    series_id, form = queries.get_as_coordinator(public_id, guards.me()).id, TokenForm()
    if form.accepted():
        number = made(form, lambda: services.publish(series_id, by=guards.me(), now=now()))
        if number is not None:
            flash(ngettext("One date is published.", "%(num)d dates are published.", number), "success")
            return see_other(_page(public_id))
    return _show(public_id, form)


@manage.route("/<public_id>/rule", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def rule(public_id: str) -> Answer:
    """Change when a series comes again."""
    series = queries.get_as_coordinator(public_id, guards.me())
    form = RuleForm(data=values_of(series)).of(series)
    look = _looked(form)
    if look is None and form.accepted() and (done := _ruled(series.id, form)) is not None:
        _tell_of_rule(done)
        return see_other(_page(public_id))
    series = queries.get_as_coordinator(public_id, guards.me())
    body = render_template("series/manage/rule.html", series=series, form=form, look=look, say_rule=rules.say_rule)
    return body, form.status


@manage.route("/<public_id>/copy", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def copy(public_id: str) -> Answer:
    """Plan a series like this one from another day on."""
    series_id, form = queries.get_as_coordinator(public_id, guards.me()).id, SeriesCopyForm()

    if form.accepted() and (copied := made(form, lambda: _copied(series_id, form))):
        flash(gettext("This is the copy, as drafts. Only your team sees them until you publish them."), "success")
        return see_other(_page(copied.public_id))
    series = queries.get_as_coordinator(public_id, guards.me())
    model = queries.find_model(series)
    shown: dict[str, Any] = {"model": model.event if model else None}
    shown["has_programme"] = bool(model and count_placed([model.event_id]))
    return render_template("series/manage/copy.html", series=series, form=form, **shown), form.status


@manage.route("/<public_id>/dates/<event_id>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit_date(public_id: str, event_id: str) -> Answer:
    """Change a date, by itself or with others."""
    series, date_ = _date(public_id, event_id)
    form = DateForm(data=event_forms.values_of(date_.event)).offering(guards.me(), date_.event)
    form.offer_sessions(count_placed(queries.list_event_ids(series)))
    if form.accepted() and (changed := _revised(date_.event_id, form)):
        _tell_of_change(ngettext("One date is changed.", "%(num)d dates are changed.", changed.dates), changed)
        return see_other(_page(public_id))
    series, date_ = _date(public_id, event_id)
    theirs = EventForm(formdata=None, data=event_forms.values_of(date_.event)).offering(guards.me(), date_.event)
    shown: dict[str, Any] = {"series": series, "event": date_.event, "differences": form.differences(theirs)}
    return render_template("series/manage/edit_date.html", form=form, **shown), form.status


@manage.route("/<public_id>/dates/<event_id>/cancel", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def cancel_date(public_id: str, event_id: str) -> Answer:
    """Call a date off, by itself or with others."""
    _date(public_id, event_id)
    form = CancelDatesForm()

    def call_off() -> Changed:
        date_, scope = _date(public_id, event_id)[1], Scope(form.scope.data)
        return services.cancel(date_, scope, reason=form.reason.data, by=guards.me(), now=now())

    if form.accepted() and (changed := made(form, call_off)):
        _tell_of_change(ngettext("One date is cancelled.", "%(num)d dates are cancelled.", changed.dates), changed)
        return see_other(_page(public_id))
    series, date_ = _date(public_id, event_id)
    return render_template("series/manage/cancel_date.html", series=series, event=date_.event, form=form), form.status


def _copied(series_id: int, form: SeriesCopyForm) -> Series:
    """Copy the series, and to each of its dates the programme of the date others are made like."""
    copied = services.copy(series_id, form.first_day(), form.parts(), zone=zone(), by=guards.me(), now=now())
    parts = {programme.Part(name) for name in form.programme_parts()}
    model = queries.find_model(queries.get(series_id))
    if model is None or not parts:
        return copied
    for date_ in queries.list_to_change(copied, now=now()):
        shift = date_.event.starts_at - model.event.starts_at
        programme.copy_programme(model.event_id, date_.event_id, parts=parts, shift=shift, by=guards.me(), now=now())
    return copied


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


def _planned(form: SeriesForm) -> Series | None:
    plan, recurrence = form.plan(), form.recurrence()
    return made(form, lambda: services.plan(plan, recurrence, by=guards.me(), now=now()))


def _ruled(series_id: int, form: RuleForm) -> NewRule | None:
    recurrence, seen = form.recurrence(), form.seen
    return made(form, lambda: services.change_rule(series_id, recurrence, version=seen, by=guards.me(), now=now()))


def _revised(event_id: int, form: DateForm) -> Changed | None:
    plan, scope = form.plan(), Scope(form.scope.data)
    how: dict[str, Any] = {"version": form.seen, "with_sessions": form.takes_sessions()}

    def revise() -> Changed:
        date_ = queries.get_changing(event_id)
        return services.revise(date_, plan, scope, **how, by=guards.me(), now=now())

    return made(form, revise)


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


def _show(public_id: str, form: TokenForm) -> Answer:
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
    return body, form.status
