"""How is a result report written, finished and opened again?"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import added_or_found, session
from eventhub.event_reports import queries
from eventhub.event_reports.errors import NotOverYet, ReportChanged, ReportFinished
from eventhub.event_reports.models import EventReport, ReportState
from eventhub.events.facts import DraftDiscarded
from eventhub.events.models import Event


def save(event: Event, texts: Mapping[str, str], *, version: int, now: datetime) -> EventReport:
    """Keep what the coordinator writes; `version` is the state it was written upon, nought before the first."""
    report = queries.lock_of(event.id)
    if report is None:
        made = EventReport(event_id=event.id, version=0, snapshot={}, updated_at=now)
        report = added_or_found(made, lambda: queries.lock_of(event.id))
    if report.state is ReportState.FINISHED:
        raise ReportFinished
    if report.version != version:
        raise ReportChanged(report.version)
    for name, text in texts.items():
        setattr(report, name, text)
    report.version += 1
    report.updated_at = now
    return report


def finish(event: Event, texts: Mapping[str, str], *, version: int, by: Account, now: datetime) -> None:
    """Keep what the coordinator writes, and the figures as they are at this moment."""
    if now < event.ends_at:
        raise NotOverYet
    report = save(event, texts, version=version, now=now)
    report.state, report.snapshot = ReportState.FINISHED, queries.figures_of(event)
    report.finished_at, report.finished_by_id = now, by.id
    audit.record("report-finished", f"event:{event.public_id}", actor=by.public_id, now=now, version=report.version)


def reopen(event: Event, *, by: Account, now: datetime) -> None:
    """Let a finished report follow the figures again; once or twice is the same."""
    report = queries.lock_of(event.id)
    if report is None or report.state is ReportState.DRAFT:
        return
    report.state, report.snapshot, report.finished_at, report.finished_by_id = ReportState.DRAFT, {}, None, None
    report.version += 1
    report.updated_at = now
    audit.record("report-reopened", f"event:{event.public_id}", actor=by.public_id, now=now, version=report.version)


def forget_discarded(fact: DraftDiscarded) -> None:
    """Forget the report of an event that is thrown away."""
    session.execute(delete(EventReport).where(EventReport.event_id == fact.event_id))
