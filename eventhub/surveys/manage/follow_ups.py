"""Who wants to go on with whom, and what does the team answer?"""

from flask import flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.clusters.queries import complexes_of
from eventhub.core.clock import now
from eventhub.core.i18n import gettext
from eventhub.surveys import queries, rules, services
from eventhub.surveys.forms import FollowUpForm
from eventhub.surveys.manage.survey import manage
from eventhub.surveys.models import FollowUpState
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done


@manage.get("/follow-ups/")
@access(Access.COORDINATOR)
def follow_ups() -> str:
    """List what people asked for after events, what waits longest first."""
    served = [complex_.id for complex_ in complexes_of(guards.me())]
    state = asked.one_of(FollowUpState, "state") or FollowUpState.OPEN
    return render_template(
        "surveys/manage/follow_ups.html",
        page=queries.list_follow_ups(served, state, page=asked.page_number()),
        counts=queries.count_follow_ups(served),
        state=state,
        state_words=rules.STATE_WORDS,
    )


@manage.route("/follow-ups/<follow_up_id>", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def follow_up(follow_up_id: str) -> Answer:
    """Say what became of somebody's wish; they get a letter."""
    queries.get_follow_up_as_coordinator(follow_up_id, guards.me())
    form = FollowUpForm()

    def answer() -> None:
        chosen = FollowUpState(form.state.data)
        services.answer_follow_up(follow_up_id, state=chosen, note=form.note.data, by=guards.me(), now=now())

    if form.accepted() and done(form, answer):
        flash(gettext("Answered. A letter is on its way."), "success")
        return see_other(url_for("surveys_desk.follow_ups"))
    wish = queries.get_follow_up_as_coordinator(follow_up_id, guards.me())
    words = rules.STATE_WORDS
    body = render_template("surveys/manage/follow_up.html", follow_up=wish, form=form, state_words=words)
    return body, form.status
