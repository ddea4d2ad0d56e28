"""How does the team see and correct who came, print the list, and compare organisations?"""

from datetime import timedelta

from flask import flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.checkins import queries, services
from eventhub.checkins.forms import MarkForm
from eventhub.checkins.manage.desk import event_of, manage, page
from eventhub.checkins.models import Attendance
from eventhub.checkins.rules import ATTENDANCE_WORDS
from eventhub.clusters.queries import complexes_of
from eventhub.core.clock import midnight, now, today
from eventhub.core.db import transaction
from eventhub.core.i18n import ngettext
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm

YEAR = timedelta(days=365)


@manage.get("/events/<public_id>/attendance")
@access(Access.COORDINATOR)
def register(public_id: str) -> Answer:
    """Show who came, by name."""
    return _show(public_id, MarkForm(formdata=None))


@manage.post("/events/<public_id>/attendance")
@access(Access.COORDINATOR)
def mark(public_id: str) -> Answer:
    """Write down whether one person came."""
    event_of(public_id)
    form = MarkForm()

    def write() -> None:
        came = Attendance(form.attendance.data)
        services.mark(event_of(public_id), form.place.data or "-", came, by=guards.me(), now=now())

    if form.accepted() and done(form, write):
        return see_other(_back(public_id) + f"#p-{form.place.data}")
    return _show(public_id, form)


@manage.post("/events/<public_id>/attendance/rest")
@access(Access.COORDINATOR)
def rest(public_id: str) -> Answer:
    """Write down that everybody else did not come."""
    event_of(public_id)
    form = TokenForm()
    if not form.accepted():
        return _show(public_id, form)
    with transaction():
        number = services.mark_the_rest_absent(event_of(public_id), by=guards.me(), now=now())
    flash(ngettext("%(num)d person noted as absent.", "%(num)d people noted as absent.", number), "success")
    return see_other(_back(public_id))


@manage.get("/events/<public_id>/check-in/list")
@access(Access.COORDINATOR)
def printed(public_id: str) -> Answer:
    """Print who is expected, in the order of 가나다, with room for a signature."""
    event = event_of(public_id)
    people = queries.list_by_name(event.id)
    return render_template("checkins/manage/list.html", event=event, people=people)


@manage.get("/attendance")
@access(Access.COORDINATOR)
def turnouts() -> Answer:
    """Compare how reliably the people of organisations come, over the events of a span."""
    first = asked.day("from") or today() - YEAR
    served = [complex_.id for complex_ in complexes_of(guards.me())]
    listed = queries.list_turnouts(served, since=midnight(first), until=now())
    return render_template("checkins/manage/turnouts.html", turnouts=listed, first=first)


def _show(public_id: str, form: MarkForm | TokenForm) -> Answer:
    event, words = event_of(public_id), asked.words()
    people, came, read = queries.list_register(event.id, words=words, page=asked.page_number())
    return page(
        "attendance",
        event,
        form,
        people=people,
        came=came,
        read=read,
        words=words,
        counts=queries.count_attendance(event.id),
        unknown=queries.list_unknown_scans(event.id),
        attendance_words=ATTENDANCE_WORDS,
    )


def _back(public_id: str) -> str:
    return url_for("checkins_desk.register", public_id=public_id, q=asked.words() or None, page=asked.page_number())
