"""Are pairs drawn and judged blind, and do proposals wait until somebody decides?"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import NotFound
from eventhub.lexicon import queries as lexicons
from eventhub.lexicon import services as lexicon_services
from eventhub.lexicon.rules import with_generic
from eventhub.matching.models import MatchedProblem
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem
from eventhub.tuning import services
from eventhub.tuning.errors import AlreadyDecided, NothingToDraw
from eventhub.tuning.models import Decision, DrawnPair, Judgement, Kind, Origin, Proposal, Verdict
from eventhub.tuning.queries import judging, learning
from eventhub.tuning.rules.learning import Found
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.clusters import make_complex, make_coordinator
from tests.factories.matching import make_partner
from tests.factories.organisations import make_organisation
from tests.factories.problems import make_technical_problem
from tests.factories.tuning import make_judgement, make_pair, make_proposal


@pytest.fixture
def desk(app: Flask) -> int:
    """Make a coordinator with a matched problem and eight partners."""
    complex_ = make_complex()
    firm = make_organisation(complex_id=complex_.id)
    coordinator_id = make_coordinator(complex_).id
    problem_id = make_technical_problem(session.get_one(Organisation, firm.id)).id
    partners = [make_partner(complex_id=complex_.id).id for _ in range(8)]
    capabilities = {row.organisation_id: row.id for row in session.query(Capability)}
    places = [[row, capabilities[row], 0.5] for row in partners[:5]]
    saved(
        MatchedProblem(
            problem_id=problem_id, revision=1, matched_at=now(), suggestions=3, ranking={"floor": 0.1, "places": places}
        )
    )
    return coordinator_id


def draw(coordinator_id: int, number: int = 6) -> int:
    """Draw pairs."""
    with transaction():
        return services.draw_pairs(session.get_one(Account, coordinator_id), number=number, now=now())


def test_pairs_are_drawn_once_from_all_parts(desk: int) -> None:
    assert draw(desk) == 6
    assert draw(desk, 30) == 2
    origins = list(session.scalars(select(DrawnPair.origin)))
    assert sorted(origins) == sorted([Origin.TOP] * 3 + [Origin.MIDDLE] * 2 + [Origin.RANDOM] * 3)
    with pytest.raises(NothingToDraw):
        draw(desk)


def test_somebody_without_matched_problems_has_nothing_to_draw(app: Flask) -> None:
    with pytest.raises(NothingToDraw):
        draw(make_coordinator(make_complex()).id)


def test_a_judgement_replaces_ones_own_and_nobody_elses(desk: int) -> None:
    draw(desk)
    other = make_account().id
    pair = session.scalars(select(DrawnPair)).first()
    assert pair is not None
    name = pair.public_id
    make_judgement(pair, session.get_one(Account, other), Verdict.NOT)
    for verdict in (Verdict.RELEVANT, Verdict.PARTLY):
        with transaction():
            by = session.get_one(Account, desk)
            services.judge(judging.get_pair(name, by), verdict, by=by, now=now())
    verdicts = {row.account_id: row.verdict for row in session.scalars(select(Judgement))}
    assert verdicts == {other: Verdict.NOT, desk: Verdict.PARTLY}
    assert judging.judged_twice(session.get_one(Account, desk)) == [(Verdict.NOT, Verdict.PARTLY)]


def test_a_pair_waits_for_two_and_while_its_texts_are_what_they_were(desk: int) -> None:
    draw(desk)
    me = session.get_one(Account, desk)
    assert len(judging.list_to_judge(me)) == 6
    pairs = list(session.scalars(select(DrawnPair).order_by(DrawnPair.id)))
    for pair_id in (pairs[0].id,):
        for _twice in range(2):
            make_judgement(session.get_one(DrawnPair, pair_id), make_account())
    make_judgement(pairs[1], make_account())
    begun = pairs[1].public_id
    assert judging.list_to_judge(session.get_one(Account, desk))[0] == begun
    make_judgement(session.get_one(DrawnPair, pairs[2].id), session.get_one(Account, desk))
    assert len(judging.list_to_judge(session.get_one(Account, desk))) == 4
    assert judging.count_judged(session.get_one(Account, desk)) == 1
    with transaction():
        session.get_one(Capability, session.get_one(DrawnPair, pairs[3].id).capability_id).revision += 1
    assert len(judging.list_to_judge(session.get_one(Account, desk))) == 3
    with transaction():
        session.scalars(select(Problem)).one().revision += 1
    assert judging.list_to_judge(session.get_one(Account, desk)) == []
    assert judging.list_verdicts() == []


def test_pairs_of_other_complexes_are_not_there(desk: int) -> None:
    foreign = make_pair().public_id
    assert judging.list_to_judge(session.get_one(Account, desk)) == []
    with pytest.raises(NotFound):
        judging.get_pair(foreign, session.get_one(Account, desk))


def test_the_queue_takes_two_questions_however_long(desk: int, count_queries: Callable[[], Any]) -> None:
    draw(desk, 8)
    me = session.get_one(Account, desk)
    with count_queries() as counted:
        judging.list_to_judge(me)
        judging.judged_twice(me)
    assert len(counted) <= 2


def decide(public_id: str, by: int, *, is_accepted: bool) -> None:
    """Decide about a proposal."""
    with transaction():
        who, proposal = session.get_one(Account, by), learning.lock_proposal(public_id)
        if is_accepted:
            services.accept(proposal, why="답에서", by=who, now=now())
        else:
            services.refuse(proposal, by=who, now=now())


def propose(*found: Found) -> int:
    """Keep proposals."""
    with transaction():
        return services.propose(found, now=now())


def test_a_proposal_is_made_once_and_learns_of_further_answers_while_it_waits(app: Flask) -> None:
    assert propose(Found(Kind.GENERIC, ("비품",), ("s1",)), Found(Kind.CONCEPT, ("바리", "버"), ("s2",))) == 2
    assert propose(Found(Kind.GENERIC, ("비품",), ("s1", "s3"))) == 0
    rows = session.scalars(select(Proposal).order_by(Proposal.id)).all()
    assert [(row.words, row.evidence["suggestions"]) for row in rows] == [("비품", ["s1", "s3"]), ("바리, 버", ["s2"])]


def test_what_is_accepted_is_a_version_of_the_lexicon(app: Flask) -> None:
    by = make_account().id
    words, meaning = make_proposal(), make_proposal(kind=Kind.CONCEPT, words="뒤틀어짐, 휨")
    names = words.public_id, meaning.public_id
    for name in names:
        decide(name, by, is_accepted=True)
    lexicon = lexicons.current()
    assert lexicon.version == 2
    assert lexicon.generic == ("비품",)
    assert any({"휨", "warpage", "뒤틀어짐"} <= set(concept.words) for concept in lexicon.concepts)
    assert [row.lexicon_version for row in session.scalars(select(Proposal).order_by(Proposal.id))] == [1, 2]
    with pytest.raises(AlreadyDecided):
        decide(names[0], by, is_accepted=False)


def test_what_stands_in_the_lexicon_meanwhile_is_accepted_without_a_new_version(app: Flask) -> None:
    by, name = make_account().id, make_proposal().public_id
    with transaction():
        who = session.get_one(Account, by)
        lexicon_services.keep(with_generic(lexicons.current(), ["비품"]), upon=0, why="손으로", by=who, now=now())
    decide(name, by, is_accepted=True)
    assert lexicons.current().version == 1
    assert session.scalars(select(Proposal.decision)).one() is Decision.ACCEPTED


def test_what_is_refused_changes_nothing_and_is_not_proposed_again(app: Flask) -> None:
    by, name = make_account().id, make_proposal().public_id
    decide(name, by, is_accepted=False)
    assert lexicons.current().version == 0
    assert propose(Found(Kind.GENERIC, ("비품",), ("s1",))) == 0
    proposal = session.scalars(select(Proposal)).one()
    assert (proposal.decision, proposal.evidence) == (Decision.REFUSED, {"suggestions": []})
