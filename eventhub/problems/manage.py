"""How do coordinators sort the problems that were stated?"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventhub.accounts import guards
from eventhub.core.clock import now, zone
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.problems import queries, rules, services
from eventhub.problems.forms import TriageForm
from eventhub.problems.models import Category, Problem, State
from eventhub.web.access import Access, access

manage = Blueprint("problems_desk", __name__, url_prefix="/desk")
Answer = str | Response | tuple[str, int]


@manage.get("/problems/")
@access(Access.COORDINATOR)
def inbox() -> str:
    """List the problems of the coordinator's complexes, new ones first."""
    asked = request.args.get("state", "")
    state = State(asked) if asked in set(State) else None
    page = queries.list_inbox(guards.me(), state=state, page=request.args.get("page", 1, type=int))
    counts = queries.count_by_state(guards.me())
    return render_template("problems/manage/inbox.html", page=page, state=state, counts=counts, rules=rules, now=now())


@manage.route("/problems/<public_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def triage(public_id: str) -> Answer:
    """Sort a problem, or sort it again."""
    problem = queries.get_as_coordinator(public_id, guards.me())
    form = TriageForm()
    if request.method == "GET":
        form.fill(problem)
    if not form.accepted():
        return render_template("problems/manage/triage.html", form=form, problem=problem, rules=rules), form.status
    with transaction():
        _sort(queries.get_as_coordinator(public_id, guards.me()), form)
    flash(gettext("Sorted."), "success")
    return redirect(url_for("problems_desk.inbox"), 303)


def _sort(problem: Problem, form: TriageForm) -> None:
    category, me = Category(form.category.data), guards.me()
    if form.is_technical.data == "yes":
        services.mark_technical(problem, category=category, wording=form.wording.data, coordinator=me, now=now())
        return
    services.route(
        problem, category=category, routed_to=form.routed_to.data, answer=form.answer.data,
        answer_by=rules.answer_by(now(), zone=zone()), coordinator=me, now=now(),
    )  # fmt: skip
