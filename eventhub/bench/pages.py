"""What do pages and feeds cost beside a bare Flask page over the same rows?"""

from collections.abc import Callable, Iterator

from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub.bench.measure import compare, report
from eventhub.bench.reference import bare_app
from eventhub.core.db import db, session
from eventhub.events.models import Event, Status


def pages(real: FlaskClient) -> Iterator[str]:
    """Compare the event page, the list and the first page with the bare page."""
    event = _some_event()
    bare = bare_app(db.engine).test_client()
    ways = {
        "bare event page (reference)": _get(bare, f"/{event}"),
        "event page": _get(real, f"/events/{event}"),
        "event list": _get(real, "/events/"),
        "first page": _get(real, "/"),
    }
    total = session.scalar(select(func.count()).select_from(Event))
    yield from report("Pages", f"in process, {total:,} events, {db.engine.dialect.name}", compare(ways))


def feeds(real: FlaskClient) -> Iterator[str]:
    """Compare the feed of everything, sent and not sent, with a bare page that says hello."""
    bare = bare_app(db.engine).test_client()
    answer = real.get("/calendars/all.ics")
    entries = answer.data.count(b"BEGIN:VEVENT")
    ways = {
        "bare hello (reference)": _get(bare, "/"),
        "feed, 200": _get(real, "/calendars/all.ics"),
        "feed, 304": _get(real, "/calendars/all.ics", {"If-None-Match": answer.headers["ETag"]}, expected=304),
    }
    how = f"in process, {entries:,} entries, {len(answer.data) / 1000:,.0f} kB, entries written once are kept"
    yield from report("Calendar feed", how, compare(ways, rounds=5, calls=5))


def _get(
    client: FlaskClient, path: str, headers: dict[str, str] | None = None, *, expected: int = 200
) -> Callable[[], object]:
    def get() -> None:
        status = client.get(path, headers=headers or {}).status_code
        if status != expected:
            raise RuntimeError(f"{path} answered {status}, not {expected}: nothing was measured")

    return get


def _some_event() -> str:
    found = session.scalar(
        select(Event.public_id).where(Event.status == Status.PUBLISHED).order_by(Event.starts_at.desc()).limit(1)
    )
    if found is None:
        raise RuntimeError("there is no event to measure with; load the demo first")
    return found
