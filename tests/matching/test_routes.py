"""Does a private link show without changing, answer once, and explain itself ever after?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.secrets import seal
from eventhub.matching.models import Enquiry, Reason, Reply, Side, Suggestion
from eventhub.problems.models import Problem, State
from tests.conftest import csrf, post
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import make_organisation
from tests.factories.problems import make_technical_problem

FIRM = "비밀정밀카나리아"
YES, NO = {"reply": "accepted"}, {"reply": "declined", "reason": "busy", "remark": "다음 분기에"}


def asked(side: Side = Side.OWNER, **changes: Any) -> str:
    """Put a question to one side and name the page that answers it."""
    complex_ = make_complex()
    make_coordinator(complex_, email="team@example.org")
    firm = make_organisation(complex_id=session.merge(complex_).id, name_ko=FIRM)
    problem = make_technical_problem(firm, text="카나리아777 커버가 휩니다.", wording="커버가 휘는 문제입니다.")
    suggestion = make_suggestion(problem, make_partner())
    suggestion_id = suggestion.id
    owner = make_enquiry(
        suggestion, **(changes if side is Side.OWNER else {"reply": Reply.ACCEPTED, "answered_at": now()})
    )
    if side is Side.OWNER:
        return f"/a/{owner.secret}"
    return f"/a/{make_enquiry(session.get_one(Suggestion, suggestion_id), Side.PARTNER, **changes).secret}"


def question(side: Side = Side.OWNER) -> Enquiry:
    """Read the question put to a side."""
    session.expire_all()
    return session.scalars(select(Enquiry).where(Enquiry.side == side)).one()


def everything() -> list[Any]:
    """Read every row that answering could change."""
    session.expire_all()
    rows: list[Any] = []
    for table in (Enquiry.__table__, Suggestion.__table__, Problem.__table__):
        rows += [tuple(map(str, row)) for row in session.execute(select(table))]
    return rows


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("query", ["", "?reply=accepted", "?reply=declined", "?reply=nonsense"])
def test_opening_the_link_changes_nothing(
    client: FlaskClient, outbox: Callable[..., list[Any]], side: Side, query: str
) -> None:
    address = asked(side)
    before = everything()
    for _ in range(2):
        page = client.get(f"{address}{query}")
        assert page.status_code == 200
        assert client.head(f"{address}{query}").status_code == 200
    assert everything() == before
    assert outbox() == []
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_the_page_names_receiver_purpose_items_and_how_long(client: FlaskClient) -> None:
    page = client.get(asked()).text
    for words in ("가상대 정밀성형연구실", "박교수", "카나리아777 커버가 휩니다.", "커버가 휘는 문제입니다."):
        assert words in page
    for words in ("받는 곳", "목적", "전달하는 내용", "보유 기간", "거부하실 수 있습니다"):
        assert words in page
    assert "checkbox" not in page


def test_the_partner_reads_the_wording_and_no_name(client: FlaskClient) -> None:
    address = asked(Side.PARTNER)
    for query in ("", "?lang=en", "?reply=declined"):
        page = client.get(f"{address}{query}").text
        assert "커버가 휘는 문제입니다." in page
        assert FIRM not in page
        assert "카나리아777" not in page


def test_yes_and_yes_tells_the_coordinators(client: FlaskClient, outbox: Callable[..., list[Any]]) -> None:
    address = asked()
    assert post(client, address, **YES).status_code == 303
    assert question().reply is Reply.ACCEPTED
    assert [letter.to_name for letter in outbox()] == ["박교수"]
    partner = f"/a/{question(Side.PARTNER).secret}"
    assert partner in outbox()[0].text
    assert post(client, partner, **YES).status_code == 303
    assert session.scalars(select(Suggestion.introduced_at)).one() == now()
    assert len(outbox("team@example.org")) == 1
    for side in (address, partner):
        assert "양쪽 모두 수락했습니다" in client.get(side).text


def test_no_keeps_the_reason_and_tells_nobody(client: FlaskClient, outbox: Callable[..., list[Any]]) -> None:
    address = asked()
    assert post(client, address, **NO).status_code == 303
    kept = question()
    assert (kept.reply, kept.reason, kept.remark) == (Reply.DECLINED, Reason.BUSY, "다음 분기에")
    assert outbox() == []


def test_the_owner_cannot_tell_a_partner_who_declined_from_one_who_thinks(client: FlaskClient) -> None:
    address = asked()
    post(client, address, **YES)
    with transaction():
        session.scalars(select(Enquiry).where(Enquiry.side == Side.OWNER)).one().answered_at = now() - timedelta(
            hours=1
        )
    before = client.get(address).text
    post(client, f"/a/{question(Side.PARTNER).secret}", **NO)
    assert client.get(address).text == before


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reply": "perhaps"},
        {"reply": "declined"},
        {"reply": "declined", "reason": "bored"},
        {**NO, "remark": "가" * 1001},
        {**NO, "remark": "종\x07소리"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_answered(client: FlaskClient, fields: dict[str, str]) -> None:
    address = asked()
    answer = post(client, address, **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert question().reply is None


def test_what_was_typed_is_kept_and_shown_as_text(client: FlaskClient) -> None:
    answer = post(client, asked(), reply="declined", reason="", remark="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in answer.text


def test_a_forged_token_answers_nothing(client: FlaskClient) -> None:
    address = asked()
    answer = client.post(address, data={**NO, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert "다음 분기에" in answer.text
    assert client.post(f"{address}/undo", data={"csrf_token": "forged"}).status_code == 400
    assert question().reply is None


def test_answering_twice_changes_nothing(client: FlaskClient) -> None:
    address = asked()
    token_page = client.get(address)
    assert token_page.status_code == 200
    post(client, address, **NO)
    answer = post(client, f"{address}/undo", address)
    assert answer.status_code == 303
    post(client, address, **NO)
    again = client.post(address, data={**YES, "csrf_token": csrf(client, address)})
    assert again.status_code == 409
    assert question().reply is Reply.DECLINED


def test_an_answer_is_taken_back_for_ten_minutes(client: FlaskClient, at: Callable[[str], Any]) -> None:
    address = asked()
    post(client, address, **NO)
    assert "09:10" in client.get(address).text
    with at("2026-03-02 09:11"):
        assert "undo" not in client.get(address).text
        assert client.post(f"{address}/undo", data={"csrf_token": csrf(client, "/sign-in")}).status_code == 409
    assert post(client, f"{address}/undo", address).status_code == 303
    assert question().reply is None


def test_after_fourteen_days_the_link_says_whom_to_call(client: FlaskClient) -> None:
    address = asked(expires_at=now())
    page = client.get(address)
    assert page.status_code == 410
    assert "055-000-0000" in page.text
    assert client.post(address, data={**YES, "csrf_token": csrf(client, "/sign-in")}).status_code == 409
    assert question().reply is None


def test_a_question_about_a_closed_problem_explains_itself(client: FlaskClient) -> None:
    address = asked()
    with transaction():
        session.scalars(select(Problem)).one().state = State.CLOSED
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="reply"' not in page.text
    assert client.post(address, data={**YES, "csrf_token": csrf(client, "/sign-in")}).status_code == 409


@pytest.mark.parametrize("secret", ["nothing", "bcdfghjkmnpq.forged"])
def test_a_link_that_names_nothing_is_a_plain_404(client: FlaskClient, secret: str) -> None:
    assert client.get(f"/a/{secret}").status_code == 404
    assert client.post(f"/a/{secret}", data=YES).status_code == 404
    assert client.post(f"/a/{secret}/undo").status_code == 404
    place = seal("place", "bcdfghjkmnpq")
    assert client.get(f"/a/{place}").status_code == 404
