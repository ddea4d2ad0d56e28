"""How is an event put into one person's calendar by letter (RFC 5546), and what does their calendar answer?

Pure, like `ics`, whose components it writes. Unlike in feeds, moments stand on the clocks of Seoul, and the zone in the
file; see the decision record on invitations.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, vCalAddress

from eventhub.core.ics import PRODID, SEOUL, Entry, event_lines, folded, person

# The zone from before the first moment anybody writes to, and without the summers of 1987 and 1988, over which programs
# stumble: the beginning of a zone is local by definition (RFC 5545, 3.6.5).
IN_SEOUL = (
    "BEGIN:VTIMEZONE",
    f"TZID:{SEOUL.key}",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:KST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
# No answer of a calendar program is a tenth of this.
LONGEST_ANSWER = 100_000
LONGEST_COMMENT = 2000
MOST_COMPONENTS = 20


class Method(StrEnum):
    """What a letter means for a calendar."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    COUNTER = "COUNTER"


class Answer(StrEnum):
    """What somebody answered; the names are those of PARTSTAT."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """An event for one person's calendar; the organiser of the entry is where their program sends its answer."""

    method: Method
    entry: Entry
    attendee_name: str
    attendee_email: str
    wants_answer: bool


@dataclass(frozen=True, kw_only=True)
class Response:
    """What a person's calendar program wrote back: about which entry in which state, from whom, and what."""

    method: Method
    uid: str
    sequence: int
    answer: Answer | None
    attendee: str
    organiser: str
    starts_at: datetime | None
    ends_at: datetime | None
    comment: str


def write(invitation: Invitation, *, zone: ZoneInfo = SEOUL) -> str:
    """Write an invitation, or take one back: one event, one attendee; the entry's last change is when it is written."""
    # Another zone would need its own rules of summer; in UTC every program shows the right moment.
    clocks = SEOUL if zone == SEOUL and not invitation.entry.all_day else None
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{PRODID}",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{invitation.method}",
        *(IN_SEOUL if clocks else ()),
        *event_lines(invitation.entry, zone, clocks=clocks, attendee=_attendee(invitation)),
        "END:VCALENDAR",
    ]
    return folded(lines).decode()


def method_of(written: str) -> str:
    """Read what a written invitation means for a calendar."""
    head = written.partition("\r\nMETHOD:")[2]
    return head.partition("\r\n")[0]


def read(written: str) -> Response | None:
    """Read what a calendar program answers; None where it is no answer, or none anybody can read."""
    if len(written) > LONGEST_ANSWER or written.count("BEGIN:") > MOST_COMPONENTS:
        return None
    try:
        calendar = Calendar.from_ical(written)
        method = Method(str(calendar.get("METHOD", "")).upper())
        events = calendar.walk("VEVENT")
        if method not in (Method.REPLY, Method.COUNTER) or len(events) != 1:
            return None
        return _response(method, events[0])
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError):
        # Whatever the library stumbles over was not written by a calendar program that can be answered to.
        return None


def _response(method: Method, event: Component) -> Response:
    attendees = event.get("ATTENDEE", [])
    attendee = attendees[0] if isinstance(attendees, list) and len(attendees) == 1 else attendees
    if not isinstance(attendee, vCalAddress):
        raise TypeError("an answer has one attendee (RFC 5546, 3.2.3)")
    said = str(attendee.params.get("PARTSTAT", "")).upper()
    return Response(
        method=method,
        uid=str(event.get("UID", "")),
        sequence=int(event.get("SEQUENCE", 0)),
        answer=Answer(said) if said in set(Answer) else None,
        attendee=_email(attendee),
        organiser=_email(event.get("ORGANIZER", "")),
        starts_at=_moment(event, "DTSTART"),
        ends_at=_moment(event, "DTEND"),
        comment=_comment(event),
    )


def _moment(event: Component, name: str) -> datetime | None:
    """Read a moment; a day is its beginning in Seoul, and so is a moment that names no zone."""
    if name not in event:
        return None
    moment: date = event.decoded(name)
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=SEOUL)
    return (moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)).astimezone(UTC)


def _comment(event: Component) -> str:
    said = event.get("COMMENT", "")
    return "\n".join(map(str, said if isinstance(said, list) else [said]))[:LONGEST_COMMENT]


def _email(written: object) -> str:
    return str(written).lower().removeprefix("mailto:").strip()


def _attendee(invitation: Invitation) -> str:
    said = ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
    if invitation.method is Method.REQUEST:
        said += ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if invitation.wants_answer else ";PARTSTAT=ACCEPTED;RSVP=FALSE"
    return person("ATTENDEE", invitation.attendee_name, invitation.attendee_email, said)
