"""What does the letter about a routed problem say, in both languages?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.problems import messages, queries
from tests.factories.clusters import make_complex
from tests.factories.organisations import make_member, make_organisation
from tests.factories.problems import make_problem

TITLES = {"ko": "공장장", "en": "plant manager"}


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("ko", "이 문제는 다음 담당자가 맡습니다: 자금 담당 최민수"), ("en", "자금 담당 최민수 takes care of it.")],
)
def test_the_member_reads_who_answers_by_when(
    app: Flask, outbox: Callable[..., list[Any]], locale: str, sentence: str
) -> None:
    complex_ = make_complex()
    firm = make_organisation(complex_id=complex_.id)
    member = make_member(firm, name="김철수", job_title=TITLES[locale], locale=locale)
    public_id = make_problem(firm, member, routed_to="자금 담당 최민수", answer_by=now() + timedelta(days=1)).public_id
    with transaction():
        messages.send_routed(queries.get_as_owner(public_id, member), now=now())
    letter = outbox()[0]
    for part in (letter.text, letter.html):
        assert f"김철수 {TITLES[locale]}" in part
        assert sentence in part
        assert "사출 제품이 식으면서 휩니다." in part
        assert f"http://localhost/problems/{public_id}" in part
        assert "055-000-0000" in part
    assert len(letter.subject) <= 60
