"""What became of the time and the place of an event, in the words of who reads it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventhub.core.i18n import current_locale
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_span
from eventhub.events.models import Event
from eventhub.venues.models import Room

MOVES = ("starts_at", "ends_at", "all_day", "room_id", "venue", "address", "online_url")
# A letter about a move goes out when nothing more moved for a while, and an hour after the first move at the latest.
QUIET, PATIENCE = timedelta(minutes=10), timedelta(hours=1)
# What a calendar must hear of (RFC 5545, 3.8.7.4): beside the status, which changes by `publish` and `cancel`.
REVISES = (*MOVES, "title_ko", "title_en")


@dataclass(frozen=True)
class Move:
    """One thing about an event's time or place that changed, in the words of one reader."""

    label: str
    old: str
    new: str
    is_online: bool = False


def words_of_room(room: Room) -> str:
    """Write a room the way people read where an event takes place."""
    return f"{room.venue.name_ko or room.venue.name_en} {room.name_ko or room.name_en}"


def place_known(event: Event) -> dict[str, Any]:
    """Keep what people know of time and place, as plain values; the room is loaded."""
    known = {name: getattr(event, name) for name in MOVES}
    for name in ("starts_at", "ends_at"):
        known[name] = known[name].isoformat()
    room = {locale: getattr(event.room, f"name_{locale}") if event.room else "" for locale in ("ko", "en")}
    return {**known, "room": room}


def moves_between(was: Mapping[str, Any], event: Event) -> list[Move]:
    """Say what became of time and place, in the language of whoever reads it; nothing when all is as it was."""
    moves = [
        Move(str(_("When")), _span_of(was), say_span(event.starts_at, event.ends_at, all_day=event.all_day)),
        Move(str(_("Where")), _where(was["venue"], was["address"]), _where(event.venue, event.address)),
        Move(str(_("Online address")), was["online_url"] or "–", event.online_url or "–", is_online=True),
    ]
    moved = [move for move in moves if move.old != move.new]
    # A new room is mostly said by the words of the place already.
    if was["room_id"] != event.room_id and moves[1] not in moved:
        said = place_known(event)["room"]
        moved.append(Move(str(_("Room")), _either(was["room"]), _either(said)))
    return moved


def _span_of(was: Mapping[str, Any]) -> str:
    starts_at, ends_at = (datetime.fromisoformat(was[name]) for name in ("starts_at", "ends_at"))
    return say_span(starts_at, ends_at, all_day=was["all_day"])


def _where(venue: str, address: str) -> str:
    return ", ".join(part for part in (venue, address) if part) or str(_("online"))


def _either(names: Mapping[str, str]) -> str:
    return names[current_locale()] or names["ko"] or names["en"] or "–"
