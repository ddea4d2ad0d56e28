"""Do people steer what is suggested, over HTTP alone: who must not meet, which words mean the same, what fits?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account, Role
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.matching import jobs as matching
from eventhub.organisations.models import Organisation
from eventhub.tuning import jobs as tuning
from tests.conftest import csrf, post
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_partner
from tests.factories.organisations import make_capability, make_member, make_organisation
from tests.factories.problems import make_technical_problem

SignIn = Callable[[FlaskClient, Account], FlaskClient]
SPOKEN = "빠우 공정 뒤에 자국이 남습니다."
SAID = {"title_ko": "버핑 공정 개선", "text_ko": "버핑 뒤에 남는 자국을 없앱니다.", "title_en": "", "text_en": ""}


@pytest.fixture
def complex_id(app: Flask) -> int:
    """Make a complex with a partner who speaks otherwise than the firm, and some who do other things."""
    complex_ = make_complex()
    row = complex_.id
    for name, said in {
        "표면연구실": SAID,
        "광연구실": {**SAID, "title_ko": "광모듈 시험", "text_ko": "광섬유 접속부의 수명을 봅니다."},
        "물류연구실": {**SAID, "title_ko": "창고 배치", "text_ko": "물류 흐름을 모의합니다."},
    }.items():
        partner = make_organisation(complex_id=row, name_ko=name, name_en="")
        make_member(partner)
        make_capability(session.merge(partner), **said, equipment="")
    return row


def enter(app: Flask, sign_in: SignIn, complex_id: int) -> FlaskClient:
    """Sit down at the desk as another coordinator of the complex."""
    return sign_in(app.test_client(), make_coordinator(session.get_one(Complex, complex_id)))


def test_words_that_mean_the_same_bring_together_who_speaks_otherwise(
    app: Flask, sign_in: SignIn, complex_id: int, at: Callable[[str], Any]
) -> None:
    desk = enter(app, sign_in, complex_id)
    form = desk.get("/desk/lexicon/edit").text
    assert "광내기, 빠우, 버핑" in form
    firm = make_organisation(complex_id=complex_id)
    make_technical_problem(firm, text=SPOKEN, wording=SPOKEN)
    assert "1 problems matched, 1 suggestions" in matching.match_new_problems()
    page = desk.get("/desk/suggestions/").text
    assert "표면연구실" in page
    address = re.search(r"/desk/problems/\w+/partners", page)
    assert address
    assert "1 ·" in desk.get(address[0]).text


def test_who_named_each_other_is_not_brought_together_and_the_desk_reads_why(
    app: Flask, sign_in: SignIn, complex_id: int
) -> None:
    firm = make_organisation(complex_id=complex_id)
    page = f"/organisations/{firm.public_id}/competitors"
    member = sign_in(app.test_client(), make_member(firm))
    rival = session.query(Organisation).filter_by(name_ko="표면연구실").one().public_id
    assert post(member, page, organisation_name="표면", organisation=rival).status_code == 303
    problem = make_technical_problem(
        session.query(Organisation).filter_by(public_id=page.split("/")[2]).one(), text=SPOKEN, wording=SPOKEN
    )
    name = problem.public_id
    assert "1 without a partner" in matching.match_new_problems()
    desk = enter(app, sign_in, complex_id)
    assert "경쟁사로 적었습니다" in desk.get(f"/desk/problems/{name}/partners").text
    assert "표면연구실" not in desk.get("/desk/suggestions/").text


def test_two_judge_and_the_administrator_sees_how_good_it_is(app: Flask, sign_in: SignIn, complex_id: int) -> None:
    make_partner(complex_id=complex_id)
    firm = make_organisation(complex_id=complex_id)
    make_technical_problem(firm, text=SPOKEN, wording=SPOKEN)
    matching.match_new_problems()
    judging = "/desk/matcher/judging/"
    first, second = (enter(app, sign_in, complex_id) for _ in range(2))
    assert post(first, f"{judging}draw", judging, number="6").status_code == 303
    for judge in (first, second):
        while found := re.search(rf"{judging}(\w{{12}})\"", judge.get(judging).text):
            page = judge.get(f"{judging}{found[1]}").text
            verdict = "relevant" if "버핑" in page else "not"
            data = {"csrf_token": csrf(judge, f"{judging}{found[1]}"), "verdict": verdict}
            assert judge.post(f"{judging}{found[1]}", data=data).status_code == 303
    assert "100 %" in first.get(judging).text
    assert "judged pairs of 1 problems" in tuning.measure_matcher()
    admin = sign_in(app.test_client(), make_account(role=Role.ADMINISTRATOR))
    text = admin.get("/admin/matcher?measure=recall_at_10&lang=en").text
    assert text.count("<polyline") == 4
    assert "100 % (100–100)" in text
    assert f"{now():%Y}" in text
