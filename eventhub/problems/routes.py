"""How does a member state a problem and follow what becomes of it?"""

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.clusters import queries as clusters
from eventhub.core.clock import now, zone
from eventhub.core.db import transaction
from eventhub.core.i18n import current_locale, gettext
from eventhub.matching import queries as matching
from eventhub.matching import rules as matching_rules
from eventhub.organisations import queries as organisations
from eventhub.problems import queries, rules, services
from eventhub.problems.forms import CloseForm, NewProblemForm, ProblemForm
from eventhub.problems.models import Problem, State, Urgency, Visibility
from eventhub.related import queries as related
from eventhub.related import rules as related_rules
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done

routes = Blueprint("problems", __name__)


@routes.get("/problems/")
@access(Access.PUBLIC)
def list_page() -> str:
    """Show the problems the asker may read, in the words they may read."""
    page = queries.list_readable(guards.asker(), asked.page_number())
    return render_template("problems/list.html", page=page, rules=rules)


@routes.route("/problems/new", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def new() -> Answer:
    """Take a problem from a member; who belongs to no organisation is told whom to ask."""
    own = organisations.organisations_of(guards.me())
    if not own:
        return render_template("problems/no_organisation.html", complexes=clusters.list_complexes())
    form = NewProblemForm(own)
    if not form.accepted():
        return render_template("problems/new.html", form=form), form.status
    with transaction():
        problem = services.post(
            organisations.get_as_member(form.chosen, guards.me()),
            text=form.text.data, urgency=Urgency(form.urgency.data), visibility=Visibility(form.visibility.data),
            locale=current_locale(), answer_by=rules.answer_by(now(), zone=zone()), by=guards.me(), now=now(),
        )  # fmt: skip
    return see_other(url_for("problems.page", public_id=problem.public_id))


@routes.get("/problems/<public_id>")
@access(Access.PUBLIC)
def page(public_id: str) -> str:
    """Show a problem as the asker may read it."""
    readable = queries.get_readable(public_id, guards.asker())
    if not readable.is_inside:
        return render_template("problems/wording.html", problem=readable.problem, rules=rules)
    problem = readable.problem
    complex_id = problem.organisation.complex_id
    progress = matching.progress_of(problem)
    steps, step = _way(problem, progress)
    return render_template(
        "problems/page.html", problem=problem, rules=rules, steps=steps, step=step, progress=progress,
        team=clusters.list_team(complex_id) if complex_id else (), matching=matching_rules, now=now(),
        is_owner=organisations.belongs(guards.me(), problem.organisation_id),
        is_served=clusters.serves(guards.me(), complex_id),
        kept=queries.find_kept(problem) if problem.is_set_aside else None,
        coming=related.coming_for([problem.id], guards.me(), now()), related=related_rules,
    )  # fmt: skip


@routes.route("/problems/<public_id>/edit", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def edit(public_id: str) -> Answer:
    """Let the owner revise a problem."""
    form = ProblemForm(obj=queries.get_as_owner(public_id, guards.me()))

    def revise() -> None:
        services.revise(
            queries.lock_as_owner(public_id, guards.me()),
            text=form.text.data, urgency=Urgency(form.urgency.data), visibility=Visibility(form.visibility.data),
            answer_by=rules.answer_by(now(), zone=zone()), by=guards.me(), now=now(),
        )  # fmt: skip

    if form.accepted() and done(form, revise):
        flash(gettext("Saved. The team sees your new words."), "success")
        return see_other(url_for("problems.page", public_id=public_id))
    problem = queries.get_as_owner(public_id, guards.me())
    return render_template("problems/edit.html", form=form, problem=problem), form.status


@routes.route("/problems/<public_id>/close", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def close(public_id: str) -> Answer:
    """Let the owner close a problem."""
    problem = queries.get_as_owner(public_id, guards.me())
    form = CloseForm()
    if not form.accepted():
        return render_template("problems/close.html", form=form, problem=problem), form.status
    with transaction():
        problem = queries.lock_as_owner(public_id, guards.me())
        services.close(problem, reason=form.reason.data, by=guards.me(), now=now())
    flash(gettext("The problem is closed."), "success")
    return see_other(url_for("problems.page", public_id=public_id))


def _way(problem: Problem, progress: matching.Progress) -> tuple[object, int]:
    is_routed = problem.state is State.ROUTED
    return rules.way(
        is_sorted=problem.triaged_at is not None and problem.state is not State.STATED,
        is_routed=is_routed,
        is_suggested=bool(progress.enquiries),
        is_answered=bool(problem.answer) if is_routed else progress.is_introduced,
    )
