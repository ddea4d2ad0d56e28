"""How does a coordinator keep the list of organisations and their people?"""

from flask import Blueprint, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.clusters import queries as clusters
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.organisations import queries, services
from eventhub.organisations.forms import JoinForm, OrganisationForm, PersonForm, SearchForm
from eventhub.organisations.models import Kind, Organisation, Size
from eventhub.organisations.rules import KIND_WORDS
from eventhub.problems import queries as problems
from eventhub.related import queries as related
from eventhub.related import rules as related_rules
from eventhub.related import services as related_services
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made
from eventhub.web.baseform import BaseForm, TokenForm

manage = Blueprint("organisations_desk", __name__, url_prefix="/desk")


@manage.get("/organisations/")
@access(Access.COORDINATOR)
def list_page() -> Answer:
    """List the organisations of the complexes this coordinator serves."""
    form = SearchForm(formdata=request.args)
    form.validate()
    page = queries.list_served(guards.me(), words=form.words(), page=asked.page_number())
    body = render_template(
        "organisations/manage/list.html",
        form=form,
        page=page,
        people=queries.count_people(page.items),
        capabilities=queries.count_capabilities(page.items),
        kind_words=KIND_WORDS,
    )
    return body, form.status


@manage.route("/organisations/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new() -> Answer:
    """Put an organisation into the list."""
    form = OrganisationForm()
    form.offer(clusters.complexes_of(guards.me()), queries.list_possible_parents())
    if form.accepted() and (organisation := made(form, lambda: _add(form))):
        flash(gettext("Added. Now add the people who speak for it."), "success")
        return see_other(url_for("organisations_desk.page", public_id=organisation.public_id))
    return render_template("organisations/manage/new.html", form=form), form.status


@manage.get("/organisations/<public_id>")
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show an organisation with its people and mini-clusters."""
    return _page(queries.get_as_coordinator(public_id, guards.me()))


@manage.post("/organisations/<public_id>/people")
@access(Access.COORDINATOR)
def add_person(public_id: str) -> Answer:
    """Let a person speak for an organisation."""
    organisation = queries.get_as_coordinator(public_id, guards.me())
    form = PersonForm()

    def add() -> None:
        said = {"email": form.email.data, "name": form.name.data, "post": form.post.data, "locale": form.locale.data}
        services.add_person(organisation, **said, by=guards.me(), now=now())

    if form.accepted() and done(form, add):
        flash(gettext("Added. A letter with the way in is on its way."), "success")
        return see_other(url_for("organisations_desk.page", public_id=public_id))
    return _page(queries.get_as_coordinator(public_id, guards.me()), person=form)


@manage.route("/organisations/<public_id>/people/<account_id>/remove", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def remove_person(public_id: str, account_id: str) -> Answer:
    """Let a person speak for an organisation no longer."""
    organisation = queries.get_as_coordinator(public_id, guards.me())
    account = queries.get_person(account_id, organisation.id).account
    form = TokenForm()
    if not form.accepted():
        body = render_template(
            "organisations/manage/remove_person.html", organisation=organisation, account=account, form=form
        )
        return body, form.status
    with transaction():
        services.remove_person(organisation, account, by=guards.me(), now=now())
    flash(gettext("Removed."), "success")
    return see_other(url_for("organisations_desk.page", public_id=public_id))


@manage.post("/organisations/<public_id>/mini-clusters")
@access(Access.COORDINATOR)
def join(public_id: str) -> Answer:
    """Put an organisation into a mini-cluster."""
    organisation = queries.get_as_coordinator(public_id, guards.me())
    form = _offer_joining(JoinForm(), organisation)
    if not form.accepted():
        return _page(organisation, join=form)
    mini_cluster = form.mini_clusters[form.mini_cluster.data]
    with transaction():
        services.join(organisation, mini_cluster, by=guards.me(), now=now())
    flash(gettext("Saved."), "success")
    return see_other(url_for("organisations_desk.page", public_id=public_id))


@manage.post("/organisations/<public_id>/mini-clusters/<slug>/leave")
@access(Access.COORDINATOR)
def leave(public_id: str, slug: str) -> Answer:
    """Take an organisation out of a mini-cluster."""
    organisation = queries.get_as_coordinator(public_id, guards.me())
    mini_cluster = clusters.get_mini_cluster_as_coordinator(slug, guards.me())
    form = TokenForm()
    if not form.accepted():
        return _page(organisation, token=form)
    with transaction():
        services.leave(organisation, mini_cluster, by=guards.me(), now=now())
    flash(gettext("Saved."), "success")
    return see_other(url_for("organisations_desk.page", public_id=public_id))


@manage.post("/organisations/<public_id>/problems/<problem_id>/suggest")
@access(Access.COORDINATOR)
def suggest(public_id: str, problem_id: str) -> Answer:
    """Put an organisation among the suggestions to review for a problem that it could answer."""
    organisation = queries.get_as_coordinator(public_id, guards.me())
    problems.get_as_coordinator(problem_id, guards.me())
    form = TokenForm()

    def put() -> str:
        problem = problems.lock_as_coordinator(problem_id, guards.me())
        return related_services.suggest(organisation, problem, by=guards.me(), now=now()).public_id

    card = made(form, put) if form.accepted() else None
    if card is None:
        return _page(queries.get_as_coordinator(public_id, guards.me()), token=form)
    flash(gettext("It is among the suggestions now: read it, and send it if it fits."), "success")
    return see_other(url_for("matching_desk.review", card=card))


def _add(form: OrganisationForm) -> Organisation:
    return services.add(
        kind=Kind(form.kind.data),
        size=Size(form.size.data),
        name_ko=form.name_ko.data,
        name_en=form.name_en.data,
        complex_id=clusters.get_complex(form.complex.data).id,
        parent=form.parents.get(form.parent.data),
        by=guards.me(),
        now=now(),
    )


def _offer_joining(form: JoinForm, organisation: Organisation) -> JoinForm:
    joined = {mini_cluster.id for mini_cluster in queries.mini_clusters_of(organisation.id)}
    form.offer([row for row in clusters.list_served_mini_clusters(guards.me()) if row.id not in joined])
    return form


def _page(
    organisation: Organisation,
    *,
    person: PersonForm | None = None,
    join: JoinForm | None = None,
    token: BaseForm | None = None,
) -> tuple[str, int]:
    sent = person or join or token
    body = render_template(
        "organisations/manage/page.html",
        organisation=organisation,
        person=person or PersonForm(formdata=None),
        join=join or _offer_joining(JoinForm(formdata=None), organisation),
        token=token or TokenForm(formdata=None),
        sent=sent,
        people=queries.list_people(organisation.id),
        mini_clusters=queries.mini_clusters_of(organisation.id),
        served={complex_.id for complex_ in clusters.complexes_of(guards.me())},
        kind_words=KIND_WORDS,
        answerable=related.list_answerable(organisation, guards.me(), now()),
        related=related_rules,
    )
    return body, sent.status if sent else 200
