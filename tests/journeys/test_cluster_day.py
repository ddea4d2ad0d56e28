"""A Cluster Day of two days, from last year's to publication, a session moved, and who hears of it: over HTTP."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import zone
from eventhub.core.db import session
from eventhub.events.queries import get_visible
from eventhub.mail.models import OutgoingMail
from eventhub.programme.queries import list_sessions
from tests.conftest import csrf, post
from tests.factories.cluster_day import make_booth, make_edition
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.organisations import make_organisation
from tests.factories.programme import make_session, make_speaker
from tests.factories.venues import make_room, make_venue

SignIn = Callable[[FlaskClient, Account], FlaskClient]
Outbox = Callable[..., list[OutgoingMail]]
LAST_YEAR = datetime(2025, 11, 26, 9, 0, tzinfo=zone())
SLOTS = [LAST_YEAR + timedelta(hours=hours) for hours in (1, 2, 4, 25, 26)]
ROOMS, SESSIONS, SPEAKERS, BOOTHS = 6, 30, 40, 60


def hold_last_year(complex_: Complex) -> None:
    """Make last year's edition: five slots in six rooms, forty speakers in one session each, a full hall."""
    complex_id, venue = complex_.id, make_venue(complex_id=complex_.id)
    venue_id, name = venue.id, venue.name_ko
    rooms = [make_room(venue_id=venue_id, capacity=600).id for _ in range(ROOMS)]
    edition = make_edition(
        year=2025, complex_id=complex_id, venue_id=venue_id, venue_ko=name, hall_columns=10, hall_rows=6,
        starts_at=LAST_YEAR, ends_at=LAST_YEAR + timedelta(hours=33), capacity=500,
        registration_opens_at=LAST_YEAR - timedelta(days=60), registration_closes_at=LAST_YEAR,
    )  # fmt: skip
    event_id = edition.event_id
    for number in range(SESSIONS):
        own = [number, number + SESSIONS] if number + SESSIONS < SPEAKERS else [number]
        speakers = [make_speaker(event_id, email=f"speaker{one}@example.com") for one in own]
        make_session(event_id, *speakers, starts_at=SLOTS[number // ROOMS], room_id=rooms[number % ROOMS],
                     title_ko=f"발표 {number}", title_en=f"Talk {number}")  # fmt: skip
    for number in range(BOOTHS):
        organisation_id = make_organisation().id
        make_booth(edition, number=str(number + 1), hall_column=number % 10 + 1, hall_row=number // 10 + 1,
                   organisation_id=organisation_id, organisation_name="")  # fmt: skip


def accept_warnings(desk: FlaskClient, programme: str) -> None:
    """Accept what the timetable warns of, as somebody does who has looked at it."""
    keys = re.findall(r'name="keys" value="([^"]+)"', desk.get(programme).text)
    if keys:
        form = {"csrf_token": csrf(desk, programme), "keys": keys, "note": "확인하였습니다."}
        assert desk.post(f"{programme}/accept", data=form).status_code == 303


def letters_to_speakers(outbox: Outbox) -> Counter[str]:
    """Count the letters to each speaker."""
    return Counter(letter.to_address for letter in outbox() if letter.to_address.startswith("speaker"))


def test_last_years_cluster_day_becomes_this_years(app: Flask, sign_in: SignIn, outbox: Outbox) -> None:
    complex_ = make_complex()
    hold_last_year(complex_)
    desk, visitor = sign_in(app.test_client(), make_coordinator(complex_)), app.test_client()
    ticked = dict.fromkeys(("tracks", "sessions", "speakers", "booths", "hall"), "y")
    assert post(desk, "/desk/day/2025/copy", day="2026-11-25", **ticked).location == "/desk/day/2026"
    overview = desk.get("/desk/day/2026").text
    found = re.search(r"/desk/events/(\w+)/programme", overview)
    assert found
    public_id, programme = found[1], f"/desk/events/{found[1]}/programme"
    assert visitor.get("/day/2026").status_code == 404

    assert post(desk, f"/desk/events/{public_id}/publish", f"/desk/events/{public_id}").status_code == 303
    accept_warnings(desk, programme)
    assert post(desk, f"{programme}/releases").status_code == 303
    assert letters_to_speakers(outbox) == {f"speaker{number}@example.com": 1 for number in range(SPEAKERS)}

    page = visitor.get("/day/2026").text
    for day in ("2026-11-25", "2026-11-26"):
        assert f"/events/{public_id}/programme?day={day}" in page
        assert visitor.get(f"/events/{public_id}/programme?day={day}").status_code == 200
    assert visitor.get(f"/events/{public_id}/programme/now").status_code == 200
    booths = visitor.get("/day/2026/booths").text
    assert len(set(re.findall(r"/day/2026/booths/(\w+)", booths))) == BOOTHS
    event_id = _event_id(public_id)
    assert len(list_sessions(event_id)) == SESSIONS

    moved = next(one for one in list_sessions(event_id) if one.title_ko == "발표 3")
    address, room, version = f"{programme}/sessions/{moved.public_id}/place", moved.room, moved.version
    assert room
    place = {"day": "2026-11-26", "begins": "14:00", "minutes": "60", "room": room.public_id, "version": str(version)}
    assert post(desk, address, **place).status_code == 303
    assert "2026-11-26T14:00" not in visitor.get(f"/events/{public_id}/programme.json").text  # not released yet
    accept_warnings(desk, programme)
    assert post(desk, f"{programme}/releases", note_ko="한 발표를 옮겼습니다.").status_code == 303
    told = letters_to_speakers(outbox)
    twice = {address for address, number in told.items() if number > 1}
    assert twice == {"speaker3@example.com", "speaker33@example.com"}
    assert told.total() == SPEAKERS + 2
    assert "발표 3" in visitor.get(f"/events/{public_id}/programme/changes", headers={"Accept-Language": "ko"}).text


def _event_id(public_id: str) -> int:
    session.rollback()
    return get_visible(public_id, None).id
