"""How does the team decide what is asked after an event, and how?"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import NotFound
from eventhub.core.i18n import gettext
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.surveys import queries, rules, services
from eventhub.surveys.forms import QuestionForm, SettingsForm, settings_of
from eventhub.surveys.models import QuestionKind, Survey
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm

manage = Blueprint("surveys_desk", __name__, url_prefix="/desk")


@manage.get("/events/<public_id>/survey")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show what is asked after an event, how and when."""
    return _show(public_id, TokenForm(formdata=None))


@manage.post("/events/<public_id>/survey/own")
@access(Access.COORDINATOR)
def own(public_id: str) -> Answer:
    """Take the usual questions as this event's own, to change them."""
    form, event_id = TokenForm(), event_of(public_id).id
    if not form.accepted():
        return _show(public_id, form)
    with transaction():
        services.prepare(event_id, now=now())
    return see_other(url_for("surveys_desk.page", public_id=public_id))


@manage.route("/events/<public_id>/survey/settings", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def settings(public_id: str) -> Answer:
    """Decide whether, how and when people are asked."""
    form = SettingsForm(data=settings_of(survey_of(public_id)))

    def decide() -> None:
        services.decide(event_of(public_id), form.settings(), version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, decide):
        return _saved(public_id)
    event, survey = event_of(public_id), survey_of(public_id)
    differences = form.differences(SettingsForm(formdata=None, data=settings_of(survey)))
    shown: dict[str, Any] = {"event": event, "survey": survey, "differences": differences}
    return render_template("surveys/manage/settings.html", form=form, **shown), form.status


@manage.route("/events/<public_id>/survey/questions/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def add_question(public_id: str) -> Answer:
    """Ask one thing more."""
    survey_of(public_id)
    form = QuestionForm()
    if form.accepted() and done(form, _keeping(public_id, form, services.add_question)):
        return _saved(public_id)
    return _question_page(public_id, form)


@manage.route("/events/<public_id>/survey/questions/<question_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def change_question(public_id: str, question_id: str) -> Answer:
    """Say a question in other words."""
    form = QuestionForm(obj=queries.get_question(survey_of(public_id), question_id))
    if form.accepted() and done(form, _keeping(public_id, form, services.reword_question, question_id)):
        return _saved(public_id)
    return _question_page(public_id, form)


@manage.post("/events/<public_id>/survey/questions/<question_id>/remove")
@access(Access.COORDINATOR)
def remove_question(public_id: str, question_id: str) -> Answer:
    """Ask one thing less."""
    return _pressed(public_id, question_id, services.remove_question)


@manage.post("/events/<public_id>/survey/questions/<question_id>/earlier")
@access(Access.COORDINATOR)
def move_earlier(public_id: str, question_id: str) -> Answer:
    """Ask a question earlier."""
    return _pressed(public_id, question_id, services.move_question, steps=-1)


@manage.post("/events/<public_id>/survey/questions/<question_id>/later")
@access(Access.COORDINATOR)
def move_later(public_id: str, question_id: str) -> Answer:
    """Ask a question later."""
    return _pressed(public_id, question_id, services.move_question, steps=1)


def event_of(public_id: str) -> Event:
    """Return the event to a coordinator of its complex."""
    return events.get_as_coordinator(public_id, guards.me())


def survey_of(public_id: str) -> Survey:
    """Return the event's own survey to a coordinator of its complex."""
    survey = queries.find_of(event_of(public_id).id)
    if survey is None:
        raise NotFound
    return survey


def _saved(public_id: str) -> Answer:
    flash(gettext("Saved."), "success")
    return see_other(url_for("surveys_desk.page", public_id=public_id))


def _keeping(public_id: str, form: QuestionForm, keep: Callable[..., object], *question: str) -> Callable[[], object]:
    """Return what keeps a question as the form has it."""
    kind = QuestionKind(form.kind.data)
    return lambda: keep(event_of(public_id), *question, kind, **form.words(), by=guards.me(), now=now())


def _pressed(public_id: str, question_id: str, do: Callable[..., object], **values: Any) -> Answer:  # noqa: ANN401
    survey_of(public_id)
    form = TokenForm()

    def act() -> None:
        do(event_of(public_id), question_id, **values, by=guards.me(), now=now())

    if form.accepted() and done(form, act):
        return see_other(url_for("surveys_desk.page", public_id=public_id))
    return _show(public_id, form)


def _question_page(public_id: str, form: QuestionForm) -> Answer:
    survey = survey_of(public_id)
    body = render_template(
        "surveys/manage/question.html",
        form=form,
        event=event_of(public_id),
        has_answers=bool(queries.count_responses(survey.id)),
    )
    return body, form.status


def _show(public_id: str, form: TokenForm) -> Answer:
    event = event_of(public_id)
    survey = queries.find_of(event.id)
    usual = Survey(is_wanted=True, is_anonymous=True, opens_after_hours=3, lasts_days=14, has_reminder=False)
    body = render_template(
        "surveys/manage/survey.html",
        event=event,
        survey=survey or usual,
        is_own=survey is not None,
        questions=survey.questions if survey else rules.usual_questions(),
        answered=queries.count_responses(survey.id) if survey else 0,
        opens_at=rules.opens_at(survey or usual, ends_at=event.ends_at),
        kind_words=rules.KIND_WORDS,
        form=form,
    )
    return body, form.status
