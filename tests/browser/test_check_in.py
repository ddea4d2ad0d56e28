"""Does a lane read a real code with a camera, with a network and without, and does a ticket open in a cellar?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import segno
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from sqlalchemy import func, select

from eventhub.accounts.queries import find_by_email
from eventhub.checkins.models import CheckIn
from eventhub.clusters.queries import complexes_of
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.links import absolute
from eventhub.registrations import services as registrations
from eventhub.tickets.queries import ticket_path
from tests.browser.conftest import CHROMIUM, QUIET, SCREENS, Open, check, enter
from tests.checkins.world import make_event_today, make_place

COORDINATOR = "coordinator@example.org"
WIDTH, HEIGHT, FRAMES = 640, 480, 4

pytestmark = pytest.mark.timeout(180)


@dataclass(frozen=True)
class Door:
    """An event of today with two people who come, by the addresses of their tickets."""

    event_id: int
    lane: str
    first: str
    second: str


@pytest.fixture
def door(in_live: Flask) -> Door:
    """Make the event in the served programme, in the coordinator's complex."""
    coordinator = find_by_email(COORDINATOR)
    assert coordinator is not None
    event = make_event_today(complex_id=complexes_of(coordinator)[0].id)
    places = [make_place(event, name, phone="010-1234-5678") for name in ("홍길동", "박보라")]
    tickets = [absolute(ticket_path(place)) for place in places]
    return Door(event.id, f"/desk/events/{event.public_id}/check-in?lane=2번 창구", tickets[0], tickets[1])


def film(address: str, path: Path) -> Path:
    """Film a code on white paper: a short raw video a browser takes for its camera."""
    modules = segno.make(address, error="m").matrix
    scale = HEIGHT // (len(modules) + 8)
    left, top = (WIDTH - scale * len(modules)) // 2, (HEIGHT - scale * len(modules)) // 2
    picture = [bytearray(b"\xeb" * WIDTH) for _line in range(HEIGHT)]
    for row, line in enumerate(modules):
        for column, is_dark in enumerate(line):
            for below in range(scale if is_dark else 0):
                begin = left + column * scale
                picture[top + row * scale + below][begin : begin + scale] = b"\x10" * scale
    frame = b"FRAME\n" + b"".join(picture) + b"\x80" * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * FRAMES)
    return path


