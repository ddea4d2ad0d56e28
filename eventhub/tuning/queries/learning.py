"""Which answers are there to learn from, what do they propose, and whom do they keep apart?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.matching.filters import MONTHS_APART, Bar, apart_until
from eventhub.matching.models import Enquiry, LiftedAnswer, Reason, Reply, Review, Side, Suggestion, TeamSetting
from eventhub.matching.rules import DropReason, keeps_apart
from eventhub.organisations.models import Capability, Organisation
from eventhub.problems.models import Problem
from eventhub.tuning.models import Decision, Proposal
from eventhub.tuning.rules.learning import Shared

SHOWN = 200
DECIDED_SHOWN = 30


@dataclass(frozen=True)
class Apart:
    """A pair that an answer keeps apart: which answer, until when, and why."""

    suggestion: Suggestion
    bar: Bar
    until: datetime
    reason: Reason | DropReason | None


def list_shared() -> list[Shared]:
    """List the answers that say "wrong field" or yes, with the words both texts shared."""
    rows = select(Suggestion).options(selectinload(Suggestion.enquiries)).where(_is_answered())
    found = []
    for suggestion in session.scalars(rows.order_by(Suggestion.id)):
        is_wrong = _is_wrong_field(suggestion)
        if is_wrong or _is_accepted(suggestion):
            kept: dict[str, Any] = suggestion.explanation.get(Side.OWNER) or {}
            words = frozenset(term["term"] for term in kept.get("terms") or ())
            found.append(Shared(suggestion.public_id, words, not is_wrong))
    return found


def list_met() -> Sequence[tuple[str, int, str, Capability]]:
    """List the suggestions both sides said yes to: the suggestion, the firm, the problem's text, the capability."""
    rows = (
        select(Suggestion.public_id, Problem.organisation_id, Problem.text, Capability)
        .join(Suggestion.problem)
        .join(Suggestion.capability)
        .where(Suggestion.introduced_at.is_not(None))
        .order_by(Suggestion.id)
    )
    return [(name, firm, text, capability) for name, firm, text, capability in session.execute(rows)]


def list_proposals(*, is_open: bool) -> Sequence[Proposal]:
    """List the proposals that wait, the oldest first, or those that were decided, the latest first."""
    rows = select(Proposal).options(joinedload(Proposal.decided_by))
    if is_open:
        return session.scalars(rows.where(Proposal.decision == Decision.OPEN).order_by(Proposal.id)).all()
    decided = rows.where(Proposal.decision != Decision.OPEN).order_by(Proposal.decided_at.desc(), Proposal.id.desc())
    return session.scalars(decided.limit(DECIDED_SHOWN)).all()


def count_open() -> int:
    """Count the proposals that wait."""
    return session.scalar(select(func.count()).where(Proposal.decision == Decision.OPEN)) or 0


def all_proposals() -> Sequence[Proposal]:
    """List every proposal there ever was."""
    return session.scalars(select(Proposal).order_by(Proposal.id)).all()


def get_proposal(public_id: str) -> Proposal:
    """Return a proposal, or refuse: there is none of that name."""
    return get_or_refuse(select(Proposal).where(Proposal.public_id == public_id))


def lock_proposal(public_id: str) -> Proposal:
    """Return a proposal so that nobody else decides about it until the transaction ends."""
    return get_or_refuse(
        select(Proposal)
        .where(Proposal.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def evidence_for(proposals: Iterable[Proposal], account: Account) -> dict[str, Suggestion]:
    """Find the suggestions some proposals come from that a coordinator may know, by public id."""
    names = {name for proposal in proposals for name in proposal.evidence.get("suggestions", ())}
    rows = _served(account).where(Suggestion.public_id.in_(names))
    return {suggestion.public_id: suggestion for suggestion in session.scalars(rows)}


def list_apart(account: Account, now: datetime) -> list[Apart]:
    """List the pairs of a coordinator's complexes that an answer keeps apart now, the latest answers first."""
    is_lifted = exists().where(LiftedAnswer.suggestion_id == Suggestion.id)
    rows = _served(account).where(_is_answered(), ~is_lifted).order_by(Suggestion.id.desc()).limit(SHOWN)
    months = dict(session.execute(select(TeamSetting.complex_id, TeamSetting.months_apart)).all())
    found = []
    for suggestion in session.scalars(rows):
        complex_id = suggestion.problem.organisation.complex_id
        said = _apart(suggestion, months.get(complex_id or 0, MONTHS_APART))
        if said and now < said.until:
            found.append(said)
    return found


def list_settings(complexes: Iterable[Complex]) -> dict[int, int]:
    """Say for some complexes how many months their teams keep a pair apart, by row."""
    kept = dict(session.execute(select(TeamSetting.complex_id, TeamSetting.months_apart)).all())
    return {complex_.id: kept.get(complex_.id, MONTHS_APART) for complex_ in complexes}


def _apart(suggestion: Suggestion, months: int) -> Apart | None:
    declined = next((one for one in suggestion.enquiries if one.reply is Reply.DECLINED), None)
    if suggestion.introduced_at:
        return Apart(suggestion, Bar.INTRODUCED, apart_until(suggestion.introduced_at, months), None)
    if declined and declined.answered_at:
        until = apart_until(declined.answered_at, months, is_busy=declined.reason is Reason.BUSY)
        return Apart(suggestion, Bar.DECLINED, until, declined.reason)
    if suggestion.reviewed_at and keeps_apart(suggestion):
        reason = DropReason(suggestion.drop_reason.partition(":")[0])
        return Apart(suggestion, Bar.DROPPED, apart_until(suggestion.reviewed_at, months), reason)
    return None


def _served(account: Account) -> Select[Suggestion]:
    return (
        select(Suggestion)
        .join(Suggestion.problem)
        .join(Problem.organisation)
        .options(
            contains_eager(Suggestion.problem).contains_eager(Problem.organisation),
            joinedload(Suggestion.organisation),
            selectinload(Suggestion.enquiries),
        )
        .where(served_by(account, Organisation.complex_id))
    )


def _is_answered() -> ColumnElement[bool]:
    is_answered = Suggestion.enquiries.any(Enquiry.reply.is_not(None))
    return or_(Suggestion.introduced_at.is_not(None), is_answered, Suggestion.review == Review.DROPPED)


def _is_wrong_field(suggestion: Suggestion) -> bool:
    is_dropped = suggestion.review is Review.DROPPED and suggestion.drop_reason.startswith(DropReason.WRONG_FIELD)
    return is_dropped or any(one.reason is Reason.WRONG_FIELD for one in suggestion.enquiries)


def _is_accepted(suggestion: Suggestion) -> bool:
    return any(one.reply is Reply.ACCEPTED for one in suggestion.enquiries)
