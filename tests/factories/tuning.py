"""Pairs to judge, judgements, numbers and proposals."""

from typing import Any

from eventhub.accounts.models import Account
from eventhub.core.clock import now
from eventhub.core.db import session
from eventhub.matching.models import MatchRun
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem
from eventhub.tuning.models import (
    Decision,
    DrawnPair,
    Judgement,
    Kind,
    Measure,
    Measurement,
    Origin,
    Proposal,
    Verdict,
    Way,
)
from tests.factories import saved
from tests.factories.matching import make_partner
from tests.factories.problems import make_technical_problem


def make_pair(problem: Problem | None = None, capability: Capability | None = None, **changes: Any) -> DrawnPair:
    """Draw a pair, of a problem and a partner of its own unless they are given."""
    problem = problem or make_technical_problem()
    values: dict[str, Any] = {"problem_id": problem.id, "revision": problem.revision, "origin": Origin.TOP}
    if capability is None:
        partner_id = make_partner().id
        capability = session.query(Capability).filter_by(organisation_id=partner_id).one()
    values |= {"capability_id": capability.id, "capability_revision": capability.revision, "drawn_at": now()}
    return saved(DrawnPair(**{**values, **changes}))


def make_judgement(pair: DrawnPair, account: Account, verdict: Verdict = Verdict.RELEVANT) -> Judgement:
    """Let somebody judge a pair."""
    return saved(Judgement(pair_id=pair.id, account_id=account.id, verdict=verdict, judged_at=now()))


def make_measurement(**changes: Any) -> Measurement:
    """Measure something."""
    values = {
        "measured_at": now(),
        "way": Way.PRODUCTION,
        "measure": Measure.PRECISION,
        "value": 0.6,
        "low": 0.4,
        "high": 0.8,
        "problems": 12,
        "pairs": 60,
        "lexicon_version": 0,
    }
    return saved(Measurement(**{**values, **changes}))


def make_proposal(**changes: Any) -> Proposal:
    """Let answers propose a word that says nothing."""
    values = {
        "kind": Kind.GENERIC,
        "words": "비품",
        "evidence": {"suggestions": []},
        "proposed_at": now(),
        "decision": Decision.OPEN,
    }
    return saved(Proposal(**{**values, **changes}))


def make_run(**changes: Any) -> MatchRun:
    """Let the matcher have run."""
    values = {
        "started_at": now(),
        "finished_at": now(),
        "capabilities": 200,
        "matched": 12,
        "suggestions": 30,
        "without_partner": 2,
        "failed": 0,
        "megabytes": 612.4,
        "floor": 0.15,
        "lexicon_version": 3,
    }
    return saved(MatchRun(**{**values, **changes}))