@pytest.fixture
def with_camera(playwright: Playwright, live: Flask, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a browser whose camera sees a code: `with_camera(address, screen="phone")`."""
    opened = []

    def start(address: str, *, screen: str) -> Page:
        seen = film(address, tmp_path / "camera.y4m")
        camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
        args = [*QUIET, *camera, f"--use-file-for-fake-video-capture={seen}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        opened.append(browser)
        context = browser.new_context(
            base_url=str(live.config["BASE_URL"]),
            locale="ko-KR",
            viewport=SCREENS[screen],  # type: ignore[arg-type]
            permissions=["camera"],
            reduced_motion="reduce",
        )
        page = context.new_page()
        enter(live, page, COORDINATOR)
        return page

    yield start
    for browser in opened:
        browser.close()


def inside(door: Door) -> int:
    """Count who is in."""
    session.rollback()
    return session.scalar(select(func.count()).where(CheckIn.event_id == door.event_id)) or 0


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_lane_reads_with_a_camera_loses_the_network_and_loses_nothing(
    with_camera: Callable[..., Page], door: Door, screen: str
) -> None:
    page = with_camera(door.first, screen=screen)
    page.goto(door.lane)
    check(page)
    page.get_by_role("button", name="카메라로 읽기").click()
    result = page.locator("#result")
    expect(result).to_contain_text("출석 확인", timeout=20_000)
    expect(result).to_contain_text("홍길동")
    expect(page.locator("[data-inside]")).to_have_text("1")
    page.wait_for_timeout(1500)
    expect(page.locator("video")).to_be_visible()
    expect(result).to_have_class("scan-result scan-good")
    assert inside(door) == 1
    check(page)
    read_without_a_network(page, door)


def read_without_a_network(page: Page, door: Door) -> None:
    """Read with a scanner that types while the network is gone, and see it arrive when it is back."""
    context: BrowserContext = page.context
    context.set_offline(True)
    for code in (door.second, "https://example.com/no-ticket"):
        page.locator("#q").fill(code)
        page.locator("#q").press("Enter")
        expect(page.locator("#result")).to_contain_text("보관됨")
    pending = page.locator("[data-pending]")
    expect(pending).to_have_text("보낼 기록: 2")
    page.locator("#q").fill("홍길동")
    page.locator("#q").press("Enter")
    expect(page.locator("[data-trouble]")).to_contain_text("이름을 찾을 수 없습니다")
    check(page)
    assert inside(door) == 1
    context.set_offline(False)
    expect(pending).to_be_hidden(timeout=20_000)
    expect(page.locator("[data-inside]")).to_have_text("2")
    expect(page.locator("#result")).to_contain_text("입장권 아님")
    expect(page.locator("[data-trouble]")).to_be_hidden()
    assert inside(door) == 2


def test_who_was_signed_out_meanwhile_loses_no_reading(open_page: Open, live: Flask, door: Door) -> None:
    page = open_page(as_=COORDINATOR)
    page.goto(door.lane)
    page.context.clear_cookies()
    page.locator("#q").fill(door.first)
    page.locator("#q").press("Enter")
    expect(page.locator("[data-trouble]")).to_contain_text("기록은 그대로 있습니다")
    expect(page.locator("[data-pending]")).to_have_text("보낼 기록: 1")
    assert inside(door) == 0
    enter(live, page, COORDINATOR)
    page.goto(door.lane)
    expect(page.locator("[data-inside]")).to_have_text("1", timeout=15_000)
    expect(page.locator("[data-pending]")).to_be_hidden()
    assert inside(door) == 1


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_lane_finds_people_by_initial_consonants_and_says_when_there_is_no_camera(
    open_page: Open, door: Door, screen: str
) -> None:
    page = open_page(screen=screen, as_=COORDINATOR)
    page.goto(door.lane)
    page.get_by_role("button", name="카메라로 읽기").click()
    expect(page.locator("[data-trouble]")).to_contain_text("카메라를 쓸 수 없습니다")
    page.locator("#q").fill("ㅎㄱㄷ")
    page.locator("#q").press("Enter")
    person = page.locator(".person")
    expect(person).to_have_count(1)
    check(page)
    person.get_by_role("button", name="출석 확인").click()
    expect(page.locator("#result")).to_contain_text("홍길동")
    expect(page.locator("[data-inside]")).to_have_text("1")
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator(".flashes")).to_contain_text("되돌렸습니다")
    expect(page.locator("[data-inside]")).to_have_text("0")


def test_the_lane_works_without_scripts(open_page: Open, door: Door) -> None:
    page = open_page(as_=COORDINATOR, javascript=False)
    page.goto(door.lane)
    page.locator("#q").fill(door.first)
    page.locator("#q").press("Enter")
    expect(page.locator("#result")).to_contain_text("홍길동")
    page.locator("#walk-in summary").click()
    page.get_by_label("이름", exact=True).fill("장그래")
    page.get_by_label("전화번호 (선택)").fill("010 9876 5432")
    page.get_by_role("button", name="신청하고 출석 확인").click()
    expect(page.locator("#result")).to_contain_text("장그래")
    expect(page.locator("[data-inside]")).to_have_text("2")


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_ticket_opened_once_opens_without_a_network_until_it_is_refused(
    open_page: Open, door: Door, screen: str
) -> None:
    page = open_page(screen=screen)
    page.goto(door.first)
    check(page)
    expect(page.locator("[data-kept]")).to_be_visible(timeout=15_000)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".ticket-name")).to_have_text("홍길동")
    expect(page.locator(".ticket-code svg")).to_be_visible()
    page.context.set_offline(False)
    place_id = door.first.rsplit("/", 1)[1].split("-")[0]
    with transaction():
        registrations.refuse_tickets(place_id, by="desk", now=now())
    session.remove()
    page.reload()
    expect(page.locator("h1")).to_have_text("기간이 지난 링크입니다")
    kept = page.evaluate("caches.open('tickets').then((kept) => kept.keys()).then((keys) => keys.length)")
    assert kept == 0
