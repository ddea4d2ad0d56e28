"""What do a long programme and a long series cost beside a bare Flask page?"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from eventhub.accounts import services as accounts
from eventhub.accounts.guards import cookie_name
from eventhub.accounts.models import Role
from eventhub.bench.measure import compare, report
from eventhub.bench.reference import bare_app
from eventhub.core.clock import now
from eventhub.core.db import db, session, transaction
from eventhub.events.models import Event, Status, Visibility
from eventhub.series.models import Series, SeriesDate

SIZES = (2_300, 23_000)
LONGEST_SERIES = 13_000
CHUNK = 5_000
DAY = timedelta(days=1)
Row = dict[str, Any]


class _MeasuredError(Exception):
    """Undoes what was made up to be measured."""


def programme(real: FlaskClient) -> Iterator[str]:
    """Compare lists, a month and a series with the bare page as the programme grows; nothing made up is kept."""
    lines: list[str] = []
    model = session.scalars(select(Event).where(Event.status == Status.PUBLISHED).limit(1)).first()
    if model is None:
        raise RuntimeError("there is no event to measure with; load the demo first")
    columns = {column.key: getattr(model, column.key) for column in Event.__mapper__.column_attrs}
    bare = bare_app(db.engine).test_client()
    ways = {"bare event page (reference)": _get(bare, f"/{model.public_id}")}
    # The client asks within this very context, so it sees what the transaction has not kept and never will.
    with suppress(_MeasuredError), transaction():
        desk = _signed_in()
        for size in SIZES:
            _fill(columns, size - _total())
            lines += _said(
                f"Programme of {_total():,} events",
                {
                    **ways,
                    "event list": _get(real, "/events/"),
                    "event list, last page": _get(real, "/events/?page=99999"),
                    "planning: month": _get(desk, "/desk/planning/"),
                    "planning: agenda": _get(desk, "/desk/planning/?view=agenda"),
                    "planning: year": _get(desk, "/desk/planning/?view=year"),
                },
            )
        for size in (100, LONGEST_SERIES):
            address = _series(columns, size)
            lines += _said(
                f"Series of {size:,} dates",
                {
                    **ways,
                    "series page": _get(real, f"/series/{address}"),
                    "series page, last": _get(real, f"/series/{address}?page=99999"),
                    "past dates": _get(real, f"/series/{address}/past"),
                },
            )
        raise _MeasuredError
    yield from lines


def _said(title: str, ways: dict[str, Callable[[], object]]) -> Iterator[str]:
    how = f"in process, {db.engine.dialect.name}, {_total():,} events in all"
    yield from report(title, how, compare(ways, rounds=5, calls=5))


def _get(client: FlaskClient, path: str) -> Callable[[], object]:
    def get() -> None:
        session.expunge_all()
        status = client.get(path).status_code
        if status != 200:  # noqa: PLR2004 - the one that means that there is a page
            raise RuntimeError(f"{path} answered {status}: nothing was measured")

    return get


def _signed_in() -> FlaskClient:
    """Return the browser of an administrator, who sees what all teams plan; like all else here it is not kept."""
    account = accounts.account_for("planner@example.org", name="", locale="ko", now=now())
    account.role = Role.ADMINISTRATOR
    session.flush()  # the way in refers to its row
    link = accounts.make_set_up_link(account, now=now())
    key, _next = accounts.sign_in_by_link(link, user_agent="bench", now=now())
    desk = current_app.test_client()
    desk.set_cookie(cookie_name(), key)
    return desk


def _total() -> int:
    return session.scalar(select(func.count()).select_from(Event)) or 0


def _fill(model: Row, number: int) -> None:
    """Add events like one that is there, spread over a year around today, as those of a programme are."""
    if number <= 0:
        return
    begin, step = now() - 304 * DAY, 365 * DAY / number
    _add([_like(model, begin + index * step) for index in range(number)])


def _series(model: Row, length: int) -> str:
    """Add a series with one half of its dates to come, one each day."""
    begin = now() - length // 2 * DAY
    rule = f"FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT={length}"
    same = ("kind", "complex_id", "mini_cluster_id", "title_ko", "title_en", "text_ko", "text_en")
    moments = {"starts_at": begin, "created_at": begin, "updated_at": begin}
    series = Series(rule=rule, left_out=[], **moments, **{name: model[name] for name in same})
    session.add(series)
    session.flush()  # its dates refer to the row
    rows = [_like(model, begin + index * DAY) for index in range(length)]
    made = zip(_add(rows), rows, strict=True)
    dates = [{"series_id": series.id, "event_id": event_id, "planned_at": row["starts_at"]} for event_id, row in made]
    session.execute(insert(SeriesDate), dates)
    return series.public_id


def _like(model: Row, starts_at: datetime) -> Row:
    """Make another event like one that is there, for everybody and open for registration."""
    row = {name: value for name, value in model.items() if name not in ("id", "public_id", "room_id", "venue_id")}
    return {
        **row,
        "visibility": Visibility.PUBLIC,
        "starts_at": starts_at,
        "ends_at": starts_at + (model["ends_at"] - model["starts_at"]),
        "registration_opens_at": starts_at - 9999 * DAY,
        "registration_closes_at": starts_at,
    }


def _add(rows: list[Row]) -> list[int]:
    made: list[int] = []
    for first in range(0, len(rows), CHUNK):
        statement = insert(Event).returning(Event.id, sort_by_parameter_order=True)
        made += session.scalars(statement, rows[first : first + CHUNK])
    return made
