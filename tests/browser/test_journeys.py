"""Do people get through, in a real browser, on a phone and on a desktop, with JavaScript and without?"""

import re
from itertools import count

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventhub.app import load_schedule
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.events.queries import list_next
from tests.browser.conftest import Open, follow
from tests.browser.conftest import check as check_with_script

PROBLEM = "알루미늄 브라켓을 엔드밀로 깎으면 떨림이 심해서 면이 물결칩니다. 회전수를 낮춰도 그대로입니다."
WORDING = "알루미늄 부품을 엔드밀로 가공할 때 떨림이 생겨 면 조도가 나쁘고 공구 수명이 짧습니다."
visitors = count(1)
each_way = pytest.mark.parametrize(
    ("screen", "javascript"), [("phone", True), ("desktop", True), ("phone", False)], ids=["phone", "desktop", "no-js"]
)


def check(page: Page, *, javascript: bool) -> None:
    """Check a page where axe can run: it waits for timers, which a page without JavaScript does not have."""
    if javascript:
        check_with_script(page)


def newest_letter(page: Page, address: str) -> str:
    """Open the newest letter to an address as the demonstration shows it, and return its text."""
    page.goto(f"/demo/mail/?to={address}")
    follow(page.locator("main a[href^='/demo/mail/']"))
    return page.locator("main").inner_text()


@each_way
def test_a_visitor_registers_and_gives_the_place_up(
    open_page: Open, in_live: Flask, screen: str, javascript: bool
) -> None:
    event = next(event for event in list_next(200, now=now()) if event.seats_left > 5).public_id
    email = f"visitor{next(visitors)}@example.com"
    page = open_page(screen=screen, javascript=javascript)
    page.goto(f"/events/{event}")
    form = page.locator("form[action*='/registrations']").first
    follow(page.locator("form[action*='/registrations'] button[type=submit]"))
    assert page.locator(".error-summary").is_visible()
    form.locator("[name=name]").fill("홍길동")
    form.locator("[name=organisation_name]").fill("가람정밀")
    form.locator("[name=email]").fill(email)
    follow(page.locator("form[action*='/registrations'] button[type=submit]"))
    expect(page).to_have_url(re.compile(r"/r/"))
    check(page, javascript=javascript)
    page.goto(f"/events/{event}")
    follow(page.locator("a[href^='/r/']"))
    follow(page.locator("a[href$='/give-up']"))
    check(page, javascript=javascript)
    follow(page.locator("main form button[type=submit]"))
    expect(page).to_have_url(re.compile(r"/r/[^/]+$"))
    check(page, javascript=javascript)
    assert "홍길동" in newest_letter(page, email)


@each_way
def test_a_person_signs_in_with_the_code_of_a_letter(
    open_page: Open, live: Flask, screen: str, javascript: bool
) -> None:
    email = {"phone": "lab@example.com", "desktop": "firm@example.com"}[screen if javascript else "desktop"]
    page = open_page(screen=screen, javascript=javascript)
    page.goto("/problems/new")
    page.locator("[name=email]").fill(email)
    follow(page.locator("main form button[type=submit]"))
    reader = open_page(screen=screen)
    code = re.search(r"\b(\d{3}) ?(\d{3})\b", newest_letter(reader, email))
    assert code
    page.locator("[name=code]").fill("".join(code.groups()))
    follow(page.locator("main form button[type=submit]"))
    expect(page).to_have_url(re.compile(r"/problems/new$"))


@each_way
def test_a_problem_becomes_a_letter_and_an_answer(
    open_page: Open, in_live: Flask, screen: str, javascript: bool
) -> None:
    member = open_page(screen=screen, as_="firm@example.com", javascript=javascript)
    member.goto("/problems/new")
    member.locator("[name=text]").fill(f"{PROBLEM} ({next(visitors)})")
    member.locator("label:has([name=urgency][value=now]), [name=urgency][value=now]").first.click()
    follow(member.locator("main form button[type=submit]"))
    expect(member).to_have_url(re.compile(r"/problems/\w+$"))
    check(member, javascript=javascript)
    path = member.url.rpartition("/problems/")[2]

    desk = open_page(screen=screen, as_="coordinator@example.org", javascript=javascript)
    desk.goto(f"/desk/problems/{path}")
    desk.locator("[name=category]").select_option("technology")
    desk.locator("[name=is_technical][value=yes]").check(force=True)
    desk.locator("[name=wording]").fill(WORDING)
    check(desk, javascript=javascript)
    follow(desk.locator("main form button[type=submit]"))

    next(job for job in load_schedule() if job.name == "match-new-problems").run()
    session.remove()
    desk.goto(f"/desk/problems/{path}")
    desk.goto("/desk/suggestions/")
    while PROBLEM[:20] not in desk.locator("main").inner_text():
        follow(desk.locator("a[data-key=j]"))
    check(desk, javascript=javascript)
    follow(desk.locator("button[form=send]"))

    letter = newest_letter(desk, "firm@example.com")
    asked = re.search(r"http://127\.0\.0\.1:\d+(/a/\S+)", letter)
    assert asked, letter
    answering = open_page(screen=screen, javascript=javascript)
    answering.goto(asked[1].partition("?")[0])
    check(answering, javascript=javascript)
    follow(answering.locator("form:has([name=reply][value=accepted]) button[type=submit]"))
    check(answering, javascript=javascript)
    desk.goto("/desk/introductions/?stage=waiting_partner")
    check(desk, javascript=javascript)
    assert desk.locator("main").inner_text()


def test_a_form_can_be_filled_in_and_sent_by_keyboard_alone(open_page: Open, in_live: Flask) -> None:
    event = next(event for event in list_next(200, now=now()) if event.seats_left > 5).public_id
    page = open_page(screen="desktop")
    page.goto(f"/events/{event}")
    page.locator("[name=name]").first.focus()
    for typed in ("김자판", "가람정밀", f"keys{next(visitors)}@example.com"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/r/"))


def test_no_focused_control_hides_under_the_sticky_button(open_page: Open, in_live: Flask) -> None:
    event = next(event for event in list_next(200, now=now()) if event.seats_left > 5).public_id
    page = open_page(screen="phone")
    page.goto(f"/events/{event}")
    hidden = """() => { const it = document.activeElement, box = it.getBoundingClientRect();
      if (!box.height || it === document.body) return '';
      for (const part of [0.1, 0.5, 0.9]) {
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height * part);
        if (top && (it.contains(top) || top.contains(it))) return '';
      }
      return it.outerHTML.slice(0, 200); }"""
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(hidden) == ""
