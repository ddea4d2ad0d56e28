"""Can coordinators compare and put together, and members read what fits, at both widths and in both languages?"""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import aliased

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.db import session
from eventhub.events.models import Event, Status
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem, State
from eventhub.related.models import Kind
from eventhub.related.queries import find_kept
from tests.browser.conftest import Open, check
from tests.factories.related import make_related

COORDINATOR, FIRM, LAB = "coordinator@example.org", "firm@example.com", "lab@example.com"


@pytest.fixture
def pages(in_live: Flask) -> dict[str, str]:
    """Let two problems of the coordinator's complex, an event and the lab come near; name the pages that show it."""
    whose = aliased(Organisation)
    team = select(Complex.id).where(Complex.slug == "changwon").scalar_subquery()
    rows = select(Problem).join(whose, whose.id == Problem.organisation_id).where(whose.complex_id == team)
    own = rows.join(Account, Account.id == Problem.stated_by_id).where(Account.email == FIRM)
    one = session.scalars(own.where(Problem.state == State.TECHNICAL).order_by(Problem.id)).first()
    assert one is not None
    others = rows.where(Problem.state == State.TECHNICAL, Problem.id != one.id, Problem.same_as_id.is_(None))
    other = session.scalars(others.order_by(Problem.id)).first()
    event = session.scalars(
        select(Event).where(Event.status == Status.PUBLISHED).order_by(Event.starts_at.desc())
    ).first()
    lab = session.scalars(
        select(Capability)
        .join(Capability.organisation)
        .where(Organisation.name_ko.contains("정밀성형연구실"), Organisation.complex_id == team)
    ).first()
    assert other is not None
    assert event is not None
    assert lab is not None
    organisation = session.get_one(Organisation, lab.organisation_id).public_id
    names, ids = (one.public_id, other.public_id), (one.id, other.id, event.id, lab.id)
    _come_near(*ids)
    return {
        "triage": f"/desk/problems/{names[0]}",
        "compare": f"/desk/problems/{names[0]}/beside/{names[1]}",
        "organisation": f"/desk/organisations/{organisation}",
        "problem": f"/problems/{names[0]}",
        "other": names[1],
    }


def _come_near(one: int, other: int, event: int, capability: int) -> None:
    """Let them come near by decree, unless they do already."""
    for kind, pair in ((Kind.SIMILAR, (one, other)), (Kind.EVENT, (one, event)), (Kind.ANSWER, (capability, other))):
        if not _is_kept(kind, pair):
            make_related(kind, *pair, score=0.99)


def _is_kept(kind: Kind, pair: tuple[int, int]) -> bool:
    return pair in find_kept(kind)


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_the_new_parts_of_pages_are_accessible(
    open_page: Open, pages: dict[str, str], screen: str, locale: str
) -> None:
    page = open_page(screen=screen, locale=locale, as_=COORDINATOR)
    page.goto(pages["triage"])
    assert page.locator("section[aria-labelledby=similar] .card").count() >= 1
    assert page.locator("section[aria-labelledby=coming] .card").count() >= 1
    check(page)
    page.goto(pages["compare"])
    check(page)
    page.goto(pages["organisation"])
    check(page)
    member = open_page(screen=screen, locale=locale, as_=FIRM)
    member.goto(pages["problem"])
    assert member.locator("section[aria-labelledby=coming] .card").count() >= 1
    assert member.locator("section[aria-labelledby=similar]").count() == 0
    check(member)


@pytest.mark.parametrize("javascript", [True, False])
def test_two_problems_are_put_together_and_separated_on_a_phone(
    open_page: Open, pages: dict[str, str], javascript: bool
) -> None:
    page = open_page(as_=COORDINATOR, javascript=javascript)
    page.goto(pages["triage"])
    page.locator(f"section[aria-labelledby=similar] a[href$='/beside/{pages['other']}']").click()
    page.get_by_role("button", name="합치기").click()
    assert page.locator(".error-summary").count() == 1
    page.locator("input[name=kept]").first.check()
    page.get_by_role("button", name="합치기").click()
    page.wait_for_url(f"**{pages['triage']}")
    page.goto(f"/desk/problems/{pages['other']}")
    if javascript:  # which the check is written in
        check(page)
    page.get_by_role("button", name="두 문제 나누기").click()
    page.wait_for_load_state()
    page.goto(pages["triage"])
    assert page.locator("section[aria-labelledby=similar] .card").count() >= 1
