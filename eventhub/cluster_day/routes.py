"""Where does everybody see the Cluster Day, and propose something for it?"""

from flask import Blueprint, Response, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.cluster_day import queries, rules, services
from eventhub.cluster_day.forms import NewProposalForm, ProposalForm, values_of_submission
from eventhub.cluster_day.models import Edition, Submission, SubmissionState, Wish
from eventhub.core import clock
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import NotFound, Refusal
from eventhub.core.i18n import current_locale, gettext
from eventhub.events import rules as event_rules
from eventhub.programme.queries import find_released
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done, made
from eventhub.web.baseform import TokenForm
from eventhub.web.headers import link_only

routes = Blueprint("cluster_day", __name__)


@routes.get("/day/")
@access(Access.PUBLIC)
def latest() -> Response:
    """Lead to the newest Cluster Day everybody finds."""
    year = queries.latest_year()
    if year is None:
        raise NotFound
    return see_other(url_for("cluster_day.page", year=year))


@routes.get("/day/<year>")
@access(Access.PUBLIC)
def page(year: str) -> str:
    """Show an edition: its days, tracks, contest, booths, and what is called for."""
    edition = queries.get_visible(year, guards.asker())
    released = find_released(edition.event_id)
    return render_template(
        "cluster_day/page.html",
        edition=edition,
        event=edition.event,
        programme=released[1] if released else None,
        days=released[1].days(clock.zone()) if released else [],
        booths=queries.list_booths(edition.id),
        entries=queries.list_entries(edition.id),
        wishes=_open_wishes(edition),
        door=event_rules.door(edition.event, now=now()),
        leaf=event_rules.leaf,
        owner_of=rules.owner_of,
        wide=rules.WIDE,
    )


@routes.get("/day/<year>/booths")
@access(Access.PUBLIC)
def booths(year: str) -> str:
    """Show the hall as a plan, and every booth below it."""
    edition = queries.get_visible(year, guards.asker())
    listed = queries.list_booths(edition.id)
    return render_template(
        "cluster_day/booths.html",
        edition=edition,
        event=edition.event,
        booths=listed,
        owner_of=rules.owner_of,
        wide=rules.WIDE,
    )


@routes.get("/day/<year>/booths/<booth_id>")
@access(Access.PUBLIC)
def booth(year: str, booth_id: str) -> str:
    """Show one booth, and where it stands."""
    edition = queries.get_visible(year, guards.asker())
    return render_template(
        "cluster_day/booth.html",
        edition=edition,
        event=edition.event,
        booth=queries.get_booth(edition.id, booth_id),
        booths=queries.list_booths(edition.id),
        owner_of=rules.owner_of,
        wide=rules.WIDE,
    )


@routes.route("/day/<year>/call", methods=["GET", "POST"])
@access(Access.PUBLIC)
def call(year: str) -> Answer:
    """Say what is called for, and take a proposal in."""
    edition = queries.get_visible(year, guards.asker())
    form = NewProposalForm(data={"wish": request.args.get("wish")}).offer(_open_wishes(edition))
    if form.accepted() and (submission := _submitted(edition, form)):
        flash(gettext("We have your proposal. A letter with the link to this page is on its way to you."), "success")
        return see_other(queries.path_of(submission))
    edition = queries.get_visible(year, guards.asker())
    body = render_template(
        "cluster_day/call.html",
        edition=edition,
        event=edition.event,
        calls=queries.list_calls(edition.id),
        wishes=_open_wishes(edition),
        wish_words=rules.WISH_WORDS,
        form=form,
    )
    return body, form.status


@routes.route("/s/<secret>", methods=["GET", "POST"])
@access(Access.LINK)
def submission(secret: str) -> Answer:
    """Show what somebody proposed, and let them change it until the call closes."""
    proposed = queries.get_by_link(secret)
    form = ProposalForm(data=values_of_submission(proposed))
    if form.accepted() and _changed(proposed, form):
        flash(gettext("Saved."), "success")
        return see_other(queries.path_of(queries.get_by_link(secret)))
    proposed = queries.get_by_link(secret)
    is_received = proposed.state is SubmissionState.RECEIVED
    deadline = queries.find_call(proposed.edition_id, proposed.wish)
    page = render_template(
        "cluster_day/submission.html",
        submission=proposed,
        event=proposed.edition.event,
        path=queries.path_of(proposed),
        may_change=is_received and rules.is_open(deadline, proposed.edition.event, now=now()),
        **_words(deadline),
        form=form,
    )
    return link_only(Response(page, form.status))


@routes.route("/s/<secret>/withdraw", methods=["GET", "POST"])
@access(Access.LINK)
def withdraw(secret: str) -> Answer:
    """Ask once, then take the proposal back; opening the link changes nothing, because mail scanners open links."""
    proposed = queries.get_by_link(secret)
    form, path = TokenForm(), queries.path_of(proposed)
    if form.accepted():
        try:
            with transaction():
                services.withdraw(queries.get_by_link(secret), now=now())
        except Refusal as refusal:
            flash(str(refusal.sentence), "error")
        return see_other(path)
    page = render_template("cluster_day/withdraw.html", submission=proposed, path=path, form=form)
    return link_only(Response(page, form.status))


def _open_wishes(edition: Edition) -> list[Wish]:
    """List what can be proposed now."""
    calls, moment = queries.list_calls(edition.id), now()
    return [wish for wish, one in calls.items() if rules.is_open(one, edition.event, now=moment)]


def _words(deadline: object) -> dict[str, object]:
    return {
        "deadline": deadline,
        "wish_words": rules.WISH_WORDS,
        "state_words": rules.STATE_WORDS,
        "state_tones": rules.STATE_TONES,
    }


def _submitted(edition: Edition, form: NewProposalForm) -> Submission | None:
    """Take the proposal in, or have the form say why not."""
    proposal = form.proposal(Wish(form.wish.data), email=form.email.data, locale=current_locale())
    edition_id = edition.id
    network = request.remote_addr or "unknown"
    if not done(form, lambda: services.count_try(proposal.email, network=network, now=now())):
        return None
    return made(form, lambda: services.submit(queries.get(edition_id), proposal, now=now()))


def _changed(proposed: Submission, form: ProposalForm) -> bool:
    """Keep the changes, or have the form say why not."""
    proposal = form.proposal(proposed.wish, email=proposed.email, locale=proposed.locale)
    edition_id, public_id = proposed.edition_id, proposed.public_id
    return done(form, lambda: services.change(queries.get_submission(edition_id, public_id), proposal, now=now()))
