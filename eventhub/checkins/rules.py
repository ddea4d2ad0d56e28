"""What does a reading of a code come to, which days have a door, and how is it said?"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import urlsplit

from eventhub.checkins.models import Attendance, CheckIn, HelperLink, Outcome, RoomCode
from eventhub.core.i18n import gettext, pick
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_time
from eventhub.core.types import ALPHABET
from eventhub.events.models import Event
from eventhub.events.rules import days_of
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import STANDING_WORDS

# The purposes under which helpers' links and codes shown in a room are sealed.
HELPER, ROOM = "helper", "room"
ROOM_CODE_LENGTH = 6
# A device that lost the network may still send what it read on the day of its link.
SENDS_UNTIL = timedelta(hours=12)
# People come early; after the end nobody sits down any more.
HERE_BEFORE = timedelta(hours=1)
TRIES_AT_ROOM_CODE = 10
MOST_SCANS_AT_ONCE = 100
MOST_FOUND = 20
KEY = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
LAST_DIGITS = re.compile(r"^[0-9]{4}$")
# What stands before the secret in the address of a ticket.
BEFORE_A_TICKET = "/t/"

OUTCOME_WORDS: dict[Outcome, Any] = {
    Outcome.LET_IN: _("Checked in"),
    Outcome.ALREADY: _("Here already"),
    Outcome.NOT_CONFIRMED: _("No place yet"),
    Outcome.GIVEN_UP: _("Given up"),
    Outcome.REPLACED: _("Old ticket"),
    Outcome.OTHER_EVENT: _("Another event"),
    Outcome.NOT_A_TICKET: _("Not a ticket"),
    Outcome.EVENT_CANCELLED: _("Cancelled"),
}
# Three colours for three things to do: come in, look again, stop.
TONES: dict[Outcome, str] = {Outcome.LET_IN: "good", Outcome.ALREADY: "warn"}
ATTENDANCE_WORDS: dict[Attendance, Any] = {
    Attendance.ATTENDED: _("Attended"),
    Attendance.ABSENT: _("Absent"),
    Attendance.EXCUSED: _("Excused"),
    Attendance.UNKNOWN: _("Not noted"),
}
ENDED = (Standing.CANCELLED, Standing.DECLINED, Standing.LAPSED)


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where people are being read: which day of an event, or which session, at which lane, by whom."""

    day: date
    session_key: str = ""
    lane: str = ""
    actor: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a device read: a code, or a person chosen by name; `claimed_at` is what the device's own clock said."""

    key: str
    code: str = ""
    place_id: str = ""
    claimed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a reading, for whoever stands at the lane."""

    key: str
    outcome: Outcome
    registration: Registration | None = None
    check_in: CheckIn | None = None
    event: Event | None = None
    code: str = ""

    @property
    def tone(self) -> str:
        """The colour it is shown in."""
        return TONES.get(self.outcome, "bad")

    @property
    def word(self) -> str:
        """The one word it is called out with."""
        return str(OUTCOME_WORDS[self.outcome])


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A way to an event's check-in: a coordinator's, or that of a helper with a link, who sees no more than a lane."""

    event: Event
    path: str
    actor: str
    link: HelperLink | None = None

    @property
    def is_helpers(self) -> bool:
        """Whether somebody without an account stands here."""
        return self.link is not None


@dataclass(frozen=True)
class Tally:
    """How many are in, of how many with a place, lane by lane."""

    inside: int = 0
    expected: int = 0
    lanes: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Turnout:
    """How reliably the people of one organisation come: over all events that are past."""

    name: str
    organisation_id: int | None
    places: int
    attended: int
    absent: int
    excused: int

    @property
    def unknown(self) -> int:
        """Of how many nothing was noted."""
        return self.places - self.attended - self.absent - self.excused

    @property
    def rate(self) -> int | None:
        """Per cent who came, of those of whom it is known; who was excused does not count."""
        known = self.attended + self.absent
        return round(100 * self.attended / known) if known else None


def outcome_at(registration: Registration) -> Outcome | None:
    """Say why a place lets nobody in; None when it does."""
    if registration.standing is Standing.CONFIRMED:
        return None
    return Outcome.GIVEN_UP if registration.standing in ENDED else Outcome.NOT_CONFIRMED


