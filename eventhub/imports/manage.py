"""How do coordinators bring speakers and sessions from a spreadsheet into a programme?"""

from flask import Blueprint, Response, after_this_request, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.cluster_day.queries import find_of_event
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.errors import NotFound, Refusal
from eventhub.core.i18n import gettext, ngettext
from eventhub.core.sheets import csv_bytes
from eventhub.core.tables import LARGEST, Table, read_table
from eventhub.events.models import Event
from eventhub.events.queries import get_as_coordinator
from eventhub.imports import queries, rules, services
from eventhub.imports.forms import ImportForm
from eventhub.imports.models import ImportDraft, Subject
from eventhub.programme.forms import READ_LIMIT
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import made
from eventhub.web.baseform import TokenForm

manage = Blueprint("imports_desk", __name__, url_prefix="/desk/events/<public_id>/programme/import")


@manage.route("", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def choose(public_id: str) -> Answer:
    """Ask for a file, read it, and keep its rows for looking at."""
    event = get_as_coordinator(public_id, guards.me())
    # A file that is too large is read to its end, so that the page can say so; a large one waits in a temporary file.
    request.max_content_length = READ_LIMIT
    after_this_request(_let_go)
    form = ImportForm().offer(queries.subjects_of(event))
    draft = _kept(event, form) if form.accepted() else None
    if draft:
        return see_other(url_for("imports_desk.preview", public_id=public_id, draft_id=draft.public_id))
    body = render_template(
        "imports/choose.html",
        event=event,
        form=form,
        columns=rules.COLUMNS,
        subjects=queries.subjects_of(event),
        subject_words=rules.SUBJECT_WORDS,
        empty_file_words=rules.EMPTY_FILE_WORDS,
    )
    return body, form.status


@manage.get("/<subject>.csv")
@access(Access.COORDINATOR)
def template(public_id: str, subject: str) -> Response:
    """Give an empty file with the names of the columns."""
    get_as_coordinator(public_id, guards.me())
    if subject not in list(Subject):
        raise NotFound
    titles = [column.title for column in rules.COLUMNS[Subject(subject)]]
    answer = Response(csv_bytes([titles]), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{subject}.csv"'
    return answer


@manage.get("/<draft_id>")
@access(Access.COORDINATOR)
def preview(public_id: str, draft_id: str) -> Answer:
    """Show each row as it would be taken over, and what is wrong with it."""
    event = get_as_coordinator(public_id, guards.me())
    return _preview(event, queries.get_draft(event.id, draft_id, now=now()), TokenForm(formdata=None))


@manage.post("/<draft_id>")
@access(Access.COORDINATOR)
def take_over(public_id: str, draft_id: str) -> Answer:
    """Take the new rows over, all in one."""
    event = get_as_coordinator(public_id, guards.me())
    event_id, subject = event.id, queries.get_draft(event.id, draft_id, now=now()).subject
    form = TokenForm()

    def take() -> int:
        return services.take_over(queries.get_draft(event_id, draft_id, now=now()), by=guards.me(), now=now())

    number = made(form, take) if form.accepted() else None
    if number is None:
        event = get_as_coordinator(public_id, guards.me())
        return _preview(event, queries.get_draft(event.id, draft_id, now=now()), form)
    flash(ngettext("%(num)d row was taken over.", "%(num)d rows were taken over.", number), "success")
    return see_other(_place_of(public_id, subject))


@manage.post("/<draft_id>/discard")
@access(Access.COORDINATOR)
def discard(public_id: str, draft_id: str) -> Answer:
    """Throw a file away that was only looked at."""
    event = get_as_coordinator(public_id, guards.me())
    draft, form = queries.get_draft(event.id, draft_id, now=now()), TokenForm()
    if not form.accepted():
        return _preview(event, draft, form)
    with transaction():
        services.throw_away(queries.get_draft(event.id, draft_id, now=now()))
    flash(gettext("Nothing was taken over."), "success")
    return see_other(url_for("imports_desk.choose", public_id=public_id))


def _read(form: ImportForm) -> Table | None:
    """Read what the file holds, or put what is wrong with it at its field."""
    try:
        return read_table(form.file.data.read(LARGEST + 1))
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def _kept(event: Event, form: ImportForm) -> ImportDraft | None:
    """Keep the rows for looking at, or put what is wrong with the file at its field."""
    table, name = _read(form), (form.file.data.filename or "")[:200]
    if table is None:
        return None
    return made(form, lambda: services.keep(event, Subject(form.subject.data), table, file_name=name, now=now()))


def _let_go(response: Response) -> Response:
    request.close()
    return response


def _place_of(public_id: str, subject: Subject) -> str:
    """Say where the rows of a file are to be seen once they are taken over."""
    edition = find_of_event(get_as_coordinator(public_id, guards.me()).id) if subject is Subject.BOOTHS else None
    if edition:
        return url_for("cluster_day_desk.booths", year=edition.year)
    return url_for("programme_desk.overview", public_id=public_id)


def _preview(event: Event, draft: ImportDraft, form: TokenForm) -> Answer:
    rows = services.check(draft, event)
    body = render_template(
        "imports/preview.html",
        event=event,
        draft=draft,
        form=form,
        rows=rows,
        columns=rules.COLUMNS[draft.subject],
        unknown=rules.read_heading(draft.header, draft.subject).unknown,
        subject_words=rules.SUBJECT_WORDS,
        faulty=[row for row in rows if row.faults],
        known=sum(row.is_known for row in rows),
        new=sum(not (row.is_known or row.faults) for row in rows),
    )
    return body, form.status
