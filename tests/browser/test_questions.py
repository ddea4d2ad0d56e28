"""Do questions come and go as people answer, and stand there with their condition where no script runs?"""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.clock import now, today
from eventhub.core.db import session
from eventhub.events.models import Event, Status
from eventhub.questions.models import Answer, Kind
from eventhub.registrations.models import Registration
from eventhub.series.models import SeriesDate
from tests.browser.conftest import Open, check, follow
from tests.factories.questions import make_question, option
from tests.factories.series import make_series


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


@pytest.fixture
def asking_series(in_live: Flask) -> str:
    """The page of a series whose three dates ask about lunch, and of vegetarians more."""
    series = make_series(begins=f"{today() + timedelta(days=9)} 16:00", rule="FREQ=WEEKLY;INTERVAL=1;COUNT=3")
    path, series_id = f"/series/{series.public_id}", series.id
    for event_id in session.scalars(select(SeriesDate.event_id).where(SeriesDate.series_id == series_id)).all():
        lunch = make_question(event_id, Kind.CHOICE, is_required=True, label_en="Your lunch")
        only_for = frozenset({option(lunch, "Vegetarian")})
        make_question(event_id, is_required=True, only_for=only_for, label_en="Anything you cannot eat?")
    return path


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_who_comes_to_a_whole_series_is_asked_once(open_page: Open, asking_series: str, screen: str) -> None:
    page = open_page(screen=screen, locale="en")
    page.goto(asking_series)
    expect(page.get_by_text("Your lunch", exact=True)).to_have_count(1)
    more = page.locator("[data-only-for]")
    expect(more).to_be_hidden()
    page.get_by_label("Name", exact=True).fill("박보라")
    page.get_by_label("Affiliation").fill("가람정밀")
    page.get_by_label("E-mail address").fill(f"series-{screen}@example.com")
    page.get_by_label("Vegetarian").check()
    page.get_by_role("button", name="Register").click()
    expect(page.locator(".error-summary")).to_contain_text("Anything you cannot eat?")
    check(page)
    expect(page.get_by_label("Vegetarian")).to_be_checked()
    page.get_by_label("Anything you cannot eat?").fill("eggs")
    page.get_by_role("button", name="Register").click()
    expect(page.locator("h1")).not_to_contain_text("Regular meeting")
    account = select(Account.id).where(Account.email == f"series-{screen}@example.com").scalar_subquery()
    kept = select(Answer.value).join(Registration, Registration.id == Answer.registration_id)
    session.rollback()
    assert sorted(session.scalars(kept.where(Registration.account_id == account))) == ["", "", "", *["eggs"] * 3]


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_contact_registers_two_answers_alone_and_sees_who_has_not(open_page: Open, asking: str, screen: str) -> None:
    page = open_page(screen=screen, locale="en")
    page.goto(f"{asking}/group")
    expect(page.get_by_text("This event also asks:")).to_contain_text("Your lunch")
    page.get_by_label("Your name").fill("김철수")
    page.get_by_label("Affiliation").first.fill("가람정밀")
    page.get_by_label("Your e-mail address").fill(f"contact-{screen}@example.com")
    page.get_by_label("Name", exact=True).first.fill("박보라")
    page.get_by_label("E-mail address", exact=True).first.fill(f"colleague-{screen}@example.com")
    page.get_by_role("button", name="Register everybody").click()
    expect(page.get_by_text("Required answers are missing")).to_have_count(2)
    check(page)
    follow(page.get_by_role("link", name="Answer the questions"))
    for choice in page.get_by_label("Korean").all():
        choice.check()
    follow(page.get_by_role("button", name="Keep my answers"))
    follow(page.get_by_role("link", name="Everybody you registered"))
    expect(page.get_by_text("Required answers are missing")).to_have_count(1)
