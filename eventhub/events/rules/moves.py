"""What became of the time and the place of an event, in the words of who reads it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventhub.core.i18n import LOCALES, current_locale, pick, speaking
from eventhub.core.i18n import lazy as _
from eventhub.core.moments import say_span
from eventhub.events.models import Event
from eventhub.venues.models import Room

MOVES = ("starts_at", "ends_at", "all_day", "room_id", "venue_ko", "venue_en", "address", "online_url")
# A letter about a move goes out when nothing more moved for a while, and an hour after the first move at the latest.
QUIET, PATIENCE = timedelta(minutes=10), timedelta(hours=1)
# What a calendar must hear of (RFC 5545, 3.8.7.4): beside the status, which changes by `publish` and `cancel`.
REVISES = (*MOVES, "title_ko", "title_en")
# As many signs as an event keeps of its place, and what stands between a venue and its room.
LENGTH = 200
BETWEEN = {"ko": " ", "en": ", "}


@dataclass(frozen=True)
class Move:
    """One thing about an event's time or place that changed, in the words of one reader."""

    label: str
    old: str
    new: str
    is_online: bool = False


def words_of_room(room: Room) -> dict[str, str]:
    """Write a room the way people read where an event takes place, as the event keeps it: in both languages.

    Nothing is written in a language in which neither the venue nor the room has a name.
    """
    words = {}
    for locale in LOCALES:
        with speaking(locale):
            written = BETWEEN[locale].join(pick(one, "name") for one in (room.venue, room))
        is_named = any(getattr(one, f"name_{locale}") for one in (room.venue, room))
        words[f"venue_{locale}"] = written[:LENGTH] if is_named else ""
    return words


def place_known(event: Event) -> dict[str, Any]:
    """Keep what people know of time and place, as plain values; the room is loaded."""
    known = {name: getattr(event, name) for name in MOVES}
    for name in ("starts_at", "ends_at"):
        known[name] = known[name].isoformat()
    room = {locale: getattr(event.room, f"name_{locale}") if event.room else "" for locale in ("ko", "en")}
    return {**known, "room": room}


def has_moved(was: Mapping[str, Any], event: Event) -> bool:
    """Say whether anybody is to hear of a new time or place."""
    known = place_known(event)
    before = _with_translations(was, known)
    return any(before[name] != known[name] for name in MOVES)


def moves_between(was: Mapping[str, Any], event: Event) -> list[Move]:
    """Say what became of time and place, in the language of whoever reads it; nothing when all is as it was."""
    known = place_known(event)
    before = _with_translations(was, known)
    moves = [
        Move(str(_("When")), _span_of(before), _span_of(known)),
        Move(str(_("Where")), _where(before), _where(known)),
        Move(str(_("Online address")), before["online_url"] or "–", known["online_url"] or "–", is_online=True),
    ]
    moved = [move for move in moves if move.old != move.new]
    # A new room is mostly said by the words of the place already.
    if before["room_id"] != known["room_id"] and moves[1] not in moved:
        moved.append(Move(str(_("Room")), _either(before["room"]) or "–", _either(known["room"]) or "–"))
    return moved


def _with_translations(was: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Read an older place with a translation it lacks, or has no more: who adds one has moved nothing."""
    old, new = _venues_of(was), _venues_of(known)
    is_same = any(old[locale] and old[locale] == new[locale] for locale in LOCALES)
    added = [locale for locale in LOCALES if is_same and not (old[locale] and new[locale])]
    return {**was, **{f"venue_{locale}": new[locale] for locale in added}}


def _venues_of(known: Mapping[str, Any]) -> dict[str, str]:
    return {locale: known[f"venue_{locale}"] for locale in LOCALES}


def _span_of(was: Mapping[str, Any]) -> str:
    starts_at, ends_at = (datetime.fromisoformat(was[name]) for name in ("starts_at", "ends_at"))
    return say_span(starts_at, ends_at, all_day=was["all_day"])


def _where(known: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (_either(_venues_of(known)), known["address"]) if part) or str(_("online"))


def _either(names: Mapping[str, str]) -> str:
    return names[current_locale()] or names["ko"] or names["en"]
