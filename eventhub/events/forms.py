"""What do people fill in to find an event, and coordinators to plan one?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Form,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import InputRequired, Optional

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex, MiniCluster
from eventhub.clusters.queries import complexes_of, list_mini_clusters
from eventhub.core.clock import local, midnight, zone
from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import is_sensible_year
from eventhub.events.errors import CapacityBelowSeats, SenselessPlan, TooLateToPlan
from eventhub.events.models import Event, Kind, Visibility
from eventhub.events.rules import (
    KIND_WORDS,
    LARGEST,
    LONGEST,
    REMINDER_WORDS,
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
from eventhub.venues.forms import rooms_by_venue
from eventhub.venues.models import Room
from eventhub.venues.queries import list_rooms
from eventhub.web.baseform import (
    NEEDED,
    BaseForm,
    DayField,
    Line,
    Passage,
    Places,
    ReadingForm,
    WholeNumber,
    named,
    options,
)
from eventhub.web.versions import VersionedForm

DAYS_AHEAD = 14
WORKDAYS = 5
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
# What stands in the form as it is kept.
UNCHANGED = ("title_ko", "title_en", "text_ko", "text_en", "all_day", "online_url", "capacity")
PROGRAMME_PARTS = ("tracks", "sessions", "speakers", "materials")
# What a room fills in.
WORDS_OF_PLACE = ("venue_ko", "venue_en", "address")
SHOWN_AS_KEPT = (*UNCHANGED, *WORDS_OF_PLACE, "reminder_hours")


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


class RemindersField(SelectMultipleField):
    """How long before an event people are reminded of it."""

    def __init__(self, label: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Offer what is offered."""
        choices = options(*((str(number), words) for number, words in REMINDER_WORDS.items()))
        super().__init__(label, choices=choices, **kwargs)

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Show what is kept."""
        self.data = [str(number) for number in value or ()]

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]  # noqa: ARG002 - as WTForms calls it
        """Refuse what is not offered."""
        if not set(self.data or ()) <= {str(number) for number in REMINDER_WORDS}:
            raise ValidationError(gettext("Choose among the reminders offered."))

    def hours(self) -> tuple[int, ...]:
        """Return what was chosen, the earliest first."""
        return tuple(number for number in REMINDER_WORDS if str(number) in (self.data or ()))


class Place:
    """A room as the form of an event needs it, whatever becomes of its row when the changes are made."""

    def __init__(self, room: Room) -> None:
        """Keep which room it is and how it is written."""
        self.room_id, self.venue_id = room.id, room.venue_id
        self.words = {**words_of_room(room), "address": room.venue.address}


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


class EventForm(VersionedForm):
    """Everything a coordinator decides about an event."""

    STANDS_AT: ClassVar[Places] = {CapacityBelowSeats: "capacity"}

    UNCOMPARED: ClassVar[tuple[str, ...]] = (*VersionedForm.UNCOMPARED, "move_sessions")

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
    venue_ko = Line(_("Venue in Korean"), limit=200, needed=False)
    venue_en = Line(_("Venue in English"), limit=200, needed=False)
    address = Line(_("Address"), limit=200, needed=False)
    online_url = Line(
        _("Online address"),
        limit=500,
        needed=False,
        description=_("Only people with a confirmed place see this."),
    )
    capacity = WholeNumber(_("Capacity"), least=SMALLEST, most=LARGEST, needed=True)
    registration_opens_at = MomentField(_("Registration opens"))
    registration_closes_at = MomentField(_("Registration closes"))
    reminder_hours = RemindersField(_("Reminders by letter"))
    visibility = SelectField(
        _("Who finds it"), default=Visibility.PUBLIC.value, choices=options(*VISIBILITY_WORDS.items())
    )
    move_sessions = BooleanField(_("Move the sessions too"), default=True)
    # How many sessions there are to move.
    sessions = 0

    def offering(self, by: Account, event: Event | None = None) -> Self:
        """Offer what a coordinator serves, and every room; one that is closed stays where it was booked."""
        rooms = list(list_rooms())
        if event and event.room and event.room not in rooms:
            rooms.append(event.room)
        self.offer(complexes_of(by), list_mini_clusters(), rooms)
        return self

    def offer(
        self, complexes: Iterable[Complex], mini_clusters: Iterable[MiniCluster], rooms: Sequence[Room] = ()
    ) -> None:
        """Say which complexes this coordinator serves, with their mini-clusters, and which rooms there are anywhere."""
        self._complexes = {complex_.slug: complex_.id for complex_ in complexes}
        theirs = [one for one in mini_clusters if one.complex_id in self._complexes.values()]
        self._mini_clusters = {one.slug: (one.id, one.complex_id) for one in theirs}
        self.complex.choices = named(complexes)
        self.mini_cluster.choices = options(("", gettext("None: for the whole complex"))) + _by_complex(theirs)
        self._places = {room.public_id: Place(room) for room in rooms}
        self.room.choices = options(("", _("None of these: I write the place myself"))) + rooms_by_venue(rooms)

    def offer_sessions(self, number: int) -> None:
        """Ask whether so many sessions move along; without any there is nothing to ask."""
        self.sessions = number

    def takes_sessions(self) -> bool:
        """Say whether sessions move along."""
        return bool(self.sessions and self.move_sessions.data)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check each field, then whether they agree with each other."""
        return super().validate(extra_validators) and self.mark(faults_of(self.plan()))

    def validate_mini_cluster(self, field: SelectField) -> None:
        """Refuse a mini-cluster of another complex."""
        _id, complex_id = self._mini_clusters.get(field.data, (None, None))
        if complex_id and complex_id != self._complexes.get(self.complex.data):
            raise ValidationError(gettext("This mini-cluster belongs to another complex."))

    def plan(self) -> Plan:
        """Return what was decided, as plain values."""
        place = self._places.get(self.room.data)
        starts_at, ends_at = self.starts_at.moment(), self.ends_at.moment()
        if self.all_day.data:
            # The end is exclusive: the last day ends at midnight of the day after.
            starts_at, ends_at = midnight(starts_at.date()), midnight(ends_at.date() + DAY)
        return Plan(
            kind=Kind(self.kind.data),
            complex_id=self._complexes[self.complex.data],
            mini_cluster_id=self._mini_clusters.get(self.mini_cluster.data, (None, None))[0],
            starts_at=starts_at,
            ends_at=ends_at,
            registration_opens_at=self.registration_opens_at.moment(),
            registration_closes_at=self.registration_closes_at.moment(),
            reminder_hours=self.reminder_hours.hours(),
            visibility=Visibility(self.visibility.data),
            room_id=place.room_id if place else None,
            venue_id=place.venue_id if place else None,
            **self._words_of_place(place),
            **{name: self._fields[name].data for name in UNCHANGED},
        )

    def _words_of_place(self, place: Place | None) -> dict[str, Any]:
        """Write the place as the room says it, unless somebody found words of their own."""
        written = {name: self._fields[name].data for name in WORDS_OF_PLACE}
        if place is None:
            return written
        of_rooms = {name: {one.words[name] for one in self._places.values()} for name in written}
        own = {name: text for name, text in written.items() if text and text not in of_rooms[name]}
        # An address of one's own belongs to a place of one's own.
        return {**place.words, **own}


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

    STANDS_AT: ClassVar[Places] = {SenselessPlan: "publish_at", TooLateToPlan: "publish_at"}

    publish_at = MomentField(_("Publish on"))


