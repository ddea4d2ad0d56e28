"""How does a visitor see a series, and register for all of it or for some of its dates?"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, session, url_for
from werkzeug.datastructures import MultiDict

from eventhub.accounts import guards
from eventhub.core.clock import now, today
from eventhub.core.errors import NotFound
from eventhub.core.i18n import current_locale, gettext
from eventhub.events import rules as event_rules
from eventhub.questions import services as questions
from eventhub.questions.forms import AnswerForm, answer_form_among
from eventhub.registrations import services as registrations
from eventhub.registrations.forms import SeveralDatesForm, known_of
from eventhub.registrations.rules import PLACES_REMEMBERED, Outcome
from eventhub.series import queries, rules
from eventhub.series.models import Series
from eventhub.web import asked, device
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made

MOST_LEFT_OUT_SHOWN = 12

routes = Blueprint("series", __name__)


@routes.app_context_processor
def of_events() -> dict[str, object]:
    """Let an event's page say which series it is a date of."""
    return {"series_of": queries.find_of_event}


@routes.get("/series/<public_id>")
@access(Access.PUBLIC)
def page(public_id: str) -> Answer:
    """Show a series with its dates, and the form to come to all of them or to some.

    Where there are several pages of dates, they are chosen first (what was ticked on other pages is kept) and the form
    comes after that.
    """
    chosen, step = _chosen(request.args), asked.words("step")
    form = SeveralDatesForm(formdata=None, data={**known_of(guards.asker(), device.kept()), "which": step or "all"})
    _refuse_choice(form, chosen if step != "all" else None, needed=step == "some")
    return _show(public_id, form, chosen, decided=step in ("some", "all") and not form.form_errors)


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
    """Take a place at every open date, or at the chosen ones, and keep what was answered for them."""
    asker, form, chosen = guards.asker(), SeveralDatesForm(), _chosen(request.form)
    series = queries.get_visible(public_id, asker)
    form.offer(queries.look_at(series, asker, now=now()).open)
    wanted = None if form.which.data == "all" else chosen
    _refuse_choice(form, wanted, needed=True)
    event_ids, answers = _open(series, wanted), _answers(series, wanted)
    # Both are checked, so that everything wrong is said at once.
    is_accepted = all([form.accepted(), answers.accepted()]) and not form.form_errors
    if is_accepted and (outcomes := _taken(event_ids, form, answers)) is not None:
        return _remembered(public_id, outcomes)
    return _show(public_id, form, chosen, answers=answers)


@routes.get("/series/<public_id>/registered")
@access(Access.PUBLIC)
def registered(public_id: str) -> str:
    """Say what became of a registration for several dates, to the browser it was made with."""
    series = queries.get_visible(public_id, guards.asker())
    if session.get("series") != public_id:
        raise NotFound
    return render_template("series/registered.html", series=series, counts=session["series_counts"])


def _open(series: Series, chosen: Sequence[str] | None = None) -> Sequence[int]:
    """List the dates (rows of their events) one can register for now, or those of them that were chosen."""
    return queries.list_open(series, guards.asker(), chosen, at_most=rules.MOST_PLANNED, now=now())


def _taken(event_ids: Sequence[int], form: SeveralDatesForm, answers: AnswerForm) -> list[Outcome] | None:
    """Take the places and keep the answers, or have the form say why not."""
    applicant, network = form.applicant(current_locale()), request.remote_addr or "unknown"

    def register() -> list[Outcome]:
        outcomes = registrations.register_for_all(event_ids, applicant, now=now())
        new = [outcome.registration for outcome in outcomes if outcome.is_new]
        questions.answer_at_all(new, answers.given(), locale=current_locale(), now=now())
        return outcomes

    is_counted = done(form, lambda: registrations.count_try(applicant.email, network=network, now=now()))
    return made(form, register) if is_counted else None


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


def _chosen(sent: MultiDict[str, str]) -> list[str]:
    return rules.chosen_among(sent.get("kept", ""), sent.getlist("date"))


def _refuse_choice(form: SeveralDatesForm, chosen: Sequence[str] | None, *, needed: bool) -> None:
    """Say what is wrong with the dates somebody chose; None are all of them."""
    if needed and chosen == []:
        form.form_errors.append(gettext("Choose at least one date, or all of them."))
    if chosen and len(chosen) > rules.MOST_CHOSEN:
        sentence = gettext("At most %(number)d dates can be chosen one by one.", number=rules.MOST_CHOSEN)
        form.form_errors.append(f"{sentence} {gettext('Choose fewer, or all of them.')}")


def _rule(series: Series) -> dict[str, object]:
    left_out = rules.days_left_out(series.left_out, since=today())
    return {"rule_words": rules.say_rule(series.rule), "days_left_out": left_out[:MOST_LEFT_OUT_SHOWN]}


def _show(
    public_id: str,
    form: SeveralDatesForm,
    chosen: list[str],
    *,
    answers: AnswerForm | None = None,
    decided: bool = True,
) -> Answer:
    asker, present = guards.asker(), now()
    series = queries.get_visible(public_id, asker)
    outlook = queries.look_at(series, asker, now=present)
    form.offer(outlook.open)
    listed = queries.list_upcoming(series, asker, asked.page_number(), total=outlook.upcoming, now=present)
    # One page of dates has the form below them; with several pages the dates are chosen first.
    is_choosing = listed.pages > 1 and not decided
    if answers is None and not is_choosing:
        answers = _answers(series, chosen if listed.pages > 1 and form.which.data == "some" else None)
    shown: dict[str, Any] = {"page": listed, "outlook": outlook, "is_choosing": is_choosing, "chosen": chosen}
    if chosen:
        shown["chosen_dates"] = queries.list_chosen(series, asker, chosen, now=present)
    shown |= {**_rule(series), "kind_words": event_rules.KIND_WORDS, "answers": answers}
    shown["door"] = lambda event: event_rules.door(event, now=present)
    body = render_template("series/page.html", series=series, form=form, **shown)
    return body, answers.status if answers and not form.errors else form.status


def _answers(series: Series, chosen: Sequence[str] | None) -> AnswerForm:
    """Make the form of what is asked at all dates one can register for, or at the chosen ones."""
    return answer_form_among(_open(series), None if chosen is None else _open(series, chosen))
