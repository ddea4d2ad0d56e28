"""Can everybody search on a phone and at a desk, by the words they use, and see why something was found?"""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from eventhub.search.server import serving
from eventhub.search.upkeep import Upkeep
from tests.browser.conftest import Open, check

AWAY = {"ko": "그대로 들어 있는 것만 찾습니다", "en": "only the words as you typed them are looked for"}


@pytest.fixture(scope="module")
def answering(live: Flask) -> Iterator[None]:
    """Let a search process answer the served programme."""
    with tempfile.TemporaryDirectory(prefix="eh") as folder:
        upkeep = Upkeep(live, Path(folder) / "index", lambda _: None)
        with live.app_context():
            upkeep.look()
        before, live.config["SEARCH_SOCKET"] = live.config["SEARCH_SOCKET"], str(Path(folder) / "s")
        with serving(Path(folder) / "s", upkeep.answer) as server:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            yield
            server.shutdown()
        live.config["SEARCH_SOCKET"] = before


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_without_the_process_words_as_typed_are_found_and_it_is_said(open_page: Open, screen: str, locale: str) -> None:
    page = open_page(screen=screen, locale=locale)
    for path in ("/search", "/search?q=x", "/search?q=세미나", "/search?q=하마터면", "/search?q=세미나&kind=events"):
        page.goto(path)
        check(page)
    expect(page.get_by_text(AWAY[locale])).to_be_visible()


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_from_any_page_factory_speech_leads_to_what_means_the_same(
    open_page: Open, answering: None, screen: str
) -> None:
    page = open_page(screen=screen)
    page.goto("/events/")
    if screen == "phone":
        page.get_by_role("link", name="찾기", exact=True).click()
        page.wait_for_url("**/search")
    box = page.get_by_role("searchbox")
    box.fill("프레스 소음")
    box.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.get_by_text(AWAY["ko"])).to_have_count(0)
    expect(page.locator("main mark").first).to_be_visible()
    check(page)
    page.locator("main .card-title a").first.click()
    assert "/search" not in page.url


def test_results_can_be_had_without_scripts_and_on_the_narrowest_phone(open_page: Open, answering: None) -> None:
    page = open_page(locale="en", javascript=False)
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto("/search?q=press noise and vibration of stamping dies")
    expect(page.get_by_role("heading", name="Search everything")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(
    ("email", "locale"),
    [("", "ko"), ("firm@example.com", "en"), ("coordinator@example.org", "ko"), ("admin@example.org", "en")],
)
def test_the_head_of_the_page_stays_one_line_at_a_desk(open_page: Open, email: str, locale: str) -> None:
    page = open_page(screen="desktop", locale=locale, as_=email)
    page.goto("/organisations/")
    # The banner of a demonstration is a line of it.
    assert page.evaluate("document.querySelector('.site-header').offsetHeight") <= 100
    check(page)
