"""How do coordinators see who comes and how full it is, change the capacity, and take the list away?"""

from collections.abc import Sequence

from flask import Response, flash, render_template, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.core.sheets import XLSX, csv_bytes, xlsx_bytes
from eventhub.events import services as events
from eventhub.events.models import Event
from eventhub.events.queries import get
from eventhub.registrations import queries, services
from eventhub.registrations.forms import AttendeesFileForm, CapacityForm, FileKind
from eventhub.registrations.manage.desk import event_of, manage, page
from eventhub.registrations.manage.lists import listing_of
from eventhub.registrations.rules import STANDING_WORDS
from eventhub.web import asked
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done

TYPES = {FileKind.CSV: "text/csv; charset=utf-8", FileKind.XLSX: XLSX}


@manage.get("")
@access(Access.COORDINATOR)
def attendees(public_id: str) -> Answer:
    """List who registered, with what their place is worth."""
    event = event_of(public_id)
    return _list(event, CapacityForm(formdata=None, data={"capacity": event.capacity}))


@manage.get("/numbers")
@access(Access.COORDINATOR)
def numbers(public_id: str) -> str:
    """Say how full an event is at this moment, for a page that stays open."""
    event = event_of(public_id)
    shown = queries.look_into_house(event, now=now())
    return render_template("registrations/manage/_numbers.html", event=event, numbers=shown)


@manage.post("/capacity")
@access(Access.COORDINATOR)
def capacity(public_id: str) -> Answer:
    """Let more people in or fewer, never fewer than are seated."""
    event_id, form, me = event_of(public_id).id, CapacityForm(), guards.me()

    def resize() -> None:
        events.resize(event_id, form.capacity.data or 0, by=me, now=now())

    if form.accepted() and done(form, resize):
        flash(gettext("Saved. Who waits moves up where a seat opened."), "success")
        return see_other(url_for("registrations_desk.attendees", public_id=public_id))
    return _list(event_of(public_id), form)


@manage.route("/download", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def download(public_id: str) -> Answer:
    """Hand the list over as a file, once it is said what for; who took it is written down."""
    listing, form = listing_of(event_of(public_id)), AttendeesFileForm()
    people = queries.list_all_attendees(listing.event.id, listing.wanted, among=listing.among)
    columns, number = listing.columns(), len(people)
    head = (gettext("Name"), *(column.head for column in columns))
    if not form.accepted():
        return page("download", listing.event, form, number=number, head=head)
    rows = [head, *((one.name, *(column.words(one) for column in columns)) for one in people)]
    event_id, me = listing.event.id, guards.me()
    with transaction():
        services.note_download(get(event_id), reason=form.reason.data, number=number, by=me, now=now())
    return _file(public_id, FileKind(form.kind.data), rows)


def _file(public_id: str, kind: FileKind, rows: Sequence[Sequence[str]]) -> Response:
    body = xlsx_bytes(rows) if kind is FileKind.XLSX else csv_bytes(rows)
    response = Response(body, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="attendees-{public_id}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _list(event: Event, form: CapacityForm) -> Answer:
    listing = listing_of(event)
    people = queries.list_attendees(event.id, listing.wanted, asked.page_number(), among=listing.among)
    return page(
        "attendees",
        event,
        form,
        listing=listing,
        wanted=listing.form,
        page=people,
        columns=listing.columns(people.items),
        numbers=queries.look_into_house(event, lacking=listing.lacking, now=now()),
        standing_words=STANDING_WORDS,
    )
