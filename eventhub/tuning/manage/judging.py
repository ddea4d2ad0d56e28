"""How do coordinators judge pairs without knowing what the matcher or anybody else makes of them?"""

from flask import flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.matching.rules import LANGUAGES, document_text
from eventhub.tuning import rules, services
from eventhub.tuning.errors import NothingToDraw
from eventhub.tuning.forms import DrawForm, VerdictForm
from eventhub.tuning.manage.learning import manage
from eventhub.tuning.models import Verdict
from eventhub.tuning.queries import judging
from eventhub.tuning.rules.agreement import agreement
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other


@manage.get("/desk/matcher/judging/")
@access(Access.COORDINATOR)
def judging_page() -> Answer:
    """Say what is to be judged, and how far two who judged agree."""
    return _page(DrawForm(formdata=None))


@manage.post("/desk/matcher/judging/draw")
@access(Access.COORDINATOR)
def draw() -> Answer:
    """Draw pairs to be judged."""
    form = DrawForm()
    if not form.accepted():
        return _page(form)
    try:
        with transaction():
            number = services.draw_pairs(guards.me(), number=form.number.data or 1, now=now())
    except NothingToDraw as refusal:
        form.refuse(refusal)
        return _page(form)
    flash(gettext("%(number)s pairs were drawn.", number=number), "success")
    return see_other(url_for("tuning_desk.judging_page"))


@manage.route("/desk/matcher/judging/<public_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def judge(public_id: str) -> Answer:
    """Show a pair and nothing about it but its texts, and take what somebody thinks of it."""
    me = guards.me()
    pair = judging.get_pair(public_id, me)
    form = VerdictForm()
    if form.accepted():
        with transaction():
            kept = judging.get_pair(public_id, me)
            services.judge(kept, Verdict(form.verdict.data), by=me, now=now())
        return _next(public_id)
    waiting = judging.list_to_judge(me)
    mine = next((one.verdict for one in pair.judgements if one.account_id == me.id), None)
    body = render_template(
        "tuning/manage/judge.html", pair=pair, form=form, rules=rules, mine=mine, waiting=len(waiting),
        judged=judging.count_judged(me), following=next((one for one in waiting if one != public_id), ""),
        partner_text="\n\n".join(filter(None, (document_text(pair.capability, one) for one in LANGUAGES))),
    )  # fmt: skip
    return body, form.status


def _next(before: str) -> Answer:
    waiting = judging.list_to_judge(guards.me())
    if not waiting:
        flash(gettext("You have judged every pair. Thank you for your work."), "success")
        return see_other(url_for("tuning_desk.judging_page"))
    return see_other(url_for("tuning_desk.judge", public_id=waiting[0], before=before))


def _page(form: DrawForm) -> Answer:
    me = guards.me()
    waiting = judging.list_to_judge(me)
    body = render_template(
        "tuning/manage/judging.html", form=form, waiting=waiting, judged=judging.count_judged(me), rules=rules,
        agreement=agreement(judging.judged_twice(me)),
    )  # fmt: skip
    return body, form.status
