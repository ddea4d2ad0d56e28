"""How do coordinators write the result report of an event, finish it and take it away?"""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for

from eventhub.accounts import guards
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.core.i18n import gettext
from eventhub.core.sheets import BYTE_ORDER_MARK, csv_bytes
from eventhub.event_reports import queries, rules, services
from eventhub.event_reports.forms import ReportForm, texts_of, values_of
from eventhub.event_reports.models import EventReport, ReportState
from eventhub.event_reports.rules import Figures
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.programme.queries import consenting_speakers
from eventhub.programme.rules.snapshots import said
from eventhub.surveys.rules import MARK_WORDS
from eventhub.web.access import Access, access
from eventhub.web.answers import Answer, see_other
from eventhub.web.attempts import done
from eventhub.web.baseform import TokenForm

manage = Blueprint("event_reports_desk", __name__, url_prefix="/desk")


@manage.route("/events/<public_id>/report", methods=["GET", "POST"])
@access(Access.COORDINATOR)
def page(public_id: str) -> Answer:
    """Show what is known about an event, and take what the coordinator makes of it."""
    finishes, kept = "finish" in request.form, values_of(queries.find_of(_event(public_id).id))
    form = ReportForm(data=kept)

    def keep() -> None:
        event = _event(public_id)
        if finishes:
            services.finish(event, form.texts(), version=form.seen, by=guards.me(), now=now())
        else:
            services.save(event, form.texts(), version=form.seen, now=now())

    if form.accepted() and done(form, keep):
        flash(gettext("The report is finished.") if finishes else gettext("Saved."), "success")
        return see_other(url_for("event_reports_desk.page", public_id=public_id))
    return _show(public_id, form)


@manage.post("/events/<public_id>/report/reopen")
@access(Access.COORDINATOR)
def reopen(public_id: str) -> Answer:
    """Let a finished report follow the figures again."""
    _event(public_id)
    token = TokenForm()
    if not token.accepted():
        form = ReportForm(formdata=None, data=values_of(queries.find_of(_event(public_id).id)))
        return _show(public_id, form, token=token)
    with transaction():
        services.reopen(_event(public_id), by=guards.me(), now=now())
    flash(gettext("The report is a draft again and follows the figures."), "success")
    return see_other(url_for("event_reports_desk.page", public_id=public_id))


@manage.get("/events/<public_id>/report/print")
@access(Access.COORDINATOR)
def print_page(public_id: str) -> str:
    """Show the report alone, to be printed on A4."""
    event, report, figures = _all_of(public_id)
    values = {"event": event, "report": report, "texts": texts_of(report), "text_words": rules.TEXTS}
    return render_template("event_reports/print.html", **values, **_shown(figures))


@manage.get("/events/<public_id>/report.csv")
@access(Access.COORDINATOR)
def table(public_id: str) -> Response:
    """Hand the figures over as a table; no names of people who came are in it."""
    _report_event, _report, figures = _all_of(public_id)
    return _file(csv_bytes(rules.table_rows(figures)), "text/csv", f"report-{public_id}.csv")


@manage.get("/events/<public_id>/report.txt")
@access(Access.COORDINATOR)
def text(public_id: str) -> Response:
    """Hand the whole report over as plain text, for a word processor."""
    _report_event, report, figures = _all_of(public_id)
    written = BYTE_ORDER_MARK + rules.plain_text(figures, texts_of(report))
    return _file(written.encode(), "text/plain", f"report-{public_id}.txt")


def _event(public_id: str) -> Event:
    return events.get_as_coordinator(public_id, guards.me())


def _all_of(public_id: str) -> tuple[Event, EventReport | None, Figures]:
    """Return an event, its report, and the figures: those of now, or those a finished report keeps."""
    event = _event(public_id)
    report = queries.find_of(event.id)
    is_finished = report is not None and report.state is ReportState.FINISHED
    figures = report.snapshot if report is not None and is_finished else queries.figures_of(event)
    return event, report, rules.without_hidden(figures, consenting_speakers(event.id))


def _show(public_id: str, form: ReportForm, *, token: TokenForm | None = None) -> Answer:
    event, report, figures = _all_of(public_id)
    token, texts = token or TokenForm(formdata=None), texts_of(report)
    values = {
        "event": event,
        "report": report,
        "is_finished": report is not None and report.state is ReportState.FINISHED,
        "texts": texts,
        "differences": form.differences(ReportForm(formdata=None, data=values_of(report))),
        "text_words": rules.TEXTS,
        "gaps": rules.gaps(figures, texts, now=now()),
        "form": form,
        "token": token,
    }
    body = render_template("event_reports/page.html", **values, **_shown(figures))
    return body, max(form.status, token.status)


def _shown(figures: Figures) -> dict[str, Any]:
    questions = figures["survey"]["questions"] if figures["survey"] else []
    return {
        "sections": rules.sections(figures),
        "bars": [(one, rules.distribution_of(one)) for one in questions],
        "said": said,
        "mark_words": MARK_WORDS,
    }


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
