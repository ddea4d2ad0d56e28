"""Is what was found kept once, changed only where it differs, and turned into a suggestion that is reviewed?"""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.errors import Refusal
from eventhub.matching.models import MatchedProblem, Review, Side, Suggestion
from eventhub.matching.rules.explaining import explain
from eventhub.organisations.models import Capability, Competitor, Organisation
from eventhub.problems import queries as problems
from eventhub.problems.models import Problem
from eventhub.related import services
from eventhub.related.models import Kind, Related
from eventhub.related.rules import Near
from tests.factories import saved
from tests.factories.accounts import make_account
from tests.factories.matching import make_partner, make_suggestion
from tests.factories.problems import make_technical_problem
from tests.factories.related import make_related

FOUND = {(1, 2): Near(1, 1, 0.5, {"words": ("휨",)}, 0), (2, 1): Near(1, 1, 0.5, {"words": ("휨",)}, 0)}


def keep(found: dict[tuple[int, int], Near], kind: Kind = Kind.SIMILAR, *, later: timedelta = timedelta()) -> int:
    """Keep what was found."""
    with transaction():
        return services.keep(kind, found, now=now() + later)


def kept() -> list[tuple[int, int, float, object]]:
    """Read what is kept, and since when."""
    session.rollback()
    rows = session.scalars(select(Related).order_by(Related.from_id, Related.to_id))
    return [(row.from_id, row.to_id, row.score, row.computed_at) for row in rows]


def test_keeping_the_same_again_changes_nothing(app: Flask) -> None:
    assert keep(FOUND) == 2
    before = kept()
    assert keep(dict(reversed(FOUND.items())), later=timedelta(days=1)) == 0
    assert kept() == before


def test_what_differs_is_new_and_what_is_gone_goes(app: Flask) -> None:
    keep(FOUND)
    assert keep({(1, 2): FOUND[1, 2]._replace(score=0.6)}, later=timedelta(days=1)) == 3
    assert kept() == [(1, 2, 0.6, now() + timedelta(days=1))]


def test_each_kind_is_kept_by_itself(app: Flask) -> None:
    keep(FOUND)
    keep({}, Kind.EVENT)
    assert len(kept()) == 2


@pytest.fixture
def answer(app: Flask) -> tuple[int, int, int]:
    """A lab, a matched problem it could answer and was not suggested for, and a coordinator."""
    partner, problem = make_partner(), make_technical_problem()
    partner_id, problem_id = partner.id, problem.id
    saved(MatchedProblem(problem_id=problem_id, revision=1, matched_at=now(), suggestions=0))
    make_related(Kind.ANSWER, session.query(Capability).filter_by(organisation_id=partner_id).one().id, problem_id)
    return partner_id, problem_id, make_account().id


def suggest(answer: tuple[int, int, int]) -> Suggestion:
    """Suggest the lab for the problem by hand."""
    partner, problem, by = answer
    with transaction():
        return services.suggest(
            session.get_one(Organisation, partner),
            session.scalars(problems._problems().where(Problem.id == problem)).one(),
            by=session.get_one(Account, by),
            now=now(),
        )


def test_a_suggestion_by_hand_waits_to_be_reviewed_and_says_its_words(answer: tuple[int, int, int]) -> None:
    suggest(answer)
    made = session.scalars(select(Suggestion)).one()
    assert (made.review, made.rank, made.score) == (Review.OPEN, 1, 0.65)
    assert session.scalars(select(MatchedProblem.suggestions)).one() == 1
    session.refresh(made, ["problem", "capability"])
    assert explain(made, Side.OWNER).words == ["사출"]


def test_nobody_is_suggested_twice_for_the_same_words(answer: tuple[int, int, int]) -> None:
    suggest(answer)
    with pytest.raises(Refusal) as refused:
        suggest(answer)
    assert refused.value.code == "already-suggested"


def test_what_keeps_a_pair_apart_keeps_it_from_being_suggested_by_hand(answer: tuple[int, int, int]) -> None:
    partner, problem, by = answer
    firm = session.get_one(Problem, problem).organisation_id
    saved(Competitor(organisation_id=partner, rival_id=firm, named_by_id=by, named_at=now()))
    with pytest.raises(Refusal) as refused:
        suggest(answer)
    assert refused.value.code == "ruled-out"


@pytest.mark.parametrize("change", [{"revision": 2}, {"is_set_aside": True}])
def test_a_problem_that_changed_meanwhile_gets_nobody(answer: tuple[int, int, int], change: dict[str, object]) -> None:
    with transaction():
        for name, value in change.items():
            setattr(session.get_one(Problem, answer[1]), name, value)
    with pytest.raises(Refusal) as refused:
        suggest(answer)
    assert refused.value.code == "no-longer-matched"


def test_a_suggestion_of_an_earlier_revision_is_no_hindrance(answer: tuple[int, int, int]) -> None:
    partner, problem, _by = answer
    make_suggestion(
        session.get_one(Problem, problem), session.get_one(Organisation, partner), revision=0, review=Review.OUTDATED
    )
    assert suggest(answer).rank == 1
