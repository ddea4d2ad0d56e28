"""How does a team ask questions at its event, read the answers and fill in what only it knows?"""

from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.errors import NotFound
from eventhub.core.i18n import current_locale, gettext, pick
from eventhub.events.models import Event
from eventhub.events.queries import get_as_coordinator
from eventhub.questions import queries, rules, services
from eventhub.questions.forms import AnswerForm, QuestionForm, answer_form, values_of
from eventhub.questions.models import Kind, Stage
from eventhub.registrations import queries as registrations
from eventhub.registrations.models import Registration
from eventhub.registrations.rules import STANDING_WORDS, Wanted
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, attachment, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm

manage = Blueprint("questions_desk", __name__, url_prefix="/desk/events/<public_id>")


@manage.get("/questions")
@access(Access.COORDINATOR)
def editor(public_id: str) -> Answer:
    """List the questions of an event in the order in which they are asked."""
    return _show(public_id, TokenForm(formdata=None))


@manage.route("/questions/new/<kind>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new(public_id: str, kind: str) -> Answer:
    """Ask one more question of a kind."""
    event, chosen = _event(public_id), _kind(kind)
    form = QuestionForm().offering(chosen, queries.list_questions(event.id))

    def add() -> None:
        services.add(event.id, form.plan(), by=guards.me(), now=now())

    if form.accepted() and done(form, add):
        return _back(public_id, gettext("The question is kept."))
    return _page("edit", _event(public_id), form, question=None, kind=chosen, differences=[])


@manage.route("/questions/<question_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(public_id: str, question_id: str) -> Answer:
    """Change how a question is asked; who saves upon an older state of it is told."""
    event_id = _event(public_id).id
    form = _form_of(event_id, question_id)

    def revise() -> None:
        services.revise(event_id, question_id, form.plan(), version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, revise):
        return _back(public_id, gettext("The question is kept."))
    question = queries.get_asked(event_id, question_id)
    shown: dict[str, Any] = {"question": question, "number": queries.count_answers(question.id)}
    shown["differences"] = form.differences(_form_of(event_id, question_id, formdata=None))
    return _page("edit", _event(public_id), form, kind=question.kind, **shown)


@manage.post("/questions/<question_id>/move")
@access(Access.COORDINATOR)
def move(public_id: str, question_id: str) -> Answer:
    """Put a question one place up or down."""
    event, form = _event(public_id), TokenForm()
    places = 1 if request.form.get("by") == "1" else -1

    def act() -> None:
        services.move(event.id, question_id, by=guards.me(), places=places, now=now())

    if form.accepted() and done(form, act):
        return see_other(url_for("questions_desk.editor", public_id=public_id, _anchor=f"question-{question_id}"))
    return _show(public_id, form)


@manage.route("/questions/<question_id>/remove", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def remove(public_id: str, question_id: str) -> Answer:
    """Ask a question no more; where somebody has answered it, that is asked first."""
    event, form = _event(public_id), TokenForm()
    question = queries.get_asked(event.id, question_id)

    def act() -> None:
        services.remove(event.id, question_id, by=guards.me(), now=now())

    if form.accepted() and done(form, act):
        return _back(public_id, gettext("Removed: %(name)s", name=pick(question, "label")))
    number = queries.count_answers(question.id)
    return _page("remove", _event(public_id), form, question=question, number=number)


@manage.get("/questions/preview")
@access(Access.COORDINATOR)
def preview(public_id: str) -> Answer:
    """Show the questions as people will see them."""
    event = _event(public_id)
    questions = queries.list_questions(event.id)
    parts = [
        (rules.STAGE_WORDS[stage], answer_form(questions, of_stage, prefix=stage))
        for stage in Stage
        if (of_stage := [one for one in questions if one.stage is stage])
    ]
    return _page("preview", event, None, parts=parts)


@manage.get("/answers")
@access(Access.COORDINATOR)
def answers(public_id: str) -> Answer:
    """Count what was chosen, and list what everybody answered."""
    event = _event(public_id)
    questions = queries.list_questions(event.id)
    people = registrations.list_attendees(event.id, Wanted(words=asked.words()), asked.page_number())
    shown: dict[str, Any] = {"questions": questions, "page": people, "words": asked.words()}
    shown |= {"counts": queries.count_choices(event.id), "choosing": rules.CHOOSING}
    given = queries.given_at(event.id, [one.id for one in people.items])
    say = partial(rules.say_of, ends_at=event.ends_at, now=now())
    return _page("answers", event, None, given=given, say=say, standing_words=STANDING_WORDS, **shown)


@manage.route("/registrations/<place>/answers", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def of_place(public_id: str, place: str) -> Answer:
    """Show what one person answered, and fill in what the team knows."""
    registration = registrations.get_at(_event(public_id), place)
    filled, form = _desk_form(registration), TokenForm()
    if not all([form.accepted(), filled.accepted()]):
        return _show_place(public_id, place, form, filled)
    given, me, locale = filled.given(), guards.me(), current_locale()
    if not done(form, lambda: services.answer_for(place, given, by=me, locale=locale, now=now())):
        return _show_place(public_id, place, form, filled)
    flash(gettext("Saved."), "success")
    return see_other(url_for("questions_desk.of_place", public_id=public_id, place=place))


@manage.get("/registrations/<place>/answers/<question_id>/file")
@access(Access.COORDINATOR)
def file(public_id: str, place: str, question_id: str) -> Response:
    """Hand the team a file somebody answered with."""
    registration = registrations.get_at(_event(public_id), place)
    answer, content = queries.get_file(registration.id, question_id, is_desk=True)
    return attachment(content, name=answer.file_name, media_type=answer.media_type)


def _event(public_id: str) -> Event:
    return get_as_coordinator(public_id, guards.me())


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        raise NotFound
    return Kind(name)


def _form_of(event_id: int, question_id: str, **given: Any) -> QuestionForm:  # noqa: ANN401 - as the library takes it
    """Make the form of a question as it is kept, with what was sent in it unless `formdata` says otherwise."""
    question, there = queries.get_asked(event_id, question_id), queries.list_questions(event_id)
    return QuestionForm(data=values_of(question), **given).offering(question.kind, there[: there.index(question)])


def _back(public_id: str, sentence: str) -> Answer:
    flash(sentence, "success")
    return see_other(url_for("questions_desk.editor", public_id=public_id))


def _page(template: str, event: Event, form: QuestionForm | TokenForm | None, **shown: Any) -> Answer:  # noqa: ANN401
    body = render_template(
        f"questions/manage/{template}.html", event=event, form=form, kind_words=rules.KIND_WORDS, **shown
    )
    return body, form.status if form else 200


def _show(public_id: str, form: TokenForm) -> Answer:
    event = _event(public_id)
    questions = queries.list_questions(event.id)
    numbers = queries.count_answers_by_question(event.id)
    stages = [
        (one, words, [asked for asked in questions if asked.stage is one]) for one, words in rules.STAGE_WORDS.items()
    ]
    return _page("list", event, form, stages=stages, numbers=numbers, questions=questions, when_asked=rules.when_asked)


def _desk_form(registration: Registration) -> AnswerForm:
    questions, given = queries.list_questions(registration.event_id), queries.given_by(registration.id)
    asked_here = [one for one in questions if one.kind is not Kind.CONSENT]
    return answer_form(questions, asked_here, kept=given, needs_all=False)


def _show_place(public_id: str, place: str, form: TokenForm, filled: AnswerForm) -> Answer:
    event = _event(public_id)
    registration = registrations.get_at(event, place)
    agreed = [one for one in queries.list_answers(registration.id) if one.consent_text]
    shown: dict[str, Any] = {"registration": registration, "answers": filled, "agreed": agreed}
    body = render_template("questions/manage/place.html", event=event, form=form, **shown)
    return body, form.status if form.errors else filled.status
