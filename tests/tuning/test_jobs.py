"""Does the worker measure by what was judged, and learn from what was answered?"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.lexicon.models import LexiconVersion
from eventhub.lexicon.rules import shipped, with_generic
from eventhub.matching.models import Reason, Reply, Review, Side
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem
from eventhub.tuning import jobs
from eventhub.tuning.models import Kind, Measure, Measurement, Proposal, Verdict, Way
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.matching import make_enquiry, make_partner, make_suggestion
from tests.factories.organisations import make_capability, make_member, make_organisation
from tests.factories.problems import make_technical_problem
from tests.factories.tuning import make_judgement, make_pair
from tests.matching.test_jobs import FITTING, OTHERS


def make_judged() -> None:
    """Make a problem with one partner that fits and five that do not, and one that nobody fits; all judged."""
    account_id = make_account().id
    make_partner()
    for title, text in OTHERS.items():
        partner = make_organisation(name_ko=f"연구실 {title}")
        make_member(partner)
        make_capability(session.merge(partner), title_ko=title, text_ko=text, title_en="", text_en="", equipment="")
    problem_id = make_technical_problem(text=FITTING).id
    lunch_id = make_technical_problem(text="구내식당의 점심 메뉴를 바꾸고 싶습니다.").id
    for capability_id in session.scalars(select(Capability.id)).all():
        capability = session.get_one(Capability, capability_id)
        verdict = Verdict.RELEVANT if "휨" in capability.title_ko else Verdict.NOT
        for row, said in ((problem_id, verdict), (lunch_id, Verdict.NOT)):
            pair = make_pair(session.get_one(Problem, row), session.get_one(Capability, capability_id))
            make_judgement(pair, session.get_one(Account, account_id), said)


def values(measure: Measure) -> dict[Way, float]:
    """Read what was measured last."""
    rows = session.scalars(select(Measurement).where(Measurement.measure == measure).order_by(Measurement.id))
    return {row.way: row.value for row in rows}


def test_ways_are_measured_by_the_same_judgements(app: Flask) -> None:
    make_judged()
    assert jobs.measure_matcher() == "12 judged pairs of 2 problems measured"
    assert values(Measure.RECALL)[Way.PRODUCTION] == 1.0
    precision = values(Measure.PRECISION)
    assert set(precision) == set(Way)
    assert values(Measure.SILENCE)[Way.PRODUCTION] == 0.5
    assert values(Measure.ABSTENTION) == {
        Way.PRODUCTION: 1.0,
        Way.BM25: values(Measure.ABSTENTION)[Way.BM25],
        Way.POPULARITY: 0.0,
        Way.RANDOM: 0.0,
    }
    for row in session.scalars(select(Measurement)):
        assert 0 <= row.low <= row.value <= row.high <= 1
        assert row.pairs == 12


def test_it_is_measured_again_only_when_something_is_new(app: Flask, at: Callable[[str], Any]) -> None:
    make_judged()
    assert jobs.measure_matcher()
    with at("2026-03-03 02:50"):
        assert jobs.measure_matcher() == ""
        content = with_generic(shipped(), ["시험"]).kept()
        saved(LexiconVersion(number=1, made_at=now(), made_by_id=make_account().id, content=content))
        assert jobs.measure_matcher()
    with at("2026-03-04 02:50"):
        assert jobs.measure_matcher() == ""
        make_judgement(make_pair(), make_account())
        assert "13 judged pairs of 3 problems" in jobs.measure_matcher()
    assert len(set(session.scalars(select(Measurement.measured_at)))) == 3


def test_without_judgements_nothing_is_measured(app: Flask) -> None:
    make_pair()
    assert jobs.measure_matcher() == ""


def make_answered(word: str, **answer: Any) -> None:
    """Answer a suggestion whose texts share one word."""
    explanation = {"owner": {"terms": [{"term": word, "share": 0.2}]}}
    make_enquiry(make_suggestion(explanation=explanation), **answer, answered_at=now())


def test_answers_propose_words_and_the_same_once(app: Flask) -> None:
    for _three in range(3):
        make_answered("비품", reply=Reply.DECLINED, reason=Reason.WRONG_FIELD)
    assert jobs.learn_from_answers() == "1 new proposals"
    proposal = session.scalars(select(Proposal)).one()
    assert (proposal.kind, proposal.words, len(proposal.evidence["suggestions"])) == (Kind.GENERIC, "비품", 3)
    assert jobs.learn_from_answers() == ""


def test_a_coordinators_wrong_field_counts_and_a_yes_keeps_a_word(app: Flask) -> None:
    for _two in range(2):
        make_answered("비품", reply=Reply.DECLINED, reason=Reason.WRONG_FIELD)
        make_answered("공구함", reply=Reply.DECLINED, reason=Reason.WRONG_FIELD)
    for _busy in range(3):
        make_answered("비품", reply=Reply.DECLINED, reason=Reason.BUSY)
    assert jobs.learn_from_answers() == ""
    make_answered("공구함", reply=Reply.ACCEPTED)
    for word in ("비품", "공구함"):
        dropped = {"review": Review.DROPPED, "reviewed_at": now(), "drop_reason": "wrong_field: 도금입니다"}
        make_suggestion(explanation={"owner": {"terms": [{"term": word}]}}, **dropped)
    assert jobs.learn_from_answers() == "1 new proposals"
    assert session.scalars(select(Proposal.words)).one() == "비품"


def test_words_of_accepted_pairs_that_never_met_are_proposed_as_one(app: Flask) -> None:
    for process in ("도금", "주조"):
        partner = make_organisation(name_ko=f"{process} 연구실")
        make_member(partner)
        said = {"title_ko": f"{process} 기술", "text_ko": f"{process} 뒤에 버니싱을 합니다.", "title_en": ""}
        make_capability(session.merge(partner), **said, text_en="", equipment="")
        problem = make_technical_problem(text=f"{process} 부품의 기스가 많습니다.", wording=f"{process} 부품")
        met = {"review": Review.SENT, "introduced_at": now()}
        suggestion = make_suggestion(problem, session.get_one(Organisation, partner.id), **met)
        make_enquiry(suggestion, Side.OWNER, reply=Reply.ACCEPTED, answered_at=now())
    assert jobs.learn_from_answers()
    proposals = {proposal.words: proposal for proposal in session.scalars(select(Proposal))}
    assert all(proposal.kind is Kind.CONCEPT for proposal in proposals.values())
    assert any("버니싱" in words for words in proposals)
    assert not any("도금" in words or "주조" in words for words in proposals)
