"""Which letters does somebody who registered get?"""

from datetime import datetime
from typing import Any

from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.mail import services as mail
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import path_of


def tell_confirmed(registration: Registration, event: Event, *, now: datetime) -> None:
    """Say that there is a seat."""
    _send("confirmed", registration, event, why=f"confirmed:{registration.round}", now=now)


def tell_waiting(registration: Registration, event: Event, *, number: int, now: datetime) -> None:
    """Say that all seats are taken, and how far in front of the line one stands."""
    _send("waiting", registration, event, why=f"waiting:{registration.round}", now=now, number=number)


def tell_moved_up(registration: Registration, event: Event, *, now: datetime) -> None:
    """Say that a seat became free for who waited."""
    _send("moved_up", registration, event, why=f"moved-up:{registration.round}", now=now)


def tell_given_up(registration: Registration, event: Event, *, by_desk: bool, now: datetime) -> None:
    """Say that a place is given up, by its owner or by the organisers."""
    _send("given_up", registration, event, why=f"given-up:{registration.round}", now=now, by_desk=by_desk)


def tell_event_moved(registration: Registration, event: Event, *, was: str, now: datetime) -> None:
    """Say what the time or the place was, and what it is now."""
    _send("event_moved", registration, event, why=f"event-moved:{event.revision}", now=now, was=was)


def tell_event_cancelled(registration: Registration, event: Event, *, now: datetime) -> None:
    """Say that the event will not take place, and why."""
    _send("event_cancelled", registration, event, why=f"event-cancelled:{event.revision}", now=now)


def send_link_again(registration: Registration, event: Event, *, now: datetime) -> None:
    """Send the link to a place to the address the place belongs to."""
    _send("link_again", registration, event, why=f"link-again:{now:%Y%m%d%H%M%S}", now=now)


def _send(
    name: str,
    registration: Registration,
    event: Event,
    *,
    why: str,
    now: datetime,
    **values: Any,  # noqa: ANN401 - as the templates take them
) -> None:
    mail.queue(
        f"registrations/{name}",
        key=f"registration:{registration.public_id}:{why}",
        to=registration.account.email,
        to_name=registration.name,
        locale=registration.locale,
        now=now,
        registration=registration,
        event=event,
        link=absolute(path_of(registration)),
        event_link=absolute(f"/events/{event.public_id}"),
        **values,
    )
