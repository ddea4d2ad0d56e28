"""How do coordinators see who comes, take the list away and cancel a place?"""

from flask import Blueprint, Response, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.core.sheets import csv_bytes
from eventhub.events import queries as events
from eventhub.registrations import queries, services
from eventhub.registrations.models import Standing
from eventhub.registrations.rules import STANDING_WORDS, attendee_columns, attendee_row
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.baseform import TokenForm

manage = Blueprint("registrations_desk", __name__, url_prefix="/desk")


@manage.get("/events/<public_id>/registrations")
@access(Access.COORDINATOR)
def attendees(public_id: str) -> Answer:
    """List who registered, by name, with what their place is worth."""
    return _show(public_id, TokenForm(formdata=None))


@manage.post("/events/<public_id>/registrations.csv")
@access(Access.COORDINATOR)
def download(public_id: str) -> Answer:
    """Hand the list over as a file, and write down who took it."""
    event = events.get_as_coordinator(public_id, guards.me())
    form = TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    rows = [attendee_row(registration) for registration in queries.list_all_attendees(event.id)]
    with transaction():
        services.note_download(events.get(event.id), number=len(rows), by=guards.me(), now=now())
    response = Response(csv_bytes([attendee_columns(), *rows]), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="attendees-{public_id}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@manage.route("/events/<public_id>/registrations/<place>/cancel", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def cancel(public_id: str, place: str) -> Answer:
    """Ask once, then cancel somebody's place; who waits longest moves up."""
    event = events.get_as_coordinator(public_id, guards.me())
    registration = queries.get_at(event, place)
    form = TokenForm()
    if not form.accepted():
        return render_template(
            "registrations/manage/cancel.html", event=event, registration=registration, form=form
        ), form.status
    with transaction():
        services.give_up(place, by_desk=guards.me(), now=now())
    flash(gettext("The place is cancelled."), "success")
    return see_other(url_for("registrations_desk.attendees", public_id=public_id))


def _show(public_id: str, form: TokenForm) -> Answer:
    event = events.get_as_coordinator(public_id, guards.me())
    words, standing = asked.words(), asked.one_of(Standing, "standing")
    body = render_template(
        "registrations/manage/attendees.html",
        event=event,
        page=queries.list_attendees(event.id, words=words, standing=standing, page=asked.page_number()),
        counts=queries.count_by_standing(event.id),
        words=words,
        standing=standing,
        standing_words=STANDING_WORDS,
        form=form,
    )
    return body, form.status
