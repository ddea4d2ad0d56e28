"""What would the letters to somebody who picked sessions or signed up for them say, about a session made up?"""

from datetime import UTC, datetime, timedelta
from typing import Any

from eventhub.events import examples as events
from eventhub.events.models import Event
from eventhub.picks import messages
from eventhub.picks.messages import Concerned
from eventhub.picks.models import SignUp
from eventhub.programme.models import Release, SessionType
from eventhub.programme.schedule import ShownRoom, Slot
from eventhub.registrations import examples as registrations
from eventhub.registrations.models import Standing

ROOM: dict[str, Any] = {
    "id": "room",
    "name_ko": "201호",
    "name_en": "Room 201",
    "capacity": 30,
    "venue_id": "venue",
    "venue_ko": "가온컨벤션센터",
    "venue_en": "Gaon Convention Centre",
    "address": "가온시 가상로 1",
}
TITLES = {
    "cooling": ("냉각 채널 설계 실습", "Workshop on cooling channels"),
    "scanning": ("3차원 측정 실습", "Workshop on 3D scanning"),
}


def write_letters(locale: str, *, now: datetime) -> None:
    """Write each letter of this package."""
    event = events.event(now=now)
    slot = _slot(event)
    confirmed, waiting = _sign_up(locale, Standing.CONFIRMED, event), _sign_up(locale, Standing.WAITING, event)
    messages.tell_confirmed(confirmed, event, slot, now=now)
    messages.tell_waiting(waiting, event, slot, number=2, now=now)
    messages.tell_moved_up(confirmed, event, slot, now=now)
    messages.tell_given_up(confirmed, event, slot, now=now)
    was, released = _release(event, 1, TITLES), _release(event, 2, ("cooling",), later=timedelta(hours=1))
    place = confirmed.registration
    who = Concerned(
        id="example",
        email=place.account.email,
        name=place.name,
        locale=locale,
        session_keys=tuple(TITLES),
        seats=frozenset({"scanning"}),
    )
    messages.tell_of_release(who, event, released, was, now=now)


def _sign_up(locale: str, standing: Standing, event: Event) -> SignUp:
    place = registrations.registration(locale, Standing.CONFIRMED, event)
    return SignUp(public_id="example", registration=place, session_key="cooling", standing=standing, round=1)


def _slot(event: Event) -> Slot:
    title_ko, title_en = TITLES["cooling"]
    return Slot(
        id="cooling",
        type=SessionType.WORKSHOP,
        title_ko=title_ko,
        title_en=title_en,
        text_ko="",
        text_en="",
        starts_at=event.starts_at,
        ends_at=event.starts_at + timedelta(hours=1),
        track=None,
        room=ShownRoom(**ROOM),
        voices=(),
    )


def _release(event: Event, number: int, keys: Any, *, later: timedelta = timedelta(0)) -> Release:  # noqa: ANN401 - names
    begins = (event.starts_at + later).astimezone(UTC)
    ends = begins + timedelta(hours=1)
    sessions = [
        {
            "id": key,
            "title_ko": TITLES[key][0],
            "title_en": TITLES[key][1],
            "starts_at": begins.isoformat(),
            "ends_at": ends.isoformat(),
            "room": ROOM["id"],
        }
        for key in keys
    ]
    snapshot = {"rooms": [ROOM], "sessions": sessions}
    return Release(number=number, released_at=event.starts_at, note_ko="", note_en="", snapshot=snapshot, changes={})
