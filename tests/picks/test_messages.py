"""Do the letters say what people need, in their language, and nothing anybody smuggled in?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.events import queries as events
from eventhub.picks import messages, queries
from eventhub.registrations.models import Standing
from tests.factories.picks import make_released_session, make_sign_up
from tests.factories.programme import make_room
from tests.factories.registrations import make_registration

Send = Callable[..., None]
LETTERS: dict[str, tuple[Send, dict[str, Any], str, str]] = {
    "confirmed": (messages.tell_confirmed, {}, "[자리 확정]", "[Seat confirmed]"),
    "waiting": (messages.tell_waiting, {"number": 3}, "[자리 대기]", "[Waiting for a seat]"),
    "moved up": (messages.tell_moved_up, {}, "[자리가 났습니다]", "[You have a seat]"),
    "given up": (messages.tell_given_up, {}, "[자리 취소]", "[Seat given up]"),
}


def letter_of(
    outbox: Callable[..., list[Any]], name: str, *, locale: str = "ko", who: str = "박보라", **of: Any
) -> Any:
    """Send one letter about one seat and return it."""
    send, values, _ko, _en = LETTERS[name]
    event, planned = make_released_session(room_id=make_room(name_ko="201호", name_en="Room 201").id, **of)
    place = make_registration(event, locale=locale, name=who)
    event_id, key, place_id = event.id, planned.public_id, place.id
    make_sign_up(place, planned, standing=Standing.WAITING)
    with transaction():
        sign_up, slot = queries.find_sign_up(key, place_id), queries.find_slot(event_id, key)
        send(sign_up, events.get(event_id), slot, **values, now=now())
    return outbox()[-1]


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_names_the_session_its_time_and_its_room(
    app: Flask, outbox: Callable[..., list[Any]], name: str
) -> None:
    letter = letter_of(outbox, name, title_ko="냉각 채널 실습")
    assert letter.subject == f"{LETTERS[name][2]} 냉각 채널 실습"
    for part in (letter.text, letter.html):
        for said in ("박보라", "냉각 채널 실습", "2026. 3. 12.(목) 09:00–10:00", "201호", "http://localhost/events/"):
            assert said in part
    assert "http://localhost/r/" in letter.text


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_speaks_the_language_of_its_reader(app: Flask, outbox: Callable[..., list[Any]], name: str) -> None:
    letter = letter_of(outbox, name, locale="en", title_en="Cooling")
    assert letter.subject == f"{LETTERS[name][3]} Cooling"
    assert "Thu 12 Mar 2026 09:00–10:00" in letter.text
    assert "Room 201" in letter.text


def test_a_letter_shows_markup_as_text(app: Flask, outbox: Callable[..., list[Any]]) -> None:
    letter = letter_of(outbox, "confirmed", title_ko="<script>alert(1)</script>", who="<b>박</b>")
    assert "<script" not in letter.html
    assert "<b>박" not in letter.html
