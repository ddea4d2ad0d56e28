"""Where do calendar programs read?"""

from contextlib import suppress
from datetime import timedelta

from flask import Response, g, request

from eventhub.accounts import guards
from eventhub.calendars import queries, services
from eventhub.calendars.entries import entries_of, public_entries
from eventhub.calendars.routes.answers import Feed, own_address, public, routes, with_deadlines, written
from eventhub.clusters import queries as clusters
from eventhub.core import i18n
from eventhub.core.clock import now
from eventhub.core.db import DatabaseBusy, transaction
from eventhub.core.errors import NotFound
from eventhub.core.i18n import gettext, pick
from eventhub.core.ics import Entry
from eventhub.events import queries as events
from eventhub.events.models import Kind, Status, Visibility
from eventhub.events.rules import KIND_WORDS, Filters
from eventhub.series import queries as series
from eventhub.web.access import Access, access
from eventhub.web.conditional import PUBLIC
from eventhub.web.headers import unlisted
from eventhub.web.pace import Pace

# Programs ask for ended addresses for ever; who asks for many in a row is guessing.
DEAD_LINKS = Pace(at_most=60, within=timedelta(minutes=10))


@routes.get("/calendars/all.ics")
@routes.get("/calendars/all.json", endpoint="all_events_json")
@access(Access.PUBLIC)
def all_events() -> Response:
    """Give every public event."""
    return public(lambda: Feed(gettext("All cluster events"), _listed(Filters())))


@routes.get("/calendars/complexes/<slug>.ics")
@routes.get("/calendars/complexes/<slug>.json", endpoint="of_complex_json")
@access(Access.PUBLIC)
def of_complex(slug: str) -> Response:
    """Give the events of a complex."""

    def make() -> Feed:
        complex_ = clusters.get_complex(slug)
        return Feed(pick(complex_, "name"), _listed(Filters(complex_id=complex_.id)))

    return public(make)


@routes.get("/calendars/mini-clusters/<slug>.ics")
@routes.get("/calendars/mini-clusters/<slug>.json", endpoint="of_mini_cluster_json")
@access(Access.PUBLIC)
def of_mini_cluster(slug: str) -> Response:
    """Give the events of a mini-cluster."""

    def make() -> Feed:
        mini_cluster = clusters.get_mini_cluster(slug)
        return Feed(pick(mini_cluster, "name"), _listed(Filters(mini_cluster_id=mini_cluster.id)))

    return public(make)


@routes.get("/calendars/kinds/<name>.ics")
@routes.get("/calendars/kinds/<name>.json", endpoint="of_kind_json")
@access(Access.PUBLIC)
def of_kind(name: str) -> Response:
    """Give the events of one kind."""
    kind = next((kind for kind in Kind if kind.value == name), None)
    if kind is None:
        raise NotFound
    return public(lambda: Feed(str(KIND_WORDS[kind]), _listed(Filters(kind=kind))))


@routes.get("/calendars/series/<public_id>.ics")
@routes.get("/calendars/series/<public_id>.json", endpoint="of_series_json")
@access(Access.PUBLIC)
def of_series(public_id: str) -> Response:
    """Give the dates of a series, each as an event of its own."""

    def make() -> Feed:
        found = series.get_visible(public_id, None)
        return Feed(pick(found, "title"), _listed(Filters(), series_id=found.id))

    return public(make)


@routes.get("/events/<public_id>.ics")
@routes.get("/events/<public_id>.json", endpoint="of_event_json")
@access(Access.PUBLIC)
def of_event(public_id: str) -> Response:
    """Give one event, to be put into a calendar once."""
    event = events.get_visible(public_id, guards.asker())
    feed = Feed(pick(event, "title"), public_entries([event], deadlines=with_deadlines()))
    if event.visibility is Visibility.PUBLIC and event.status is not Status.DRAFT:
        return written(feed, source=own_address(), cache_control=PUBLIC)
    return unlisted(written(feed))


@routes.get("/calendars/p/<secret>.ics")
@access(Access.LINK)
def private(secret: str) -> Response:
    """Give what a private address shows; an ended one answers as one that never was."""
    link = queries.find_link(secret)
    if link is None:
        return _dead()
    i18n.use(g.chosen_language or link.account.locale)
    feed = Feed(link.name, entries_of(link, now=now()))
    answer = unlisted(written(feed, filename="my-calendar.ics"))
    if queries.is_unnoted(link, now=now()):
        _note_use(link.id)
    return answer


def _listed(filters: Filters, *, series_id: int | None = None) -> list[Entry]:
    found = queries.list_events(filters, series_id=series_id, now=now())
    return public_entries(found, deadlines=with_deadlines())


def _note_use(link_id: int) -> None:
    """Write down that the address is read; the reader's answer is ready and must not wait for it, nor fail with it."""
    with suppress(DatabaseBusy), transaction():
        services.note_use(link_id, now=now())


def _dead() -> Response:
    """Answer for an address that is not there, in the same words whatever it was."""
    plain = "text/plain; charset=utf-8"
    if DEAD_LINKS.allows(request.remote_addr or "unknown", now=now()):
        return unlisted(Response("There is no such calendar.\n", 404, content_type=plain))
    answer = Response("There are too many questions for calendars that are not there.\n", 429, content_type=plain)
    answer.headers["Retry-After"] = "600"
    return unlisted(answer)
