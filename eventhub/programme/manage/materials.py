"""How do coordinators keep files and links with a programme?"""

from typing import Any

from flask import Response, after_this_request, request

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.i18n import gettext, pick
from eventhub.programme import queries, rules, services
from eventhub.programme.forms import READ_LIMIT, MaterialForm
from eventhub.programme.manage.desk import back, event_of, manage, page, removing
from eventhub.programme.manage.values import values_of_material
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.route("/materials", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def materials(public_id: str) -> Answer:
    """List the materials of an event, and add a file or a link."""
    event = event_of(public_id)
    request.max_content_length = READ_LIMIT
    # A large file waits in a temporary one until then.
    after_this_request(_let_go)
    chosen = {"session": request.args.get("session", "")}
    form = MaterialForm(data=chosen).offering(queries.list_sessions(event.id))

    def add() -> None:
        services.add_material(event.id, form.plan(), file=form.uploaded(), by=guards.me(), now=now())

    if form.accepted() and done(form, add):
        return back("materials", public_id, gettext("Saved."))
    event, words = event_of(public_id), rules.AUDIENCE_WORDS
    listed = queries.list_materials_with_session(event.id)
    titles = {one.public_id: pick(one, "title") for one in queries.list_sessions(event.id)}
    shown: dict[str, Any] = {"materials": listed, "titles": titles, "audience_words": words, "accepted": rules.ACCEPTED}
    return page("materials", event, form, **shown)


@manage.route("/materials/<material_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def material(public_id: str, material_id: str) -> Answer:
    """Change how a material is called, where it belongs and who may open it; a file stays the same file."""
    event = event_of(public_id)
    sessions = queries.list_sessions(event.id)
    kept = values_of_material(queries.get_material(event.id, material_id), sessions)
    form = MaterialForm(data=kept).offering(sessions)

    def revise() -> None:
        services.revise_material(event.id, material_id, form.plan(), version=form.seen, by=guards.me(), now=now())

    if form.accepted() and done(form, revise):
        return back("materials", public_id, gettext("Saved."))
    event = event_of(public_id)
    known, sessions = queries.get_material(event.id, material_id), queries.list_sessions(event.id)
    theirs = MaterialForm(formdata=None, data=values_of_material(known, sessions)).offering(sessions)
    return page("material", event, form, material=known, differences=form.differences(theirs))


@manage.route("/materials/<material_id>/remove", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def remove_material(public_id: str, material_id: str) -> Answer:
    """Remove a material for good."""
    event = event_of(public_id)
    known = queries.get_material(event.id, material_id)

    def remove() -> None:
        services.remove_material(event.id, material_id, by=guards.me(), now=now())

    return removing("materials", public_id, TokenForm(), remove, known.title)


def _let_go(response: Response) -> Response:
    request.close()
    return response
