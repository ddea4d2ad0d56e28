"""How does somebody get their certificate, and how does anybody check one?"""

from flask import Blueprint, Response, render_template, request

from eventhub.core.clock import now
from eventhub.papers import queries, rules, services
from eventhub.papers.drawing import certificates_pdf, missing
from eventhub.papers.forms import VerifyForm
from eventhub.papers.models import Certificate
from eventhub.registrations import queries as registrations
from eventhub.web.access import Access, access
from eventhub.web.answers import PDF, Answer, attachment, see_other
from eventhub.web.attempts import done, made
from eventhub.web.baseform import TokenForm
from eventhub.web.headers import link_only, unlisted

routes = Blueprint("papers", __name__)


@routes.route("/r/<secret>/certificate", methods=["GET", "POST"])
@access(Access.LINK)
def certificate(secret: str) -> Answer:
    """Show a person their certificate, or the button that gives it; a link in a letter changes nothing."""
    place = registrations.get_by_link(secret).public_id
    form = TokenForm()
    if form.accepted() and done(form, lambda: services.give(place, now=now())):
        return see_other(f"/r/{secret}/certificate")
    return _own_page(secret, form)


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

    def count() -> None:
        services.count_try(request.remote_addr or "unknown", now=now())

    def find() -> Certificate:
        return queries.get_by_number(rules.tidy_number(form.number.data), rules.tidy_code(form.code.data))

    # What was tried counts also when nothing was found.
    if form.accepted() and done(form, count) and (found := made(form, find)):
        return see_other(queries.verify_path(found))
    return render_template("papers/verify.html", form=form), form.status


@routes.get("/verify/<secret>")
@access(Access.LINK)
def verified(secret: str) -> Answer:
    """Say whether a certificate is genuine, and what must stand on it."""
    found = queries.get_by_secret(secret)
    page = render_template("papers/verified.html", certificate=found, facts=rules.facts_of(found))
    return unlisted(Response(page))


def _own_page(secret: str, form: TokenForm) -> Answer:
    """Show the certificate of a place, or why there is none, or the button that gives it."""
    registration = registrations.get_by_link(secret)
    found = queries.find_latest(registration.id)
    page = render_template(
        "papers/own.html",
        event=registration.event,
        path=registrations.path_of(registration),
        certificate=found,
        verify_path=queries.verify_path(found) if found else "",
        obstacle=queries.find_obstacle(registration, registration.event, found, now=now()),
        lacking=missing(registration.name + registration.organisation_name),
        form=form,
    )
    return link_only(Response(page, form.status))
