"""From the end of an event to its report, by its doors alone: thanks, an answer, a wish, the desk, the report."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.core import clock
from eventhub.core.db import session
from eventhub.surveys.jobs import ask_after_events
from tests.conftest import post
from tests.factories.clusters import make_coordinator
from tests.factories.events import make_event
from tests.factories.registrations import make_registration


def test_after_an_event_people_answer_and_the_coordinator_reports(
    app: Flask,
    outbox: Callable[..., list[Any]],
    sign_in: Callable[[FlaskClient, Account], FlaskClient],
) -> None:
    event = make_event()
    ended, public_id, complex_id = event.ends_at, event.public_id, event.complex_id
    for name in ("김하나", "이두리"):
        make_registration(event, name=name)
    with clock.standing_still(ended + timedelta(hours=3)):
        assert ask_after_events() == "2 thanked"
        first, second = (re.findall(r"http://localhost(/survey/\S+)", letter.text)[0] for letter in outbox())
        visitor = app.test_client()
        question = re.findall(r'name="(q_\w+)" value="5"', visitor.get(first).text)[0]
        wish = {"whom_else": "최유진, 온누리금속", "why": "시제품을 함께 만들고 싶습니다."}
        assert post(visitor, first, **{question: "5"}, **wish).status_code == 303
        assert post(app.test_client(), second, **{question: "4"}).status_code == 303

        desk = sign_in(app.test_client(), make_coordinator(session.get_one(Complex, complex_id)))
        request = re.findall(r'href="(/desk/follow-ups/\w+)"', desk.get("/desk/follow-ups/").text)[0]
        assert post(desk, request, state="done", note="목요일에 함께 뵙겠습니다.").status_code == 303
        assert "목요일에 함께 뵙겠습니다." in outbox()[-1].text
        assert outbox()[-1].to_name == "김하나"

        report = f"/desk/events/{public_id}/report"
        written = {"summary": "두 분이 오셨습니다.", "version": "0", "finish": "1"}
        assert post(desk, report, **written).status_code == 303
        printed = desk.get(f"{report}/print").text
        assert "두 분이 오셨습니다." in printed
        # Of two anonymous answers nothing is shown, in the report neither.
        assert "답변이 다섯 건보다 적어 보이지 않음" in printed
