"""Do visitors get through all of registration, on a phone and on a desktop, with scripts and without?"""

import re
from itertools import count

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventhub.core.clock import now
from eventhub.events.queries import list_next
from eventhub.organisations.queries import list_directory
from eventhub.organisations.rules import Filters
from tests.browser.conftest import Open, follow
from tests.browser.conftest import check as check_with_script

visitors = count(1)
each_way = pytest.mark.parametrize(
    ("screen", "javascript"),
    [("phone", True), ("desktop", True), ("phone", False), ("desktop", False)],
    ids=["phone", "desktop", "phone without scripts", "desktop without scripts"],
)


def check(page: Page, *, javascript: bool) -> None:
    """Check a page where axe can run: it waits for timers, which a page without JavaScript does not have."""
    if javascript:
        check_with_script(page)


def press(page: Page, name: str) -> None:
    """Press a button by its words, and wait for the page that follows."""
    follow(page.locator("main").get_by_role("button", name=name, exact=True))


def open_link(page: Page, name: str) -> None:
    """Follow a link by its words, and wait for the page it leads to."""
    follow(page.locator("main").get_by_role("link", name=name, exact=True))


@each_way
def test_registering_once_is_enough_to_register_with_one_press_and_undo_it(
    open_page: Open, in_live: Flask, screen: str, *, javascript: bool
) -> None:
    first, second = [event.public_id for event in list_next(200, now=now()) if event.seats_left > 5][:2]
    page = open_page(screen=screen, locale="en", javascript=javascript)
    page.goto(f"/events/{first}")
    page.locator("[name=name]").fill("Gildong Hong")
    page.locator("[name=organisation_name]").fill("Garam")
    page.locator("[name=email]").fill(f"one-press-{next(visitors)}@example.com")
    page.locator("[name=phone]").fill("+82 (0)10.1234.5678")
    page.get_by_label("Remember my name").check()
    check(page, javascript=javascript)
    press(page, "Register")
    expect(page.locator("h1")).to_have_text("You have a place")
    expect(page.locator("main")).to_contain_text("010-1234-5678")
    check(page, javascript=javascript)
    page.goto(f"/events/{second}")
    check(page, javascript=javascript)
    press(page, "Register as Gildong Hong")
    expect(page.locator("h1")).to_have_text("You have a place")
    press(page, "Undo the registration")
    expect(page.locator("h1")).to_have_text("You gave this place up")
    page.goto("/registrations/device")
    check(page, javascript=javascript)
    press(page, "Forget me on this device")
    expect(page.locator("main")).to_contain_text("This device remembers nobody")


@each_way
def test_a_group_comes_and_a_colleague_takes_over(
    open_page: Open, in_live: Flask, screen: str, *, javascript: bool
) -> None:
    event = [event.public_id for event in list_next(200, now=now()) if event.seats_left > 8][2]
    number = next(visitors)
    page = open_page(screen=screen, locale="en", javascript=javascript)
    page.goto(f"/events/{event}")
    open_link(page, "Register several colleagues at once")
    press(page, "Register everybody")
    expect(page.locator(".error-summary")).to_be_visible()
    check(page, javascript=javascript)
    page.get_by_label("Your name").fill("Cheolsu Kim")
    page.locator("[name=organisation_name]").fill("Garam")
    page.get_by_label("Your e-mail address").fill(f"booker-{number}@example.com")
    press(page, "Add a row")
    expect(page.locator("fieldset")).to_have_count(4)
    page.locator("[name=people-3-name]").fill("Fourth Row")
    page.locator("[name=people-3-email]").fill(f"fourth-{number}@example.com")
    press(page, "Register everybody")
    expect(page).to_have_url(re.compile(r"/g/"))
    expect(page.locator("main .panel")).to_have_count(2)
    check(page, javascript=javascript)
    page.goto(f"/events/{event}")
    open_link(page, "Open my place")
    open_link(page, "Change my details")
    check(page, javascript=javascript)
    open_link(page, "Back to my place")
    open_link(page, "Let a colleague come instead")
    check(page, javascript=javascript)
    page.get_by_label("Colleague's name").fill("Hajun Lee")
    page.get_by_label("Colleague's e-mail address").fill(f"colleague-{number}@example.com")
    press(page, "Hand the place over")
    expect(page.locator(".flashes")).to_contain_text("Hajun Lee has the place now")


@each_way
def test_a_lost_link_is_asked_for(open_page: Open, screen: str, *, javascript: bool) -> None:
    page = open_page(screen=screen, locale="en", javascript=javascript)
    page.goto("/sign-in")
    open_link(page, "Lost the link to your place?")
    check(page, javascript=javascript)
    page.get_by_label("E-mail address").fill(f"nobody-{next(visitors)}@example.com")
    press(page, "Send me the links")
    expect(page.locator("h1")).to_have_text("Please look into your mailbox")
    check(page, javascript=javascript)


def test_an_organisation_completes_from_the_directory(open_page: Open, in_live: Flask) -> None:
    event = next(event for event in list_next(200, now=now()) if event.seats_left > 5).public_id
    page = open_page()
    known = list_directory(Filters()).items[0].name_ko
    page.goto(f"/events/{event}")
    page.locator("[name=organisation_name]").press_sequentially(known[:2])
    expect(page.locator("#organisation-names option").first).to_be_attached()
    offered = page.locator("#organisation-names option").evaluate_all("all => all.map(one => one.value)")
    assert any(known[:2] in name for name in offered)
