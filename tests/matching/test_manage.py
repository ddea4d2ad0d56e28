"""Can a coordinator decide one card after the other, and only those of the own complexes?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.matching.models import Enquiry, MatchedProblem, Reason, Reply, Review, Side, Suggestion
from eventhub.organisations.models import Organisation
from eventhub.problems.models import Problem
from tests.conftest import post
from tests.factories import saved
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import make_member, make_organisation
from tests.factories.problems import make_technical_problem

SignIn = Callable[[FlaskClient, Account], FlaskClient]
REVIEW = "/desk/suggestions/"
SENTENCE = {"introduction": "이 연구실은 휨을 오래 다루었습니다."}
DROP = {"reason": "competitor", "note": "같은 제품을 만듭니다"}


@pytest.fixture
def cards(client: FlaskClient, sign_in: SignIn) -> list[str]:
    """Sit down at the desk with three cards; the client is signed in."""
    complex_id = make_complex().id
    found = []
    for number in range(3):
        firm = make_organisation(complex_id=complex_id, name_ko=f"가람정밀 {number}")
        found.append(make_suggestion(make_technical_problem(firm), make_partner()).public_id)
    sign_in(client, make_coordinator(session.get_one(Complex, complex_id)))
    return found


def reviewed(card: str) -> Suggestion:
    """Read what became of a card."""
    session.expire_all()
    return session.scalars(select(Suggestion).where(Suggestion.public_id == card)).one()


def test_a_card_shows_both_texts_the_reason_and_the_keys(client: FlaskClient, cards: list[str]) -> None:
    page = client.get(REVIEW).text
    for words in ("가람정밀 0", "가상대 정밀성형연구실", "0.8 mm 커버", "사출 성형 공정의 냉각", "1 / 3"):
        assert words in page
    assert '<mark class="shared">사출</mark>' in page
    for key in "ynjk":
        assert f'data-key="{key}"' in page


def test_later_and_back_walk_through_the_cards(client: FlaskClient, cards: list[str]) -> None:
    assert f"card={cards[1]}" in client.get(REVIEW).text
    second = client.get(f"{REVIEW}?card={cards[1]}").text
    assert "2 / 3" in second
    assert f"card={cards[0]}" in second
    assert f"card={cards[2]}" in second
    assert "1 / 3" in client.get(f"{REVIEW}?card=nothing").text


def test_sending_goes_on_to_the_next_card(
    client: FlaskClient, cards: list[str], outbox: Callable[..., list[Any]]
) -> None:
    answer = post(client, f"{REVIEW}{cards[0]}/send", REVIEW, **SENTENCE)
    assert (answer.status_code, answer.location) == (303, f"{REVIEW}?card={cards[1]}")
    assert reviewed(cards[0]).review is Review.SENT
    assert SENTENCE["introduction"] in outbox()[0].text
    assert "2 / 3" in client.get(answer.location).text


def test_dropping_keeps_the_reason(client: FlaskClient, cards: list[str], outbox: Callable[..., list[Any]]) -> None:
    answer = post(client, f"{REVIEW}{cards[2]}/drop", REVIEW, **DROP)
    assert answer.status_code == 303
    assert reviewed(cards[2]).review is Review.DROPPED
    assert reviewed(cards[2]).drop_reason == "competitor: 같은 제품을 만듭니다"
    assert outbox() == []


def test_after_the_last_card_the_desk_says_thank_you(client: FlaskClient, cards: list[str]) -> None:
    for card in cards:
        post(client, f"{REVIEW}{card}/drop", REVIEW, **DROP)
    page = client.get(REVIEW)
    assert page.status_code == 200
    assert "모두 검토했습니다" in page.text


@pytest.mark.parametrize(
    ("door", "fields"),
    [
        ("send", {"introduction": "가" * 1001}),
        ("send", {"introduction": "종\x07소리"}),
        ("drop", {"reason": "bored"}),
        ("drop", {**DROP, "note": "가" * 151}),
        ("drop", {**DROP, "note": "두\n줄"}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_decided(
    client: FlaskClient, cards: list[str], door: str, fields: dict[str, str]
) -> None:
    answer = post(client, f"{REVIEW}{cards[1]}/{door}", REVIEW, **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "2 / 3" in answer.text
    assert reviewed(cards[1]).review is Review.OPEN


def test_a_forged_token_decides_nothing(client: FlaskClient, cards: list[str]) -> None:
    for door, fields in (("send", SENTENCE), ("drop", DROP)):
        answer = client.post(f"{REVIEW}{cards[0]}/{door}", data={**fields, "csrf_token": "forged"})
        assert answer.status_code == 400
    assert (
        SENTENCE["introduction"]
        in client.post(f"{REVIEW}{cards[0]}/send", data={**SENTENCE, "csrf_token": "forged"}).text
    )
    assert reviewed(cards[0]).review is Review.OPEN


def test_a_card_somebody_else_decided_is_told_and_not_sent_twice(
    client: FlaskClient, cards: list[str], outbox: Callable[..., list[Any]]
) -> None:
    for _ in range(2):
        answer = post(client, f"{REVIEW}{cards[0]}/send", REVIEW, **SENTENCE)
        assert answer.status_code == 303
    assert len(outbox()) == 1
    assert "그사이" in client.get(answer.location).text


def test_another_complex_is_not_there(client: FlaskClient, cards: list[str], sign_in: SignIn) -> None:
    sign_in(client, make_coordinator(make_complex()))
    assert "가람정밀" not in client.get(REVIEW).text
    for door in ("send", "drop"):
        assert client.post(f"{REVIEW}{cards[0]}/{door}").status_code == 404
        assert client.post(f"{REVIEW}nothing/{door}").status_code == 404
    assert reviewed(cards[0]).review is Review.OPEN


def test_members_do_not_enter(client: FlaskClient, cards: list[str], sign_in: SignIn) -> None:
    sign_in(client, make_member(make_organisation()))
    assert client.get(REVIEW).status_code == 403
    assert client.get("/desk/introductions/").status_code == 403


def test_problems_without_a_partner_are_listed_beside_the_cards(client: FlaskClient, cards: list[str]) -> None:
    firm = session.scalars(select(Organisation).join(Problem, Problem.organisation_id == Organisation.id)).first()
    lonely = make_technical_problem(firm, wording="아무도 모르는 문제입니다.").id
    saved(MatchedProblem(problem_id=lonely, revision=1, matched_at=now(), suggestions=0))
    assert "아무도 모르는 문제입니다." in client.get(REVIEW).text


def test_introductions_show_where_each_stands_and_contacts_only_after_both_said_yes(
    client: FlaskClient, cards: list[str]
) -> None:
    for card in cards[:2]:
        post(client, f"{REVIEW}{card}/send", REVIEW, **SENTENCE)
    first = reviewed(cards[0]).id
    assert "010-0000-7777" not in client.get("/desk/introductions/").text
    with transaction():
        for enquiry in session.scalars(select(Enquiry)):
            enquiry.reply, enquiry.answered_at = Reply.ACCEPTED, now()
    make_enquiry(
        session.get_one(Suggestion, first),
        Side.PARTNER,
        reply=Reply.DECLINED,
        reason=Reason.WRONG_FIELD,
        remark="금속만",
    )
    waiting = client.get("/desk/introductions/?stage=waiting_partner").text
    assert "가람정밀 1" in waiting
    assert "가람정밀 0" not in waiting
    declined = client.get("/desk/introductions/?stage=declined").text
    assert "금속만" in declined
    assert "010-0000-7777" not in declined
    with transaction():
        session.get_one(Suggestion, first).introduced_at = now()
        session.scalars(select(Enquiry).where(Enquiry.side == Side.PARTNER)).one().reply = Reply.ACCEPTED
    assert "010-0000-7777" in client.get("/desk/introductions/?stage=introduced").text
    assert client.get("/desk/introductions/?stage=nonsense").status_code == 200


def test_a_coordinator_reads_why_a_partner_is_not_suggested(client: FlaskClient, cards: list[str]) -> None:
    suggestion = reviewed(cards[0])
    problem = session.get_one(Problem, suggestion.problem_id)
    page, suggested_id = f"/desk/problems/{problem.public_id}/partners", suggestion.organisation_id
    refusing, low, fourth = (make_partner(name_ko=f"{name} 연구실", name_en="") for name in ("거절", "먼", "넷째"))
    places = [[suggested_id, 1, 0.6], [refusing.id, 1, 0.5], [fourth.id, 1, 0.4], [low.id, 1, 0.1]]
    with transaction():
        refusing.wants_suggestions = False
        session.merge(refusing)
        match = session.query(MatchedProblem).filter_by(problem_id=suggestion.problem_id).one()
        match.ranking = {"floor": 0.15, "places": places}
    make_organisation(name_ko="아무 일도 안 하는 회사")
    text = client.get(f"{page}?lang=en").text
    order = [text.index(name) for name in ("Precision Moulding Lab", "거절", "넷째", "먼 연구실")]
    assert order == sorted(order)
    for words in ("does not want to be suggested", "three others fit better", "below the floor", "2 · 0.50"):
        assert words in text
    found = client.get(f"{page}?q=아무 일도").text
    assert "offers nothing now" in found
    assert "Precision Moulding Lab" not in found
    assert "nobody of this name" in client.get(f"{page}?q=없는이름").text


def test_nothing_is_sent_that_came_to_be_ruled_out(client: FlaskClient, cards: list[str]) -> None:
    organisation_id = reviewed(cards[0]).organisation_id
    with transaction():
        session.get_one(Organisation, organisation_id).wants_suggestions = False
    answer = post(client, f"{REVIEW}{cards[0]}/send", REVIEW, **SENTENCE)
    assert answer.status_code == 303
    assert reviewed(cards[0]).review is Review.OPEN
    assert "추천받기를 원하지 않습니다" in client.get(answer.location).text
