"""Can coordinators decide the terms of an event, and about who comes, at both widths and in both languages?"""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.admission import queries as admission
from eventhub.admission import services as admissions
from eventhub.admission.rules import CodePlan
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event, Status
from eventhub.registrations import services
from eventhub.registrations.models import Registration, Standing
from eventhub.registrations.rules import Applicant
from tests.browser.conftest import Open, check, follow

COORDINATOR = "coordinator@example.org"
NAMES = ("한가람", "박나래", "정다온", "최라온")
PAGES = (
    "admission/", "admission/shared", "admission/shared/new", "admission/quotas", "admission/quotas/new",
    "admission/codes", "admission/codes/new", "admission/codes/download", "registrations", "registrations/decide?all=1",
    "registrations/download",
)  # fmt: skip


def open_event() -> Event:
    """Choose an event of the coordinator's team that takes registrations now."""
    team = select(Complex.id).where(Complex.slug == "changwon").scalar_subquery()
    rows = select(Event).where(Event.complex_id == team, Event.status == Status.PUBLISHED)
    rows = rows.where(Event.registration_opens_at <= now(), Event.registration_closes_at > now() + timedelta(days=1))
    return session.scalars(rows.order_by(Event.id).limit(1)).one()


@pytest.fixture
def event_id(in_live: Flask) -> str:
    """An event on terms of its own, with a quota, shared seats, codes and people who asked to come."""
    event = open_event()
    row, public_id, complex_id = event.id, event.public_id, event.complex_id
    if admission.list_quotas(row):
        return public_id
    by = session.scalars(select(Account).where(Account.email == COORDINATOR)).one()
    terms = {"needs_approval": True, "offer_hours": 24, "changes_close_hours": 24, "largest_group": 5}
    seats = {"reserved": 3, "most": 10, "released_at": now() + timedelta(days=1)}
    with transaction():
        admissions.decide_terms(row, **terms, by=by, now=now())
        admissions.keep_seats(row, group={"complex_id": complex_id}, **seats, by=by, now=now())
        admissions.make_codes(row, CodePlan(number=2, most_uses=3, note="발표자와 동반자"), by=by, now=now())
        pool = admissions.open_pool(complex_id, name="가을 설명회 두 번", capacity=3000, by=by, now=now())
        admissions.share_seats(row, pool, by=by, now=now())
    for number, name in enumerate(NAMES):
        who = Applicant(
            email=f"asks{number}@example.com", name=name, organisation_name="가람정밀", note="주차가 되나요?"
        )
        with transaction():
            services.register(row, who, now=now())
    return public_id


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_the_desks_pages_about_who_comes_are_accessible(
    open_page: Open, event_id: str, screen: str, locale: str
) -> None:
    page = open_page(screen=screen, locale=locale, as_=COORDINATOR)
    for path in PAGES:
        page.goto(f"/desk/events/{event_id}/{path}")
        check(page)
    page.goto(f"/desk/events/{event_id}/registrations?sort=standing")
    follow(page.locator("tbody th a"))
    check(page)
    place = page.url
    for act in ("edit", "hand-over", "cancel"):
        page.goto(f"{place}/{act}")
        check(page)
    page.goto(place)
    follow(page.locator("table a"))
    check(page)


def test_a_coordinator_decides_and_takes_the_list_away(open_page: Open, event_id: str) -> None:
    page = open_page(screen="phone", as_=COORDINATOR, javascript=False)
    page.goto(f"/desk/events/{event_id}/registrations")
    page.get_by_role("link", name="승인 여부 정하기").click()
    page.get_by_label(re.compile(NAMES[0])).check()
    page.get_by_label(re.compile("승인: 자리를 받습니다")).check()
    page.get_by_label(re.compile("전할 말")).fill("뒷문으로 들어오십시오.")
    page.get_by_role("button", name="정하고 메일 보내기").click()
    expect(page.get_by_text("1명을 승인했습니다.")).to_be_visible()
    session.rollback()
    place = session.scalars(select(Registration).where(Registration.name == NAMES[0])).one()
    assert place.standing in (Standing.CONFIRMED, Standing.WAITING)
    page.goto(f"/desk/events/{event_id}/registrations?q={NAMES[0]}&columns=standing&columns=email")
    page.get_by_role("link", name="표로 내려받기").click()
    page.get_by_role("button", name="내려받기").click()
    expect(page.get_by_text("파일이 필요한 이유를 적어 주십시오.").first).to_be_visible()
    page.get_by_label("파일이 필요한 이유").fill("명찰 인쇄")
    with page.expect_download() as taken:
        page.get_by_role("button", name="내려받기").click()
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(taken.value.path().read_bytes())).active.rows
    ]
    assert [row[0] for row in rows] == ["이름", NAMES[0]]
    assert rows[1][2] == "asks0@example.com"
