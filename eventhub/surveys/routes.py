"""How does somebody answer a survey?"""

from flask import Blueprint, Response, render_template

from eventhub.core.clock import now
from eventhub.surveys import queries, rules, services
from eventhub.surveys.forms import AnswerForm, answer_form
from eventhub.surveys.models import SurveyInvitation
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.headers import link_only

routes = Blueprint("surveys", __name__)


@routes.route("/survey/<secret>", methods=["GET", "POST"])
@access(Access.LINK)
def answer(secret: str) -> Answer:
    """Ask somebody, on one page, once; opening the link changes nothing."""
    invitation = queries.get_by_link(secret)
    form = answer_form(invitation.survey.questions, queries.list_wanted(invitation.survey.event_id))
    public_id, path = invitation.public_id, queries.path_of(invitation)

    def keep() -> None:
        services.answer(public_id, marks=form.marks(), texts=form.texts(), wish=form.wish(), now=now())

    if form.accepted() and done(form, keep):
        return see_other(path)
    return _show(queries.get_by_link(secret), form)


def _show(invitation: SurveyInvitation, form: AnswerForm) -> Response:
    page = render_template(
        "surveys/answer.html",
        invitation=invitation,
        survey=invitation.survey,
        event=invitation.survey.event,
        is_open=rules.is_open(invitation.survey, now=now()),
        form=form,
    )
    return link_only(Response(page, form.status))
