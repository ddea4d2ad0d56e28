"""What waits for a coordinator this morning, and on which days does the team hold nothing?"""

from datetime import date, timedelta

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.clusters import queries, services
from eventhub.clusters.forms import ClosedDayForm
from eventhub.core.clock import midnight, now, today
from eventhub.core.db import transaction
from eventhub.core.errors import NotAllowed, NotFound
from eventhub.core.holidays import holidays_between
from eventhub.core.i18n import current_locale, gettext
from eventhub.events import queries as events
from eventhub.matching import queries as matching
from eventhub.problems import queries as problems
from eventhub.surveys import queries as surveys
from eventhub.surveys.models import FollowUpState
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm

manage = Blueprint("clusters_desk", __name__, url_prefix="/desk")
LOOKS_AHEAD = timedelta(days=365)


@manage.get("/")
@access(Access.COORDINATOR)
def overview() -> str:
    """Count what waits in the complexes this coordinator serves, and lead to it."""
    complexes = queries.complexes_of(guards.me())
    served = [complex_.id for complex_ in complexes]
    return render_template(
        "clusters/manage/overview.html",
        complexes=complexes,
        new_problems=problems.count_inbox(served),
        open_suggestions=matching.count_open(served),
        waiting=matching.count_waiting(served),
        introduced=matching.count_introduced(served),
        follow_ups=surveys.count_follow_ups(served)[FollowUpState.OPEN],
        events_today=events.count_on(midnight(today()), midnight(today() + timedelta(days=1)), served),
    )


@manage.route("/closed-days/", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def closed_days() -> Answer:
    """List the days on which the teams one serves hold nothing, and add to them."""
    complexes = queries.complexes_of(guards.me())
    if not complexes:
        raise NotAllowed
    form = ClosedDayForm()
    form.offer(complexes)
    if not form.accepted():
        return _closed_days(form, TokenForm(formdata=None))
    names = {"name_ko": form.name_ko.data, "name_en": form.name_en.data}
    with transaction():
        services.close_days(form.chosen, form.days(), **names, by=guards.me(), now=now())
    flash(gettext("Saved. The planning pages show it."), "success")
    return see_other(url_for("clusters_desk.closed_days"))


@manage.post("/closed-days/<slug>/<day>/open")
@access(Access.COORDINATOR)
def open_day(slug: str, day: str) -> Answer:
    """Hold something again on a day that was closed."""
    found = [complex_ for complex_ in queries.complexes_of(guards.me()) if complex_.slug == slug]
    opened = _day(day)
    if not found or opened is None:
        raise NotFound
    token = TokenForm()
    if not token.accepted():
        form = ClosedDayForm(formdata=None)
        form.offer(queries.complexes_of(guards.me()))
        return _closed_days(form, token)
    with transaction():
        services.open_day(found[0], opened, by=guards.me(), now=now())
    flash(gettext("The day is open again."), "success")
    return see_other(url_for("clusters_desk.closed_days"))


def _closed_days(form: ClosedDayForm, token: TokenForm) -> Answer:
    first, last = today(), today() + LOOKS_AHEAD
    served = [complex_.id for complex_ in queries.complexes_of(guards.me())]
    body = render_template(
        "clusters/manage/closed_days.html",
        form=form,
        token=token,
        closed=queries.list_closed_days(served, first, last),
        holidays=holidays_between(first, last, current_locale()),
    )
    return body, max(form.status, token.status)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
