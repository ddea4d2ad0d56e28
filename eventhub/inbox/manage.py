"""What came in by mail that somebody has to look at, and to which addresses nothing is sent any more?"""

from flask import Blueprint, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.core.links import is_inbox_read
from eventhub.inbox import queries, services
from eventhub.inbox.rules import ANSWER_WORDS, MATTER_WORDS
from eventhub.mail import services as outbox
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm

manage = Blueprint("inbox_desk", __name__, url_prefix="/desk/inbox")


@manage.get("/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List what came in and needs somebody, or what was done."""
    return _list(TokenForm(formdata=None))


@manage.post("/<public_id>/done")
@access(Access.COORDINATOR)
def done(public_id: str) -> Answer:
    """Note that a letter is dealt with."""
    token = TokenForm()
    if not token.accepted():
        return _list(token), token.status
    with transaction():
        services.finish(queries.lock_incoming(public_id, guards.me()), by=guards.me(), now=now())
    flash(gettext("Done."), "success")
    return see_other(url_for("inbox_desk.list_page"))


@manage.get("/addresses/")
@access(Access.COORDINATOR)
def addresses() -> str:
    """List the addresses nothing is sent to, because letters came back."""
    return _addresses(TokenForm(formdata=None))


@manage.post("/addresses/<public_id>/try-again")
@access(Access.COORDINATOR)
def try_again(public_id: str) -> Answer:
    """Send letters to an address again."""
    token = TokenForm()
    if not token.accepted():
        return _addresses(token), token.status
    with transaction():
        address = queries.lock_undeliverable(public_id, guards.me())
        outbox.try_again(address, actor=guards.me().public_id, now=now())
    flash(gettext("Letters go to this address again."), "success")
    return see_other(url_for("inbox_desk.addresses"))


def _list(token: TokenForm) -> str:
    is_done = request.args.get("view") == "done"
    return render_template(
        "inbox/manage/list.html",
        page=queries.list_incoming(guards.me(), is_done=is_done, page=asked.page_number()),
        counts=queries.count_incoming(guards.me()),
        undeliverable=queries.count_undeliverable(guards.me()),
        is_done=is_done,
        is_read=is_inbox_read(),
        matter_words=MATTER_WORDS,
        answer_words=ANSWER_WORDS,
        token=token,
    )


def _addresses(token: TokenForm) -> str:
    page = queries.list_undeliverable(guards.me(), page=asked.page_number())
    return render_template("inbox/manage/addresses.html", page=page, names=queries.names_at(page.items), token=token)
