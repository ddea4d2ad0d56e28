"""Is a text read once in its life, and forgotten when it is gone?"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.lexicon.rules import shipped
from eventhub.matching import finding, jobs, services, text
from eventhub.matching import kept as keeping
from eventhub.matching.models import AnalysedText
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem, State
from tests.factories.matching import make_partner
from tests.factories.problems import make_technical_problem

SAID = "사출 성형품이 휩니다."
WORDED = "식으면서 휘는 부품을 줄이려 합니다."


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which texts are given to the analyser."""
    noted: list[str] = []
    afresh = text._analyse_afresh

    def note(texts: Sequence[str], own_words: tuple[str, ...]) -> Iterator[tuple[str, text.Analysis]]:
        noted.extend(texts)
        return afresh(texts, own_words)

    monkeypatch.setattr(text, "_analyse_afresh", note)
    return noted


@pytest.fixture
def problem(app: Flask) -> int:
    """Make a problem and a partner, matched by a process that has ended since."""
    make_partner()
    return make_technical_problem(text=SAID, wording=WORDED).id


def run() -> str:
    """Run the matcher in what remembers no more than a new process."""
    text.forget()
    return jobs.match_new_problems()


def kept() -> int:
    """Count what is kept."""
    return session.scalar(select(func.count()).select_from(AnalysedText)) or 0


def revise(problem_id: int, **changes: Any) -> None:
    """Change a problem."""
    with transaction():
        found = session.get_one(Problem, problem_id)
        found.revision += 1
        for name, value in changes.items():
            setattr(found, name, value)


def test_only_a_text_that_changed_is_read_again(problem: int, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    assert {SAID, WORDED} < set(read)
    assert len(read) == kept()
    read.clear()
    revise(problem, text=f"{SAID} 금형 온도를 바꿔도 같습니다.")
    assert "1 problems matched" in run()
    assert read == [f"{SAID} 금형 온도를 바꿔도 같습니다."]


def test_what_was_kept_leads_to_the_same_suggestions(problem: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = run()
    revise(problem)
    assert run() == fresh == "1 problems matched, 1 suggestions, 0 without a partner, 0 failed"


def test_what_was_read_in_a_text_goes_with_the_text(problem: int, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    before = kept()
    revise(problem, state=State.CLOSED)
    run()
    assert kept() == before - 1  # the wording; the firm's own words are still searched by the firm
    with transaction():
        for capability in session.scalars(select(Capability)):
            capability.withdrawn_at = now()
    run()
    assert kept() == len({*shipped().words, SAID})  # beside the firm's words nobody's text: the lexicon's own


def test_what_was_read_in_another_way_is_read_again_and_forgotten(
    problem: int, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    before = kept()
    read.clear()
    revise(problem)
    for module in (jobs, keeping):
        monkeypatch.setattr(module, "reading", lambda _own_words: b"another analyser")
    run()
    assert len(read) == kept() == before


def test_a_run_that_dies_keeps_what_it_has_read(problem: int, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "WRITTEN_AT_ONCE", 1)
    monkeypatch.setattr(finding, "Finder", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run()
    assert len(read) == kept() > 0
    monkeypatch.undo()
    assert "1 problems matched" in run()


def test_two_runs_that_read_the_same_text_keep_it_once(app: Flask) -> None:
    for _ in range(2):
        with transaction():
            services.keep_analyses({b"n" * 16: b"content"})
    assert kept() == 1


def test_reading_without_a_database_keeps_nothing(app: Flask) -> None:
    text.analyse("처음 보는 문장입니다.")
    assert kept() == 0
