"""From a link in a chat to a seat: a request, an offer, a group, a hand-over and a lost link, over HTTP."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from eventhub.admission.models import Terms
from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.events.models import Event
from eventhub.mail.models import OutgoingMail
from eventhub.registrations import services
from eventhub.registrations.jobs import mind_the_line
from tests.conftest import post
from tests.factories import saved
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event

Outbox = Callable[..., list[OutgoingMail]]


def register(app: Flask, event: Event, email: str, **more: str) -> tuple[FlaskClient, str]:
    """Register from a browser of one's own; return it and the address of the place."""
    browser, path = app.test_client(), f"/events/{event.public_id}"
    who = {"name": "홍길동", "organisation_name": "가람정밀", "email": email, **more}
    answer = post(browser, f"{path}/registrations", path, **who)
    assert answer.status_code == 303, answer.text
    return browser, answer.location


def link_in(letter: OutgoingMail) -> str:
    """Return the private link of a letter."""
    found = re.search(r"(/[rg]/\S+)", letter.text)
    assert found, letter.text
    return found[1]


def test_an_offer_goes_down_the_line_until_somebody_takes_it(
    app: Flask, outbox: Outbox, at: Callable[[str], Any]
) -> None:
    event = make_event(capacity=1)
    saved(Terms(event_id=event.id, offer_hours=24))
    first, first_place = register(app, event, "first@example.com")
    register(app, event, "second@example.com")
    third, third_place = register(app, event, "third@example.com")
    assert "대기 2번째" in third.get(third_place).text
    post(first, f"{first_place}/give-up")
    offer = outbox("second@example.com")[-1]
    assert "자리가 났습니다" in third.get(link_in(offer)).text
    with at("2026-03-03 09:01"):
        mind_the_line()
        assert "답하실 수 있는 시간이 지났습니다" in third.get(link_in(offer)).text
        page = third.get(third_place).text
        assert "자리가 났습니다" in page
        assert post(third, f"{third_place}/accept", f"{third_place}/give-up").location == third_place
        assert "참가 신청이 확정되었습니다" in third.get(third_place).text
    assert [len(outbox(f"{who}@example.com")) for who in ("first", "second", "third")] == [2, 3, 3]


def test_a_request_is_approved_or_declined_and_the_page_says_it(app: Flask) -> None:
    complex_ = make_complex()
    coordinator = make_coordinator(complex_)
    event = make_event(complex_id=complex_.id)
    saved(Terms(event_id=event.id, needs_approval=True))
    browsers = [register(app, event, f"{who}@example.com") for who in ("yes", "no")]
    public_ids = [place.split("/r/")[1].split(".")[0] for _, place in browsers]
    with transaction():
        services.approve(public_ids[0], by=coordinator, now=now())
    with transaction():
        services.decline(public_ids[1], note="다음에 모시겠습니다.", by=coordinator, now=now())
    shown = [browser.get(place).text for browser, place in browsers]
    assert "참가 신청이 확정되었습니다" in shown[0]
    assert "다음에 모시겠습니다." in shown[1]


def test_a_firm_comes_with_three_one_hands_over_and_one_loses_the_link(app: Flask, outbox: Outbox) -> None:
    event = make_event()
    booker, path = app.test_client(), f"/events/{event.public_id}/group"
    rows = {f"people-{n}-{part}": f"p{n}@example.com" for n in range(2) for part in ("name", "email")}
    who = {"name": "김철수", "organisation_name": "가람정밀", "email": "cheolsu@example.com", "comes": "y"}
    overview = post(booker, path, **who, **rows).location
    own, of_all = outbox("cheolsu@example.com")
    assert link_in(of_all) == overview
    assert "대신 신청해" not in own.text
    assert "김철수 님이 대신 신청해 드렸습니다." in outbox("p1@example.com")[0].text

    colleague, theirs = app.test_client(), link_in(outbox("p0@example.com")[0])
    instead = {"name": "이하준", "email": "hajun@example.com", "organisation_name": "가람정밀"}
    assert post(colleague, f"{theirs}/hand-over", **instead).status_code == 303
    assert "이하준" in booker.get(overview).text

    lost = app.test_client()
    assert post(lost, "/registrations/lost", email="HAJUN@example.com").status_code == 303
    again = link_in(outbox("hajun@example.com")[-1])
    assert "참가 신청이 확정되었습니다" in lost.get(again).text
    # What was lost is found on this device: the event's page leads to the place now.
    assert again in lost.get(f"/events/{event.public_id}").text
