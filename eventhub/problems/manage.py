"""How do coordinators sort the problems that were stated?"""

from flask import Blueprint, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now, zone
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext, pick
from eventhub.core.moments import say_day
from eventhub.problems import queries, rules, services
from eventhub.problems.forms import MergeForm, TriageForm
from eventhub.problems.models import Category, Problem, State
from eventhub.related import queries as related
from eventhub.related import rules as related_rules
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import BaseForm, TokenForm

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
        return _triage_page(problem, form)
    with transaction():
        _sort(queries.lock_as_coordinator(public_id, guards.me()), form)
    flash(gettext("Sorted."), "success")
    return see_other(url_for("problems_desk.inbox"))


@manage.route("/problems/<public_id>/beside/<other_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def compare(public_id: str, other_id: str) -> Answer:
    """Show two problems side by side, and put them together if they are the same."""
    both = queries.get_both_as_coordinator(public_id, other_id, guards.me())
    form = MergeForm().offer([(one.public_id, _named(one)) for one in both])

    def merge() -> None:
        given_up, kept = (public_id, other_id) if form.kept.data == other_id else (other_id, public_id)
        problem, other = queries.lock_both_as_coordinator(given_up, kept, guards.me())
        services.merge(problem, kept=other, by=guards.me(), now=now())

    if form.accepted() and done(form, merge):
        flash(gettext("Put together. You can separate the two again."), "success")
        return see_other(url_for("problems_desk.triage", public_id=form.kept.data))
    both = queries.get_both_as_coordinator(public_id, other_id, guards.me())
    return render_template("problems/manage/compare.html", both=both, form=form, rules=rules), form.status


@manage.post("/problems/<public_id>/separate")
@access(Access.COORDINATOR)
def separate(public_id: str) -> Answer:
    """Let a problem stand by itself again."""
    token = TokenForm()
    if not token.accepted():
        problem, form = queries.get_as_coordinator(public_id, guards.me()), TriageForm(formdata=None)
        form.fill(problem)
        return _triage_page(problem, form, token)
    with transaction():
        services.separate(queries.lock_as_coordinator(public_id, guards.me()), by=guards.me(), now=now())
    flash(gettext("Separated."), "success")
    return see_other(url_for("problems_desk.triage", public_id=public_id))


def _triage_page(problem: Problem, form: TriageForm, token: BaseForm | None = None) -> Answer:
    body = render_template(
        "problems/manage/triage.html", form=form, problem=problem, rules=rules, now=now(), related=related_rules,
        token=token or TokenForm(formdata=None), kept=queries.find_kept(problem), merged=queries.list_merged(problem),
        similar=related.list_similar(problem, guards.me()),
        coming=related.coming_for([problem.id], guards.me(), now()),
    )  # fmt: skip
    return body, (token or form).status


def _named(problem: Problem) -> str:
    whose, day = pick(problem.organisation, "name"), say_day(problem.stated_at)
    return gettext("The one %(organisation)s stated on %(day)s", organisation=whose, day=day)


def _sort(problem: Problem, form: TriageForm) -> None:
    category, me = Category(form.category.data), guards.me()
    if form.is_technical.data == "yes":
        services.mark_technical(problem, category=category, wording=form.wording.data, by=me, now=now())
        return
    services.route(
        problem, category=category, routed_to=form.routed_to.data, answer=form.answer.data,
        answer_by=rules.answer_by(now(), zone=zone()), by=me, now=now(),
    )  # fmt: skip
