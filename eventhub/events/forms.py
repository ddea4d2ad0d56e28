"""What do people fill in to find an event, and coordinators to plan one?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import InputRequired, NumberRange, Optional

from eventhub.clusters.models import Complex, MiniCluster
from eventhub.core.clock import local, midnight, zone
from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import is_sensible_year
from eventhub.events.errors import SenselessPlan
from eventhub.events.models import Event, Kind, Visibility
from eventhub.events.rules import (
    KIND_WORDS,
    LARGEST,
    LONGEST,
    SMALLEST,
    VISIBILITY_WORDS,
    Filters,
    Part,
    Plan,
    Usual,
    faults_of,
    faults_of_usual,
    propose,
    words_of_room,
)
from eventhub.venues.models import Room
from eventhub.web.baseform import NEEDED, BaseForm, DayField, Line, Passage, ReadingForm, named, options

DAYS_AHEAD = 14
WORKDAYS = 5
VERSION_DIGITS = 9
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
# What stands in the form as it is kept.
UNCHANGED = ("title_ko", "title_en", "text_ko", "text_en", "all_day", "online_url", "capacity")
PROGRAMME_PARTS = ("tracks", "sessions", "speakers", "materials")
SHOWN_AS_KEPT = (*UNCHANGED, "venue", "address")


class MomentField(DateTimeLocalField):
    """A moment on people's clocks."""

    def __init__(self, label: Any, *, needed: bool = True, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Ask for it, to the minute."""
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, [InputRequired(NEEDED) if needed else Optional()], format=formats, **kwargs)

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]  # noqa: ARG002 - as WTForms calls it
        """Refuse years nobody plans for."""
        if self.data is not None and not is_sensible_year(self.data):
            raise ValidationError(gettext("Write a day like 2026-11-25."))

    def moment(self) -> datetime:
        """Return the moment, aware."""
        if self.data is None:
            raise ValueError("a moment is asked for only when the form holds")
        return self.data.replace(tzinfo=zone())

    def moment_if_any(self) -> datetime | None:
        """Return the moment, aware, or None where none was given."""
        return self.moment() if self.data is not None else None


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
    room = SelectField(_("Room"), default="")
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
    visibility = SelectField(
        _("Who finds it"), default=Visibility.PUBLIC.value, choices=options(*VISIBILITY_WORDS.items())
    )
    # Upon which state of the event this form was made.
    version = HiddenField()

    def offer(
        self, complexes: Iterable[Complex], mini_clusters: Iterable[MiniCluster], rooms: Sequence[Room] = ()
    ) -> None:
        """Say which complexes this coordinator serves, with their mini-clusters, and which rooms there are anywhere."""
        self._complexes = {complex_.slug: complex_.id for complex_ in complexes}
        theirs = [one for one in mini_clusters if one.complex_id in self._complexes.values()]
        self._mini_clusters = {mini_cluster.slug: mini_cluster for mini_cluster in theirs}
        self.complex.choices = named(complexes)
        self.mini_cluster.choices = options(("", gettext("None: for the whole complex"))) + _by_complex(theirs)
        self._rooms = {room.public_id: room for room in rooms}
        self.room.choices = options(("", _("None of these: I write the place myself"))) + _by_venue(rooms)

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
        room = self._rooms.get(self.room.data)
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
            visibility=Visibility(self.visibility.data),
            room_id=room.id if room else None,
            venue_id=room.venue_id if room else None,
            **self._words_of_place(room),
            **{name: self._fields[name].data for name in UNCHANGED},
        )

    def seen_version(self) -> int:
        """Return the state of the event this form was made upon; none that ever was if somebody meddled with it."""
        sent = self.version.raw_data or [""]
        text = str(sent[0])
        return int(text) if text.isdecimal() and len(text) <= VERSION_DIGITS else 0

    def differences(self, other: "EventForm") -> list[tuple[Any, str, str]]:
        """List the fields in which another form differs: label, what stands there, what stands here."""
        named = [(field, other._fields[field.name]) for field in self if field.name not in ("csrf_token", "version")]
        return [(mine.label.text, _said(its), _said(mine)) for mine, its in named if _said(its) != _said(mine)]

    def _words_of_place(self, room: Room | None) -> dict[str, Any]:
        """Write the place as the room says it, unless somebody found words of their own."""
        written = {"venue": self.venue.data, "address": self.address.data}
        if room is None:
            return written
        of_rooms = {"venue": {words_of_room(one) for one in self._rooms.values()}}
        of_rooms["address"] = {one.venue.address for one in self._rooms.values()}
        own = {name: text for name, text in written.items() if text and text not in of_rooms[name]}
        # An address of one's own belongs to a place of one's own.
        return {"venue": words_of_room(room), "address": room.venue.address, **own}


class CancelForm(BaseForm):
    """Why an event is called off."""

    reason = Passage(
        _("Reason"),
        limit=1000,
        needed=_("Please write why: it is the first thing people will ask."),
        description=_("Everybody who has a place or waits for one gets this sentence by letter."),
    )


class GiveBackForm(BaseForm):
    """What is to be changed before a draft is published."""

    note = Passage(
        _("What should be changed"), limit=1000, needed=_("Please write what should be changed before it is published.")
    )


class ScheduleForm(BaseForm):
    """When a draft publishes itself."""

    publish_at = MomentField(_("Publish on"))


class ApprovalForm(BaseForm):
    """Whether a team's head looks at events first."""

    needed = BooleanField(_("The head of the team looks at every event before it is published"))


class CopyForm(BaseForm):
    """When an event takes place again, and what comes along."""

    day = DayField(_("First day of the new event"), [InputRequired(NEEDED)])
    descriptions = BooleanField(_("Descriptions"), default=True)
    place = BooleanField(_("Venue, room and online address"), default=True)
    places = BooleanField(_("Capacity and time of registration"), default=True)
    terms = BooleanField(_("Terms of registration, and seats kept for groups"), default=True)
    tracks = BooleanField(_("Tracks"), default=True)
    sessions = BooleanField(_("Sessions"), default=True)
    speakers = BooleanField(_("Speakers"), default=True)
    materials = BooleanField(_("Materials"), default=True)

    def first_day(self) -> date:
        """Return the day."""
        if self.day.data is None:
            raise ValueError("a day is asked for only when the form holds")
        return self.day.data

    def refuse(self, refusal: Refusal) -> None:
        """Say why not: a plan is refused for its day, anything else because of the terms that come along."""
        if isinstance(refusal, SenselessPlan):
            self.day.errors = [str(sentence) for sentence in refusal.faults.values()]
        else:
            self.terms.errors = [str(refusal.sentence)]

    def parts(self) -> set[Part]:
        """Return what was ticked of the event itself."""
        return {part for part in Part if self._fields[part.value].data}

    def programme_parts(self) -> set[str]:
        """Return what was ticked of its programme."""
        return {name for name in PROGRAMME_PARTS if self._fields[name].data}


class UsualForm(BaseForm):
    """What is usual for a kind of event in a team."""

    hour = IntegerField(_("Begins at (hour)"), [InputRequired(NEEDED), NumberRange(0, 23)])
    minutes = IntegerField(_("Length in minutes"), [InputRequired(NEEDED), NumberRange(15, 1440)])
    days = IntegerField(_("Days"), [InputRequired(NEEDED), NumberRange(1, LONGEST.days)])
    capacity = IntegerField(_("Capacity"), [InputRequired(NEEDED), NumberRange(SMALLEST, LARGEST)])
    opens_days_before = IntegerField(
        _("Registration opens (days before)"), [InputRequired(NEEDED), NumberRange(1, 365)]
    )
    closes_hours_before = IntegerField(
        _("Registration closes (hours before)"), [InputRequired(NEEDED), NumberRange(0, 720)]
    )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check each field, then whether they agree with each other."""
        if not super().validate(extra_validators):
            return False
        faults = faults_of_usual(self.usual())
        for name, sentence in faults.items():
            self._fields[name].errors = [*self._fields[name].errors, str(sentence)]
        return not faults

    def usual(self) -> Usual:
        """Return what was decided, as plain values."""
        return Usual(**{name: field.data for name, field in self._fields.items() if name != "csrf_token"})


def usual_values(kind: Kind, usual: Usual, *, now: datetime) -> dict[str, Any]:
    """Propose what is usual for a kind of event, in two weeks, on a working day."""
    day = local(now).date() + DAYS_AHEAD * DAY
    while usual.days <= WORKDAYS < day.weekday() + usual.days:
        day += DAY
    moments = propose(usual, day, zone=zone(), now=now)
    return {"kind": kind.value, "all_day": usual.days > 1, "capacity": usual.capacity, **moments}


def values_of(event: Event) -> dict[str, Any]:
    """Show an event in its form, on people's clocks."""
    moments = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
    values = {name: getattr(event, name) for name in SHOWN_AS_KEPT}
    values |= {name: local(getattr(event, name)).replace(tzinfo=None) for name in moments}
    if event.all_day:
        values["ends_at"] = local(event.ends_at - MOMENT).replace(tzinfo=None, second=0, microsecond=0)
    return {
        **values,
        "kind": event.kind.value,
        "complex": event.complex.slug,
        "mini_cluster": event.mini_cluster.slug if event.mini_cluster else "",
        "room": event.room.public_id if event.room else "",
        "visibility": event.visibility.value,
        "version": str(event.version),
    }


def _by_complex(mini_clusters: Iterable[MiniCluster]) -> list[SelectChoice]:
    """Offer mini-clusters below the names of their complexes."""
    return [
        choice
        for one in mini_clusters
        for choice in options((one.slug, pick(one, "name")), group=pick(one.complex, "name"))
    ]


def _by_venue(rooms: Iterable[Room]) -> list[SelectChoice]:
    """Offer rooms with their size, below the names of their venues."""
    return [
        choice
        for room in rooms
        for choice in options(
            (
                room.public_id,
                gettext("%(room)s (%(number)d people)", room=pick(room, "name"), number=room.capacity),
            ),
            group=pick(room.venue, "name"),
        )
    ]


def _said(field: Field) -> str:
    """Write what stands in a field the way people read it."""
    if isinstance(field, SelectField):
        choices = cast("list[SelectChoice]", field.choices)
        return next((str(choice.label) for choice in choices if choice.value == field.data), "")
    if isinstance(field, BooleanField):
        return gettext("yes") if field.data else gettext("no")
    if isinstance(field.data, datetime):
        return f"{field.data:%Y-%m-%d %H:%M}"
    return "" if field.data is None else str(field.data)
