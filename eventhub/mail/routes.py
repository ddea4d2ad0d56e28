"""How does a reader refuse letters, and where are the letters of a demonstration read?"""

from flask import Blueprint, Response, current_app, render_template, request

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import NotFound
from eventhub.core.itip import method_of
from eventhub.mail import queries, services
from eventhub.mail.models import MailingList, Subscription
from eventhub.mail.rules import KINDS, STATE_WORDS
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.headers import LETTER_POLICY, link_only

routes = Blueprint("mail", __name__)


@routes.get("/u/<link>")
@access(Access.LINK)
def unsubscribe(link: str) -> Response:
    """Show what the button will do; mail scanners open links, so opening changes nothing."""
    return _subscribed(queries.get_subscription(link), link)


@routes.post("/u/<link>")
@access(Access.LINK)
def unsubscribe_now(link: str) -> Response:
    """Stop the letters, or take them again; a mail program's one click (RFC 8058) comes without cookie and token."""
    with transaction():
        wanted_again = "again" in request.form
        subscription = services.subscribe_again(link) if wanted_again else services.refuse(link, now=now())
    return _subscribed(subscription, link)


@routes.get("/demo/mail/")
@access(Access.PUBLIC)
def demo_letters() -> str:
    """Show the letters of a demonstration, newest first."""
    _demonstration_only()
    to = asked.words("to")
    letters = queries.list_letters(address=to, page=asked.page_number())
    return render_template("mail/demo_list.html", page=letters, to=to, state_words=STATE_WORDS)


@routes.get("/demo/mail/<public_id>")
@access(Access.PUBLIC)
def demo_letter(public_id: str) -> str:
    """Show one letter of a demonstration: head, text and HTML."""
    _demonstration_only()
    letter = queries.get_by_public_id(public_id)
    return render_template(
        "mail/demo_letter.html", letter=letter, method=method_of(letter.invitation), state_words=STATE_WORDS
    )


@routes.get("/demo/mail/<public_id>/html")
@access(Access.PUBLIC)
def demo_letter_html(public_id: str) -> Response:
    """Show the HTML of a letter as a mail program would, able to do nothing."""
    _demonstration_only()
    html = queries.get_by_public_id(public_id).html
    # Its links lead out of the frame in which it is shown.
    response = Response(html.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


def _subscribed(subscription: Subscription, link: str) -> Response:
    kind = KINDS[MailingList(subscription.list_id)]
    page = render_template("mail/unsubscribe.html", subscription=subscription, kind=kind, link=link)
    return link_only(Response(page))


@routes.get("/demo/mail/<public_id>/invite.ics")
@access(Access.PUBLIC)
def demo_invitation(public_id: str) -> Response:
    """Give what a letter does to its reader's calendar, as the file that is in it."""
    _demonstration_only()
    invitation = queries.get_by_public_id(public_id).invitation
    if not invitation:
        raise NotFound
    answer = Response(invitation, content_type=f"text/calendar; charset=utf-8; method={method_of(invitation)}")
    answer.headers["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return answer


def _demonstration_only() -> None:
    if not current_app.config["DEMO"]:
        raise NotFound
