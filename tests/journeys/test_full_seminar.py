"""From an empty list to a full seminar, a waiting list and somebody moving up: over HTTP, as people would."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.events.jobs import tell_of_moves
from eventhub.mail.models import OutgoingMail
from tests.conftest import post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event

SignIn = Callable[[FlaskClient, Account], FlaskClient]
Outbox = Callable[..., list[OutgoingMail]]


def register(app: Flask, event: str, email: str) -> tuple[FlaskClient, str]:
    """Register from a browser of one's own; return it and the address of the place."""
    browser = app.test_client()
    answer = post(browser, f"{event}/registrations", event, name="홍길동", organisation_name="가람정밀", email=email)
    assert answer.status_code == 303, answer.text
    assert answer.location.startswith("/r/")
    return browser, answer.location


def test_a_seminar_fills_and_the_next_in_line_moves_up(app: Flask, sign_in: SignIn, outbox: Outbox) -> None:
    complex_ = make_complex()
    at_desk = sign_in(app.test_client(), make_coordinator(complex_))
    drafted = post(
        at_desk,
        "/desk/events/new",
        kind="seminar",
        complex=complex_.slug,
        title_ko="사출 휨 줄이기",
        title_en="Less warpage",
        starts_at="2026-03-12T14:00",
        ends_at="2026-03-12T17:00",
        venue_ko="추진단 회의실",
        capacity="1",
        registration_opens_at="2026-03-01T09:00",
        registration_closes_at="2026-03-12T12:00",
        visibility="public",
    )
    assert drafted.status_code == 303, re.findall(r'class="error[^>]*>.*?</', drafted.text, re.DOTALL)
    public_id = re.search(r"/desk/events/(\w+)", drafted.location)
    assert public_id
    event = f"/events/{public_id[1]}"
    visitor = app.test_client()
    assert visitor.get(event).status_code == 404
    assert post(at_desk, f"/desk{event}/publish", f"/desk{event}").status_code == 303
    assert "사출 휨 줄이기" in visitor.get("/events/").text

    first, place = register(app, event, "first@example.com")
    _, second_place = register(app, event, "second@example.com")
    _, third_place = register(app, event, "third@example.com")
    assert "1" in visitor.get(second_place).text
    # The page shows this browser its place instead of the form; an old page of it may still be open.
    assert place in first.get(event).text
    typed = {"name": "홍길동", "organisation_name": "가람정밀", "email": "first@example.com"}
    assert post(first, f"{event}/registrations", "/sign-in", **typed).location == place
    assert post(visitor, f"{event}/registrations", event, **typed).status_code == 409
    assert len(outbox("first@example.com")) == 2  # the confirmation, and its link once more

    assert post(first, f"{place}/give-up").status_code == 303
    assert [len(outbox(f"{who}@example.com")) for who in ("second", "third")] == [2, 1]
    assert "확정" in visitor.get(second_place, headers={"Accept-Language": "ko"}).text
    assert visitor.get(third_place).status_code == 200


def test_a_moved_and_cancelled_seminar_is_right_in_calendars(
    app: Flask, sign_in: SignIn, outbox: Outbox, at: Callable[[str], Any]
) -> None:
    complex_ = make_complex()
    event = make_event(complex_id=complex_.id)
    address = f"/events/{event.public_id}"
    register(app, address, "guest@example.com")
    at_desk, program = sign_in(app.test_client(), make_coordinator(complex_)), app.test_client()
    before = program.get(f"{address}.ics")
    uid = re.search(rb"UID:(.*)\r", before.data)
    assert uid

    form = {
        "kind": "seminar",
        "complex": complex_.slug,
        "title_ko": event.title_ko,
        "title_en": event.title_en,
        "starts_at": "2026-03-13T10:00",
        "ends_at": "2026-03-13T12:00",
        "venue_ko": "다른 회의실",
        "capacity": "20",
        "registration_opens_at": "2026-02-25T09:00",
        "registration_closes_at": "2026-03-12T12:00",
        "visibility": "public",
        "version": "1",
    }
    assert post(at_desk, f"/desk{address}/edit", **form).status_code == 303
    moved = program.get(f"{address}.ics", headers={"If-None-Match": before.headers["ETag"]})
    assert moved.status_code == 200
    assert uid[0] in moved.data
    assert b"SEQUENCE:1\r\n" in moved.data
    assert b"DTSTART:20260313T010000Z" in moved.data
    with at("2026-03-02 09:10"):
        tell_of_moves()
    assert "다른 회의실" in outbox("guest@example.com")[-1].text

    assert post(at_desk, f"/desk{address}/cancel", reason="강사 사정").status_code == 303
    cancelled = program.get(f"{address}.ics").data
    assert uid[0] in cancelled
    assert b"STATUS:CANCELLED" in cancelled
    assert b"SEQUENCE:2\r\n" in cancelled
    assert "강사 사정" in outbox("guest@example.com")[-1].text
    unchanged = program.get(f"{address}.ics")
    again = program.get(f"{address}.ics", headers={"If-None-Match": f'"other", W/{unchanged.headers["ETag"]}'})
    assert again.status_code == 304
