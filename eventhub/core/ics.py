"""How do dated things become a calendar file that every client accepts (RFC 5545)? It and `itip` use icalendar alone.

Pure: the same entries give the same bytes, so the hash of a feed is its ETag. Moments are written in UTC, which every
client resolves alike (decision 0008); the lines are written here, and icalendar, which is ten times as slow, judges
them in the tests (decision 0025).
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from unicodedata import is_normalized
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from eventhub.core.text import tidy

PRODID = "-//EventHub//EventHub//KO"
SEOUL = ZoneInfo("Asia/Seoul")
# How a calendar is shown beside others, where nobody chose a colour of their own (RFC 7986, 5.9: a name of CSS).
COLOUR = "teal"
DAY = timedelta(days=1)
# Octets of a line without its end; what follows a fold begins with a blank (RFC 5545, 3.1).
LINE = 75
# About 2 KB each with its key: the events of some years, in both languages.
KEPT_COMPONENTS = 8192
KEPT_WORDS = 1024
# What some reader takes for the end of a line, and what no reader takes (RFC 5545, 3.3.11).
LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
UNTIDY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# What has to be quoted in a parameter, and what has no place in an address (RFC 5545, 3.2; RFC 3986, 2).
NEEDS_QUOTES = re.compile("[,:;' ]")
NOT_IN_ADDRESSES = re.compile('[\x00-\x20\x7f-\x9f"<>\ud800-\udfff]')


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One dated thing as a calendar shows it: plain values, in the reader's language.

    The end is exclusive. `summary` is the title as people shall read it, with whatever marks it as cancelled;
    `description` is plain text; what is `free` takes nobody's time. `sequence` grows with every change of time, place,
    title or status, `changed_at` with any change; `uid` stays for life. `conference` is where one takes part online,
    for who may know it; `attachments` are addresses of papers everybody may open; `alarms` say how long before the
    beginning a reader wants to be told.
    """

    uid: str
    summary: str
    description: str = ""
    location: str = ""
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    cancelled: bool = False
    tentative: bool = False
    free: bool = False
    sequence: int = 0
    changed_at: datetime
    url: str = ""
    categories: tuple[str, ...] = ()
    organiser_name: str = ""
    organiser_email: str = ""
    geo: tuple[float, float] | None = None
    conference: str = ""
    attachments: tuple[str, ...] = ()
    alarms: tuple[timedelta, ...] = ()


def render(
    entries: Iterable[Entry],
    *,
    name: str,
    source: str = "",
    zone: ZoneInfo = SEOUL,
) -> bytes:
    """Write entries as one calendar, by start and uid; `zone` is where whole days begin and end."""
    in_order = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    head = folded(_head(name, source, zone))
    return b"".join((head, *[component(entry, zone) for entry in in_order], b"END:VCALENDAR\r\n"))


def newest_change(entries: Iterable[Entry]) -> datetime | None:
    """Return the moment of the newest change among entries, or None when there is none."""
    return max((entry.changed_at for entry in entries), default=None)


def render_json(
    entries: Iterable[Entry],
    *,
    name: str,
    source: str = "",
    zone: ZoneInfo = SEOUL,
) -> bytes:
    """Write entries as one calendar in JSON (jCal, RFC 7265), in the same order."""
    head = Calendar.from_ical(render((), name=name, source=source, zone=zone)).to_jcal()
    in_order = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    parts = ",".join(_component_json(entry, zone) for entry in in_order)
    return f"[{_json(head[0])},{_json(head[1])},[{parts}]]".encode()


@lru_cache(maxsize=KEPT_COMPONENTS)
def component(entry: Entry, zone: ZoneInfo) -> bytes:
    """Write one entry; an entry that did not change is written once and its bytes are kept."""
    return folded(event_lines(entry, zone))


