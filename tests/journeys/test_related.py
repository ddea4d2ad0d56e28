"""Over HTTP: from two tellings of a problem to one, from a capability to a suggestion, from a problem to an event?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.mail import services as mail
from eventhub.mail.jobs import carry
from eventhub.mail.rules import KINDS
from eventhub.matching import messages, queries
from eventhub.matching.jobs import match_new_problems
from eventhub.matching.models import Suggestion
from eventhub.organisations.models import Organisation
from eventhub.problems.models import Problem, Visibility
from eventhub.related.jobs import find_related, write_weekly_letters
from tests.conftest import post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.events import make_event
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import make_member, make_organisation
from tests.factories.problems import make_technical_problem

SignIn = Callable[[FlaskClient, Account], FlaskClient]
# A word that stands in the firms' own words and in no wording.
CANARY = "카나리아정밀"
WARPS = "사출 성형품이 냉각 불균형과 수축 때문에 휩니다. 휨 변형을 해석해서 줄이고 싶습니다."
WORDING = "사출 성형품의 휨과 수축을 줄이고자 합니다."
SEMINAR = "사출 성형품의 휨 변형과 수축: 냉각 불균형으로 휘는 사출 성형품의 변형을 해석하고 줄이는 방법"


@dataclass(frozen=True)
class Place:
    """Who and what there is in a complex, by names and rows."""

    one: str
    other: str
    event: str
    partner: str
    owner: int
    rival: int
    researcher: int
    coordinator: int

    def person(self, name: str) -> Account:
        """Return somebody."""
        return session.get_one(Account, getattr(self, name))


@pytest.fixture
def place(app: Flask) -> Place:
    """Two firms with the same trouble told in confidence, a lab that can help and a seminar, after a night."""
    complex_id = make_complex().id
    firms = [make_organisation(complex_id=complex_id, name_ko=f"가람{number}정밀").id for number in (1, 2)]
    people = [make_member(session.get_one(Organisation, firm)).id for firm in firms]
    names = [
        make_technical_problem(
            session.get_one(Organisation, firm),
            stated_by=session.get_one(Account, person),
            text=f"{CANARY}에 대는 {WARPS}",
            wording=WORDING,
        ).public_id
        for firm, person in zip(firms, people, strict=True)
    ]
    event = make_event(complex_id=complex_id, title_ko=SEMINAR, text_ko=SEMINAR, title_en="", text_en="").public_id
    partner = make_partner(complex_id=complex_id)
    partner_id, partner_name = partner.id, partner.public_id
    researcher = make_member(partner).id
    coordinator = make_coordinator(session.get_one(Complex, complex_id)).id
    session.get_one(Organisation, partner_id)
    match_new_problems()
    find_related()
    return Place(*names, event, partner_name, *people, researcher, coordinator)


def test_a_coordinator_finds_the_same_problem_told_twice_puts_both_together_and_takes_it_back(
    client: FlaskClient, sign_in: SignIn, place: Place, outbox: Callable[..., list[Any]]
) -> None:
    sign_in(client, place.person("coordinator"))
    page = client.get(f"/desk/problems/{place.one}").text
    beside = f"/desk/problems/{place.one}/beside/{place.other}"
    assert beside in page
    assert "가람2정밀" in page
    both = client.get(beside).text
    assert both.count(CANARY) == 2
    answer = post(client, beside, kept=place.one)
    assert (answer.status_code, answer.location) == (303, f"/desk/problems/{place.one}")
    assert beside not in client.get(f"/desk/problems/{place.one}").text
    assert "가람2정밀" in client.get(f"/desk/problems/{place.one}").text
    given_up = client.get(f"/desk/problems/{place.other}").text
    assert "가람1정밀" in given_up
    assert "합친 문제" in client.get("/desk/problems/").text
    again = post(client, beside, kept=place.other)
    assert (again.status_code, "합칠 수 없습니다" in again.text) == (409, True)
    assert post(client, f"/desk/problems/{place.other}/separate", f"/desk/problems/{place.other}").status_code == 303
    assert beside in client.get(f"/desk/problems/{place.one}").text
    assert outbox() == []


def test_which_one_is_kept_has_to_be_said(client: FlaskClient, sign_in: SignIn, place: Place) -> None:
    sign_in(client, place.person("coordinator"))
    beside = f"/desk/problems/{place.one}/beside/{place.other}"
    for sent in ({}, {"kept": "nothing"}):
        assert post(client, beside, **sent).status_code == 422
    assert client.post(beside, data={"kept": place.one, "csrf_token": "forged"}).status_code == 400
    assert client.post(f"/desk/problems/{place.one}/separate", data={"csrf_token": "forged"}).status_code == 400
    assert client.get(f"/desk/problems/{place.one}/beside/{place.one}").status_code == 404


def test_nobody_else_comes_near(client: FlaskClient, sign_in: SignIn, place: Place) -> None:
    beside = f"/desk/problems/{place.one}/beside/{place.other}"
    sign_in(client, make_coordinator(make_complex()))
    assert client.get(beside).status_code == 404
    assert client.post(f"/desk/problems/{place.one}/separate").status_code == 404
    assert client.post(f"/desk/organisations/{place.partner}/problems/{place.one}/suggest").status_code == 404
    sign_in(client, place.person("owner"))
    assert client.get(beside).status_code == 403


def test_a_firm_learns_nothing_of_the_other_one(client: FlaskClient, sign_in: SignIn, place: Place) -> None:
    sign_in(client, place.person("coordinator"))
    post(client, f"/desk/problems/{place.one}/beside/{place.other}", kept=place.one)
    for owner, own, other, name in (
        ("owner", place.one, place.other, "가람2정밀"),
        ("rival", place.other, place.one, "가람1정밀"),
    ):
        sign_in(client, place.person(owner))
        page = client.get(f"/problems/{own}").text
        assert CANARY in page  # its own words
        assert name not in page
        assert other not in page
        assert client.get(f"/problems/{other}").status_code == 404


def test_what_one_firm_told_twice_leaves_the_review_and_comes_back(
    client: FlaskClient, sign_in: SignIn, place: Place
) -> None:
    with transaction():
        one, other = (session.query(Problem).filter_by(public_id=name).one() for name in (place.one, place.other))
        other.organisation_id, other.stated_by_id = one.organisation_id, one.stated_by_id
    sign_in(client, place.person("coordinator"))
    assert "1 / 2" in client.get("/desk/suggestions/").text
    post(client, f"/desk/problems/{place.one}/beside/{place.other}", kept=place.one)
    assert "1 / 1" in client.get("/desk/suggestions/").text
    post(client, f"/desk/problems/{place.other}/separate", f"/desk/problems/{place.other}")
    assert "1 / 2" in client.get("/desk/suggestions/").text
    post(client, f"/desk/problems/{place.one}/beside/{place.other}", kept=place.one)
    sign_in(client, place.person("owner"))
    page = client.get(f"/problems/{place.other}").text
    assert f"/problems/{place.one}" in page
    assert "함께 다룹니다" in page


def test_an_event_that_fits_stands_on_the_problems_page(client: FlaskClient, sign_in: SignIn, place: Place) -> None:
    for person, path in (("owner", "/problems/"), ("coordinator", "/desk/problems/")):
        sign_in(client, place.person(person))
        page = client.get(f"{path}{place.one}").text
        assert f"/events/{place.event}" in page
        assert re.search(r"함께 나오는 말: [^<]*냉각", page)
    sign_in(client, place.person("rival"))
    with transaction():
        session.query(Problem).filter_by(public_id=place.one).one().visibility = Visibility.PUBLIC
    page = client.get(f"/problems/{place.one}").text
    assert WORDING in page
    assert place.event not in page


def test_an_event_that_fits_stands_in_the_weekly_letter(
    app: Flask, place: Place, outbox: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", f"maildir:{tmp_path}/letters")
    problem = session.query(Problem).filter_by(public_id=place.one).one()
    make_enquiry(make_suggestion(problem, make_partner()))
    owner = place.person("owner")
    with transaction():
        mail.choose(owner.email, list(KINDS), is_weekly=True, paused_until=None, now=now())
    with transaction():
        for enquiry in queries.list_unanswered(place.person("owner"), now()):
            messages.ask(enquiry, enquiry.suggestion, enquiry.account, now=now())
    carry()  # finds that they wait for the week
    assert write_weekly_letters() == "1 weekly letters"
    letter = outbox()[-1]
    for part in (letter.text, letter.html):
        assert f"http://localhost/events/{place.event}" in part
        assert "사출 성형품의 휨 변형과 수축" in part
        assert "가람2정밀" not in part
        assert place.other not in part


def test_a_lab_sees_what_it_may_read_in_the_wording_and_a_stranger_sees_nothing(
    client: FlaskClient, sign_in: SignIn, place: Place
) -> None:
    path = f"/organisations/{place.partner}"
    sign_in(client, place.person("researcher"))
    assert place.one not in client.get(path).text
    with transaction():
        session.query(Problem).filter_by(public_id=place.one).one().visibility = Visibility.PUBLIC
    page = client.get(path).text
    assert place.one in page
    assert place.other not in page
    assert WORDING in page
    assert CANARY not in page
    for person in ("owner", "rival"):
        sign_in(client, place.person(person))
        assert place.one not in client.get(path).text
    client.delete_cookie("eventhub_session")
    assert place.one not in client.get(path).text


def test_a_coordinator_suggests_from_the_page_of_an_organisation(
    client: FlaskClient, sign_in: SignIn, place: Place
) -> None:
    sign_in(client, place.person("coordinator"))
    path, action = f"/desk/organisations/{place.partner}", f"/problems/{place.one}/suggest"
    page = client.get(path).text
    assert f"/desk/problems/{place.one}" in page
    assert action not in page  # the night has suggested it already
    refused = post(client, f"{path}{action}", path)
    assert (refused.status_code, "이미 추천한 곳" in refused.text) == (409, True)
    with transaction():
        session.execute(delete(Suggestion))
    assert f"{path}{action}" in client.get(path).text
    assert client.post(f"{path}{action}", data={"csrf_token": "forged"}).status_code == 400
    answer = post(client, f"{path}{action}", path)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/desk/suggestions/")
    card = client.get(answer.location).text
    assert "가상대 정밀성형연구실" in card
    assert re.search(r"함께 나오는 말: [^<]*냉각", card)
    assert action not in client.get(path).text
