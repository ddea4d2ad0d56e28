"""How do coordinators hand out invitation codes, and take them back?"""

from flask import Response

from eventhub.accounts import guards
from eventhub.admission import queries, services
from eventhub.admission.forms import CodesForm
from eventhub.admission.manage.desk import back, event_of, manage, page
from eventhub.admission.models import InvitationCode
from eventhub.admission.rules import CODE_STATE_WORDS, state_of
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.core.links import absolute
from eventhub.core.moments import say_moment
from eventhub.core.sheets import csv_bytes
from eventhub.events.models import Event
from eventhub.events.queries import get
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm, TakeAwayForm


@manage.get("/codes")
@access(Access.COORDINATOR)
def codes(public_id: str) -> Answer:
    """List the codes of an event, with the links that fill them in."""
    event = event_of(public_id)
    listed = queries.page_of_codes(event.id, asked.page_number())
    states = {code.public_id: state_of(code, now=now()) for code in listed.items}
    links = {code.public_id: _link(event, code) for code in listed.items}
    return page("codes", event, page=listed, states=states, links=links, state_words=CODE_STATE_WORDS)


@manage.route("/codes/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new_codes(public_id: str) -> Answer:
    """Make one code or many."""
    event_id, form = event_of(public_id).id, CodesForm()

    def make() -> None:
        services.make_codes(event_id, form.plan(), by=guards.me(), now=now())

    if form.accepted() and done(form, make):
        return back("codes", public_id, gettext("The codes are made; the newest are at the top."))
    return page("new_codes", event_of(public_id), form, terms=queries.terms_of(event_id))


@manage.route("/codes/<code_id>/revoke", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def revoke_code(public_id: str, code_id: str) -> Answer:
    """Ask once, then end a code."""
    event_id, form = event_of(public_id).id, BaseForm()
    written = queries.get_code(event_id, code_id).code

    def revoke() -> None:
        services.revoke_code(event_id, code_id, by=guards.me(), now=now())

    if form.accepted() and done(form, revoke):
        return back("codes", public_id, gettext("The code %(code)s is revoked.", code=written))
    return page("revoke", event_of(public_id), form, code=queries.get_code(event_id, code_id))


@manage.route("/codes/download", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def download_codes(public_id: str) -> Answer:
    """Hand the codes over as a file, once it is said what for; who took them is written down."""
    event, form = event_of(public_id), TakeAwayForm()
    listed = queries.list_codes(event.id)
    if not form.accepted():
        return page("download_codes", event, form, number=len(listed))
    body, number = csv_bytes([_columns(), *(_row(event, code) for code in listed)]), len(listed)
    event_id, me = event.id, guards.me()
    with transaction():
        services.note_codes_taken(get(event_id), reason=form.reason.data, number=number, by=me, now=now())
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="codes-{public_id}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _link(event: Event, code: InvitationCode) -> str:
    return absolute(f"/events/{event.public_id}?code={code.code}")


def _columns() -> tuple[str, ...]:
    return (
        gettext("Code"),
        gettext("Link"),
        gettext("Note"),
        gettext("State"),
        gettext("Uses left"),
        gettext("Uses"),
        gettext("Expires on"),
    )


def _row(event: Event, code: InvitationCode) -> tuple[str, ...]:
    left, expires = code.most_uses - code.uses, say_moment(code.expires_at) if code.expires_at else ""
    state = str(CODE_STATE_WORDS[state_of(code, now=now())])
    return (code.code, _link(event, code), code.note, state, str(left), str(code.most_uses), expires)
