"""From a problem in factory speech to a letter, an answer and both yes: over HTTP, with the real matcher and worker."""

import email
import mailbox
import re
from collections.abc import Callable
from email import policy
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.app import load_schedule
from eventhub.core.db import session
from eventhub.matching.models import Suggestion
from eventhub.organisations.models import Kind
from tests.conftest import post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.organisations import make_capability, make_member, make_organisation

PROBLEM = "커버 뽑고 하룻밤 두면 가운데 배가 불러 조립이 안 됩니다. 냉각을 늘려도 사출품이 식으면서 휩니다."
WORDING = "사출 커버가 식으면서 휘는 문제입니다. 냉각 시간을 늘려도 나아지지 않았습니다."
SignIn = Callable[[FlaskClient, Account], FlaskClient]


def carry(app: Flask, folder: Path) -> None:
    """Run the jobs a worker would run, letters into a folder."""
    app.config["MAIL_URL"] = f"maildir:{folder}"
    for job in load_schedule():
        job.run()
    session.remove()


def letter_to(folder: Path, address: str) -> str:
    """Read the text of the latest letter to an address, as a mail program would."""
    messages = [
        email.message_from_bytes(message.as_bytes(), policy=policy.default) for message in mailbox.Maildir(folder)
    ]
    found = [message for message in messages if address in message["To"]]
    assert found, [message["To"] for message in messages]
    return str(found[-1].get_body(("plain",)).get_content())


def answer_path(text: str) -> str:
    """Find the private address in a letter."""
    found = re.search(r"http://localhost(/a/[^\s?]+)", text)
    assert found, text
    return found[1]


def test_a_stated_problem_becomes_an_introduction(app: Flask, sign_in: SignIn, letters_folder: Path) -> None:
    complex_ = make_complex(name_ko="창원")
    coordinator = make_coordinator(complex_, email="coordinator@example.org")
    firm = make_organisation(complex_id=complex_.id, name_ko="가람사출")
    owner = make_member(firm, email="owner@example.com", name="김철수", job_title="공장장")
    lab = make_organisation(complex_id=complex_.id, kind=Kind.LAB, name_ko="정밀성형연구실")
    make_member(lab, email="lab@example.com", name="박지훈")
    make_capability(lab)
    other = make_organisation(complex_id=complex_.id, kind=Kind.LAB, name_ko="의료영상연구실")
    make_member(other)
    make_capability(other, title_ko="초음파 영상 진단", title_en="", text_ko="초음파 영상을 판독합니다.", text_en="")

    at_factory = sign_in(app.test_client(), owner)
    stated = post(at_factory, "/problems/new", text=PROBLEM, urgency="now", visibility="private")
    assert stated.status_code == 303
    problem_page = stated.location

    at_desk = sign_in(app.test_client(), coordinator)
    path = f"/desk{problem_page}"
    assert PROBLEM in at_desk.get(path).text
    sorted_ = post(at_desk, path, category="technology", is_technical="yes", wording=WORDING)
    assert sorted_.status_code == 303

    carry(app, letters_folder)
    suggestion = session.query(Suggestion).one()
    review = at_desk.get("/desk/suggestions/").text
    assert "정밀성형연구실" in review
    sent = post(
        at_desk,
        f"/desk/suggestions/{suggestion.public_id}/send",
        "/desk/suggestions/",
        introduction="휨을 오래 연구한 곳입니다.",
    )
    assert sent.status_code == 303

    carry(app, letters_folder)
    to_owner = letter_to(letters_folder, "owner@example.com")
    assert "김철수" in to_owner
    assert "정밀성형연구실" in to_owner
    asked = answer_path(to_owner)
    browser = app.test_client()
    assert browser.get(asked).status_code == 200
    assert browser.head(asked).status_code == 200
    assert post(browser, asked, reply="accepted").status_code == 303

    carry(app, letters_folder)
    to_lab = letter_to(letters_folder, "lab@example.com")
    assert "가람사출" not in to_lab
    assert PROBLEM not in to_lab
    assert WORDING in " ".join(to_lab.split())
    browser = app.test_client()
    assert post(browser, answer_path(to_lab), reply="accepted").status_code == 303

    carry(app, letters_folder)
    to_coordinator = letter_to(letters_folder, "coordinator@example.org")
    assert "가람사출" in to_coordinator
    assert "정밀성형연구실" in to_coordinator
    introduced = at_desk.get("/desk/introductions/?stage=introduced").text
    assert "owner@example.com" in introduced
    assert "lab@example.com" in introduced
