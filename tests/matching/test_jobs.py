"""Does the nightly run find the right partner, say why, and say honestly when there is none?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.core.clock import now, standing_still
from eventhub.core.db import session, transaction
from eventhub.lexicon.models import LexiconVersion
from eventhub.lexicon.rules import shipped, with_concept
from eventhub.matching import jobs, queries, rules, services
from eventhub.matching.models import MatchedProblem, MatchRun, Review, Side, Suggestion
from eventhub.matching.rules import Findings
from eventhub.matching.rules.explaining import explain
from eventhub.organisations.models import Competitor, Organisation
from eventhub.problems.models import Problem
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex
from tests.factories.matching import make_partner
from tests.factories.organisations import make_capability, make_member, make_organisation
from tests.factories.problems import make_technical_problem

FITTING = "사출 성형품이 냉각 불균형과 수축 때문에 휩니다. 휨 변형을 해석해서 줄이고 싶습니다."
OTHERS = {
    "광통신 부품 신뢰성 시험": "광모듈과 광섬유 접속부의 온도 순환 시험과 수명 예측을 합니다.",
    "의료기기 인허가 시험": "심전도 센서의 생체 적합성과 전자파 적합성을 시험합니다.",
    "차체 용접 로봇 제어": "점용접 로봇의 궤적을 계획하고 용접 품질을 감시합니다.",
    "도금 폐수 처리": "니켈 도금 폐수의 중금속을 이온 교환 수지로 회수합니다.",
    "전력 변환기 설계": "SiC 소자를 쓰는 인버터의 방열과 스위칭 손실을 줄입니다.",
}


@pytest.fixture
def partners(app: Flask) -> None:
    """Make one fitting partner and five that fit something else."""
    make_partner()
    for title, text in OTHERS.items():
        partner = make_organisation(name_ko=f"연구실 {title}")
        make_member(partner)
        make_capability(
            session.merge(partner), title_ko=title, text_ko=text, title_en="", text_en="", equipment="시험 장비"
        )


def suggestions() -> list[tuple[str, int]]:
    """List whom was suggested, and in which place."""
    rows = select(Organisation.name_ko, Suggestion.rank).join(Suggestion.organisation).order_by(Suggestion.rank)
    return [(name, rank) for name, rank in session.execute(rows)]


def matched() -> list[int]:
    """Read how many suggestions each matched problem got."""
    return list(session.scalars(select(MatchedProblem.suggestions).order_by(MatchedProblem.id)))


def test_the_partner_whose_words_answer_the_problem_is_suggested(partners: None) -> None:
    make_technical_problem(text=FITTING)
    assert jobs.match_new_problems() == "1 problems matched, 1 suggestions, 0 without a partner, 0 failed"
    assert suggestions() == [("가상대 정밀성형연구실", 1)]


def test_each_side_gets_the_explanation_of_what_it_may_read(partners: None) -> None:
    make_technical_problem(text=f"카나리아정밀입니다. {FITTING}", wording="사출 부품이 식으면서 휘는 문제입니다.")
    jobs.match_new_problems()
    suggestion = session.scalars(queries._with_sides()).one()
    owner, partner = explain(suggestion, Side.OWNER), explain(suggestion, Side.PARTNER)
    assert owner.problem is not None
    assert owner.problem_text[slice(*owner.problem_marks[0][:2])] in owner.partner_text
    assert "냉각" in owner.words
    assert "사출" in partner.words
    assert "카나리아" not in str(suggestion.explanation[Side.PARTNER])


def test_running_it_again_changes_nothing(partners: None, outbox: Callable[..., list[Any]]) -> None:
    make_technical_problem(text=FITTING)
    jobs.match_new_problems()
    before = suggestions()
    assert jobs.match_new_problems() == ""
    assert suggestions() == before
    assert matched() == [1]
    assert outbox() == []


def test_a_revised_problem_is_matched_again_and_its_undecided_suggestions_are_outdated(partners: None) -> None:
    problem_id = make_technical_problem(text=FITTING).id
    jobs.match_new_problems()
    with transaction():
        problem = session.get_one(Problem, problem_id)
        problem.text, problem.revision = "니켈 도금 폐수의 중금속을 줄이고 싶습니다.", 2
    jobs.match_new_problems()
    rows = session.execute(select(Suggestion.revision, Suggestion.review).order_by(Suggestion.id)).all()
    assert [tuple(row) for row in rows] == [(1, Review.OUTDATED), (2, Review.OPEN)]
    assert ("연구실 도금 폐수 처리", 1) in suggestions()


def test_nobody_is_suggested_below_the_floor(partners: None) -> None:
    make_technical_problem(text="구내식당의 점심 메뉴를 바꾸고 싶습니다.", wording="점심 메뉴를 바꾸고 싶습니다.")
    assert jobs.match_new_problems() == "1 problems matched, 0 suggestions, 1 without a partner, 0 failed"
    assert matched() == [0]


def test_the_firm_itself_is_not_suggested_to_itself(partners: None) -> None:
    firm = make_organisation()
    make_capability(firm)
    make_technical_problem(session.merge(firm), text=FITTING)
    jobs.match_new_problems()
    assert suggestions() == [("가상대 정밀성형연구실", 1)]


def test_one_problem_that_fails_does_not_end_the_night(
    partners: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing = make_technical_problem(text=FITTING).id
    make_technical_problem(text=FITTING)
    suggest = services.suggest

    def fail_once(findings: Sequence[Findings], *, now: datetime) -> Mapping[int, int]:
        if failing in {each.problem_id for each in findings}:
            raise OSError("the disk is full")
        return suggest(findings, now=now)

    monkeypatch.setattr(services, "suggest", fail_once)
    assert "1 problems matched" in jobs.match_new_problems()
    assert f"problem {failing} not matched" in caplog.text
    monkeypatch.undo()
    assert "1 problems matched" in jobs.match_new_problems()


def test_without_any_capability_problems_wait(app: Flask) -> None:
    make_technical_problem(make_organisation(complex_id=make_complex().id))
    assert jobs.match_new_problems() == ""
    assert matched() == []


def test_a_run_is_kept_with_what_it_took_and_the_lexicon_it_read_with(partners: None) -> None:
    words = ["사출", "카나리아"]
    kept = saved(
        LexiconVersion(
            number=7, made_at=now(), made_by_id=make_account().id, content=with_concept(shipped(), words).kept()
        )
    )
    make_technical_problem(text="카나리아 제품이 식으면서 휩니다.")
    jobs.match_new_problems()
    run = session.scalars(select(MatchRun)).one()
    assert (run.matched, run.suggestions, run.without_partner, run.failed, run.capabilities) == (1, 1, 0, 0, 6)
    assert run.megabytes > 10
    match = session.scalars(select(MatchedProblem)).one()
    assert run.lexicon_version == match.lexicon_version == kept.number
    assert match.ranking["floor"] == run.floor
    assert match.ranking["places"][0][2] == pytest.approx(match.best_score, abs=1e-4)


def test_an_expired_problem_waits_unmatched_until_somebody_looks_at_it(
    partners: None, at: Callable[[str], Any]
) -> None:
    problem_id = make_technical_problem(text=FITTING).id
    with at("2027-06-01 09:00"):
        assert jobs.match_new_problems() == ""
        with transaction():
            session.get_one(Problem, problem_id).triaged_at = now()
        assert "1 problems matched, 1 suggestions" in jobs.match_new_problems()


def test_a_partner_far_down_the_list_takes_the_place_of_many_who_are_ruled_out(
    partners: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PLACES_KEPT", 1)
    firm = make_organisation()
    make_capability(firm)
    make_technical_problem(session.merge(firm), text=FITTING)
    jobs.match_new_problems()
    assert suggestions() == [("가상대 정밀성형연구실", 1)]


def test_many_problems_take_no_more_questions_than_one(partners: None, count_queries: Callable[[], Any]) -> None:
    numbers = []
    for many in (2, 12):
        for _ in range(many):
            make_technical_problem(text=FITTING)
        with count_queries() as counted:
            jobs.match_new_problems()
        numbers.append(len(counted))
    assert numbers[1] == numbers[0]


def offer_more(**texts: str) -> str:
    """Let a lab that was not there when problems were matched offer something an hour later; name it."""
    lab = make_organisation(name_ko="새 연구실")
    make_member(lab)
    lab = session.merge(lab)
    said = {"text_ko": "사출 성형품의 휨과 냉각 불균형, 수축을 해석하여 변형을 줄입니다.", **texts}
    make_capability(lab, updated_at=now() + timedelta(hours=1), **said)
    return "새 연구실"


def run_later() -> str:
    """Run the matcher two hours later."""
    with standing_still(now() + timedelta(hours=2)):
        return jobs.match_new_problems()


def matched_at() -> list[datetime]:
    """Read when each problem was matched."""
    session.rollback()
    return list(session.scalars(select(MatchedProblem.matched_at).order_by(MatchedProblem.id)))


def test_a_capability_that_came_since_is_suggested_for_an_old_problem_too(partners: None) -> None:
    make_technical_problem(text=FITTING)
    jobs.match_new_problems()
    name = offer_more()
    assert run_later() == "1 problems matched, 1 suggestions, 0 without a partner, 0 failed"
    assert suggestions() == [("가상대 정밀성형연구실", 1), (name, 2)]
    assert matched() == [2]
    before = matched_at()
    assert run_later() == ""
    assert suggestions() == [("가상대 정밀성형연구실", 1), (name, 2)]
    assert matched_at() == before == [now() + timedelta(hours=2)]


def test_what_came_since_and_fits_nothing_adds_nobody_and_is_not_looked_at_again(partners: None) -> None:
    make_technical_problem(text=FITTING)
    jobs.match_new_problems()
    offer_more(title_ko="회계 감사", title_en="", text_ko="결산과 세무를 돕습니다.", text_en="", equipment="")
    assert "0 suggestions" in run_later()
    assert matched() == [1]
    assert run_later() == ""


def test_a_problem_its_firm_stated_twice_gets_nobody_more(partners: None) -> None:
    problem_id = make_technical_problem(text=FITTING).id
    jobs.match_new_problems()
    with transaction():
        session.get_one(Problem, problem_id).is_set_aside = True
    offer_more()
    assert run_later() == ""
    assert len(suggestions()) == 1


def test_a_competitor_that_came_since_is_not_suggested(partners: None) -> None:
    problem_id = make_technical_problem(text=FITTING).id
    jobs.match_new_problems()
    offer_more()
    firm = session.get_one(Problem, problem_id).organisation_id
    rival = session.scalars(select(Organisation.id).where(Organisation.name_ko == "새 연구실")).one()
    saved(Competitor(organisation_id=rival, rival_id=firm, named_by_id=make_account().id, named_at=now()))
    assert "0 suggestions" in run_later()
    assert len(suggestions()) == 1
