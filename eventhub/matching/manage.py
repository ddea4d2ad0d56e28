"""How do coordinators review suggestions and follow what was sent?"""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.core.clock import midnight, now, today
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.mail import services as mail_services
from eventhub.mail.models import MailingList
from eventhub.mail.rules import REASON_WORDS
from eventhub.matching import queries, rules, services
from eventhub.matching.errors import AlreadyReviewed, NobodyToAsk, RuledOut
from eventhub.matching.filters import BAR_WORDS
from eventhub.matching.forms import DropForm, SendForm
from eventhub.matching.messages import introduce
from eventhub.matching.models import Side
from eventhub.matching.queries import barring
from eventhub.matching.rules.explaining import explain
from eventhub.organisations.forms import SearchForm
from eventhub.problems import queries as problems
from eventhub.problems.rules import URGENCY_SHORT
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other

SUGGESTIONS = MailingList.RECOMMENDATIONS
manage = Blueprint("matching_desk", __name__, url_prefix="/desk")


class Place(NamedTuple):
    """Where a card lies among those of today, and its neighbours."""

    number: int
    total: int
    previous: str
    following: str


@manage.get("/suggestions/")
@access(Access.COORDINATOR)
def review() -> Answer:
    """Show one suggestion to decide about; `card` says which, else the first."""
    return _review(request.args.get("card", ""))


@manage.post("/suggestions/<public_id>/send")
@access(Access.COORDINATOR)
def send(public_id: str) -> Answer:
    """Send the recommendation letter to the person who stated the problem."""
    following = _following(public_id)
    form = SendForm()
    if not form.accepted():
        return _review(public_id, send_form=form)
    try:
        with transaction():
            suggestion = queries.lock_as_coordinator(public_id, guards.me())
            services.send(suggestion, introduction=form.introduction.data, by=guards.me(), now=now())
    except (AlreadyReviewed, NobodyToAsk, RuledOut) as refusal:
        flash(str(refusal.sentence), "warning")
        return see_other(url_for("matching_desk.review", card=public_id))
    flash(gettext("The letter is on its way."), "success")
    return see_other(url_for("matching_desk.review", card=following))


@manage.post("/suggestions/<public_id>/drop")
@access(Access.COORDINATOR)
def drop(public_id: str) -> Answer:
    """Decide not to send a suggestion."""
    following = _following(public_id)
    form = DropForm()
    if not form.accepted():
        return _review(public_id, drop_form=form)
    reason = rules.DropReason(form.reason.data)
    try:
        with transaction():
            suggestion = queries.lock_as_coordinator(public_id, guards.me())
            services.drop(suggestion, reason=reason, note=form.note.data, by=guards.me(), now=now())
    except AlreadyReviewed as refusal:
        flash(str(refusal.sentence), "warning")
        return see_other(url_for("matching_desk.review", card=public_id))
    flash(gettext("Dropped."), "success")
    return see_other(url_for("matching_desk.review", card=following))


@manage.get("/introductions/")
@access(Access.COORDINATOR)
def introductions() -> str:
    """List what was sent by where it stands; contacts of both sides once both said yes."""
    stage = asked.one_of(rules.Stage, "stage") or rules.Stage.WAITING_OWNER
    page = queries.list_sent(guards.me(), stage, asked.page_number())
    return render_template(
        "matching/manage/introductions.html", page=page, stage=stage, counts=queries.count_by_stage(guards.me()),
        rules=rules, refusing=queries.list_refusing(page.items), now=now(), Side=Side,
        letters=queries.letters_about(page.items), letter_reasons=REASON_WORDS,
    )  # fmt: skip


@manage.get("/problems/<public_id>/partners")
@access(Access.COORDINATOR)
def partners(public_id: str) -> Answer:
    """Say of the best partners for a problem, or of those that are looked for, why they are suggested or not."""
    problem = problems.get_as_coordinator(public_id, guards.me())
    form = SearchForm(formdata=request.args)
    form.validate()
    match = queries.find_match(problem)
    body = render_template(
        "matching/manage/partners.html", problem=problem, form=form, match=match, bar_words=BAR_WORDS, rules=rules,
        verdicts=barring.list_verdicts(problem, match, now(), form.words()),
    )  # fmt: skip
    return body, form.status


def _review(card: str, *, send_form: SendForm | None = None, drop_form: DropForm | None = None) -> Answer:
    waiting = queries.list_open(guards.me())
    without = queries.list_without_partner(guards.me(), asked.page_number())
    if not waiting:
        return render_template("matching/manage/review_done.html", without=without)
    if card not in waiting:
        # What was typed about a card that is gone must not stand on the next one.
        card, send_form, drop_form = waiting[0], None, None
    suggestion = queries.get_as_coordinator(card, guards.me())
    send_form = send_form or SendForm(formdata=None, introduction=introduce(suggestion))
    drop_form = drop_form or DropForm(formdata=None)
    return render_template(
        "matching/manage/review.html", suggestion=suggestion, why=explain(suggestion, Side.OWNER),
        place=_place(card, waiting), send_form=send_form, drop_form=drop_form, urgency=URGENCY_SHORT, rules=rules,
        without=without, outlook=mail_services.foresee(suggestion.problem.stated_by.email, SUGGESTIONS, now=now()),
        letter_reasons=REASON_WORDS,
    ), max(send_form.status, drop_form.status)  # fmt: skip


def _place(card: str, waiting: Sequence[str]) -> Place:
    """Say where a card lies in today's sitting: what was decided today counts."""
    at = waiting.index(card)
    decided = queries.count_reviewed(guards.me(), midnight(today()))
    return Place(decided + at + 1, decided + len(waiting), waiting[at - 1], waiting[(at + 1) % len(waiting)])


def _following(card: str) -> str:
    """Name the card that comes after one, or the empty string; somebody else's card is refused."""
    queries.get_as_coordinator(card, guards.me())
    waiting = queries.list_open(guards.me())
    at = waiting.index(card) + 1 if card in waiting else 0
    return waiting[at] if at < len(waiting) else ""
