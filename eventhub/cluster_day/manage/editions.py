"""How do coordinators make an event the Cluster Day of a year, and copy last year's?"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for

from eventhub.accounts import guards
from eventhub.admission import services as admission
from eventhub.cluster_day import queries, rules, services
from eventhub.cluster_day.forms import CopyEditionForm, EditionForm, NewEditionForm
from eventhub.cluster_day.manage.desk import back, edition_of, form_page, manage, page
from eventhub.core.clock import local, now, zone
from eventhub.core.i18n import gettext
from eventhub.events import queries as event_queries
from eventhub.events.models import Event
from eventhub.events.queries import get_as_coordinator
from eventhub.programme.queries import latest_release, list_sessions
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done

A_YEAR_ON = timedelta(weeks=52)


@manage.get("/")
@access(Access.COORDINATOR)
def list_page() -> str:
    """List the editions one plans, and the Cluster Days that are none yet."""
    return render_template(
        "cluster_day/manage/list.html",
        editions=queries.list_served(guards.me()),
        events=queries.list_events_without_edition(guards.me()),
    )


@manage.get("/of/<public_id>")
@access(Access.COORDINATOR)
def of_event(public_id: str) -> Answer:
    """Lead from an event to its edition, or to making it one."""
    event = get_as_coordinator(public_id, guards.me())
    edition = queries.find_of_event(event.id)
    if edition is None:
        return see_other(url_for("cluster_day_desk.new", event=public_id))
    return see_other(url_for("cluster_day_desk.overview", year=edition.year))


@manage.route("/new", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def new() -> Answer:
    """Make an event the Cluster Day of a year."""
    events = queries.list_events_without_edition(guards.me())
    form = NewEditionForm(data=_usual(events)).offer(events)

    def add() -> None:
        services.add_edition(form.event_id(), **form.size(), by=guards.me(), now=now())

    if form.accepted() and done(form, add):
        return back("overview", gettext("Saved."), year=form.year.data)
    return render_template("cluster_day/manage/new.html", form=form, has_events=bool(events)), form.status


@manage.get("/<year>")
@access(Access.COORDINATOR)
def overview(year: str) -> Answer:
    """Show how an edition stands: programme, booths, contest, proposals."""
    edition = edition_of(year)
    return page(
        "overview",
        edition,
        booths=queries.list_booths(edition.id),
        sessions=list_sessions(edition.event_id),
        release=latest_release(edition.event_id),
        entries=queries.list_entries(edition.id),
        counts=queries.count_submissions(edition.id),
        calls=queries.list_calls(edition.id),
        wish_words=rules.WISH_WORDS,
        moment=now(),
    )


@manage.route("/<year>/edit", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def edit(year: str) -> Answer:
    """Change the year of an edition or the size of its hall."""
    edition = edition_of(year)
    edition_id, form = edition.id, EditionForm(obj=edition)

    def revise() -> None:
        services.revise_edition(edition_id, **form.size(), by=guards.me(), now=now())

    if form.accepted() and done(form, revise):
        return back("overview", gettext("Saved."), year=form.year.data)
    return form_page("overview", edition_of(year), form, gettext("Year and hall"))


@manage.route("/<year>/copy", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def copy(year: str) -> Answer:
    """Plan the next Cluster Day like this one."""
    edition = edition_of(year)
    # Proposed: the same weekday, a year on.
    edition_id, form = edition.id, CopyEditionForm(data={"day": local(edition.event.starts_at).date() + A_YEAR_ON})

    def copy_it() -> None:
        made = services.copy_edition(edition_id, form.first_day(), form.plan(), zone=zone(), by=guards.me(), now=now())
        old, new = event_queries.get(queries.get(edition_id).event_id), event_queries.get(made.event_id)
        how: dict[str, Any] = {"wanted": form.terms.data, "shift": new.starts_at - old.starts_at}
        admission.copy_terms(old.id, new.id, **how, by=guards.me(), now=now())

    if form.accepted() and done(form, copy_it):
        said = gettext("This is the new edition, as a draft. Only your team sees it.")
        return back("overview", said, year=form.first_day().year)
    lead = gettext("Title, descriptions, place and capacity come along; the contest and the call begin anew.")
    title, save = gettext("Copy this edition"), gettext("Copy as a draft")
    return form_page("overview", edition_of(year), form, title, lead=lead, save=save)


def _usual(events: Sequence[Event]) -> dict[str, Any]:
    """Propose the event that was asked for, or the newest, and its year."""
    chosen = next((one for one in events if one.public_id == request.args.get("event")), next(iter(events), None))
    return {"event": chosen.public_id, "year": local(chosen.starts_at).year} if chosen else {}
