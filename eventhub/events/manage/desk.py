"""What do all doors of those who plan events share?"""

from flask import Blueprint, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.clusters.queries import list_closed_days
from eventhub.core.clock import now, zone
from eventhub.events import queries, rules
from eventhub.events.models import Event
from eventhub.programme.queries import warnings_about
from eventhub.registrations.queries import count_by_standing
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm

manage = Blueprint("events_desk", __name__, url_prefix="/desk")


def saved(public_id: str, words: str) -> Answer:
    """Lead to the event, with what one should know about its day and its room."""
    event = queries.get_as_coordinator(public_id, guards.me())
    flash(words, "success")
    closed = list_closed_days([event.complex_id], *rules.days_of(event, zone=zone()))
    for warning in [*rules.warnings_about(event, closed, zone=zone()), *warnings_about(event)]:
        flash(warning, "warning")
    return see_other(url_for("events_desk.page", public_id=public_id))


def show(event: Event, form: TokenForm) -> Answer:
    """Show how an event stands and what can be done about it."""
    body = render_template(
        "events/manage/page.html",
        event=event,
        form=form,
        counts=count_by_standing(event.id),
        door=rules.door(event, now=now()),
        may_publish=queries.may_publish(event.complex, guards.me()),
        faults=rules.faults_before_publishing(event, now=now()).values() if rules.is_overdue(event, now=now()) else (),
        notice=queries.find_notice(event.id),
        kind_words=rules.KIND_WORDS,
        status_words=rules.STATUS_WORDS,
        visibility_words=rules.VISIBILITY_WORDS,
        standing_words=STANDING_WORDS,
        say_reminders=rules.say_reminders,
    )
    return body, form.status
