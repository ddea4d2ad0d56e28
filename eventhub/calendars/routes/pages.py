"""Where do people subscribe, and look after their own calendar addresses?"""

from urllib.parse import urlencode

from flask import Response, flash, render_template, request, url_for
from markupsafe import Markup

from eventhub.accounts import guards
from eventhub.calendars import queries, services
from eventhub.calendars.forms import ChooseForm, LinkForm, SettingsForm
from eventhub.calendars.routes.answers import routes
from eventhub.calendars.rules import ALARM_WORDS, SCOPE_WORDS, embed_filters, path_of_feed, ways_to
from eventhub.cluster_day import queries as cluster_day
from eventhub.clusters import queries as clusters
from eventhub.core import i18n
from eventhub.core.clock import now, today, zone
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext, pick
from eventhub.core.links import absolute
from eventhub.events import queries as events
from eventhub.events.forms import FilterForm
from eventhub.events.rules import KIND_WORDS, agenda, door, leaf
from eventhub.programme.queries import find_released
from eventhub.series import queries as series
from eventhub.tickets.rules import qr_svg
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm
from eventhub.web.headers import EMBED_POLICY


@routes.get("/calendars/")
@access(Access.PUBLIC)
def choose() -> str:
    """Let people choose a calendar and say how their program subscribes to it."""
    form = ChooseForm(request.args)
    form.offer(clusters.list_complexes(), clusters.list_mini_clusters(), _parts_of_cluster_day())
    folder, _slash, public_id = request.args.get("feed", "").partition("/")
    if folder == "series":
        form.offer_series(series.get_visible(public_id, None))
    feed, name = form.chosen()
    language = {"lang": i18n.current_locale()}
    asked = {**language, **({"with": "deadlines"} if form.deadlines.data else {})}
    address = absolute(f"{path_of_feed(feed)}?{urlencode(asked)}")
    embedded = absolute(f"/embed/events/?{urlencode({**embed_filters(feed), **language})}")
    chosen = {"feed": feed, **({"deadlines": "y"} if form.deadlines.data else {}), **language}
    return render_template(
        "calendars/choose.html",
        form=form,
        name=name,
        ways=ways_to(address, name),
        qr=_qr(absolute(f"/calendars/?{urlencode(chosen)}")),
        embedded=embedded if not feed.startswith("events/") else "",
    )


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
    form = LinkForm().offer(guards.me())
    if form.accepted() and done(form, lambda: services.make(guards.me(), **form.wanted(), now=now())):
        flash(gettext("The calendar is ready. Now let your program read its address."), "success")
        return see_other(url_for("calendars.mine"))
    return _mine(form, TokenForm(formdata=None)), form.status


@routes.route("/me/calendars/<public_id>", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def change(public_id: str) -> Answer:
    """Call a private calendar something else, or let it show other things; its address stays."""
    link = queries.get_link_of(guards.me(), public_id)
    form = SettingsForm(data={"name": link.name, "alarm": link.alarm_minutes, "deadlines": link.has_deadlines})
    if form.accepted():
        with transaction():
            services.change(queries.lock_link_of(guards.me(), public_id), **form.settings())
        flash(gettext("Saved."), "success")
        return see_other(url_for("calendars.mine"))
    return render_template("calendars/change.html", form=form, link=link, scope_words=SCOPE_WORDS), form.status


@routes.post("/me/calendars/<public_id>/rotate")
@access(Access.SIGNED_IN)
def rotate(public_id: str) -> Answer:
    """Give a calendar a new address."""
    token = TokenForm()
    if not token.accepted():
        return _mine(_blank(), token), token.status
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
        return _mine(_blank(), token), token.status
    with transaction():
        services.revoke(queries.lock_link_of(guards.me(), public_id), now=now())
    flash(gettext("The address has ended. Programs that read it are told that there is no such calendar."), "success")
    return see_other(url_for("calendars.mine"))


def _blank() -> LinkForm:
    return LinkForm(formdata=None).offer(guards.me())


def _mine(form: LinkForm, token: TokenForm) -> str:
    listed = [(link, ways_to(absolute(queries.path_of(link)), link.name)) for link in queries.list_links(guards.me())]
    return render_template(
        "calendars/mine.html",
        form=form,
        token=token,
        links=[(link, ways, _qr(ways.webcal)) for link, ways in listed],
        scope_words=SCOPE_WORDS,
        alarm_words=ALARM_WORDS,
    )


def _parts_of_cluster_day() -> list[tuple[str, str]]:
    """Name the calendars of the newest Cluster Day whose programme everybody can read."""
    year = cluster_day.latest_year()
    if year is None:
        return []
    event = cluster_day.get_visible(str(year), None).event
    released = find_released(event.id)
    if released is None:
        return []
    folder, title = f"events/{event.public_id}/programme", pick(event, "title")
    tracks = [(f"{folder}/tracks/{one.id}", f"{title} · {pick(one, 'name')}") for one in released[1].tracks]
    rooms = [(f"{folder}/rooms/{one.id}", f"{title} · {pick(one, 'name')}") for one in released[1].rooms]
    return [(folder, gettext("%(title)s: all sessions", title=title)), *tracks, *rooms]


def _qr(address: str) -> Markup:
    return Markup(qr_svg(address))  # noqa: S704 - drawn here, of an address of ours