def event_lines(entry: Entry, zone: ZoneInfo, *, clocks: ZoneInfo | None = None, attendee: str = "") -> list[str]:
    """List the lines of one entry, as feeds and invitations (`core.itip`) alike write it, not folded yet.

    With `clocks` moments stand in that zone, which has to be in the file; `attendee` is a whole line.
    """
    changed = _moment(entry.changed_at)
    status = "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_address(entry.uid)}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        *_span(entry, zone, clocks),
        f"SEQUENCE:{entry.sequence}",
        f"STATUS:{status}",
    ]
    if entry.free or status != "CONFIRMED":
        lines.append("TRANSP:TRANSPARENT")
    for field, value in (("SUMMARY", entry.summary), ("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if written := _text(value):
            lines.append(f"{field}:{written}")
    lines += _around(entry)
    if not entry.cancelled:
        for before in entry.alarms:
            lines += _alarm(entry, before)
    return [*lines, *([attendee] if attendee else []), "END:VEVENT"]


@lru_cache(maxsize=KEPT_COMPONENTS // 4)
def _component_json(entry: Entry, zone: ZoneInfo) -> str:
    return _json(Event.from_ical(component(entry, zone)).to_jcal())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def forget() -> None:
    """Forget every component that was kept, for who measures what the first one costs."""
    for kept in (component, _component_json, _words, person):
        kept.cache_clear()


def plain(value: str) -> str:
    """Tidy a text and take out what would break a calendar file."""
    # Looking is much faster than changing, and almost every text is tidy.
    if is_normalized("NFC", value) and not UNTIDY.search(value):
        return value.strip()
    return tidy(UNWRITABLE.sub("", LINE_ENDS.sub("\n", value)))


def _head(name: str, source: str, zone: ZoneInfo) -> list[str]:
    """Describe the calendar; the older X- names are what Google, Apple and Outlook read (RFC 7986, 5)."""
    called = _text(name)
    return [
        "BEGIN:VCALENDAR",
        f"PRODID:{PRODID}",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *([f"NAME:{called}", f"X-WR-CALNAME:{called}"] if called else []),
        f"X-WR-TIMEZONE:{zone.key}",
        f"COLOR:{COLOUR}",
        # Without VALUE the two are not valid (RFC 7986, 5.7 and 5.8).
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *([f"SOURCE;VALUE=URI:{_address(source)}"] if source else []),
    ]


def _around(entry: Entry) -> list[str]:
    """Write what else is known of an entry; nothing is written that would be empty."""
    lines = []
    if words := _words(entry.categories):
        lines.append(f"CATEGORIES:{words}")
    if entry.geo:
        lines.append(f"GEO:{entry.geo[0]:.6f};{entry.geo[1]:.6f}")
    if entry.url:
        lines.append(f"URL:{_address(entry.url)}")
    if entry.conference:
        lines.append(f"CONFERENCE;VALUE=URI:{_address(entry.conference)}")
    lines += [f"ATTACH:{_address(paper)}" for paper in entry.attachments]
    if entry.organiser_email:
        lines.append(person("ORGANIZER", entry.organiser_name, entry.organiser_email))
    return lines


def _alarm(entry: Entry, before: timedelta) -> list[str]:
    """Write that a reader wants to be told before an entry begins; whole days and hours are said as such."""
    seconds = int(before.total_seconds())
    span = f"P{seconds // 86400}D" if seconds % 86400 == 0 else f"PT{seconds // 60}M"
    said = [f"DESCRIPTION:{summary}"] if (summary := _text(entry.summary)) else []
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-{span}", *said, "END:VALARM"]


def _span(entry: Entry, zone: ZoneInfo, clocks: ZoneInfo | None) -> tuple[str, str]:
    if clocks and not entry.all_day:
        begin, end = entry.starts_at.astimezone(clocks), entry.ends_at.astimezone(clocks)
        return f"DTSTART;TZID={clocks.key}:{begin:%Y%m%dT%H%M%S}", f"DTEND;TZID={clocks.key}:{end:%Y%m%dT%H%M%S}"
    if not entry.all_day:
        return f"DTSTART:{_moment(entry.starts_at)}", f"DTEND:{_moment(entry.ends_at)}"
    first = entry.starts_at.astimezone(zone).date()
    last = (entry.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return f"DTSTART;VALUE=DATE:{_day(first)}", f"DTEND;VALUE=DATE:{_day(last + DAY)}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _moment(moment: datetime) -> str:
    # Three times as fast as `strftime`, and every entry has three of them.
    iso = moment.astimezone(UTC).isoformat()
    return f"{iso[:4]}{iso[5:7]}{iso[8:13]}{iso[14:16]}{iso[17:19]}Z"


def _text(value: str) -> str:
    return plain(value).replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


@lru_cache(maxsize=KEPT_WORDS)
def _words(words: tuple[str, ...]) -> str:
    return ",".join(written for word in words if (written := _text(word)))


@lru_cache(maxsize=KEPT_WORDS)
def person(role: str, name: str, email: str, parameters: str = "") -> str:
    """Name who organises or takes part; a name has its own escapes (RFC 6868), and quotes few readers give back."""
    called = plain(name).replace("^", "^^").replace("\n", " ").replace('"', "'")
    quoted = f'"{called}"' if NEEDS_QUOTES.search(called) else called
    return f"{role}{f';CN={quoted}' if called else ''}{parameters}:mailto:{_address(email)}"


def _address(value: str) -> str:
    """Write an address; a blank or the end of a line in it would be read as something else."""
    return NOT_IN_ADDRESSES.sub("", value)


def folded(lines: Iterable[str]) -> bytes:
    """End every line, and fold what is too long: never inside a character, nor inside an escape."""
    folded = []
    for line in lines:
        octets = line.encode()
        if len(octets) > LINE:
            octets = b"\r\n ".join(_parts(octets))
        folded.append(octets)
    folded.append(b"")
    return b"\r\n".join(folded)


def _parts(octets: bytes) -> list[bytes]:
    parts, begin, room = [], 0, LINE
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:  # noqa: PLR2004 - an octet within a character (RFC 3629, 3)
            end -= 1
        backslashes = end - len(octets[begin:end].rstrip(b"\\")) - begin
        end -= backslashes % 2
        parts.append(octets[begin:end])
        begin, room = end, LINE - 1
    parts.append(octets[begin:])
    return parts
