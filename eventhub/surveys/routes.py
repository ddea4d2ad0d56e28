"""How does somebody answer a survey?"""

from flask import Blueprint, Response, render_template

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import Refusal
from eventhub.surveys import queries, rules, services
from eventhub.surveys.errors import AlreadyAnswered
from eventhub.surveys.forms import AnswerForm, answer_form
from eventhub.surveys.models import SurveyInvitation
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.headers import link_only

routes = Blueprint("surveys", __name__)


@routes.route("/survey/<secret>", methods=["GET", "POST"])
@access(Access.LINK)
def answer(secret: str) -> Answer:
    """Ask somebody, on one page, once; opening the link changes nothing."""
    invitation = queries.get_by_link(secret)
    form = answer_form(invitation.survey.questions, queries.list_wanted(invitation.survey.event_id))
    if not form.accepted():
        return _show(invitation, form)
    marks, texts, wish = form.marks(), form.texts(), form.wish()
    public_id, path = invitation.public_id, queries.path_of(invitation)
    try:
        with transaction():
            services.answer(public_id, marks=marks, texts=texts, wish=wish, now=now())
    except AlreadyAnswered as refusal:
        return _show(queries.get_by_link(secret), form, refusal.status)
    except Refusal as refusal:
        form.form_errors.append(str(refusal.sentence))
        return _show(queries.get_by_link(secret), form, refusal.status)
    return see_other(path)


def _show(invitation: SurveyInvitation, form: AnswerForm, status: int = 0) -> Response:
    page = render_template(
        "surveys/answer.html",
        invitation=invitation,
        survey=invitation.survey,
        event=invitation.survey.event,
        is_open=rules.is_open(invitation.survey, now=now()),
        form=form,
    )
    return link_only(Response(page, status or form.status))
