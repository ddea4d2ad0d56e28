"""Suggestions and the questions put to their two sides; the services make them by rule, this makes them by decree."""

from datetime import timedelta
from typing import Any

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.matching.models import Enquiry, MatchedProblem, Review, Side, Suggestion
from eventhub.organisations.models import Capability, Organisation
from eventhub.organisations.queries import contacts_of
from eventhub.problems.models import Problem
from tests.factories import saved
from tests.factories.organisations import make_capability, make_member, make_organisation
from tests.factories.problems import make_technical_problem


def make_partner(**changes: Any) -> Organisation:
    """Make a lab with a contact person and a capability."""
    partner = make_organisation(**{"name_ko": "가상대 정밀성형연구실", "name_en": "Precision Moulding Lab", **changes})
    make_member(partner, name="박교수", job_title="교수", phone="010-0000-7777")
    make_capability(partner)
    session.refresh(partner)
    return partner


def make_suggestion(problem: Problem | None = None, partner: Organisation | None = None, **changes: Any) -> Suggestion:
    """Make an open suggestion, for a technical problem and a partner of its own unless they are given."""
    problem = problem or make_technical_problem()
    problem_id, revision = problem.id, problem.revision
    texts = {"owner": problem.text, "partner": problem.wording}
    partner_id = (partner or make_partner()).id
    capability = session.query(Capability).filter_by(organisation_id=partner_id).first()
    assert capability is not None
    values: dict[str, Any] = {
        "problem_id": problem_id,
        "revision": revision,
        "organisation_id": partner_id,
        "capability_id": capability.id,
        "rank": 1,
        "score": 0.6,
        "explanation": {
            **{side: explained(text, capability) for side, text in texts.items()},
            "capability_revision": capability.revision,
        },
        "review": Review.OPEN,
        "suggested_at": now(),
    }
    suggestion = saved(Suggestion(**{**values, **changes}))
    if not session.query(MatchedProblem).filter_by(problem_id=problem_id, revision=revision).count():
        saved(MatchedProblem(problem_id=problem_id, revision=revision, matched_at=now(), suggestions=1))
    session.refresh(suggestion)
    return suggestion


def explained(text: str, capability: Capability) -> dict[str, Any]:
    """Explain a suggestion by the one word that problems and capabilities of tests share."""
    at = text.find("사출")
    passage = {"text": text, "start": 0, "end": len(text), "marks": [[at, at + 2]]}
    answer = {"text": capability.title_ko, "start": 0, "end": len(capability.title_ko), "marks": [[0, 2]]}
    terms = [{"term": "사출", "share": 0.4, "problem_spans": [[at, at + 2]], "partner_spans": [[0, 2]]}]
    kept = {"document_id": f"{capability.id}:ko", "problem": passage, "partner": answer, "terms": terms}
    return kept if at >= 0 else {"document_id": None, "problem": None, "partner": None, "terms": []}


def make_enquiry(suggestion: Suggestion | None = None, side: Side = Side.OWNER, **changes: Any) -> Enquiry:
    """Put the question to one side of a suggestion that was sent."""
    suggestion = suggestion or make_suggestion()
    suggestion_id, problem_id, partner_id = suggestion.id, suggestion.problem_id, suggestion.organisation_id
    with transaction():
        kept = session.get_one(Suggestion, suggestion_id)
        kept.review, kept.reviewed_at = Review.SENT, now()
    owner_id = session.get_one(Problem, problem_id).stated_by_id
    values = {
        "suggestion_id": suggestion_id,
        "side": side,
        "account_id": owner_id if side is Side.OWNER else contacts_of(partner_id)[0].id,
        "asked_at": now(),
        "expires_at": now() + timedelta(days=14),
    }
    return saved(Enquiry(**{**values, **changes}))
