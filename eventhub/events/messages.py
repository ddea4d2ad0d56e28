"""Which letters does a draft give rise to on its way to approval?"""

from datetime import datetime
from typing import Any

from eventhub.accounts.messages import write
from eventhub.accounts.models import Account
from eventhub.core.links import absolute
from eventhub.events.models import Event


def ask_for_approval(event: Event, reader: Account, *, by: Account, now: datetime) -> None:
    """Ask who decides to look at a draft."""
    _send("submitted", event, reader, by=by, now=now)


def tell_given_back(event: Event, reader: Account, *, note: str, by: Account, now: datetime) -> None:
    """Say what is to be changed before a draft is published."""
    _send("given_back", event, reader, by=by, now=now, note=note)


def tell_approved(
    event: Event, reader: Account, *, by: Account, publish_at: datetime | None = None, now: datetime
) -> None:
    """Say that a draft is published, or publishes itself at a moment to come."""
    _send("approved", event, reader, by=by, now=now, publish_at=publish_at)


def _send(name: str, event: Event, reader: Account, *, by: Account, now: datetime, **values: Any) -> None:  # noqa: ANN401 - as the templates take them
    write(
        f"events/{name}",
        reader,
        # A draft may be submitted, given back and submitted again; each time is told.
        key=f"event:{event.public_id}:{name}:{reader.public_id}:{now:%Y%m%d%H%M%S}",
        now=now,
        account=reader,
        event=event,
        by=by,
        link=absolute(f"/desk/events/{event.public_id}"),
        **values,
    )
