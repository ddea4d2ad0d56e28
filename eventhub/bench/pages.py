"""What do pages cost beside a bare Flask page over the same rows?"""

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


def _get(client: FlaskClient, path: str) -> Callable[[], object]:
    def get() -> None:
        status = client.get(path).status_code
        if status != 200:  # noqa: PLR2004 - the one that means that there is a page
            raise RuntimeError(f"{path} answered {status}: nothing was measured")

    return get


def _some_event() -> str:
    found = session.scalar(
        select(Event.public_id).where(Event.status == Status.PUBLISHED).order_by(Event.starts_at.desc()).limit(1)
    )
    if found is None:
        raise RuntimeError("there is no event to measure with; load the demo first")
    return found
