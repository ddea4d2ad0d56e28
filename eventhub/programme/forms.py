"""What do coordinators fill in to plan a programme?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired

from eventhub.accounts.forms import LANGUAGES, EmailLine
from eventhub.core.clock import zone
from eventhub.core.errors import Refusal
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_day
from eventhub.events.errors import CapacityBelowSeats
from eventhub.organisations.forms import DirectoryForm
from eventhub.programme.errors import FileRefused, RoomTaken
from eventhub.programme.models import Audience, ProgrammeSession, SessionType, Speaker, SpeakerRole, Track
from eventhub.programme.rules import (
    AUDIENCE_WORDS,
    LARGEST,
    TYPE_WORDS,
    AppearancePlan,
    Clash,
    MaterialPlan,
    MinutesPlan,
    Place,
    SessionPlan,
    SpeakerPlan,
    UploadedFile,
    place_in,
)
from eventhub.venues.forms import rooms_by_venue
from eventhub.venues.models import Room
from eventhub.web.baseform import NEEDED, BaseForm, FileForm, Line, Passage, Places, WholeNumber, options
from eventhub.web.versions import VersionedForm

LINE, ADDRESS, TEXT, NOTE, MINUTES = 200, 500, 5000, 1000, 20_000
STEP, LONGEST, USUAL_LENGTH = 5, 24 * 60, 40
# A file that is too large is read to its end, so that the page can say so and what was typed is still there.
READ_LIMIT = 256 * 1024 * 1024
PLACED = ("room_id", "starts_at", "ends_at")


class SessionForm(VersionedForm):
    """Everything about a session but its place in the timetable and its people."""

    STANDS_AT: ClassVar[Places] = {CapacityBelowSeats: "capacity", "track_id": "track"}

    type = SelectField(_("Type"), [InputRequired(NEEDED)], choices=options(*TYPE_WORDS.items()))
    title_ko = Line(_("Title in Korean"), limit=LINE, needed=False)
    title_en = Line(_("Title in English"), limit=LINE, needed=False)
    track = SelectField(_("Track"), default="")
    capacity = WholeNumber(
        _("Places to sign up for"),
        most=5000,
        description=_("Leave this empty when everybody at the event may come without signing up."),
    )
    text_ko = Passage(_("Description in Korean"), limit=TEXT, needed=False)
    text_en = Passage(_("Description in English"), limit=TEXT, needed=False)
    minutes_ko = Passage(_("Minutes in Korean"), limit=MINUTES, needed=False)
    minutes_en = Passage(_("Minutes in English"), limit=MINUTES, needed=False)
    minutes_audience = SelectField(
        _("Who may read the minutes"), default=Audience.PUBLIC.value, choices=options(*AUDIENCE_WORDS.items())
    )

    def offering(self, tracks: Sequence[Track]) -> Self:
        """Say which tracks there are."""
        self._tracks = {track.public_id: track.id for track in tracks}
        self.track.choices = options(("", gettext("No track")), *((one.public_id, pick(one, "name")) for one in tracks))
        return self

    def minutes(self) -> MinutesPlan:
        """Return what was said in the session, and who may read it."""
        return MinutesPlan(
            minutes_ko=self.minutes_ko.data,
            minutes_en=self.minutes_en.data,
            minutes_audience=Audience(self.minutes_audience.data),
        )

    def plan(self, placed: SessionPlan | None = None) -> SessionPlan:
        """Return what was decided; where and when stays as it is placed."""
        kept = {name: getattr(placed, name) for name in PLACED} if placed else {}
        return SessionPlan(
            type=SessionType(self.type.data),
            track_id=self._tracks.get(self.track.data),
            capacity=self.capacity.data,
            **{name: self._fields[name].data for name in ("title_ko", "title_en", "text_ko", "text_en")},
            **kept,
        )


class PlaceForm(VersionedForm):
    """When and where a session takes place."""

    STANDS_AT: ClassVar[Places] = {
        RoomTaken: "room",
        "room_id": "room",
        "starts_at": "begins",
        "ends_at": "minutes",
    }
    UNCOMPARED: ClassVar[tuple[str, ...]] = (*VersionedForm.UNCOMPARED, "despite_taken_room")

    day = SelectField(_("Day"), [InputRequired(NEEDED)])
    begins = TimeField(_("Begins at"), [InputRequired(NEEDED)], render_kw={"step": STEP * 60})
    minutes = WholeNumber(_("Length in minutes"), most=LONGEST, needed=True, default=USUAL_LENGTH)
    room = SelectField(_("Room"), default="")
    despite_taken_room = BooleanField(_("Place it there all the same, and solve the clash later"))
    is_room_taken = False

    def offer(self, days: Iterable[date], rooms: Sequence[Room]) -> None:
        """Say which days and rooms there are."""
        self._rooms = {room.public_id: room.id for room in rooms}
        self.day.choices = options(*((day.isoformat(), say_day(day)) for day in days))
        self.room.choices = [*options(("", gettext("No room yet"))), *rooms_by_venue(rooms)]

    def refuse(self, refusal: Refusal) -> None:
        """Say what was refused; a taken room may be wanted all the same while one moves things about."""
        super().refuse(refusal)
        self.is_room_taken = isinstance(refusal, RoomTaken)

    def place(self) -> dict[str, Any]:
        """Return the room, the beginning and the end, as the service takes them."""
        begins = datetime.combine(date.fromisoformat(self.day.data), self.begins.data or time(), zone())
        return {
            "room_id": self._rooms.get(self.room.data),
            "starts_at": begins,
            "ends_at": begins + timedelta(minutes=self.minutes.data or 0),
            "version": self.seen,
            "despite_taken_room": self.despite_taken_room.data,
        }


class PutBackForm(VersionedForm):
    """Where and when a session was before it was moved."""

    was = HiddenField()

    def validate_was(self, _field: HiddenField) -> None:
        """Refuse what is no place."""
        if place_in(self.was.data or "") is None:
            raise ValidationError(gettext("Not a valid choice."))

    def place(self) -> Place:
        """Return where and when it was."""
        return place_in(self.was.data or "") or Place()


class PeopleForm(VersionedForm):
    """Who speaks in a session, and who moderates it."""

    speakers = SelectMultipleField(_("Speakers"))
    moderators = SelectMultipleField(_("Moderators"))

    def offer(self, speakers: Sequence[Speaker]) -> None:
        """Say who is on the programme; the people already in the session come first, in their order."""
        words = {one.public_id: _with_organisation(one) for one in speakers}
        for field in (self.speakers, self.moderators):
            first = [public_id for public_id in field.object_data or () if public_id in words]
            field.choices = options(*((one, words[one]) for one in dict.fromkeys([*first, *words])))

    def validate_moderators(self, field: SelectMultipleField) -> None:
        """Refuse one person in two roles of one session."""
        if set(field.data or ()) & set(self.speakers.data or ()):
            raise ValidationError(gettext("Somebody is chosen as a speaker and as a moderator. Please choose one."))

    def plans(self) -> list[AppearancePlan]:
        """Return who appears as what, in the order of the page."""
        roles = ((SpeakerRole.SPEAKER, self.speakers), (SpeakerRole.MODERATOR, self.moderators))
        return [
            AppearancePlan(speaker_id=value, role=role)
            for role, field in roles
            for value, _label, is_chosen, *_ in field.iter_choices()
            if is_chosen
        ]


class SpeakerForm(VersionedForm, DirectoryForm):
    """Who somebody on the programme is, and whether they agreed to be shown."""

    STANDS_AT: ClassVar[Places] = {"organisation_id": "organisation"}

    name = Line(_("Name"), limit=LINE)
    email = EmailLine(
        _("E-mail address"), needed=False, description=_("For letters about the programme only. It is shown to nobody.")
    )
    locale = SelectField(_("Language of letters"), [InputRequired(NEEDED)], choices=options(*LANGUAGES), default="ko")
    text_ko = Passage(_("About the person in Korean"), limit=TEXT, needed=False)
    text_en = Passage(_("About the person in English"), limit=TEXT, needed=False)
    has_consented = BooleanField(_("The person agrees to be shown on the public programme"))

    def validate_organisation(self, field: RadioField) -> None:
        """Ask which of the organisations found is meant, unless that was asked already."""
        if not field.raw_data and len(field.choices or ()) > 1:
            raise ValidationError(gettext("Is it one of these? Please choose, then save again."))

    def plan(self) -> SpeakerPlan:
        """Return who it is; an organisation of the directory is called as it is called there."""
        names = ("name", "email", "locale", "text_ko", "text_en", "has_consented")
        return SpeakerPlan(
            organisation_id=self.organisation_id,
            organisation_name="" if self.organisation_id else self.organisation_name.data,
            **{name: self._fields[name].data for name in names},
        )


class TrackForm(VersionedForm):
    """How a track is called."""

    name_ko = Line(_("Name in Korean"), limit=LINE, needed=_("Please write the Korean name."))
    name_en = Line(_("Name in English"), limit=LINE, needed=False)


class MaterialForm(VersionedForm, FileForm):
    """A file or a link, and who may open it."""

    STANDS_AT: ClassVar[Places] = {FileRefused: "file", "session_id": "session"}
    # The file is on the way, not here.
    UNCOMPARED: ClassVar[tuple[str, ...]] = (*VersionedForm.UNCOMPARED, "file")

    title = Line(_("Title"), limit=LINE)
    session = SelectField(_("Goes with"), default="")
    audience = SelectField(_("Who may open it"), [InputRequired(NEEDED)], choices=options(*AUDIENCE_WORDS.items()))
    url = Line(_("Address of a link"), limit=ADDRESS, needed=False)
    file = FileField(_("File"))

    def offering(self, sessions: Iterable[ProgrammeSession]) -> Self:
        """Say to what a material may belong."""
        listed = ((one.public_id, pick(one, "title")) for one in sessions)
        self.session.choices = options(("", gettext("The whole event")), *listed)
        return self

    def plan(self) -> MaterialPlan:
        """Return what was decided."""
        return MaterialPlan(
            title=self.title.data,
            audience=Audience(self.audience.data),
            session_id=self.session.data or None,
            url=self.url.data,
        )

    def uploaded(self) -> UploadedFile | None:
        """Return the file, read just far enough to tell that it is too large."""
        sent = self.file.data
        return UploadedFile(name=sent.filename or "", content=sent.stream.read(LARGEST + 1)) if sent else None


class AcceptForm(BaseForm):
    """Which warnings are all right, and why."""

    keys = SelectMultipleField(_("Warnings"), [DataRequired(_("Choose the warnings you have looked at."))])
    note = Passage(_("Why this is all right"), limit=NOTE, needed=_("Please write why this is all right."))

    def offer(self, warnings: Iterable[Clash]) -> None:
        """Say which warnings wait for somebody."""
        self.keys.choices = options(*((one.key, one.sentence) for one in warnings))


class ReleaseForm(BaseForm):
    """What is said about a release in public."""

    note_ko = Passage(_("Note in Korean"), limit=NOTE, needed=False)
    note_en = Passage(_("Note in English"), limit=NOTE, needed=False)


def _with_organisation(speaker: Speaker) -> str:
    return f"{speaker.name} · {speaker.organisation_name}" if speaker.organisation_name else speaker.name
