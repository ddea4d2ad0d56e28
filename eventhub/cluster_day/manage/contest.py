"""How do coordinators write down the contest of best regional cases?"""

from eventhub.accounts import guards
from eventhub.cluster_day import queries, services
from eventhub.cluster_day.forms import EntryForm, values_of_entry
from eventhub.cluster_day.manage.desk import back, edition_of, form_page, manage, page, removing
from eventhub.clusters.queries import list_complexes
from eventhub.core.clock import now
from eventhub.core.i18n import gettext, pick
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.get("/<year>/contest")
@access(Access.COORDINATOR)
def contest(year: str) -> Answer:
    """List the entries."""
    edition = edition_of(year)
    return page("contest", edition, entries=queries.list_entries(edition.id))


@manage.route("/<year>/contest/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new_entry(year: str) -> Answer:
    """Write down the entry of a complex."""
    edition_of(year)
    form = EntryForm().offer(list_complexes())

    def add() -> None:
        services.add_entry(edition_of(year), form.plan(), by=guards.me(), now=now())

    if form.accepted() and done(form, add):
        return back("contest", gettext("Saved."), year=year)
    return form_page("contest", edition_of(year), form, gettext("Add an entry"))


@manage.route("/<year>/contest/<entry_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def entry(year: str, entry_id: str) -> Answer:
    """Change an entry, or write down its award."""
    known = queries.get_entry(edition_of(year).id, entry_id)
    form = EntryForm(data=values_of_entry(known)).offer(list_complexes())

    def revise() -> None:
        services.revise_entry(edition_of(year), entry_id, form.plan(), by=guards.me(), now=now())

    if form.accepted() and done(form, revise):
        return back("contest", gettext("Saved."), year=year)
    return form_page("contest", edition_of(year), form, gettext("Change the entry"), removable=entry_id)


@manage.route("/<year>/contest/<entry_id>/remove", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def remove_entry(year: str, entry_id: str) -> Answer:
    """Take an entry out of the contest."""
    known = queries.get_entry(edition_of(year).id, entry_id)

    def remove() -> None:
        services.remove_entry(edition_of(year), entry_id, by=guards.me(), now=now())

    return removing("contest", year, TokenForm(), remove, pick(known, "title"))
