"""How does a person answer the questions of an event on the page of their place?"""

from collections.abc import Sequence
from functools import cache

from flask import Blueprint, Response, flash, render_template

from eventhub.admission.queries import terms_of
from eventhub.admission.rules import changes_until
from eventhub.core.clock import now
from eventhub.core.i18n import current_locale, gettext
from eventhub.events.models import Event
from eventhub.questions import queries, rules, services
from eventhub.questions.forms import AnswerForm, answer_form
from eventhub.questions.rules import Asked
from eventhub.registrations import queries as registrations
from eventhub.registrations.models import Registration
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, attachment, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm
from eventhub.web.headers import link_only, unlisted

routes = Blueprint("questions", __name__)


@routes.app_context_processor
def of_events() -> dict[str, object]:
    """Let pages of events and places say whether there is something to answer."""
    # One page may ask twice.
    asked = cache(queries.list_questions)
    return {
        "questions_of": lambda event: asked(event.id),
        "questions_waiting": lambda place: waiting(place, asked(place.event_id)),
    }


@routes.route("/r/<secret>/questions", methods=["GET", "POST"])
@access(Access.LINK)
def page(secret: str) -> Answer:
    """Show the questions to a person with a place, filled in, and keep what they answer as long as they may."""
    place = registrations.get_by_link(secret)
    # Made before any other form, because it may take files.
    public_id, answers, form = place.public_id, _form_of(place), TokenForm()

    def keep() -> None:
        services.answer_again(public_id, answers.given(), locale=current_locale(), now=now())

    # Both are checked, so that everything wrong is said at once.
    if all([form.accepted(), answers.accepted()]) and done(form, keep):
        flash(gettext("Your answers are kept. Thank you."), "success")
        return see_other(registrations.path_of(registrations.get_by_link(secret)))
    place = registrations.get_by_link(secret)
    # What was refused was asked otherwise meanwhile.
    return _show(place, form, _form_of(place) if form.refused_with else answers)


@routes.get("/r/<secret>/questions/<question_id>/file")
@access(Access.LINK)
def file(secret: str, question_id: str) -> Response:
    """Hand a person the file they answered with."""
    place = registrations.get_by_link(secret)
    answer, content = queries.get_file(place.id, question_id, is_desk=False)
    return unlisted(attachment(content, name=answer.file_name, media_type=answer.media_type))


def waiting(place: Registration, questions: Sequence[Asked]) -> int:
    """Count those questions of an event whose answer a person with a place still owes."""
    event = place.event
    given = queries.given_by(place.id) if questions else {}
    open_ones = queries.open_questions(place, event, questions, given, now=now()) if questions else ()
    return len(rules.that_wait(questions, given, open_ones))


def _form_of(place: Registration) -> AnswerForm:
    questions, given = queries.list_questions(place.event_id), queries.given_by(place.id)
    open_ones = queries.open_questions(place, place.event, questions, given, now=now())
    return answer_form(questions, open_ones, kept=given)


def _show(place: Registration, form: TokenForm, answers: AnswerForm) -> Answer:
    event: Event = place.event
    body = render_template(
        "questions/page.html",
        registration=place,
        event=event,
        path=registrations.path_of(place),
        answers=answers,
        form=form,
        until=changes_until(event, terms_of(event.id)),
        kept=_kept(answers),
    )
    return link_only(Response(body, form.status if form.errors else answers.status))


def _kept(answers: AnswerForm) -> list[tuple[rules.Asked, str]]:
    """List what was answered to questions that can no longer be changed here."""
    shown = [one for one in answers.questions if one.stage in rules.TO_PERSON and one.public_id not in answers]
    said = [(one, rules.say(one, answers.kept.get(one.public_id, rules.BLANK))) for one in shown]
    return [(one, words) for one, words in said if words]
