"""How do dated things become a calendar file that every client accepts (RFC 5545)? With `itip` it alone uses icalendar.

Pure: the same entries give the same bytes, so the hash of a feed is its ETag. Moments are written in UTC, which every
client resolves alike; see the decision record on calendar feeds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vDate, vDatetime, vDuration, vGeo, vInt, vUri
from icalendar.prop import vInline

from eventhub.core.text import tidy

PRODID = "-//EventHub//EventHub//KO"
SEOUL = ZoneInfo("Asia/Seoul")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
END = b"END:VCALENDAR\r\n"
# About 2 KB each with its key: the events of some years, in both languages.
KEPT_COMPONENTS = 8192
# What some reader takes for the end of a line, and what no reader takes (RFC 5545, 3.3.11).
LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One dated thing as a calendar shows it: plain values, in the reader's language.

    The end is exclusive. `summary` is the title as people shall read it, with whatever marks it as cancelled;
    `description` is plain text. `sequence` grows with every change of time, place, title or status, `changed_at` with
    any change; `uid` stays for life.
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
    sequence: int = 0
    changed_at: datetime
    url: str = ""
    categories: tuple[str, ...] = ()
    organiser_name: str = ""
    organiser_email: str = ""
    geo: tuple[float, float] | None = None


def render(
    entries: Iterable[Entry],
    *,
    name: str,
    source: str = "",
    zone: ZoneInfo = SEOUL,
) -> bytes:
    """Write entries as one calendar, by start and uid; `zone` is where whole days begin and end."""
    in_order = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    head = _head(name, source, zone).to_ical(sorted=False).removesuffix(END)
    return b"".join((head, *(component(entry, zone) for entry in in_order), END))


def newest_change(entries: Iterable[Entry]) -> datetime | None:
    """Return the moment of the newest change among entries, or None when there is none."""
    return max((entry.changed_at for entry in entries), default=None)


def _head(name: str, source: str, zone: ZoneInfo) -> Calendar:
    """Describe the calendar; the older X- names are what Google, Apple and Outlook read (RFC 7986, 5)."""
    head = Calendar()
    head["PRODID"] = _text(PRODID)
    head["VERSION"] = _text("2.0")
    head["CALSCALE"] = _text("GREGORIAN")
    head["METHOD"] = _text("PUBLISH")
    head["NAME"] = head["X-WR-CALNAME"] = _text(name)
    head["X-WR-TIMEZONE"] = _text(zone.key)
    # The library writes neither VALUE by itself, and without it the properties are not valid (RFC 7986, 5.7 and 5.8).
    head["REFRESH-INTERVAL"] = vDuration(HOUR, params={"VALUE": "DURATION"})
    head["X-PUBLISHED-TTL"] = vDuration(HOUR)
    if source:
        head["SOURCE"] = vUri(source, params={"VALUE": "URI"})
    return head


@lru_cache(maxsize=KEPT_COMPONENTS)
def component(entry: Entry, zone: ZoneInfo) -> bytes:
    """Write one entry; an entry that did not change is written once and its bytes are kept."""
    event = Event()
    event["UID"] = _text(entry.uid)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = _moment(entry.changed_at)
    event["DTSTART"], event["DTEND"] = _span(entry, zone)
    event["SEQUENCE"] = vInt(entry.sequence)
    event["STATUS"] = _text("CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED")
    if entry.cancelled or entry.tentative:
        event["TRANSP"] = _text("TRANSPARENT")
    event["SUMMARY"] = _text(entry.summary)
    for field, value in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if plain(value):
            event[field] = _text(value)
    if entry.categories:
        event["CATEGORIES"] = vInline(",".join(_text(word) for word in entry.categories))
    if entry.geo:
        event["GEO"] = vGeo(entry.geo)
    if entry.url:
        event["URL"] = vUri(entry.url)
    if entry.organiser_email:
        common_name = {"CN": plain(entry.organiser_name).replace("\n", " ")} if entry.organiser_name else {}
        event["ORGANIZER"] = vCalAddress(f"mailto:{entry.organiser_email}", params=common_name)
    return bytes(event.to_ical(sorted=False))


def _span(entry: Entry, zone: ZoneInfo) -> tuple[vDate | vDatetime, vDate | vDatetime]:
    if not entry.all_day:
        return _moment(entry.starts_at), _moment(entry.ends_at)
    first = entry.starts_at.astimezone(zone).date()
    last = (entry.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return _day(first), _day(last + DAY)


def _day(day: date) -> vDate:
    return vDate(day, params={"VALUE": "DATE"})


def _moment(moment: datetime) -> vDatetime:
    return vDatetime(moment.astimezone(UTC).replace(microsecond=0))


def _text(value: str) -> vInline:
    r"""Escape a text; the library's own way turns a typed `\N`, as in `C:\New`, into the end of a line."""
    return vInline(plain(value).translate(ESCAPES))


def plain(value: str) -> str:
    """Tidy a text and take out what would break a calendar file."""
    return tidy(UNWRITABLE.sub("", LINE_ENDS.sub("\n", value)))
