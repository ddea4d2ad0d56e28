"""Are the lines written here those the icalendar library would have written?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Alarm, Calendar, Event, vCalAddress, vDate, vDatetime, vDuration, vGeo, vInt, vUri
from icalendar.prop import vInline

from eventhub.core.ics import COLOUR, PRODID, Entry, plain, render

SEOUL = ZoneInfo("Asia/Seoul")
SIGNS = st.sampled_from("가휨🏭é\\;,:\"'^\n\r\tNn ^\x00\x0b\x85\u2028\u200d\ufeff\u1112\u1161")
TEXTS = st.text(st.one_of(st.characters(), SIGNS), max_size=60)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ADDRESSES = st.from_regex(r"https://e\.example\.org/[a-z0-9/?=&%.,;-]{0,120}", fullmatch=True)
ENTRIES = st.builds(
    Entry,
    uid=st.from_regex(r"(event|session)-[a-z2-9]{12}@e\.example\.org", fullmatch=True),
    summary=TEXTS,
    description=TEXTS,
    location=TEXTS,
    starts_at=MOMENTS,
    ends_at=MOMENTS,
    all_day=st.booleans(),
    cancelled=st.booleans(),
    tentative=st.booleans(),
    free=st.booleans(),
    sequence=st.integers(0, 999),
    changed_at=MOMENTS,
    url=st.one_of(st.just(""), ADDRESSES),
    categories=st.lists(TEXTS, max_size=3).map(tuple),
    organiser_name=st.text(st.sampled_from("창원 추진단,;:'^ab"), max_size=30),
    organiser_email=st.sampled_from(["", "team@example.org"]),
    geo=st.one_of(st.none(), st.tuples(st.floats(-89, 89), st.floats(-179, 179))),
    conference=st.one_of(st.just(""), ADDRESSES),
    attachments=st.lists(ADDRESSES, max_size=3).map(tuple),
    alarms=st.lists(st.sampled_from([timedelta(hours=1), timedelta(days=1)]), max_size=2, unique=True).map(tuple),
)


def written_by_the_library(entries: Sequence[Entry], name: str, source: str) -> bytes:
    """Write a calendar with icalendar, property by property."""
    calendar = Calendar()
    for field, value in (("PRODID", PRODID), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")):
        calendar[field] = vInline(value)
    if plain(name):
        calendar["NAME"] = calendar["X-WR-CALNAME"] = text(name)
    calendar["X-WR-TIMEZONE"] = vInline("Asia/Seoul")
    calendar["COLOR"] = vInline(COLOUR)
    calendar["REFRESH-INTERVAL"] = vDuration(timedelta(hours=1), params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vDuration(timedelta(hours=1))
    calendar["SOURCE"] = vUri(source, params={"VALUE": "URI"})
    for entry in sorted(entries, key=lambda one: (one.starts_at, one.uid)):
        calendar.add_component(component(entry))
    return bytes(calendar.to_ical(sorted=False))


def component(entry: Entry) -> Event:
    """Build the component of an entry."""
    event = Event()
    event["UID"] = vInline(entry.uid)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = moment(entry.changed_at)
    event["DTSTART"], event["DTEND"] = span(entry)
    event["SEQUENCE"] = vInt(entry.sequence)
    event["STATUS"] = vInline("CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED")
    if entry.cancelled or entry.tentative or entry.free:
        event["TRANSP"] = vInline("TRANSPARENT")
    for field, value in (("SUMMARY", entry.summary), ("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if plain(value):
            event[field] = text(value)
    add_what_is_around(event, entry)
    for before in () if entry.cancelled else entry.alarms:
        event.add_component(alarm(entry, before))
    return event


def add_what_is_around(event: Event, entry: Entry) -> None:
    """Add what not every entry has."""
    if words := [text(word) for word in entry.categories if plain(word)]:
        event["CATEGORIES"] = vInline(",".join(words))
    if entry.geo:
        event["GEO"] = vGeo(entry.geo)
    if entry.url:
        event["URL"] = vUri(entry.url)
    if entry.conference:
        event["CONFERENCE"] = vUri(entry.conference, params={"VALUE": "URI"})
    for paper in entry.attachments:
        event.add("ATTACH", vUri(paper))
    if entry.organiser_email:
        name = plain(entry.organiser_name)
        event["ORGANIZER"] = vCalAddress(f"mailto:{entry.organiser_email}", params={"CN": name} if name else {})


def alarm(entry: Entry, before: timedelta) -> Alarm:
    """Build what tells a reader that an entry begins soon."""
    built = Alarm()
    built["ACTION"], built["TRIGGER"] = vInline("DISPLAY"), vDuration(-before)
    if plain(entry.summary):
        built["DESCRIPTION"] = text(entry.summary)
    return built


def span(entry: Entry) -> tuple[Any, Any]:
    """Write beginning and end; whole days are those of Seoul."""
    if not entry.all_day:
        return moment(entry.starts_at), moment(entry.ends_at)
    first = entry.starts_at.astimezone(SEOUL).date()
    last = (entry.ends_at - timedelta(microseconds=1)).astimezone(SEOUL).date()
    return day(first), day(last + timedelta(days=1))


def day(value: date) -> vDate:
    return vDate(value, params={"VALUE": "DATE"})


def moment(value: datetime) -> vDatetime:
    return vDatetime(value.replace(microsecond=0))


def text(value: str) -> vInline:
    r"""Escape a text; the library's own way turns a typed `\N`, as in `C:\New`, into the end of a line."""
    return vInline(plain(value).translate(str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})))


def unfolded(body: bytes) -> list[str]:
    """Take the folds out (the library folds inside an escape, we do not) and what may be said in two ways."""
    lines = body.replace(b"\r\n ", b"").decode().split("\r\n")
    return [rounded(line).replace("TRIGGER:-PT60M", "TRIGGER:-PT1H") for line in lines]


def rounded(line: str) -> str:
    """Say a place to six decimals."""
    if not line.startswith("GEO:"):
        return line
    return "GEO:" + ";".join(f"{float(part):.6f}" for part in line.removeprefix("GEO:").split(";"))


@settings(max_examples=50)
@given(st.lists(ENTRIES, max_size=3, unique_by=lambda entry: entry.uid), TEXTS)
def test_a_calendar_says_what_the_library_would_have_written(entries: list[Entry], name: str) -> None:
    source = "https://e.example.org/calendars/all.ics?lang=ko"
    written = render(entries, name=name, source=source)
    assert unfolded(written) == unfolded(written_by_the_library(entries, name, source))


@settings(max_examples=50)
@given(ENTRIES)
def test_what_was_written_is_read_back(entry: Entry) -> None:
    (found,) = Calendar.from_ical(render([entry], name="달력")).walk("VEVENT")
    assert found["UID"] == entry.uid
    assert found["SEQUENCE"] == entry.sequence
    assert found["LAST-MODIFIED"].dt == found["DTSTAMP"].dt == entry.changed_at.replace(microsecond=0)
    if not entry.all_day:
        assert found["DTSTART"].dt == entry.starts_at.replace(microsecond=0)
        assert found["DTEND"].dt == entry.ends_at.replace(microsecond=0)
    assert len(found.walk("VALARM")) == (0 if entry.cancelled else len(entry.alarms))


@settings(max_examples=50)
@given(st.lists(ENTRIES, max_size=3, unique_by=lambda entry: entry.uid), st.randoms())
def test_the_same_entries_give_the_same_bytes(entries: list[Entry], chance: Any) -> None:
    body = render(entries, name="x")
    chance.shuffle(entries)
    assert render(entries, name="x") == body
