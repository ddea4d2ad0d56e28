"""How is an event put into one person's calendar by letter (RFC 5546), and what does their calendar answer?

Pure, like `ics`, whose components it writes. Unlike in feeds, moments stand on the clocks of Seoul, and the zone in the
file; see the decision record on invitations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, vCalAddress, vUri
from icalendar.parser import Contentline

from eventhub.core.ics import PRODID, SEOUL, Entry, component, plain

# One part, from before the first moment anybody writes to, and without the summers of 1987 and 1988, over whose dates
# programs stumble.
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
    online_url: str = ""


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
    entry = invitation.entry
    *event, end = _unfolded(component(entry, zone))
    zones: Sequence[str] = ()
    # Another zone would need its own rules of summer; in UTC every program shows the right moment.
    if zone == SEOUL and not entry.all_day:
        moments = {"DTSTART": _in_seoul("DTSTART", entry.starts_at), "DTEND": _in_seoul("DTEND", entry.ends_at)}
        event, zones = [moments.get(line.partition(":")[0], line) for line in event], IN_SEOUL
    event.append(_attendee(invitation))
    if invitation.online_url:
        event.append(f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{vUri(invitation.online_url)}")
    head = ("BEGIN:VCALENDAR", f"PRODID:{PRODID}", "VERSION:2.0", "CALSCALE:GREGORIAN", f"METHOD:{invitation.method}")
    lines = (*head, *zones, *event, end, "END:VCALENDAR")
    return "".join(map(_folded, lines))


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
    said = {"CN": plain(invitation.attendee_name).replace("\n", " ")} if invitation.attendee_name else {}
    said |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    if invitation.method is Method.REQUEST:
        said["PARTSTAT"] = "NEEDS-ACTION" if invitation.wants_answer else "ACCEPTED"
        said["RSVP"] = "TRUE" if invitation.wants_answer else "FALSE"
    attendee = vCalAddress(f"mailto:{invitation.attendee_email}", params=said)
    return str(Contentline.from_parts("ATTENDEE", attendee.params, attendee, sorted=False))


def _in_seoul(name: str, moment: datetime) -> str:
    return f"{name};TZID={SEOUL.key}:{moment.astimezone(SEOUL):%Y%m%dT%H%M%S}"


def _folded(line: str) -> str:
    written: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]  # the library says nothing of types
    return f"{written.decode()}\r\n"


def _unfolded(written: bytes) -> list[str]:
    return written.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")
