"""How far do calendars look back, how many addresses may one person have, and how does a program subscribe?"""

from dataclasses import dataclass
from datetime import UTC, timedelta
from urllib.parse import quote, urlencode

from eventhub.calendars.models import Scope
from eventhub.core.i18n import lazy as _
from eventhub.core.ics import Entry
from eventhub.core.moments import days_of

WINDOW = timedelta(days=90)
MOST_LINKS = 10
# That a link is read is written down once an hour at most.
NOTED_EVERY = timedelta(hours=1)
FEED = "feed"
NAME_LENGTH = 60
SCOPE_WORDS = {
    Scope.PLACES: _("Events I have a place at, or wait for"),
    Scope.FAVOURITES: _("My favourites: events and sessions I picked"),
    Scope.DESK: _("My desk: what my teams plan and hold, with drafts"),
}
# How long before an event a person may be told by their own calendar, in minutes.
ALARM_WORDS = {0: _("Not at all"), 60: _("An hour before"), 24 * 60: _("A day before")}
# What the folders of feeds are called as filters of a list.
FILTERS = {"complexes": "complex", "mini-clusters": "mini_cluster", "kinds": "kind"}


@dataclass(frozen=True)
class Ways:
    """The addresses by which programs subscribe to one feed."""

    https: str
    webcal: str
    google: str
    outlook_work: str
    outlook_home: str


def ways_to(address: str, name: str) -> Ways:
    """Write the addresses of a feed as programs want them; iPhones know `webcal:` and not `webcals:`."""
    webcal = f"webcal://{address.partition('://')[2]}"
    outlook = f"/calendar/0/addfromweb?url={quote(address, safe='')}&name={quote(name, safe='')}"
    return Ways(
        https=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook_work=f"https://outlook.office.com{outlook}",
        outlook_home=f"https://outlook.live.com{outlook}",
    )


def google_template(entry: Entry) -> str:
    """Write the address at which Google's calendar takes one entry: for browsers that cannot open a file."""
    if entry.all_day:
        days = days_of(entry.starts_at, entry.ends_at)
        ends = [f"{day:%Y%m%d}" for day in (days[0], days[-1] + timedelta(days=1))]
    else:
        ends = [f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (entry.starts_at, entry.ends_at)]
    asked = {
        "action": "TEMPLATE",
        "text": entry.summary,
        "dates": "/".join(ends),
        "details": entry.url,
        "location": entry.location,
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(asked)}"


def path_of_feed(feed: str) -> str:
    """Return where the feed of a choice is read: parts of a programme are below their event."""
    return f"/{feed}.ics" if feed.startswith("events/") else f"/calendars/{feed}.ics"


def embed_filters(feed: str) -> dict[str, str]:
    """Say how the list for other sites is narrowed to what a feed holds."""
    folder, _, name = feed.partition("/")
    return {FILTERS[folder]: name} if folder in FILTERS else {}
