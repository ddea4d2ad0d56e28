"""How do coordinators see who signed up for a session, and take the list away?"""

from flask import Blueprint, Response, render_template

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.sheets import csv_bytes
from eventhub.events import queries as events
from eventhub.picks import queries, services
from eventhub.picks.rules import sign_up_columns, sign_up_row
from eventhub.programme.queries import get_session
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer
from eventhub.web.baseform import TokenForm

manage = Blueprint("picks_desk", __name__, url_prefix="/desk/events/<public_id>/programme/sessions/<session_id>")


@manage.get("/sign-ups")
@access(Access.COORDINATOR)
def people(public_id: str, session_id: str) -> Answer:
    """List who has a seat in a session, and who waits."""
    return _show(public_id, session_id, TokenForm(formdata=None))


@manage.post("/sign-ups.csv")
@access(Access.COORDINATOR)
def download(public_id: str, session_id: str) -> Answer:
    """Hand the list over as a file, and write down who took it."""
    event = events.get_as_coordinator(public_id, guards.me())
    planned = get_session(event.id, session_id)
    form = TokenForm()
    if not form.accepted():
        return _show(public_id, session_id, form)
    rows = [sign_up_row(one) for one in queries.list_all_people(planned.public_id)]
    with transaction():
        services.note_download(session_id, number=len(rows), by=guards.me(), now=now())
    response = Response(csv_bytes([sign_up_columns(), *rows]), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="sign-ups-{session_id}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _show(public_id: str, session_id: str, form: TokenForm) -> Answer:
    event = events.get_as_coordinator(public_id, guards.me())
    planned = get_session(event.id, session_id)
    body = render_template(
        "picks/manage/people.html",
        event=event,
        session=planned,
        page=queries.list_people(planned.public_id, page=asked.page_number()),
        waiting=queries.count_waiting(planned.public_id),
        standing_words=STANDING_WORDS,
        form=form,
    )
    return body, form.status
