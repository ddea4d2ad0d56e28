"""What do coordinators write about a venue and its rooms?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any, ClassVar

from wtforms import FloatField, SelectField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import InputRequired, NumberRange, Optional

from eventhub.accounts.forms import PhoneLine
from eventhub.clusters.models import Complex
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.venues.errors import RoomListed, VenueListed
from eventhub.venues.models import Room, Venue
from eventhub.venues.rules import HOUR, LARGEST, SMALLEST, WHOLE_DAY, minute_of
from eventhub.web.baseform import NEEDED, BaseForm, Line, Passage, Places, WholeNumber, named, options

TEXT_LENGTH = 5000


class HourField(TimeField):
    """An hour on the venue's clock, to the minute."""

    def __init__(self, label: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base declares it
        """Ask for it."""
        super().__init__(label, [InputRequired(NEEDED)], format=["%H:%M", "%H:%M:%S"], **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Refuse what is no hour."""
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError as fault:
            raise ValueError(gettext("Write an hour like 09:00.")) from fault


class DegreeField(FloatField):
    """A degree of latitude or longitude, or nothing."""

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - said when shown
        bounds: tuple[int, int],
        sentence: Any,  # noqa: ANN401 - said when shown
        **kwargs: Any,  # noqa: ANN401 - as the base declares it
    ) -> None:
        """Take what lies in Korea, which also finds the two degrees mixed up."""
        self._sentence = sentence
        super().__init__(label, [Optional(), NumberRange(*bounds, message=sentence)], **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Refuse what is no number."""
        try:
            super().process_formdata([value.strip() for value in valuelist if value.strip()])
        except ValueError as fault:
            raise ValueError(str(self._sentence)) from fault


class VenueForm(BaseForm):
    """A venue as its page shows it."""

    STANDS_AT: ClassVar[Places] = {VenueListed: "name_ko"}

    complex = SelectField(_("Complex"), [InputRequired(NEEDED)])
    name_ko = Line(_("Name (Korean)"), limit=200, needed=False)
    name_en = Line(_("Name (English)"), limit=200, needed=False)
    address = Line(_("Address"), limit=200, needed=_("Please write the address: people look for it on a map."))
    phone = PhoneLine(_("Telephone"))
    opens_at = HourField(_("Opens at"), default=time(9))
    closes_at = HourField(_("Closes at"), default=time(22), description=_("00:00 is midnight: the end of the day."))
    text_ko = Passage(_("How to get there (Korean)"), limit=TEXT_LENGTH, needed=False)
    text_en = Passage(_("How to get there (English)"), limit=TEXT_LENGTH, needed=False)
    accessibility_ko = Passage(_("Accessibility (Korean)"), limit=TEXT_LENGTH, needed=False)
    accessibility_en = Passage(_("Accessibility (English)"), limit=TEXT_LENGTH, needed=False)
    latitude = DegreeField(_("Latitude"), (33, 39), _("Write a latitude in Korea like 35.2120."))
    longitude = DegreeField(_("Longitude"), (124, 132), _("Write a longitude in Korea like 128.6740."))

    def offer(self, complexes: Iterable[Complex]) -> None:
        """Say which complexes this coordinator serves."""
        self._complexes = {complex_.slug: complex_.id for complex_ in complexes}
        self.complex.choices = named(complexes)

    def validate_name_ko(self, _field: Line) -> None:
        """Ask for a name in one language."""
        if not self.name_ko.data and not self.name_en.data:
            raise ValidationError(gettext("Please write the name in Korean or in English, or in both."))

    def validate_closes_at(self, field: HourField) -> None:
        """Refuse a venue that closes before it opens."""
        if self.opens_at.data and field.data and _end_of(field.data) <= minute_of(self.opens_at.data):
            raise ValidationError(gettext("It must close after it opens."))

    def validate_latitude(self, _field: DegreeField) -> None:
        """Ask for the other degree too; an empty field is not asked this question."""
        if self.longitude.data is None and not self.longitude.errors:
            raise ValidationError(gettext("Write both degrees, or none."))

    def validate_longitude(self, _field: DegreeField) -> None:
        """Ask for the other degree too."""
        if self.latitude.data is None and not self.latitude.errors:
            raise ValidationError(gettext("Write both degrees, or none."))

    @property
    def complex_id(self) -> int:
        """The complex whose team keeps the venue."""
        return self._complexes[self.complex.data]

    def told(self) -> dict[str, Any]:
        """Return what was said, by column."""
        if self.opens_at.data is None or self.closes_at.data is None:
            raise ValueError("the hours are asked for only when the form holds")
        hours = {
            "opens_at_minute": minute_of(self.opens_at.data),
            "closes_at_minute": _end_of(self.closes_at.data),
        }
        return {**self.texts(), **hours, "latitude": self.latitude.data, "longitude": self.longitude.data}


class RoomForm(BaseForm):
    """A room as its venue's page shows it."""

    STANDS_AT: ClassVar[Places] = {RoomListed: "name_ko"}

    name_ko = Line(_("Name (Korean)"), limit=200)
    name_en = Line(_("Name (English)"), limit=200, needed=False)
    capacity = WholeNumber(_("Capacity"), least=SMALLEST, most=LARGEST, needed=True)
    equipment_ko = Passage(_("Equipment (Korean)"), limit=TEXT_LENGTH, needed=False)
    equipment_en = Passage(_("Equipment (English)"), limit=TEXT_LENGTH, needed=False)
    accessibility_ko = Passage(_("Accessibility (Korean)"), limit=TEXT_LENGTH, needed=False)
    accessibility_en = Passage(_("Accessibility (English)"), limit=TEXT_LENGTH, needed=False)

    def told(self) -> dict[str, Any]:
        """Return what was said, by column."""
        return {**self.texts(), "capacity": self.capacity.data}


def values_of_venue(venue: Venue) -> Mapping[str, Any]:
    """Show a venue in its form."""
    texts = ("name", "text", "accessibility")
    return {
        **{f"{name}_{locale}": getattr(venue, f"{name}_{locale}") for name in texts for locale in ("ko", "en")},
        **{name: getattr(venue, name) for name in ("address", "phone", "latitude", "longitude")},
        "complex": venue.complex.slug,
        "opens_at": _hour_of(venue.opens_at_minute),
        "closes_at": _hour_of(venue.closes_at_minute),
    }


def values_of_room(room: Room) -> Mapping[str, Any]:
    """Show a room in its form."""
    texts = ("name", "equipment", "accessibility")
    told = {f"{name}_{locale}": getattr(room, f"{name}_{locale}") for name in texts for locale in ("ko", "en")}
    return {**told, "capacity": room.capacity}


def rooms_by_venue(rooms: Iterable[Room]) -> list[SelectChoice]:
    """Offer rooms with their size, below the names of their venues."""
    return [
        choice
        for room in rooms
        for choice in options((room.public_id, _with_size(room)), group=pick(room.venue, "name"))
    ]


def _with_size(room: Room) -> str:
    return gettext("%(room)s (%(number)d people)", room=pick(room, "name"), number=room.capacity)


def _end_of(closes_at: time) -> int:
    return minute_of(closes_at) or WHOLE_DAY


def _hour_of(minutes: int) -> time:
    return time(minutes // HOUR % 24, minutes % HOUR)
