"""What does a coordinator write into a result report?"""

from typing import Any

from eventhub.core.i18n import lazy as _
from eventhub.event_reports.models import EventReport
from eventhub.event_reports.rules import TEXTS
from eventhub.web.baseform import Passage
from eventhub.web.versions import VersionedForm

LONGEST = 20_000


class ReportForm(VersionedForm):
    """What figures cannot say."""

    summary = Passage(TEXTS["summary"], limit=LONGEST, needed=False, description=_("Two or three sentences."))
    results = Passage(TEXTS["results"], limit=LONGEST, needed=False)
    problems = Passage(TEXTS["problems"], limit=LONGEST, needed=False)
    next_steps = Passage(TEXTS["next_steps"], limit=LONGEST, needed=False)


def values_of(report: EventReport | None) -> dict[str, Any]:
    """Fill in what is kept; before the first time that is version nought."""
    return {**texts_of(report), "version": report.version if report else 0}


def texts_of(report: EventReport | None) -> dict[str, str]:
    """Return what is kept, by field."""
    return {name: getattr(report, name) if report else "" for name in TEXTS}
