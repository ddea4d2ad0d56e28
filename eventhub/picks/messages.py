"""Which letters does somebody get who signed up for sessions, or picked them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventhub.core.i18n import speaking
from eventhub.core.links import absolute
from eventhub.events.models import Event
from eventhub.mail import services as mail
from eventhub.picks.models import SignUp
from eventhub.programme.messages import about_event
from eventhub.programme.models import Release
from eventhub.programme.rules import by_id, said, when_and_where
from eventhub.programme.schedule import Slot
from eventhub.registrations.messages import write_to
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import path_of


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Somebody whom a release concerns: who they are, as plain values, and which sessions of theirs it touches."""

    id: str
    email: str
    name: str
    locale: str
    session_keys: tuple[str, ...]
    # The sessions among them in which they had a seat, or waited for one.
    seats: frozenset[str] = frozenset()


def tell_confirmed(sign_up: SignUp, event: Event, slot: Slot, *, now: datetime) -> None:
    """Say that there is a seat."""
    _send("confirmed", sign_up, event, slot, why=f"confirmed:{sign_up.round}", now=now)


def tell_waiting(sign_up: SignUp, event: Event, slot: Slot, *, number: int, now: datetime) -> None:
    """Say that all seats are taken, and how far in front of the line one stands."""
    _send("waiting", sign_up, event, slot, why=f"waiting:{sign_up.round}", now=now, number=number)


def tell_moved_up(sign_up: SignUp, event: Event, slot: Slot, *, now: datetime) -> None:
    """Say that a seat became free for who waited."""
    _send("moved_up", sign_up, event, slot, why=f"moved-up:{sign_up.round}", now=now)


def tell_given_up(sign_up: SignUp, event: Event, slot: Slot, *, now: datetime) -> None:
    """Say that a seat is given up."""
    _send("given_up", sign_up, event, slot, why=f"given-up:{sign_up.round}", now=now)


def tell_of_release(who: Concerned, event: Event, released: Release, was: Release, *, now: datetime) -> None:
    """Say what a release changed about the sessions somebody picked or signed up for: what was, and what is now."""
    with speaking(who.locale):
        moved, dropped = _lines(who, released, was)
    mail.queue(
        "picks/released",
        key=f"event:{event.public_id}:release:{released.number}:picks:{who.id}",
        to=who.email,
        to_name=who.name,
        locale=who.locale,
        about=about_event(event),
        now=now,
        who=who,
        event=event,
        released=released,
        moved=moved,
        dropped=dropped,
        link=absolute(f"/events/{event.public_id}/programme"),
    )


def _lines(
    who: Concerned, released: Release, was: Release
) -> tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]]:
    before, after = by_id(was.snapshot["sessions"]), by_id(released.snapshot["sessions"])
    moved, dropped = [], []
    for key in who.session_keys:
        until_now = when_and_where(before[key], was.snapshot)
        if key in after:
            when = when_and_where(after[key], released.snapshot)
            moved.append({"title": said(after[key], "title"), "was": until_now, "when": when})
        else:
            dropped.append({"title": said(before[key], "title"), "was": until_now, "had_seat": key in who.seats})
    return moved, dropped


def _send(
    name: str,
    sign_up: SignUp,
    event: Event,
    slot: Slot,
    *,
    why: str,
    now: datetime,
    **values: Any,  # noqa: ANN401 - as the templates take them
) -> None:
    place: Registration = sign_up.registration
    key = f"sign-up:{sign_up.public_id}:{why}"
    links: dict[str, Any] = {
        "link": absolute(f"/events/{event.public_id}/sessions/{slot.id}"),
        "place_link": absolute(path_of(place)),
    }
    write_to(place, f"picks/{name}", key=key, now=now, event=event, slot=slot, **links, **values)
