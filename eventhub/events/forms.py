"""What do people fill in to find an event, and coordinators to plan one?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from wtforms import BooleanField, DateField, DateTimeLocalField, Form, IntegerField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import InputRequired, Optional

from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.clock import local, midnight, zone
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.events.models import Event, Kind
from eventhub.events.rules import KIND_WORDS, USUAL, Filters, Plan, faults_of, is_sensible_year
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, ReadingForm, named, options

DAYS_AHEAD = 14
WORKDAYS = 5
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
# What stands in the form as it is kept.
UNCHANGED = ("title_ko", "title_en", "text_ko", "text_en", "all_day", "venue", "address", "online_url", "capacity")


class DayField(DateField):
    """A day, or nothing."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Refuse what is no day of these times."""
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError as fault:
            raise ValueError(gettext("Write a day like 2026-11-25.")) from fault
        if isinstance(self.data, date) and not is_sensible_year(self.data):
            self.data = None
            raise ValueError(gettext("Write a day like 2026-11-25."))


class MomentField(DateTimeLocalField):
    """A moment on people's clocks."""

    def __init__(self, label: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Ask for it, to the minute."""
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, [InputRequired(NEEDED)], format=formats, **kwargs)

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]  # noqa: ARG002 - as WTForms calls it
        """Refuse years nobody plans for."""
        if self.data is not None and not is_sensible_year(self.data):
            raise ValidationError(gettext("Write a day like 2026-11-25."))

    def moment(self) -> datetime:
        """Return the moment, aware."""
        if self.data is None:
            raise ValueError("a moment is asked for only when the form holds")
        return self.data.replace(tzinfo=zone())


class FilterForm(ReadingForm):
    """Which events to list; what makes no sense is said and left out."""

    complex = SelectField(_("Complex"), default="")
    mini_cluster = SelectField(_("Mini-cluster"), default="")
    kind = SelectField(_("Kind"), default="", choices=options(("", _("All kinds")), *KIND_WORDS.items()))
    q = Line(_("Words"), limit=100, needed=False)
    first_day = DayField(_("From"), [Optional()], name="from")
    last_day = DayField(_("Until"), [Optional()], name="to")

    def offer(self, complexes: Iterable[Complex], mini_clusters: Iterable[MiniCluster]) -> None:
        """Say which complexes and mini-clusters there are."""
        self._complexes = {complex_.slug: complex_.id for complex_ in complexes}
        self._mini_clusters = {mini_cluster.slug: mini_cluster.id for mini_cluster in mini_clusters}
        self.complex.choices = options(("", gettext("All complexes"))) + named(complexes)
        self.mini_cluster.choices = options(("", gettext("All mini-clusters"))) + _by_complex(mini_clusters)

    def filters(self) -> Filters:
        """Return what was asked for and makes sense."""
        asked = {name: field.data for name, field in self._fields.items() if not field.errors}
        return Filters(
            complex_id=self._complexes.get(asked.get("complex") or ""),
            mini_cluster_id=self._mini_clusters.get(asked.get("mini_cluster") or ""),
            kind=Kind(asked["kind"]) if asked.get("kind") else None,
            words=asked.get("q") or "",
            first_day=asked.get("first_day"),
            last_day=asked.get("last_day"),
        )


class EventForm(BaseForm):
    """Everything a coordinator decides about an event."""

    kind = SelectField(_("Kind"), [InputRequired(NEEDED)], choices=options(*KIND_WORDS.items()))
    complex = SelectField(_("Complex"), [InputRequired(NEEDED)])
    mini_cluster = SelectField(_("Mini-cluster"), default="")
    title_ko = Line(_("Title in Korean"), limit=200, needed=False)
    title_en = Line(_("Title in English"), limit=200, needed=False)
    text_ko = Passage(_("Description in Korean"), limit=20_000, needed=False)
    text_en = Passage(_("Description in English"), limit=20_000, needed=False)
    starts_at = MomentField(_("Begins"))
    ends_at = MomentField(_("Ends"))
    all_day = BooleanField(_("Whole days: only the dates count"))
    venue = Line(_("Venue"), limit=200, needed=False)
    address = Line(_("Address"), limit=200, needed=False)
    online_url = Line(
        _("Online address"),
        limit=500,
        needed=False,
        description=_("Only people with a confirmed place see this."),
    )
    capacity = IntegerField(_("Capacity"), [InputRequired(NEEDED)])
    registration_opens_at = MomentField(_("Registration opens"))
    registration_closes_at = MomentField(_("Registration closes"))

    def offer(self, complexes: Iterable[Complex], mini_clusters: Iterable[MiniCluster]) -> None:
        """Say which complexes this coordinator serves, and their mini-clusters."""
        self._complexes = {complex_.slug: complex_.id for complex_ in complexes}
        theirs = [one for one in mini_clusters if one.complex_id in self._complexes.values()]
        self._mini_clusters = {mini_cluster.slug: mini_cluster for mini_cluster in theirs}
        self.complex.choices = named(complexes)
        self.mini_cluster.choices = options(("", gettext("None: for the whole complex"))) + _by_complex(theirs)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check each field, then whether they agree with each other."""
        return super().validate(extra_validators) and self.mark(faults_of(self.plan()))

    def validate_mini_cluster(self, field: SelectField) -> None:
        """Refuse a mini-cluster of another complex."""
        chosen = self._mini_clusters.get(field.data)
        if chosen and chosen.complex_id != self._complexes.get(self.complex.data):
            raise ValidationError(gettext("This mini-cluster belongs to another complex."))

    def mark(self, faults: Mapping[str, Any]) -> bool:
        """Put each sentence at its field; say whether there was none."""
        for name, sentence in faults.items():
            self._fields[name].errors = [*self._fields[name].errors, str(sentence)]
        return not faults

    def plan(self) -> Plan:
        """Return what was decided, as plain values."""
        mini_cluster = self._mini_clusters.get(self.mini_cluster.data)
        starts_at, ends_at = self.starts_at.moment(), self.ends_at.moment()
        if self.all_day.data:
            # The end is exclusive: the last day ends at midnight of the day after.
            starts_at, ends_at = midnight(starts_at.date()), midnight(ends_at.date() + DAY)
        return Plan(
            kind=Kind(self.kind.data),
            complex_id=self._complexes[self.complex.data],
            mini_cluster_id=mini_cluster.id if mini_cluster else None,
            starts_at=starts_at,
            ends_at=ends_at,
            registration_opens_at=self.registration_opens_at.moment(),
            registration_closes_at=self.registration_closes_at.moment(),
            **{name: self._fields[name].data for name in UNCHANGED},
        )


class CancelForm(BaseForm):
    """Why an event is called off."""

    reason = Passage(
        _("Reason"),
        limit=1000,
        needed=_("Please write why: it is the first thing people will ask."),
        description=_("Everybody who has a place or waits for one gets this sentence by letter."),
    )


def usual_values(kind: Kind, *, now: datetime) -> dict[str, Any]:
    """Propose what is usual for a kind of event, in two weeks, on a working day."""
    usual = USUAL[kind]
    day = local(now).date() + DAYS_AHEAD * DAY
    while day.weekday() + usual.days > WORKDAYS:
        day += DAY
    starts_at = datetime.combine(day, datetime.min.time()) + timedelta(hours=usual.hour)
    return {
        "kind": kind.value,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(days=usual.days - 1, hours=usual.hours),
        "all_day": usual.days > 1,
        "capacity": usual.capacity,
        "registration_opens_at": local(now).replace(tzinfo=None, second=0, microsecond=0),
        "registration_closes_at": starts_at - usual.closes_before,
    }


def values_of(event: Event) -> dict[str, Any]:
    """Show an event in its form, on people's clocks."""
    moments = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
    values = {name: getattr(event, name) for name in UNCHANGED}
    values |= {name: local(getattr(event, name)).replace(tzinfo=None) for name in moments}
    if event.all_day:
        values["ends_at"] = local(event.ends_at - MOMENT).replace(tzinfo=None, second=0, microsecond=0)
    mini_cluster = event.mini_cluster.slug if event.mini_cluster else ""
    return {**values, "kind": event.kind.value, "complex": event.complex.slug, "mini_cluster": mini_cluster}


def _by_complex(mini_clusters: Iterable[MiniCluster]) -> list[SelectChoice]:
    """Offer mini-clusters below the names of their complexes."""
    return [
        choice
        for one in mini_clusters
        for choice in options((one.slug, pick(one, "name")), group=pick(one.complex, "name"))
    ]
