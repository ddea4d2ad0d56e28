"""How do coordinators sort the problems that were stated?"""

from flask import Blueprint, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now, zone
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.problems import queries, rules, services
from eventhub.problems.forms import TriageForm
from eventhub.problems.models import Category, Problem, State
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other

manage = Blueprint("problems_desk", __name__, url_prefix="/desk")


@manage.get("/problems/")
@access(Access.COORDINATOR)
def inbox() -> str:
    """List the problems of the coordinator's complexes, new ones first."""
    state = asked.one_of(State, "state")
    page = queries.list_inbox(guards.me(), state=state, page=asked.page_number())
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
        body = render_template("problems/manage/triage.html", form=form, problem=problem, rules=rules, now=now())
        return body, form.status
    with transaction():
        _sort(queries.lock_as_coordinator(public_id, guards.me()), form)
    flash(gettext("Sorted."), "success")
    return see_other(url_for("problems_desk.inbox"))


def _sort(problem: Problem, form: TriageForm) -> None:
    category, me = Category(form.category.data), guards.me()
    if form.is_technical.data == "yes":
        services.mark_technical(problem, category=category, wording=form.wording.data, by=me, now=now())
        return
    services.route(
        problem, category=category, routed_to=form.routed_to.data, answer=form.answer.data,
        answer_by=rules.answer_by(now(), zone=zone()), by=me, now=now(),
    )  # fmt: skip
