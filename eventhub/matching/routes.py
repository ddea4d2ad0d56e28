"""How does a side answer the question a letter puts to it?"""

from flask import Blueprint, Response, make_response, render_template, url_for

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import Refusal
from eventhub.matching import queries, rules, services
from eventhub.matching.forms import AnswerForm
from eventhub.matching.models import Enquiry, Reason, Reply, Side
from eventhub.matching.rules.explaining import explain
from eventhub.organisations.queries import contacts_of
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import see_other
from eventhub.web.baseform import BaseForm, TokenForm
from eventhub.web.headers import link_only

routes = Blueprint("matching", __name__)
OK, GONE = 200, 410


@routes.get("/a/<secret>")
@access(Access.LINK)
def answer(secret: str) -> Response:
    """Show both sides and what an answer means; mail scanners open links, so opening answers nothing."""
    return _page(secret, AnswerForm(formdata=None, reply=asked.one_of(Reply, "reply")))


@routes.post("/a/<secret>")
@access(Access.LINK)
def take_answer(secret: str) -> Response:
    """Take the answer."""
    form = AnswerForm()
    if not form.accepted():
        return _page(secret, form, form.status)
    try:
        with transaction():
            _answer(queries.lock_by_link(secret), form)
    except Refusal as refusal:
        return _page(secret, AnswerForm(formdata=None), refusal.status, refusal)
    return _back(secret)


@routes.post("/a/<secret>/undo")
@access(Access.LINK)
def undo(secret: str) -> Response:
    """Take the answer back."""
    token = TokenForm()
    if not token.accepted():
        return _page(secret, AnswerForm(formdata=None), token.status, token=token)
    try:
        with transaction():
            services.undo(queries.lock_by_link(secret), now=now())
    except Refusal as refusal:
        return _page(secret, AnswerForm(formdata=None), refusal.status, refusal)
    return _back(secret)


def _answer(enquiry: Enquiry, form: AnswerForm) -> None:
    if form.reply.data == Reply.ACCEPTED:
        services.accept(enquiry, now=now())
    else:
        services.decline(enquiry, reason=Reason(form.reason.data), remark=form.remark.data, now=now())


def _page(
    secret: str, form: AnswerForm, status: int = OK, refusal: Refusal | None = None, token: BaseForm | None = None
) -> Response:
    enquiry = queries.get_by_link(secret)
    suggestion, standing = enquiry.suggestion, rules.standing_of(enquiry, now())
    until = rules.undo_until(enquiry)
    body = render_template(
        "matching/answer.html", secret=secret, enquiry=enquiry, suggestion=suggestion, standing=standing, form=form,
        refusal=refusal, token=token or TokenForm(formdata=None), is_owner=enquiry.side is Side.OWNER,
        why=explain(suggestion, enquiry.side), undo_until=until if until and now() < until else None,
        contacts=contacts_of(suggestion.organisation_id),
    )  # fmt: skip
    gone = standing is rules.Standing.EXPIRED and status == OK
    return link_only(make_response(body, GONE if gone else status))


def _back(secret: str) -> Response:
    return link_only(see_other(url_for("matching.answer", secret=secret)))
