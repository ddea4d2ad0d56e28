"""What can everybody read of organisations, and what do their own people change?"""

from datetime import timedelta

from flask import Blueprint, Response, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.clusters import queries as clusters
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import TooMany
from eventhub.core.i18n import gettext
from eventhub.organisations import queries, services
from eventhub.organisations.forms import CapabilityForm, CompetitorForm, DescriptionForm, FilterForm
from eventhub.organisations.models import Capability, Organisation, Size
from eventhub.organisations.queries import competitors
from eventhub.organisations.rules import KIND_WORDS, SIZE_WORDS
from eventhub.related import queries as related
from eventhub.related import rules as related_rules
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm, TokenForm
from eventhub.web.pace import Pace

routes = Blueprint("organisations", __name__)
# Completing: a fast typist asks some three times a second, a firm behind one address some times more.
NAMES_PACE = Pace(at_most=300, within=timedelta(minutes=1))
SHORTEST_TYPED, LONGEST_TYPED = 2, 40


@routes.get("/organisations/")
@access(Access.PUBLIC)
def list_page() -> Answer:
    """Show the directory."""
    form = FilterForm(formdata=request.args)
    form.offer(clusters.list_complexes(), clusters.list_mini_clusters())
    form.validate()
    page = queries.list_directory(form.filters(), asked.page_number())
    body = render_template(
        "organisations/list.html",
        form=form,
        page=page,
        capabilities=queries.count_capabilities(page.items),
        kind_words=KIND_WORDS,
        size_words=SIZE_WORDS,
    )
    return body, form.status


@routes.get("/organisations/names")
@access(Access.PUBLIC)
def names() -> Response:
    """Complete what somebody types into the field for an organisation: a few public names, and nothing else."""
    if not NAMES_PACE.allows(request.remote_addr or "unknown", now=now()):
        raise TooMany
    typed = request.args.get("organisation_name", "")[:LONGEST_TYPED]
    found = queries.names_like(typed) if len(typed.strip()) >= SHORTEST_TYPED else []
    answer = Response(render_template("organisations/_names.html", names=found))
    # Who types a word again, or takes a letter back, asks nobody.
    answer.headers["Cache-Control"] = "private, max-age=600"
    answer.vary.add("Cookie")
    answer.vary.add("Accept-Language")
    return answer


@routes.get("/organisations/<public_id>")
@access(Access.PUBLIC)
def page(public_id: str) -> str:
    """Show an organisation, what it offers, and its people to those who may know them."""
    organisation, account = queries.get(public_id), guards.asker()
    is_own = account is not None and queries.belongs(account, organisation.id)
    return render_template(
        "organisations/page.html",
        organisation=organisation,
        labs=queries.list_labs(organisation.id),
        mini_clusters=queries.mini_clusters_of(organisation.id),
        capabilities=queries.list_capabilities(organisation.id),
        people=queries.people_shown_to(account, organisation),
        may_edit=queries.may_edit(organisation, account),
        may_manage=account is not None and clusters.serves(account, organisation.complex_id),
        answerable=related.list_answerable(organisation, guards.me(), now()) if is_own else (),
        related=related_rules,
        kind_words=KIND_WORDS,
        size_words=SIZE_WORDS,
    )


@routes.route("/organisations/<public_id>/edit", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def edit(public_id: str) -> Answer:
    """Change what an organisation says of itself."""
    organisation = queries.get_to_edit(public_id, guards.me())
    form = DescriptionForm(obj=organisation, kind=organisation.kind)
    if not form.accepted():
        return render_template("organisations/edit.html", organisation=organisation, form=form), form.status
    with transaction():
        services.describe(organisation, size=Size(form.size.data), by=guards.me(), now=now(), **form.said())
    return _saved(public_id)


@routes.route("/organisations/<public_id>/capabilities/new", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def offer(public_id: str) -> Answer:
    """Say one more thing that an organisation can do."""
    organisation = queries.get_to_edit(public_id, guards.me())
    form = CapabilityForm()
    if not form.accepted():
        return _capability_page(organisation, form), form.status
    with transaction():
        services.offer(organisation, **form.said(), by=guards.me(), now=now())
    return _saved(public_id)


@routes.route("/organisations/<public_id>/capabilities/<capability_id>", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def revise(public_id: str, capability_id: str) -> Answer:
    """Say differently what an organisation can do."""
    organisation = queries.get_to_edit(public_id, guards.me())
    capability = queries.get_capability(capability_id, organisation.id)
    form = CapabilityForm(obj=capability)
    if not form.accepted():
        return _capability_page(organisation, form, capability), form.status
    with transaction():
        services.revise(capability, **form.said(), by=guards.me(), now=now())
    return _saved(public_id)


@routes.route("/organisations/<public_id>/capabilities/<capability_id>/withdraw", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def withdraw(public_id: str, capability_id: str) -> Answer:
    """Offer something no longer."""
    organisation = queries.get_to_edit(public_id, guards.me())
    capability = queries.get_capability(capability_id, organisation.id)
    form = TokenForm()
    if not form.accepted():
        body = render_template(
            "organisations/withdraw.html", organisation=organisation, capability=capability, form=form
        )
        return body, form.status
    with transaction():
        services.withdraw(capability, by=guards.me(), now=now())
    flash(gettext("Withdrawn. Nobody is recommended to you because of it any more."), "success")
    return see_other(url_for("organisations.page", public_id=public_id))


@routes.route("/organisations/<public_id>/competitors", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def name_competitors(public_id: str) -> Answer:
    """Say whom this organisation must never be brought together with; only its people and coordinators see it."""
    organisation = queries.get_to_edit(public_id, guards.me())
    form = CompetitorForm().look_up()

    def name() -> None:
        services.name_competitor(organisation, queries.get(form.chosen), by=guards.me(), now=now())

    if form.accepted() and done(form, name):
        flash(gettext("Saved. From now on neither of you is suggested to the other."), "success")
        return see_other(url_for("organisations.name_competitors", public_id=public_id))
    return _competitors_page(queries.get(public_id), form)


@routes.post("/organisations/<public_id>/competitors/<rival_id>/forget")
@access(Access.SIGNED_IN)
def forget_competitor(public_id: str, rival_id: str) -> Answer:
    """Take an organisation off the list of competitors."""
    organisation, rival = queries.get_to_edit(public_id, guards.me()), queries.get(rival_id)
    token = TokenForm()
    if not token.accepted():
        return _competitors_page(organisation, CompetitorForm(formdata=None).look_up(), token)
    with transaction():
        services.forget_competitor(organisation, rival, by=guards.me(), now=now())
    flash(gettext("Removed."), "success")
    return see_other(url_for("organisations.name_competitors", public_id=public_id))


def _competitors_page(organisation: Organisation, form: CompetitorForm, token: BaseForm | None = None) -> Answer:
    body = render_template(
        "organisations/competitors.html",
        organisation=organisation,
        form=form,
        token=token or TokenForm(formdata=None),
        competitors=competitors.list_named_by(organisation.id),
    )
    return body, token.status if token else form.status


def _capability_page(organisation: Organisation, form: CapabilityForm, capability: Capability | None = None) -> str:
    return render_template("organisations/capability.html", organisation=organisation, form=form, capability=capability)


def _saved(public_id: str) -> Response:
    flash(gettext("Saved."), "success")
    return see_other(url_for("organisations.page", public_id=public_id))
