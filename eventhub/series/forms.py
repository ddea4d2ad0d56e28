"""What do coordinators fill in to plan a series, change its rule or some of its dates, or copy it?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, Optional

from eventhub.core.clock import local, midnight
from eventhub.core.i18n import gettext
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import is_sensible_year
from eventhub.events.forms import CancelForm, CopyForm, EventForm
from eventhub.series.models import Series
from eventhub.series.rules import (
    FREQUENCY_WORDS,
    ORDINAL_WORDS,
    SCOPE_WORDS,
    Frequency,
    Recurrence,
    Repetition,
    Scope,
    day_of,
    faults_of_dates,
    faults_of_repetition,
    repetition_of,
    rule_of,
    say_weekday,
)
from eventhub.web.baseform import NEEDED, BaseForm, DayField, Passage, WholeNumber, options
from eventhub.web.versions import VersionedForm

LONGEST_INTERVAL, LAST_DAY, WEEK = 52, 31, 7
# No person counts so far; the rules say how many dates it would be up to here.
LARGEST_COUNT = 1_000_000
SEPARATORS = re.compile(r"[\s,;]+")


class RepetitionForm(BaseForm):
    """When something comes again; without the moment it begins at, which a child says in `begins_at`."""

    frequency = RadioField(
        _("Repeats"), [InputRequired(NEEDED)], default=Frequency.WEEKLY.value, choices=options(*FREQUENCY_WORDS.items())
    )
    interval = WholeNumber(_("Every so many weeks or months"), most=LONGEST_INTERVAL, needed=True, default=1)
    weekdays = SelectMultipleField(_("Weekdays"))
    ordinal = SelectField(
        _("Which one in the month"),
        default="1",
        choices=options(*((str(number), words) for number, words in ORDINAL_WORDS.items())),
    )
    month_day = WholeNumber(_("Day of the month"), most=LAST_DAY)
    until = DayField(_("Last day"), [Optional()])
    count = WholeNumber(_("Number of dates"), most=LARGEST_COUNT)
    left_out = Passage(_("Days left out"), limit=6000, needed=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Offer the weekdays in the asker's language."""
        super().__init__(*args, **kwargs)
        self.weekdays.choices = options(*((str(day), say_weekday(day)) for day in range(WEEK)))

    def begins_at(self) -> datetime | None:
        """Return the moment the rule is counted from, if it is known."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check each field, then which dates the rule makes."""
        return super().validate(extra_validators) and self.mark(self._faults())

    def look(self) -> bool:
        """Check what decides the dates, and nothing else: for a look at them before everything is written."""
        for name in (*REPEATS, "starts_at", "ends_at", "csrf_token"):
            if name in self._fields:
                self._fields[name].validate(self)
        return not self.errors and self.mark(self._faults())

    def repetition(self) -> Repetition:
        """Return what was decided, as plain values."""
        return Repetition(
            frequency=Frequency(self.frequency.data),
            interval=self.interval.data or 1,
            weekdays=tuple(sorted(int(day) for day in self.weekdays.data or ())),
            ordinal=int(self.ordinal.data),
            month_day=self.month_day.data or self._first_day(),
            until=self.until.data,
            count=self.count.data,
        )

    def recurrence(self) -> Recurrence:
        """Return the rule with what it is counted from; asked for only when the form holds."""
        begins_at = self.begins_at()
        if begins_at is None:
            raise ValueError("a rule is counted from a moment")
        return Recurrence(rule=rule_of(self.repetition()), starts_at=begins_at, left_out=tuple(self._days()))

    def leave_out(self, days: Sequence[date]) -> None:
        """Write some days among those left out."""
        self.left_out.data = _listed({*self._days(), *days})

    def put_back(self, days: Sequence[date]) -> None:
        """Take some days out of those left out."""
        self.left_out.data = _listed(set(self._days()) - set(days))

    def _first_day(self) -> int:
        begins_at = self.begins_at()
        return local(begins_at).day if begins_at else 1

    def _faults(self) -> Mapping[str, Any]:
        begins_at = self.begins_at()
        if begins_at is None:
            return {}
        strange = [word for word in _words(self.left_out.data) if _day_in(word) is None]
        if strange:
            return {"left_out": gettext("Write days like 2026-11-25, one after another: %(words)s", words=strange[0])}
        return faults_of_repetition(self.repetition(), begins_at) or faults_of_dates(self.recurrence())

    def _days(self) -> Iterator[date]:
        return (day for day in map(_day_in, _words(self.left_out.data)) if day is not None)


REPEATS = ("frequency", "interval", "weekdays", "ordinal", "month_day", "until", "count", "left_out")


class SeriesForm(RepetitionForm, EventForm):
    """Everything about the first date, and when it comes again."""

    def begins_at(self) -> datetime | None:
        """Return the first moment of the first date."""
        if self.starts_at.data is None or self.starts_at.errors:
            return None
        moment = self.starts_at.moment()
        return midnight(moment.date()) if self.all_day.data else moment


class RuleForm(RepetitionForm, VersionedForm):
    """A new rule for a series that is there."""

    def of(self, series: Series) -> "RuleForm":
        """Count from where this series begins."""
        self._begins_at = series.starts_at
        return self

    def begins_at(self) -> datetime | None:
        """Return where the series begins."""
        return self._begins_at


class DateForm(EventForm):
    """One date of a series, and which others change with it."""

    scope = RadioField(
        _("What is changed?"), [InputRequired(NEEDED)], default=Scope.THIS.value, choices=options(*SCOPE_WORDS.items())
    )


class CancelDatesForm(CancelForm):
    """Why a date is called off, and which others with it."""

    scope = RadioField(
        _("What is cancelled?"),
        [InputRequired(NEEDED)],
        default=Scope.THIS.value,
        choices=options(*SCOPE_WORDS.items()),
    )


class SeriesCopyForm(CopyForm):
    """When a series takes place again, and what comes along."""

    day = DayField(_("First day of the new series"), [InputRequired(NEEDED)])


def usual_repetition(starts_at: datetime) -> dict[str, Any]:
    """Propose to repeat something every month on its weekday."""
    return {
        "frequency": Frequency.BY_WEEKDAY.value,
        "interval": 1,
        "weekdays": [str(starts_at.weekday())],
        "ordinal": str(min((starts_at.day - 1) // WEEK + 1, 4)),
        "month_day": starts_at.day,
        "count": 12,
    }


def values_of(series: Series) -> dict[str, Any]:
    """Show the rule of a series in its form."""
    repetition = repetition_of(series.rule)
    return {
        "frequency": repetition.frequency.value,
        "interval": repetition.interval,
        "weekdays": [str(day) for day in repetition.weekdays],
        "ordinal": str(repetition.ordinal),
        "month_day": repetition.month_day if repetition.frequency is Frequency.BY_DAY else day_of(series.starts_at).day,
        "until": repetition.until,
        "count": repetition.count,
        "left_out": _listed({date.fromisoformat(day) for day in series.left_out}),
        "version": str(series.version),
    }


def _words(text: str) -> list[str]:
    return [word for word in SEPARATORS.split(text or "") if word]


def _day_in(word: str) -> date | None:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    return day if is_sensible_year(day) else None


def _listed(days: set[date]) -> str:
    return ", ".join(day.isoformat() for day in sorted(days))
