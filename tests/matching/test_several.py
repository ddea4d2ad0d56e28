"""Does the nightly run say the same when several machines search, and a clear word when they cannot?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from eventhub.bench.workers import cluster
from eventhub.core.db import session, transaction
from eventhub.matching import jobs
from eventhub.matching.models import MatchedProblem, Suggestion
from tests.factories.matching import make_partner
from tests.factories.organisations import make_capability, make_member, make_organisation
from tests.factories.problems import make_technical_problem

OTHERS = {
    "광통신 부품 시험": "광모듈과 광섬유 접속부의 온도 순환 시험과 수명 예측을 합니다.",
    "도금 폐수 처리": "니켈 도금 폐수의 중금속을 이온 교환 수지로 회수합니다.",
}


@pytest.fixture
def world(app: Flask) -> Flask:
    """Make partners and two problems."""
    make_partner()
    for title, text in OTHERS.items():
        partner = make_organisation(name_ko=f"연구실 {title}")
        make_member(partner)
        make_capability(session.merge(partner), title_ko=title, text_ko=text, title_en="", text_en="", equipment="")
    make_technical_problem(text="사출 성형품이 냉각 불균형과 수축 때문에 휩니다.")
    make_technical_problem(text="니켈 도금 폐수의 중금속을 줄이고 싶습니다.")
    return app


def suggested() -> list[tuple[Any, ...]]:
    """Read everything about the suggestions."""
    rows = select(Suggestion.problem_id, Suggestion.organisation_id, Suggestion.score, Suggestion.explanation)
    return [tuple(row) for row in session.execute(rows.order_by(Suggestion.problem_id, Suggestion.rank))]


@pytest.fixture
def scheduler(world: Flask, tmp_path: Path) -> Iterator[str]:
    """Run workers and name their scheduler in the settings."""
    with cluster(tmp_path) as running:
        world.config["DASK_SCHEDULER"] = running.address
        yield running.address
        world.config["DASK_SCHEDULER"] = ""


def test_several_machines_suggest_what_one_does(world: Flask, request: pytest.FixtureRequest) -> None:
    jobs.match_new_problems()
    here = suggested()
    assert len(here) >= 2
    with transaction():
        session.execute(delete(Suggestion))
        session.execute(delete(MatchedProblem))
    request.getfixturevalue("scheduler")
    jobs.match_new_problems()
    assert suggested() == here


def test_a_scheduler_that_is_not_there_is_named_and_nothing_is_noted(world: Flask) -> None:
    world.config["DASK_SCHEDULER"] = "tcp://127.0.0.1:9"
    done = world.test_cli_runner().invoke(args=("match", "run"))
    world.config["DASK_SCHEDULER"] = ""
    assert done.exit_code == 1
    assert "Error: the Dask scheduler tcp://127.0.0.1:9 does not answer" in done.stderr
    assert suggested() == []