def sentence_of(result: Result) -> str:
    """Say what came of a reading, so that whoever stands there knows what to do."""
    if result.outcome is Outcome.ALREADY and result.check_in:
        return _said_before(result.check_in)
    if result.outcome is Outcome.OTHER_EVENT and result.event:
        return gettext("This ticket is for another event: %(title)s.", title=pick(result.event, "title"))
    if result.outcome is Outcome.NOT_CONFIRMED and result.registration:
        standing = STANDING_WORDS[result.registration.standing]
        return gettext("This place is not confirmed: %(standing)s.", standing=standing)
    return str(SENTENCES[result.outcome])


SENTENCES: dict[Outcome, Any] = {
    Outcome.LET_IN: _("Welcome."),
    Outcome.ALREADY: _("This person was checked in before."),
    Outcome.NOT_CONFIRMED: _("This place is not confirmed."),
    Outcome.GIVEN_UP: _("This place was given up or taken back."),
    Outcome.REPLACED: _("This ticket was replaced by a newer one. Find the person by name."),
    Outcome.OTHER_EVENT: _("This ticket is for another event."),
    Outcome.NOT_A_TICKET: _("This code is not a ticket of ours. Find the person by name."),
    Outcome.EVENT_CANCELLED: _("Nobody can be checked in: this event is a draft or cancelled."),
}
WRONG_KEYBOARD = _("The scanner types Hangul. Switch the keyboard to English and read the ticket again.")


def days_with_a_door(event: Event, *, zone: tzinfo) -> list[date]:
    """List the days of an event."""
    first, last = days_of(event, zone=zone)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def day_at(event: Event, asked: date | None, *, today: date, zone: tzinfo) -> date:
    """Choose the day people are read for: the one asked for, else today, else the nearest of the event."""
    days = days_with_a_door(event, zone=zone)
    if asked in days:
        return asked
    return today if today in days else days[0] if today < days[0] else days[-1]


def read_code(text: str) -> str:
    """Return the secret in what a scanner typed: the address of a ticket, or the secret alone; else nothing."""
    plain = text.strip()
    try:
        path = urlsplit(plain).path
    except ValueError:
        return ""
    _before, door, secret = path.rpartition(BEFORE_A_TICKET)
    if door:
        return secret.strip("/")
    return plain if re.fullmatch(r"[a-z0-9]{12}-[0-9]+\.[A-Za-z0-9_-]{20,}", plain) else ""


def looks_read(text: str) -> bool:
    """Say whether a text was read by a scanner and not typed by a person."""
    return bool(read_code(text)) or "://" in text


def is_in_hangul(text: str) -> bool:
    """Say whether a scanner typed an address while the keyboard was Korean: the signs between the letters stay."""
    return "://" in text and any("ㄱ" <= sign <= "ㅣ" or "가" <= sign <= "힣" for sign in text.partition("://")[0])


def holds(link: HelperLink, *, now: datetime, zone: tzinfo, sending: bool = False) -> bool:
    """Say whether a helper's link still opens the desk, or at least takes what a device read while it did."""
    here = now - SENDS_UNTIL if sending else now
    days = {now.astimezone(zone).date(), here.astimezone(zone).date()}
    return link.revoked_at is None and link.day in days


def room_code(sealed: str) -> str:
    """Write the code of a room and a day so that it can be read from the last row: six letters and digits."""
    number = int.from_bytes(hashlib.sha256(sealed.encode()).digest(), "big")
    signs = []
    for _place in range(ROOM_CODE_LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs).upper()


def room_name(event: Event, room: RoomCode, day: date) -> str:
    """Name what a room's code is sealed over: it changes with the event, the day and when the team wants another."""
    return f"{event.public_id}-{day.isoformat()}-{room.number}"


def tidy_room_code(text: str) -> str:
    """Read a code as people type it."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def may_check_in_alone(event: Event, room: RoomCode | None, *, now: datetime) -> bool:
    """Say whether people may check themselves in at this moment."""
    return room is not None and room.is_open and is_here_now(event, now=now)


def is_here_now(event: Event, *, now: datetime) -> bool:
    """Say whether people of an event can be in its room at this moment."""
    return event.starts_at - HERE_BEFORE <= now < event.ends_at


def attendance(marked: Attendance | None, *, is_in: bool) -> Attendance:
    """Say whether somebody came: what the team wrote down, else what was read at the door."""
    return marked or (Attendance.ATTENDED if is_in else Attendance.UNKNOWN)


def _said_before(check_in: CheckIn) -> str:
    time = say_time(check_in.checked_in_at)
    if check_in.lane:
        return gettext("Checked in at %(time)s already (%(lane)s).", time=time, lane=check_in.lane)
    return gettext("Checked in at %(time)s already.", time=time)
