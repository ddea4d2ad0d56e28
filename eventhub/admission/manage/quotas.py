"""How do coordinators keep seats for an organisation, a mini-cluster or a complex?"""

from flask import request

from eventhub.accounts import guards
from eventhub.admission import queries, services
from eventhub.admission.forms import QuotaForm, SeatsForm, values_of_quota
from eventhub.admission.manage.desk import back, event_of, manage, page
from eventhub.admission.rules import say_group
from eventhub.clusters.queries import list_complexes, list_mini_clusters
from eventhub.core.clock import now
from eventhub.core.i18n import gettext
from eventhub.core.text import has_control_characters
from eventhub.organisations.queries import list_directory
from eventhub.organisations.rules import Filters
from eventhub.registrations.queries import shares_of
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm

OFFERED = 8


@manage.get("/quotas")
@access(Access.COORDINATOR)
def quotas(public_id: str) -> Answer:
    """List for whom seats are kept, and how many of them are taken."""
    event = event_of(public_id)
    shares, _quotas = shares_of(event.id, (), now=now())
    return page("quotas", event, quotas=queries.list_quotas(event.id), shares=shares, say_group=say_group)


@manage.route("/quotas/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new_quota(public_id: str) -> Answer:
    """Keep seats for a group, or limit what it may take."""
    event_id, form = event_of(public_id).id, _offered(QuotaForm())

    def keep() -> None:
        services.keep_seats(event_id, group=form.chosen(), **form.seats(), by=guards.me(), now=now())

    if form.accepted() and done(form, keep):
        return back("quotas", public_id, gettext("Saved."))
    return page("quota", event_of(public_id), form, quota=None)


@manage.route("/quotas/<quota_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit_quota(public_id: str, quota_id: str) -> Answer:
    """Keep more seats or fewer for a group."""
    event_id = event_of(public_id).id
    form = SeatsForm(data=values_of_quota(queries.get_quota_to_read(event_id, quota_id)))

    def revise() -> None:
        services.revise_quota(event_id, quota_id, **form.seats(), by=guards.me(), now=now())

    if form.accepted() and done(form, revise):
        return back("quotas", public_id, gettext("Saved. Who is seated stays; who waits moves up where a seat opened."))
    quota = queries.get_quota_to_read(event_id, quota_id)
    return page("quota", event_of(public_id), form, quota=quota, name=say_group(quota))


@manage.route("/quotas/<quota_id>/drop", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def drop_quota(public_id: str, quota_id: str) -> Answer:
    """Ask once, then treat a group like everybody again."""
    event_id, form = event_of(public_id).id, BaseForm()
    name = say_group(queries.get_quota_to_read(event_id, quota_id))

    def drop() -> None:
        services.drop_quota(event_id, quota_id, by=guards.me(), now=now())

    if form.accepted() and done(form, drop):
        return back("quotas", public_id, gettext("No seats are kept any more for %(name)s.", name=name))
    return page("drop_quota", event_of(public_id), form, name=name)


def _offered(form: QuotaForm) -> QuotaForm:
    """Offer the groups there are, and the organisations that the typed name may mean."""
    words = " ".join(request.form.get("organisation_name", "").split())[:100]
    is_asked = words and not has_control_characters(words)
    found = list_directory(Filters(words=words)).items[:OFFERED] if is_asked else []
    form.offer(found, list_mini_clusters(), list_complexes())
    return form
