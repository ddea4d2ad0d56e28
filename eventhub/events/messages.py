"""Which letters does a draft give rise to on its way to approval?"""

from datetime import datetime
from typing import Any

from eventhub.accounts.messages import write
from eventhub.accounts.models import Account
from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.mail.services import About


def ask_for_approval(
    event: Event, reader: Account, *, by: Account, dates: int = 1, path: str = "", now: datetime
) -> None:
    """Ask who decides to look at a draft, or at so many dates of a series, the first of which is the event."""
    _send("submitted", event, reader, by=by, path=path, now=now, dates=dates)


def tell_given_back(event: Event, reader: Account, *, note: str, by: Account, now: datetime) -> None:
    """Say what is to be changed before a draft is published."""
    _send("given_back", event, reader, by=by, now=now, note=note)


def tell_approved(
    event: Event,
    reader: Account,
    *,
    by: Account,
    publish_at: datetime | None = None,
    dates: int = 1,
    path: str = "",
    now: datetime,
) -> None:
    """Say that a draft, or so many dates of a series, is published, or publishes itself at a moment to come."""
    _send("approved", event, reader, by=by, path=path, now=now, publish_at=publish_at, dates=dates)


def _send(
    name: str,
    event: Event,
    reader: Account,
    *,
    by: Account,
    path: str = "",
    now: datetime,
    **values: Any,  # noqa: ANN401 - as the templates take them
) -> None:
    write(
        f"events/{name}",
        reader,
        # A draft may be submitted, given back and submitted again; each time is told.
        key=f"event:{event.public_id}:{name}:{reader.public_id}:{now:%Y%m%d%H%M%S}",
        about=About(thread=f"event:{event.public_id}"),
        now=now,
        account=reader,
        event=event,
        by=by,
        link=absolute(path or f"/desk/events/{event.public_id}"),
        **values,
    )
