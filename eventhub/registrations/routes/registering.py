"""How does a person take a place, with an invitation code or without?"""

from contextlib import suppress

from flask import Response, render_template, session

from eventhub.accounts import guards
from eventhub.cluster_day.queries import find_of_event
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import Refusal, TooMany
from eventhub.core.i18n import current_locale
from eventhub.events import queries as events
from eventhub.events import rules as event_rules
from eventhub.events.models import Kind
from eventhub.programme.queries import find_released
from eventhub.questions import services as questions
from eventhub.questions.errors import SenselessAnswers
from eventhub.questions.forms import AnswerForm, answer_form_at, answer_form_for
from eventhub.registrations import queries, rules, services
from eventhub.registrations.errors import AlreadyRegistered
from eventhub.registrations.forms import RegistrationForm
from eventhub.registrations.routes.shared import hold, network, routes
from eventhub.web import device
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other


@routes.post("/events/<public_id>/registrations")
@access(Access.PUBLIC)
def register(public_id: str) -> Answer:
    """Take a place, or a place in the waiting list, or ask for one where the team decides."""
    event_id, answers = answer_form_at(public_id, guards.asker())
    form = RegistrationForm()
    # Both are checked, so that everything wrong is said at once.
    if not all([form.accepted(), answers.accepted()]):
        return _page_again(public_id, form, answers)
    try:
        return _take_place(event_id, form, answers)
    except AlreadyRegistered as refusal:
        return _already(public_id, refusal, has_address=bool(form.email.data))
    except Refusal as refusal:
        form.refuse(refusal)
        again = answer_form_for(event_id) if isinstance(refusal, SenselessAnswers) else answers
        return _page_again(public_id, form, again)


def _take_place(event_id: int, form: RegistrationForm, answers: AnswerForm) -> Response:
    """Register, and send the browser on to the place, which it holds from now on."""
    applicant = form.applicant(current_locale())
    with transaction():
        services.count_try(applicant.email or applicant.phone, network=network(), now=now())
    with transaction():
        place = services.register(event_id, applicant, code=form.code.data, now=now())
        if answers.questions:
            questions.answer(place, answers.given(), locale=current_locale(), now=now())
        # Written before the place has to be read again.
        hold(place)
        answer, remembered = see_other(queries.path_of(place)), queries.remembered_as(place)
    return device.keep(answer, remembered) if form.remember.data else answer


def _page_again(public_id: str, form: RegistrationForm, answers: AnswerForm) -> Answer:
    """Show the event's page with everything that was typed and what is wrong with it."""
    asker = guards.asker()
    event = events.get_visible(public_id, asker)
    who = {"account": asker, "held": session.get("places", ()), "with_code": bool(form.code.data)}
    body = render_template(
        "events/page.html",
        event=event,
        outlook=queries.look_at(event, **who, now=now()),
        form=form,
        answers=answers,
        maps=event_rules.map_links(event),
        leaf=event_rules.leaf,
        kind_words=event_rules.KIND_WORDS,
        door_sentences=event_rules.DOOR_SENTENCES,
        place_sentences=rules.PLACE_SENTENCES,
        released=find_released(event.id),
        edition=find_of_event(event.id) if event.kind is Kind.CLUSTER_DAY else None,
    )
    return body, form.status if form.errors else answers.status


def _already(public_id: str, refusal: AlreadyRegistered, *, has_address: bool) -> Answer:
    """Show a place to who may see it; to anybody else say no more than that its link was sent to its owner."""
    asker = guards.asker()
    if refusal.public_id in session.get("places", ()) or (asker and asker.id == refusal.account_id):
        return see_other(queries.path_of(queries.get(refusal.public_id)))
    with suppress(TooMany), transaction():
        services.send_link_again(refusal.public_id, now=now())
    event = events.get_visible(public_id, guards.asker())
    return render_template("registrations/known.html", event=event, has_address=has_address), refusal.status
