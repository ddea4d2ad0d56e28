"""By which rules do answers change what is suggested, and how does a coordinator decide about it?"""

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.clusters.queries import complexes_of
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.matching import queries as matching
from eventhub.matching import services as matching_services
from eventhub.matching.filters import BAR_WORDS, BUSY_MONTHS
from eventhub.matching.rules import DROP_WORDS, REASON_WORDS
from eventhub.tuning import rules, services
from eventhub.tuning.errors import AlreadyDecided
from eventhub.tuning.forms import LiftForm, MonthsForm
from eventhub.tuning.queries import learning
from eventhub.tuning.rules.learning import MEETINGS, WRONG_FIELDS
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import BaseForm, TokenForm

manage = Blueprint("tuning_desk", __name__)


@manage.get("/desk/matcher/")
@access(Access.COORDINATOR)
def page() -> Answer:
    """Show the rules in words, what answers propose, and which pairs they keep apart."""
    return _page()


@manage.post("/desk/matcher/months")
@access(Access.COORDINATOR)
def set_months() -> Answer:
    """Set how long a team keeps a pair apart that met or said no."""
    form = MonthsForm()
    form.offer(complexes_of(guards.me()))
    if not form.accepted():
        return _page(months=form)
    chosen, number = form.complexes[form.complex.data], form.months.data or 0
    with transaction():
        matching_services.keep_apart(chosen, months=number, by=guards.me(), now=now())
    flash(gettext("Saved."), "success")
    return see_other(url_for("tuning_desk.page"))


@manage.post("/desk/matcher/proposals/<public_id>/accept")
@access(Access.COORDINATOR)
def accept(public_id: str) -> Answer:
    """Put what answers propose into the lexicon."""
    return _decide(public_id, is_accepted=True)


@manage.post("/desk/matcher/proposals/<public_id>/refuse")
@access(Access.COORDINATOR)
def refuse(public_id: str) -> Answer:
    """Leave the lexicon as it is."""
    return _decide(public_id, is_accepted=False)


@manage.route("/desk/matcher/apart/<public_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def lift(public_id: str) -> Answer:
    """Let a pair be suggested again that an answer keeps apart."""
    suggestion = matching.get_as_coordinator(public_id, guards.me())
    form = LiftForm()
    if not form.accepted():
        return render_template("tuning/manage/lift.html", suggestion=suggestion, form=form), form.status
    with transaction():
        kept = matching.lock_as_coordinator(public_id, guards.me())
        matching_services.lift(kept, why=form.why.data, by=guards.me(), now=now())
    flash(gettext("The two may be suggested to each other again."), "success")
    return see_other(url_for("tuning_desk.page"))


def _decide(public_id: str, *, is_accepted: bool) -> Answer:
    learning.get_proposal(public_id)
    token = TokenForm()
    if not token.accepted():
        return _page(token=token)
    try:
        with transaction():
            proposal = learning.lock_proposal(public_id)
            if is_accepted:
                why = gettext("Learnt from answers: %(words)s", words=proposal.words)
                services.accept(proposal, why=why[:200], by=guards.me(), now=now())
            else:
                services.refuse(proposal, by=guards.me(), now=now())
    except AlreadyDecided as refusal:
        flash(str(refusal.sentence), "warning")
    else:
        flash(gettext("Saved."), "success")
    return see_other(url_for("tuning_desk.page"))


def _page(months: MonthsForm | None = None, token: BaseForm | None = None) -> Answer:
    me = guards.me()
    complexes, waiting = complexes_of(me), learning.list_proposals(is_open=True)
    form = months or MonthsForm(formdata=None)
    form.offer(complexes)
    body = render_template(
        "tuning/manage/learning.html", form=form, token=token or TokenForm(formdata=None), proposals=waiting,
        evidence=learning.evidence_for(waiting, me), decided=learning.list_proposals(is_open=False),
        apart=learning.list_apart(me, now()), complexes=complexes, settings=learning.list_settings(complexes),
        rules=rules, bar_words=BAR_WORDS, reason_words={**REASON_WORDS, **DROP_WORDS}, busy_months=BUSY_MONTHS,
        wrong_fields=WRONG_FIELDS, meetings=MEETINGS,
    )  # fmt: skip
    return body, max(form.status, token.status if token else 0)
