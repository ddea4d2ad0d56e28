"""Does the nightly run find what comes near, read nothing twice, change nothing twice and survive being killed?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.matching.jobs import match_new_problems
from eventhub.matching.models import AnalysedText
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem, State
from eventhub.related import jobs, services
from eventhub.related.models import Kind, Related
from tests.factories.events import make_event
from tests.factories.matching import make_partner
from tests.factories.problems import make_problem, make_technical_problem

WARPS = "사출 성형품이 냉각 불균형과 수축 때문에 휩니다. 휨 변형을 해석해서 줄이고 싶습니다."
WARPS_TOO = "사출 성형품이 냉각 불균형 때문에 휘어서 조립이 안 됩니다. 휨 변형과 수축을 줄이고 싶습니다."
DINNER = "구내식당의 점심 메뉴를 바꾸고 싶습니다."
SEMINAR = "사출 성형품의 휨 변형과 수축\n냉각 불균형으로 휘는 사출 성형품의 변형을 해석하고 줄이는 방법을 다룹니다."


@pytest.fixture
def texts(app: Flask) -> dict[str, int]:
    """Three problems (two of them the same), a lab that answers them, an event about them and one about dinner."""
    made = {
        "one": make_technical_problem(text=WARPS, wording="사출 제품의 휨을 줄이고 싶습니다.").id,
        "other": make_problem(text=WARPS_TOO).id,
        "dinner": make_technical_problem(text=DINNER, wording="점심 메뉴를 바꾸고 싶습니다.").id,
        "event": make_event(title_ko=SEMINAR, title_en="", text_ko=SEMINAR, text_en="").id,
        "lunch": make_event(title_ko="점심 모임", title_en="", text_ko="함께 먹습니다.", text_en="").id,
    }
    partner_id = make_partner().id
    made["capability"] = session.query(Capability).filter_by(organisation_id=partner_id).one().id
    match_new_problems()
    return made


def found(kind: Kind) -> set[tuple[int, int]]:
    """Read which pairs of a kind are kept."""
    session.rollback()
    rows = select(Related.from_id, Related.to_id).where(Related.kind == kind)
    return {(one, other) for one, other in session.execute(rows)}


def rows() -> list[tuple[Any, ...]]:
    """Read everything that is kept, as it is."""
    session.rollback()
    columns = (Related.id, Related.kind, Related.from_id, Related.to_id, Related.score, Related.computed_at)
    return [tuple(row) for row in session.execute(select(*columns).order_by(Related.id))]


def test_what_is_about_the_same_comes_near_and_nothing_else(texts: dict[str, int]) -> None:
    assert jobs.find_related() == "2 similar, 2 event, 1 answer; 5 changed"
    one, other, event = texts["one"], texts["other"], texts["event"]
    assert found(Kind.SIMILAR) == {(one, other), (other, one)}
    assert found(Kind.EVENT) == {(one, event), (other, event)}
    assert found(Kind.ANSWER) == {(texts["capability"], one)}


def test_words_for_partners_come_from_the_wording_alone(texts: dict[str, int]) -> None:
    jobs.find_related()
    words = session.scalars(select(Related.words).where(Related.kind == Kind.ANSWER)).one()
    assert "냉각" in "".join(words["words"])
    assert "냉각" not in "".join(words["wording"])
    assert "사출" in "".join(words["wording"])


def test_running_it_again_changes_nothing(texts: dict[str, int]) -> None:
    jobs.find_related()
    before = rows()
    with standing_still(now() + timedelta(days=1)):
        assert jobs.find_related() == ""
    assert rows() == before


def test_nothing_is_read_twice(texts: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.find_related()
    known = set(session.scalars(select(AnalysedText.name)))
    match_new_problems()  # forgets what is read in texts nobody matches or compares any more
    session.rollback()
    assert set(session.scalars(select(AnalysedText.name))) == known
    read: list[bytes] = []
    monkeypatch.setattr(jobs.matching_services, "keep_analyses", read.extend)
    jobs.find_related()
    assert read == []


def test_what_was_closed_revised_or_is_over_goes(texts: dict[str, int]) -> None:
    jobs.find_related()
    with transaction():
        session.get_one(Problem, texts["one"]).state = State.CLOSED
        session.get_one(Event, texts["event"]).starts_at = now() - timedelta(hours=1)
    jobs.find_related()
    assert rows() == []


def test_problems_that_were_put_together_are_no_longer_compared(texts: dict[str, int]) -> None:
    with transaction():
        session.get_one(Problem, texts["other"]).same_as_id = texts["one"]
    jobs.find_related()
    assert found(Kind.SIMILAR) == set()
    assert (texts["other"], texts["event"]) in found(Kind.EVENT)


def test_a_run_that_is_killed_leaves_what_was_there(texts: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.find_related()
    before = rows()
    with transaction():
        session.get_one(Problem, texts["one"]).text = DINNER
        session.get_one(Problem, texts["one"]).revision = 2
    keep, done = services.keep, []

    def die_at_the_second(kind: Kind, *args: Any, **values: Any) -> int:
        if done:
            raise KeyboardInterrupt
        done.append(kind)
        return keep(kind, *args, **values)

    monkeypatch.setattr(services, "keep", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        jobs.find_related()
    assert rows() == before
    monkeypatch.undo()
    jobs.find_related()
    assert (texts["one"], texts["other"]) not in found(Kind.SIMILAR)


def test_without_any_text_there_is_nothing_to_find(app: Flask, count_queries: Callable[[], Any]) -> None:
    with count_queries() as counted:
        assert jobs.find_related() == ""
    assert len(counted) <= 20
