"""How do coordinators call for sessions and booths, and decide what is accepted?"""

from typing import Any

from flask import request

from eventhub.accounts import guards
from eventhub.cluster_day import queries, rules, services
from eventhub.cluster_day.forms import CallForm, DecisionForm, ReviewForm, values_of_call, values_of_decision
from eventhub.cluster_day.manage.desk import back, edition_of, form_page, manage, page
from eventhub.cluster_day.models import Submission, SubmissionState, Wish
from eventhub.core.clock import now
from eventhub.core.errors import NotFound
from eventhub.core.i18n import gettext
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.attempts import done

DECISIONS = {"accept": SubmissionState.ACCEPTED, "decline": SubmissionState.DECLINED}


@manage.route("/<year>/call/<wish>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def call(year: str, wish: str) -> Answer:
    """Call for sessions or booths, or change the call."""
    edition = edition_of(year)
    if wish not in set(Wish):
        raise NotFound
    form = CallForm(data=values_of_call(queries.find_call(edition.id, Wish(wish)), edition.event))

    def open_it() -> None:
        edition, texts = edition_of(year), {"text_ko": form.text_ko.data, "text_en": form.text_en.data}
        services.open_call(edition, Wish(wish), **texts, closes_at=form.closes_at.moment(), by=guards.me(), now=now())

    if form.accepted() and done(form, open_it):
        return back("overview", gettext("Saved. The call stands on the page of the Cluster Day."), year=year)
    titles = {Wish.SESSION: gettext("Call for sessions"), Wish.BOOTH: gettext("Call for booths")}
    return form_page("overview", edition_of(year), form, titles[Wish(wish)])


@manage.get("/<year>/submissions")
@access(Access.COORDINATOR)
def submissions(year: str) -> Answer:
    """List what was proposed, with what the reviewers think."""
    edition, state = edition_of(year), asked.one_of(SubmissionState, "state")
    listed = queries.list_submissions(edition.id, state)
    is_by_score = request.args.get("order") == "score"
    return page(
        "submissions",
        edition,
        submissions=rules.best_first(listed) if is_by_score else listed,
        is_by_score=is_by_score,
        state=state,
        counts=queries.count_submissions(edition.id),
        **_words(),
    )


@manage.route("/<year>/submissions/<submission_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def submission(year: str, submission_id: str) -> Answer:
    """Show a submission and what its reviewers think; write down what one thinks oneself."""
    proposed = queries.get_submission(edition_of(year).id, submission_id)
    mine = queries.find_review(proposed.id, guards.me().id)
    form = ReviewForm(data={"score": str(mine.score), "comment": mine.comment} if mine else {})

    def judge() -> None:
        services.review(
            _submission(year, submission_id),
            score=int(form.score.data),
            comment=form.comment.data,
            by=guards.me(),
            now=now(),
        )

    if form.accepted() and done(form, judge):
        return back("submission", gettext("Saved."), year=year, submission_id=submission_id)
    return page("submission", edition_of(year), form, submission=_submission(year, submission_id), **_words())


@manage.route("/<year>/submissions/<submission_id>/<decision>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def decide(year: str, submission_id: str, decision: str) -> Answer:
    """Accept or decline a submission, with a letter whose reason can be written anew."""
    proposed = _submission(year, submission_id)
    if decision not in DECISIONS:
        raise NotFound
    state = DECISIONS[decision]
    form = DecisionForm(data=values_of_decision(proposed, state))

    def decided() -> None:
        services.decide(_submission(year, submission_id), state, reason=form.reason.data, by=guards.me(), now=now())

    if form.accepted() and done(form, decided):
        return back("submissions", gettext("Decided. The letter is on its way."), year=year)
    return page("decide", edition_of(year), form, submission=_submission(year, submission_id), state=state, **_words())


def _submission(year: str, submission_id: str) -> Submission:
    return queries.get_submission(edition_of(year).id, submission_id)


def _words() -> dict[str, Any]:
    return {
        "wish_words": rules.WISH_WORDS,
        "state_words": rules.STATE_WORDS,
        "state_tones": rules.STATE_TONES,
        "average": rules.average,
    }
