"""Can everybody use every page: at both widths, in both languages, as each person?"""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.conftest import Open, check

VISITOR = (
    "/", "/events/", "/complexes/", "/complexes/changwon", "/organisations/", "/calendars/", "/picks", "/problems/",
    "/sign-in", "/search", "/venues/", "/help", "/privacy", "/accessibility", "/styleguide", "/demo/mail/",
    "/no-such-page",
)  # fmt: skip
MEMBER = ("/me/", "/me/settings", "/me/calendars", "/me/programme", "/problems/new", "/problems/")
COORDINATOR = (
    "/desk/", "/desk/problems/", "/desk/suggestions/", "/desk/introductions/", "/desk/events/", "/desk/events/new",
    "/desk/events/usual", "/desk/events/usual/changwon/forum",
    "/desk/organisations/", "/desk/organisations/new", "/desk/planning/", "/desk/planning/?view=agenda",
    "/desk/planning/?view=year", "/desk/venues/", "/desk/venues/new", "/desk/closed-days/", "/desk/follow-ups/",
    "/desk/lexicon/", "/desk/lexicon/edit", "/desk/lexicon/versions/", "/desk/matcher/", "/desk/matcher/judging/",
)  # fmt: skip
PEOPLE = (
    ("", VISITOR),
    ("firm@example.com", MEMBER),
    ("coordinator@example.org", COORDINATOR),
    ("admin@example.org", ("/admin/", "/admin/matcher")),
)


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
@pytest.mark.parametrize(("email", "paths"), PEOPLE, ids=["visitor", "member", "coordinator", "administrator"])
def test_pages_are_accessible(open_page: Open, email: str, paths: tuple[str, ...], screen: str, locale: str) -> None:
    page = open_page(screen=screen, locale=locale, as_=email)
    for path in paths:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == locale
        check(page)


def test_nothing_scrolls_sideways_on_the_narrowest_phone(open_page: Open) -> None:
    page = open_page(locale="en")
    page.set_viewport_size({"width": 320, "height": 568})
    for path in VISITOR:
        page.goto(path)
        check(page)


def test_the_check_can_fail(browser: Browser, live: Flask) -> None:
    page = browser.new_page()
    page.set_content("<html><body><img src='data:,'><input><a href='/'></a><p style='color:#eee'>faint</p></body>")
    with pytest.raises(AssertionError, match=r"violations|scrolls"):
        check(page)
    page.close()