class ApprovalForm(BaseForm):
    """Whether a team's head looks at events first."""

    needed = BooleanField(_("The head of the team looks at every event before it is published"))


class CopyForm(BaseForm):
    """When an event takes place again, and what comes along."""

    STANDS_AT: ClassVar[Places] = {Refusal: "day"}

    day = DayField(_("First day of the new event"), [InputRequired(NEEDED)])
    descriptions = BooleanField(_("Descriptions"), default=True)
    place = BooleanField(_("Venue, room and online address"), default=True)
    places = BooleanField(_("Capacity and time of registration"), default=True)
    letters = BooleanField(_("Reminders by letter"), default=True)
    terms = BooleanField(_("Terms of registration, and seats kept for groups"), default=True)
    questions = BooleanField(_("Questions of the registration form"), default=True)
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

    hour = WholeNumber(_("Begins at (hour)"), least=0, most=23, needed=True)
    minutes = WholeNumber(_("Length in minutes"), least=15, most=1440, needed=True)
    days = WholeNumber(_("Days"), most=LONGEST.days, needed=True)
    capacity = WholeNumber(_("Capacity"), least=SMALLEST, most=LARGEST, needed=True)
    opens_days_before = WholeNumber(_("Registration opens (days before)"), most=365, needed=True)
    closes_hours_before = WholeNumber(_("Registration closes (hours before)"), least=0, most=720, needed=True)
    reminder_hours = RemindersField(_("Reminders by letter"))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library declares it
        """Check each field, then whether they agree with each other."""
        return super().validate(extra_validators) and self.mark(faults_of_usual(self.usual()))

    def usual(self) -> Usual:
        """Return what was decided, as plain values."""
        others = ("csrf_token", "reminder_hours")
        values = {name: field.data for name, field in self._fields.items() if name not in others}
        return Usual(**values, reminder_hours=self.reminder_hours.hours())


def usual_values(kind: Kind, usual: Usual, *, now: datetime) -> dict[str, Any]:
    """Propose what is usual for a kind of event, in two weeks, on a working day."""
    day = local(now).date() + DAYS_AHEAD * DAY
    while usual.days <= WORKDAYS < day.weekday() + usual.days:
        day += DAY
    moments = propose(usual, day, zone=zone(), now=now)
    kept = {"capacity": usual.capacity, "reminder_hours": usual.reminder_hours}
    return {"kind": kind.value, "all_day": usual.days > 1, **kept, **moments}


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
