"""Where do calendar programs read, and where do people subscribe?"""

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, g, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.calendars import queries, services
from eventhub.calendars.entries import place_entry
from eventhub.calendars.forms import ChooseForm, LinkForm
from eventhub.calendars.rules import embed_filters, ways_to
from eventhub.clusters import queries as clusters
from eventhub.core import i18n
from eventhub.core.clock import now, today, zone
from eventhub.core.db import transaction
from eventhub.core.errors import NotFound
from eventhub.core.i18n import gettext, pick
from eventhub.core.ics import Entry, newest_change, render
from eventhub.core.links import absolute
from eventhub.events import queries as events
from eventhub.events.entries import entry
from eventhub.events.forms import FilterForm
from eventhub.events.models import Event, Kind, Status, Visibility
from eventhub.events.rules import KIND_WORDS, agenda, door, leaf
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm
from eventhub.web.conditional import PRIVATE, PUBLIC, cacheable
from eventhub.web.headers import EMBED_POLICY, unlisted

routes = Blueprint("calendars", __name__)
CONTENT_TYPE = "text/calendar; charset=utf-8"


@routes.get("/calendars/all.ics")
@access(Access.PUBLIC)
def all_events() -> Response:
    """Give every public event."""
    return _public(queries.list_events(now=now()), name=gettext("All cluster events"))


@routes.get("/calendars/complexes/<slug>.ics")
@access(Access.PUBLIC)
def of_complex(slug: str) -> Response:
    """Give the events of a complex."""
    complex_ = clusters.get_complex(slug)
    return _public(queries.list_events(complex_id=complex_.id, now=now()), name=pick(complex_, "name"))


@routes.get("/calendars/mini-clusters/<slug>.ics")
@access(Access.PUBLIC)
def of_mini_cluster(slug: str) -> Response:
    """Give the events of a mini-cluster."""
    mini_cluster = clusters.get_mini_cluster(slug)
    return _public(queries.list_events(mini_cluster_id=mini_cluster.id, now=now()), name=pick(mini_cluster, "name"))


@routes.get("/calendars/kinds/<name>.ics")
@access(Access.PUBLIC)
def of_kind(name: str) -> Response:
    """Give the events of one kind."""
    kind = next((kind for kind in Kind if kind.value == name), None)
    if kind is None:
        raise NotFound
    return _public(queries.list_events(kind=kind, now=now()), name=str(KIND_WORDS[kind]))


@routes.get("/events/<public_id>.ics")
@access(Access.PUBLIC)
def of_event(public_id: str) -> Response:
    """Give one event, to be put into a calendar once."""
    event = events.get_visible(public_id, guards.asker())
    if event.visibility is Visibility.PUBLIC and event.status is not Status.DRAFT:
        return _public([event], name=pick(event, "title"))
    name, filename = pick(event, "title"), f"{public_id}.ics"
    return unlisted(_feed([entry(event)], name=name, filename=filename, cache_control=PRIVATE))


@routes.get("/calendars/p/<secret>.ics")
@access(Access.LINK)
def private(secret: str) -> Response:
    """Give a person's places; an ended address answers as one that never was."""
    link = queries.find_link(secret)
    if link is None:
        return unlisted(Response("There is no such calendar.\n", 404, content_type="text/plain; charset=utf-8"))
    i18n.use(g.chosen_language or link.account.locale)
    entries = [place_entry(place) for place in queries.list_places(link.account, now=now())]
    return unlisted(_feed(entries, name=link.name, filename="my-places.ics", cache_control=PRIVATE))


@routes.get("/calendars/")
@access(Access.PUBLIC)
def choose() -> str:
    """Let people choose a calendar and say how their program subscribes to it."""
    form = ChooseForm(request.args)
    form.offer(clusters.list_complexes(), clusters.list_mini_clusters())
    feed, name = form.chosen()
    address = absolute(f"/calendars/{feed}.ics?lang={i18n.current_locale()}")
    embedded = absolute(f"/embed/events/?{urlencode({**embed_filters(feed), 'lang': i18n.current_locale()})}")
    ways = ways_to(address, name)
    return render_template("calendars/choose.html", form=form, name=name, ways=ways, embedded=embedded)


@routes.get("/embed/events/")
@access(Access.PUBLIC)
def embed() -> Response:
    """List what is to come for the pages of others: any site may frame this one page, and it can do nothing."""
    form = FilterForm(request.args)
    form.offer(clusters.list_complexes(), clusters.list_mini_clusters())
    form.validate()
    page = events.list_upcoming(form.filters(), 1, now=now())
    body = render_template(
        "calendars/embed.html",
        picked=None,
        page=page,
        asked={field.name: request.args[field.name] for field in form if field.name in request.args},
        months=agenda(page.items, zone=zone()),
        door=lambda event: door(event, now=now()),
        leaf=leaf,
        kind_words=KIND_WORDS,
        today=today(),
    )
    return Response(body, headers={"Content-Security-Policy": EMBED_POLICY})


@routes.route("/me/calendars", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def mine() -> Answer:
    """Show and make the private addresses of a person."""
    form = LinkForm()
    if form.accepted() and done(form, lambda: services.make(guards.me(), name=form.name.data, now=now())):
        flash(gettext("The calendar is ready. Now let your program read its address."), "success")
        return see_other(url_for("calendars.mine"))
    return _mine(form, TokenForm(formdata=None)), form.status


@routes.post("/me/calendars/<public_id>/rotate")
@access(Access.SIGNED_IN)
def rotate(public_id: str) -> Answer:
    """Give a calendar a new address."""
    token = TokenForm()
    if not token.accepted():
        return _mine(LinkForm(formdata=None), token), token.status
    with transaction():
        services.rotate(queries.lock_link_of(guards.me(), public_id), now=now())
    flash(gettext("The calendar has a new address. The old one has ended."), "success")
    return see_other(url_for("calendars.mine"))


@routes.post("/me/calendars/<public_id>/revoke")
@access(Access.SIGNED_IN)
def revoke(public_id: str) -> Answer:
    """End a private address."""
    token = TokenForm()
    if not token.accepted():
        return _mine(LinkForm(formdata=None), token), token.status
    with transaction():
        services.revoke(queries.lock_link_of(guards.me(), public_id), now=now())
    flash(gettext("The address has ended. Programs that read it are told that there is no such calendar."), "success")
    return see_other(url_for("calendars.mine"))


def _mine(form: LinkForm, token: TokenForm) -> str:
    links = [(link, ways_to(absolute(queries.path_of(link)), link.name)) for link in queries.list_links(guards.me())]
    return render_template("calendars/mine.html", form=form, token=token, links=links)


def _public(shown: Iterable[Event], *, name: str) -> Response:
    query = f"?lang={g.chosen_language}" if g.chosen_language else ""
    source, filename = absolute(f"{request.path}{query}"), request.path.rpartition("/")[2]
    return _feed([entry(event) for event in shown], name=name, source=source, filename=filename, cache_control=PUBLIC)


def _feed(entries: list[Entry], *, name: str, source: str = "", filename: str, cache_control: str) -> Response:
    return cacheable(
        render(entries, name=name, source=source, zone=zone()),
        content_type=CONTENT_TYPE,
        cache_control=cache_control,
        filename=filename,
        last_modified=newest_change(entries),
    )
