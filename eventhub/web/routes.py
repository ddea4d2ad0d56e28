"""Which pages belong to no feature: the first one, help and notices, and what machines ask?"""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventhub.accounts import guards
from eventhub.clusters.queries import list_complexes
from eventhub.core.clock import now, today, zone
from eventhub.core.paging import Page
from eventhub.events.queries import count_in_month, list_next
from eventhub.events.rules import KIND_WORDS, agenda, door, leaf
from eventhub.web import health
from eventhub.web.access import Access, access
from eventhub.web.samples import SampleForm

routes = Blueprint("web", __name__)
NEXT_EVENTS = 5


@routes.get("/")
@access(Access.PUBLIC)
def home() -> str:
    """Open the house: what comes next, and the two doors people come for."""
    asker = guards.asker()
    coming = list_next(NEXT_EVENTS, account=asker, now=now())
    return render_template(
        "web/home.html",
        first=coming[0] if coming else None,
        months=agenda(coming[1:], zone=zone()),
        this_month=count_in_month(today(), account=asker),
        complexes=list_complexes(),
        door=lambda event: door(event, now=now()),
        leaf=leaf,
        kind_words=KIND_WORDS,
        today=today(),
    )


@routes.get("/help")
@access(Access.PUBLIC)
def help_page() -> str:
    """Answer what newcomers ask."""
    return render_template("web/help.html")


@routes.get("/privacy")
@access(Access.PUBLIC)
def privacy() -> str:
    """Say which personal data is kept, why, and until when."""
    return render_template("web/privacy.html")


@routes.get("/accessibility")
@access(Access.PUBLIC)
def accessibility() -> str:
    """Say how far everybody can use EventHub, and whom to tell when not."""
    return render_template("web/accessibility.html")


@routes.get("/styleguide")
@access(Access.PUBLIC)
def styleguide() -> str:
    """Show every component in every state, where people build or try EventHub."""
    if not (current_app.debug or current_app.testing or current_app.config["DEMO"]):
        abort(404)
    form, bad_form = SampleForm(formdata=None), SampleForm(formdata=None)
    bad_form.spoil()
    return render_template("styleguide.html", form=form, bad_form=bad_form, page=Page([], number=2, total=200))


@routes.get("/healthz")
@access(Access.PUBLIC)
def healthz() -> Response:
    """Say that the process is alive."""
    return Response("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@routes.get("/readyz")
@access(Access.PUBLIC)
def readyz() -> Response:
    """Say whether the process can serve."""
    trouble = health.trouble()
    return Response(
        f"{trouble or 'ready'}\n",
        status=503 if trouble else 200,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


@routes.get("/favicon.ico")
@access(Access.PUBLIC)
def favicon() -> AnyResponse:
    """Send browsers that ask by habit to the mark."""
    return redirect(url_for("static", filename="favicon.svg"), 301)


@routes.get("/robots.txt")
@access(Access.PUBLIC)
def robots() -> Response:
    """Let search engines and calendar services read what is public (Google obeys this for feeds too)."""
    closed = "\n".join(
        f"Disallow: /{path}/" for path in ("r", "g", "t", "h", "a", "p", "u", "sign-in", "calendars/p", "demo")
    )
    return Response(f"User-agent: *\n{closed}\n", content_type="text/plain; charset=utf-8")
