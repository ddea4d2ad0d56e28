"""Can everybody pick events and carry them to another device, with scripts and without?"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, check


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_what_is_picked_stands_in_the_own_programme_and_moves_to_another_device(
    open_page: Open, screen: str, *, javascript: bool
) -> None:
    page = open_page(screen=screen, locale="en", javascript=javascript)
    page.goto("/events/")
    star = page.locator(".pick-button").first
    name = star.get_attribute("id")
    star.click()
    expect(page.locator(f"#{name}")).to_contain_text("Picked")
    if javascript:
        expect(page.locator(f"#{name}")).to_be_focused()
    page.goto("/picks")
    expect(page.locator(".agenda-item")).to_have_count(1)
    if javascript:
        check(page)
    other = open_page(screen=screen, locale="en", javascript=javascript)
    other.goto(page.url)
    other.get_by_role("button", name="Put it into my programme").click()
    expect(other.locator("h1")).to_have_text("My programme")
    expect(other.locator(".agenda-item")).to_have_count(1)
    other.locator(".pick-button").click()
    expect(other.locator(".pick-button.is-on")).to_have_count(0)
    page.reload()
    expect(page.locator(".agenda-item")).to_have_count(1)
