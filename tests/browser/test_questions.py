"""Do questions come and go as people answer, and stand there with their condition where no script runs?"""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.models import Event, Status
from eventhub.questions.models import Kind
from tests.browser.conftest import Open, check
from tests.factories.questions import make_question, option


@pytest.fixture
def asking(in_live: Flask) -> str:
    """The page of an event that asks about lunch, and of vegetarians more."""
    rows = select(Event).where(Event.status == Status.PUBLISHED, Event.starts_at > now() + timedelta(days=2))
    rows = rows.where(Event.registration_opens_at < now(), Event.registration_closes_at > now())
    event = session.scalars(rows.order_by(Event.seats_taken, Event.id).limit(1)).one()
    path, event_id = f"/events/{event.public_id}", event.id
    lunch = make_question(event_id, Kind.CHOICE, is_required=True, label_en="Your lunch")
    only_for = frozenset({option(lunch, "Vegetarian")})
    make_question(event_id, is_required=True, only_for=only_for, label_en="Anything you cannot eat?")
    return path


@pytest.mark.parametrize("screen", ["phone", "desktop"])
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_vegetarian_is_asked_one_thing_more(open_page: Open, asking: str, screen: str, *, javascript: bool) -> None:
    page = open_page(screen=screen, locale="en", javascript=javascript)
    page.goto(asking)
    more = page.locator("[data-only-for]").last
    if javascript:
        expect(more).to_be_hidden()
    else:
        expect(more).to_contain_text("Only if “Your lunch” is “Vegetarian”.")
    page.get_by_label("Name", exact=True).fill("박보라")
    page.get_by_label("Affiliation").fill("가람정밀")
    page.get_by_label("E-mail address").fill(f"bora-{screen}-{javascript}@example.com")
    page.get_by_label("Vegetarian").last.check()
    expect(more).to_be_visible()
    page.locator("#register button[type=submit]").last.click()
    expect(page.locator(".error-summary")).to_contain_text("Please answer this question.")
    expect(page.get_by_label("Vegetarian").last).to_be_checked()
    if javascript:
        check(page)
    page.get_by_label("Korean").last.check()
    if javascript:
        expect(more).to_be_hidden()
    # The fixture asks anew for each test; what was asked before is answered the same.
    for choice in page.get_by_label("Korean").all():
        choice.check()
    page.locator("#register button[type=submit]").last.click()
    expect(page.locator("h1")).to_contain_text("place")
