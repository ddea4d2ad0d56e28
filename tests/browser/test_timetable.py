"""Can a timetable be planned with the keyboard alone, and by dragging; does either say the same when it is refused?"""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventhub.accounts.queries import find_by_email
from eventhub.clusters.queries import complexes_of
from eventhub.core.clock import local, now
from tests.browser.conftest import Open, check
from tests.factories.events import make_event
from tests.factories.programme import make_room, make_session

COORDINATOR = "coordinator@example.org"
# High enough for two days: dragging scrolls nothing.
TALL = {"width": 1280, "height": 3000}


@pytest.fixture
def path(in_live: Flask) -> str:
    """Plan an event of one day with a talk in a room and one that waits; return the address of its timetable."""
    coordinator = find_by_email(COORDINATOR)
    assert coordinator is not None
    complex_id = complexes_of(coordinator)[0].id
    starts_at = (local(now()) + timedelta(days=9)).replace(hour=9, minute=0, second=0, microsecond=0)
    room = make_room(name_en="Great hall")
    event = make_event(
        complex_id=complex_id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8), venue_id=room.venue_id
    )
    address = f"/desk/events/{event.public_id}/programme"
    make_session(event.id, title_en="Placed talk", starts_at=starts_at, room_id=room.id)
    make_session(event.id, title_en="Waiting talk")
    return address


def drag(page: Page, title: str, hour: str) -> None:
    """Drag a session to the first room at an hour."""
    box = page.locator("[data-session]:visible", has_text=title)
    box.drag_to(page.locator(f'td[data-at="{hour}"]').first, source_position={"x": 40, "y": 60})


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_session_is_placed_with_the_keyboard_alone(open_page: Open, path: str, screen: str) -> None:
    page = open_page(screen=screen, locale="en", as_=COORDINATOR)
    page.goto(path)
    check(page)
    page.locator(".unplaced .slot-move").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/place")
    check(page)
    page.locator("#begins").focus()
    page.keyboard.type("1415")
    page.locator("#minutes").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("45")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".flashes")).to_contain_text("Placed: Waiting talk")
    expect(page.locator("[data-session]:visible", has_text="Waiting talk")).to_contain_text("14:15–15:00")


def test_a_session_is_dragged_and_a_refusal_reads_as_in_the_form(open_page: Open, path: str) -> None:
    page = open_page(screen="desktop", locale="en", as_=COORDINATOR)
    page.set_viewport_size(TALL)  # type: ignore[arg-type]
    page.goto(path)
    drag(page, "Waiting talk", "09:00")
    expect(page.locator("[data-answer]")).to_contain_text("is taken at that time: Placed talk.")
    drag(page, "Waiting talk", "11:00")
    expect(page.locator(".flashes")).to_contain_text("Placed: Waiting talk")
    expect(page.locator("td [data-session]", has_text="Waiting talk")).to_contain_text("11:00–11:40")
    assert page.evaluate("document.activeElement.className") == "slot-move"
    check(page)
    placed = page.locator("td [data-session]", has_text="Waiting talk")
    placed.drag_to(page.locator(".unplaced h2"), source_position={"x": 40, "y": 60})
    expect(page.locator(".unplaced")).to_contain_text("Waiting talk")


def test_the_whole_timetable_works_without_javascript(open_page: Open, path: str) -> None:
    page = open_page(screen="phone", locale="en", as_=COORDINATOR, javascript=False)
    page.goto(path)
    page.locator(".unplaced .slot-move").click()
    page.locator("#begins").fill("13:05")
    page.locator("main .cta button").click()
    expect(page.locator(".flashes")).to_contain_text("Placed: Waiting talk")
