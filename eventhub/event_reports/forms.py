"""What does a coordinator write into a result report?"""

from typing import Any

from wtforms import HiddenField

from eventhub.core.i18n import lazy as _
from eventhub.event_reports.models import EventReport
from eventhub.event_reports.rules import TEXTS
from eventhub.web.baseform import BaseForm, Passage

LONGEST = 20_000
VERSION_DIGITS = 9


class ReportForm(BaseForm):
    """What figures cannot say."""

    summary = Passage(TEXTS["summary"], limit=LONGEST, needed=False, description=_("Two or three sentences."))
    results = Passage(TEXTS["results"], limit=LONGEST, needed=False)
    problems = Passage(TEXTS["problems"], limit=LONGEST, needed=False)
    next_steps = Passage(TEXTS["next_steps"], limit=LONGEST, needed=False)
    # Upon which state of the report this form was made; nought before the first.
    version = HiddenField()

    def seen_version(self) -> int:
        """Return upon which state of the report this form was made; nonsense is none."""
        written = (self.version.data or "").strip()
        return int(written) if written.isascii() and written.isdigit() and len(written) <= VERSION_DIGITS else -1

    def written(self) -> dict[str, str]:
        """Return what was written, by field."""
        return {name: self._fields[name].data for name in TEXTS}


def values_of(report: EventReport | None) -> dict[str, Any]:
    """Fill in what is kept."""
    return {**texts_of(report), "version": report.version if report else 0}


def texts_of(report: EventReport | None) -> dict[str, str]:
    """Return what is kept, by field."""
    return {name: getattr(report, name) if report else "" for name in TEXTS}
