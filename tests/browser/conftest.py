"""A real browser in front of a real server with a small made-up programme."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, Locator, Page, Request
from werkzeug.serving import make_server

from eventhub.accounts import queries as accounts
from eventhub.accounts import services
from eventhub.app import create_app
from eventhub.core import clock
from eventhub.core.db import db, session, transaction
from eventhub.demo.cli import load
from tests.conftest import settings_for

CHROMIUM = os.environ.get("EVENTHUB_CHROMIUM") or shutil.which("chromium")
QUIET = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
SCREENS = {"phone": PHONE, "desktop": DESKTOP}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the Chromium of the system, without its calls home."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(QUIET)}


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Serve a small programme on a free port of the loopback address."""
    path = tmp_path_factory.mktemp("live") / "live.sqlite3"
    # The address is known only when the server listens, and links are built from it alone.
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    app = create_app(settings_for(f"sqlite:///{path}", base_url=f"http://127.0.0.1:{server.port}", demo="true"))
    app.testing = True
    with app.app_context():
        upgrade()
    result = app.test_cli_runner().invoke(load, ["--size", "small"])
    assert result.exit_code == 0, result.output
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def in_live(live: Flask) -> Iterator[Flask]:
    """Look into the served programme from the test."""
    with live.app_context():
        yield live
        session.remove()


@pytest.fixture
def open_page(browser: Browser, live: Flask) -> Iterator[Open]:
    """Open a browser: `open_page(screen="phone", locale="ko", as_="firm@example.com", javascript=True)`.

    A page that asks another host for anything, or whose scripts fail, fails the test.
    """
    faults: list[str] = []
    contexts = []
    base = str(live.config["BASE_URL"])

    def watch(request: Request) -> None:
        if not request.url.startswith((base, "data:", "blob:", "about:")):
            faults.append(f"asked {request.url}")

    def start(*, screen: str = "phone", locale: str = "ko", as_: str = "", javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=base,
            locale="ko-KR" if locale == "ko" else "en-GB",
            timezone_id="Asia/Seoul",
            viewport=SCREENS[screen],  # type: ignore[arg-type]
            has_touch=screen == "phone",
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if as_:
            enter(live, page, as_)
        return page

    yield start
    for context in contexts:
        context.close()
    assert faults == []


def enter(live: Flask, page: Page, email: str) -> None:
    """Sign a person in through the page, with a link as the command line makes it."""
    with live.app_context():
        with transaction():
            account = accounts.find_by_email(email)
            assert account is not None, email
            token = services.make_set_up_link(account, now=clock.now())
        session.remove()
    page.goto(f"/sign-in/{token}")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/me/"))


def follow(pressed: Locator) -> None:
    """Press the first such link or button and wait for the page that follows: nothing is read from the one before."""
    with pressed.page.expect_navigation():
        pressed.first.click()


def check(page: Page) -> None:
    """Check that a page is accessible and does not scroll sideways."""
    results = Axe().run(page, options=RULES)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert fits, f"{page.url} scrolls sideways"
