"""How do coordinators fill the hall with booths?"""

from eventhub.accounts import guards
from eventhub.cluster_day import queries, rules, services
from eventhub.cluster_day.forms import BoothForm, values_of_booth
from eventhub.cluster_day.manage.desk import back, edition_of, manage, page, removing
from eventhub.cluster_day.models import Booth
from eventhub.core.clock import now
from eventhub.core.i18n import gettext
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm


@manage.get("/<year>/booths")
@access(Access.COORDINATOR)
def booths(year: str) -> Answer:
    """Show the hall and list its booths."""
    edition = edition_of(year)
    listed = queries.list_booths(edition.id)
    return page("booths", edition, booths=listed, owner_of=rules.owner_of, wide=rules.WIDE)


@manage.route("/<year>/booths/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new_booth(year: str) -> Answer:
    """Add a booth."""
    edition = edition_of(year)
    form = BoothForm(data={"number": rules.next_number(queries.hall(edition).numbers)}).look_up()

    def add() -> None:
        services.add_booth(edition_of(year), form.plan(), by=guards.me(), now=now())

    if not form.is_search and form.accepted() and done(form, add):
        return back("booths", gettext("Saved."), year=year)
    return _page(year, form, None)


@manage.route("/<year>/booths/<booth_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def booth(year: str, booth_id: str) -> Answer:
    """Change a booth, or where it stands."""
    edition = edition_of(year)
    known = queries.get_booth(edition.id, booth_id)
    form = BoothForm(data=values_of_booth(known)).look_up(known.organisation)

    def revise() -> None:
        services.revise_booth(edition_of(year), booth_id, form.plan(), by=guards.me(), now=now())

    if not form.is_search and form.accepted() and done(form, revise):
        return back("booths", gettext("Saved."), year=year)
    return _page(year, form, queries.get_booth(edition_of(year).id, booth_id))


@manage.route("/<year>/booths/<booth_id>/remove", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def remove_booth(year: str, booth_id: str) -> Answer:
    """Take a booth out of the hall."""
    known = queries.get_booth(edition_of(year).id, booth_id)

    def remove() -> None:
        services.remove_booth(edition_of(year), booth_id, by=guards.me(), now=now())

    return removing("booths", year, TokenForm(), remove, f"{known.number} {rules.owner_of(known)}")


def _page(year: str, form: BoothForm, known: Booth | None) -> Answer:
    edition = edition_of(year)
    return page(
        "booth",
        edition,
        form,
        booth=known,
        booths=queries.list_booths(edition.id),
        owner_of=rules.owner_of,
        wide=rules.WIDE,
    )
