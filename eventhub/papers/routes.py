"""How does somebody get their certificate, and how does anybody check one?"""

from flask import Blueprint, Response, render_template, request

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import Refusal
from eventhub.papers import queries, rules, services
from eventhub.papers.drawing import certificates_pdf
from eventhub.papers.forms import VerifyForm
from eventhub.registrations import queries as registrations
from eventhub.web.access import Access, access
from eventhub.web.answers import PDF, Answer, attachment, see_other
from eventhub.web.baseform import TokenForm
from eventhub.web.headers import link_only, unlisted

routes = Blueprint("papers", __name__)


@routes.route("/r/<secret>/certificate", methods=["GET", "POST"])
@access(Access.LINK)
def certificate(secret: str) -> Answer:
    """Show a person their certificate, or the button that gives it; a link in a letter changes nothing."""
    place = registrations.get_by_link(secret).public_id
    form = TokenForm()
    if not form.accepted():
        return _own_page(secret, form)
    try:
        with transaction():
            services.give(place, now=now())
    except Refusal as refusal:
        return _own_page(secret, form, refusal)
    return see_other(f"/r/{secret}/certificate")


@routes.get("/r/<secret>/certificate.pdf")
@access(Access.LINK)
def download(secret: str) -> Answer:
    """Hand the certificate over as a file; who has none is shown how to get it."""
    found = queries.find_valid(registrations.get_by_link(secret).id)
    if found is None or not found.name:
        return link_only(see_other(f"/r/{secret}/certificate"))
    return link_only(
        attachment(certificates_pdf([queries.paper_of(found)]), name=rules.file_name(found), media_type=PDF)
    )


@routes.route("/verify", methods=["GET", "POST"])
@access(Access.PUBLIC)
def verify() -> Answer:
    """Find a certificate by what is printed on it."""
    form = VerifyForm()
    if form.accepted():
        try:
            with transaction():
                services.count_try(request.remote_addr or "unknown", now=now())
            found = queries.get_by_number(rules.tidy_number(form.number.data), rules.tidy_code(form.code.data))
        except Refusal as refusal:
            form.form_errors.append(str(refusal.sentence))
            return render_template("papers/verify.html", form=form), refusal.status
        return see_other(queries.verify_path(found))
    return render_template("papers/verify.html", form=form), form.status


@routes.get("/verify/<secret>")
@access(Access.LINK)
def verified(secret: str) -> Answer:
    """Say whether a certificate is genuine, and what must stand on it."""
    found = queries.get_by_secret(secret)
    page = render_template("papers/verified.html", certificate=found, facts=rules.facts_of(found))
    return unlisted(Response(page))


def _own_page(secret: str, form: TokenForm, refusal: Refusal | None = None) -> Answer:
    """Show the certificate of a place, or why there is none, or the button that gives it."""
    registration = registrations.get_by_link(secret)
    found = queries.find_latest(registration.id)
    obstacle = refusal or queries.find_obstacle(registration, registration.event, found, now=now())
    page = render_template(
        "papers/own.html",
        event=registration.event,
        path=registrations.path_of(registration),
        certificate=found,
        obstacle=obstacle,
        form=form,
    )
    return link_only(Response(page, refusal.status if refusal else form.status))
