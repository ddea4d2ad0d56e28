"""Does a coordinator reach everything on a phone, without a header that fills it?"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, check

COORDINATOR = "coordinator@example.org"
HEIGHT = "document.querySelector('.site-header').offsetHeight"


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(("locale", "venues"), [("ko", "장소"), ("en", "Venues")])
def test_one_menu_opens_by_keyboard_and_holds_both(
    open_page: Open, locale: str, venues: str, *, javascript: bool
) -> None:
    page = open_page(screen="phone", locale=locale, as_=COORDINATOR, javascript=javascript)
    page.goto("/desk/events/")
    closed = page.evaluate(HEIGHT)
    # The banner of a demonstration is a line of it.
    assert closed <= 90
    link = page.locator(".pocket").get_by_role("link", name=venues, exact=True)
    expect(link).to_be_hidden()
    page.locator(".pocket summary").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    assert page.evaluate(HEIGHT) == closed
    if javascript:
        check(page)
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/venues/")
    expect(page.locator(".pocket[open]")).to_have_count(0)


def test_on_a_wide_screen_both_menus_are_open(open_page: Open) -> None:
    page = open_page(screen="desktop", locale="en", as_=COORDINATOR)
    page.goto("/desk/events/")
    expect(page.locator(".pocket")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Desk").get_by_role("link", name="Venues")).to_be_visible()
    check(page)
