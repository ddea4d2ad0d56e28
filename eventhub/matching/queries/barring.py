"""What is known about whom a problem must not be shown to, and about the partners it could be shown to?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.core.db import session
from eventhub.matching import rules
from eventhub.matching.filters import MONTHS_APART, Asking, Barred, Candidate, Decline, bar
from eventhub.matching.models import (
    Enquiry,
    LiftedAnswer,
    MatchedProblem,
    Reason,
    Reply,
    Review,
    Suggestion,
    TeamSetting,
)
from eventhub.organisations.models import Capability, Membership, Organisation
from eventhub.organisations.queries import competitors, list_directory
from eventhub.organisations.rules import Filters
from eventhub.problems.models import Problem, State
from eventhub.problems.rules import expires_at

# An introduction is work for the partner until it is a quarter old, or the problem is closed.
AT_WORK = timedelta(days=90)


def asking_about(problem: Problem) -> Asking:
    """Say whom a problem must not be shown to: what its firm said, and what became of earlier suggestions to it."""
    return asking_about_each([problem])[problem.id]


def asking_about_each(problems: Sequence[Problem]) -> dict[int, Asking]:
    """Say the same of some problems, by their rows, in as many questions as of one."""
    firms = {problem.organisation_id for problem in problems}
    rivals, past = competitors.ids_around_each(firms), _suggestions_around(firms)
    months = _months_apart({problem.organisation.complex_id for problem in problems})
    return {problem.id: _asking(problem, rivals, past, months) for problem in problems}


def list_candidates(now: datetime, organisation_ids: Collection[int] | None = None) -> dict[int, Candidate]:
    """List the organisations a problem could be shown to, or what is known of some of them, by their rows."""
    columns = (Organisation.id, Organisation.parent_id, Organisation.wants_suggestions, Organisation.open_requests)
    rows = select(*columns, _is_offering().label("is_offering"))
    rows = rows.where(_is_offering() if organisation_ids is None else Organisation.id.in_(organisation_ids))
    counted = _open_requests(now, organisation_ids)
    return {
        row.id: Candidate(
            organisation_id=row.id,
            parent_id=row.parent_id,
            is_offering=row.is_offering,
            has_consented=row.wants_suggestions,
            takes_at_once=row.open_requests,
            open_requests=counted.get(row.id, 0),
        )
        for row in session.execute(rows)
    }


@dataclass(frozen=True)
class Verdict:
    """What became of an organisation as a partner for a problem, as coordinators read it."""

    organisation: Organisation
    barred: Barred | None
    # The place among all partners before any was ruled out; None beyond those that are kept.
    place: int | None
    score: float
    suggestion: Suggestion | None


def list_verdicts(problem: Problem, match: MatchedProblem | None, now: datetime, words: str = "") -> Sequence[Verdict]:
    """Say of each of the best partners, or of those with some words in their names, why they are suggested or not."""
    kept = match.ranking.get("places", ()) if match else ()
    places = {organisation_id: (place, score) for place, (organisation_id, _, score) in enumerate(kept, 1)}
    organisations = {row.id: row for row in _organisations(places, words)}
    suggested = select(Suggestion).where(Suggestion.problem_id == problem.id, Suggestion.revision == problem.revision)
    suggestions = {row.organisation_id: row for row in session.scalars(suggested)}
    asking, candidates = asking_about(problem), list_candidates(now, list(organisations))
    verdicts = []
    for row in organisations.values():
        place, score = places.get(row.id, (None, 0.0))
        barred = bar(asking, candidates[row.id], now)
        verdicts.append(Verdict(row, barred, place, score, suggestions.get(row.id)))
    return sorted(verdicts, key=lambda each: each.place or len(places) + 1)


def _organisations(places: Collection[int], words: str) -> Sequence[Organisation]:
    if words:
        return list_directory(Filters(words=words)).items
    rows = select(Organisation).options(joinedload(Organisation.complex)).where(Organisation.id.in_(places))
    return session.scalars(rows).all()


def months_apart(complex_id: int | None) -> int:
    """Say how many months a pair that met or said no is not suggested again by the team of a complex."""
    return _months_apart({complex_id}).get(complex_id, MONTHS_APART)


def find_setting(complex_id: int) -> TeamSetting | None:
    """Find what the team of a complex has set for the matcher."""
    return session.scalar(select(TeamSetting).where(TeamSetting.complex_id == complex_id))


def _asking(
    problem: Problem,
    rivals: Mapping[int, set[int]],
    past: Sequence[tuple[Suggestion, Enquiry | None, int]],
    months: Mapping[int | None, int],
) -> Asking:
    """Sort what became of earlier suggestions by partner, the latest last; what was lifted counts no more."""
    introduced: dict[int, datetime] = {}
    declined: dict[int, Decline] = {}
    dropped: dict[int, datetime] = {}
    asked = set()
    for suggestion, enquiry, owner_id in past:
        is_ours = owner_id == problem.organisation_id
        if not is_ours and suggestion.organisation_id != problem.organisation_id:
            continue
        partner_id = suggestion.organisation_id if is_ours else owner_id
        if suggestion.introduced_at:
            introduced[partner_id] = suggestion.introduced_at
        elif is_ours and enquiry and enquiry.reply is Reply.DECLINED and enquiry.answered_at:
            declined[partner_id] = Decline(enquiry.answered_at, enquiry.reason is Reason.BUSY)
        elif is_ours and suggestion.reviewed_at and rules.keeps_apart(suggestion):
            dropped[partner_id] = suggestion.reviewed_at
        if suggestion.problem_id == problem.id and suggestion.review is Review.SENT:
            asked.add(partner_id)
    return Asking(
        organisation_id=problem.organisation_id,
        parent_id=problem.organisation.parent_id,
        is_worded=bool(problem.wording),
        expires_at=expires_at(problem),
        months_apart=months.get(problem.organisation.complex_id, MONTHS_APART),
        competitors=frozenset(rivals.get(problem.organisation_id, ())),
        asked=frozenset(asked),
        introduced=introduced,
        declined=declined,
        dropped=dropped,
    )


def _months_apart(complex_ids: Collection[int | None]) -> dict[int | None, int]:
    rows = select(TeamSetting.complex_id, TeamSetting.months_apart)
    return dict(session.execute(rows.where(TeamSetting.complex_id.in_([one for one in complex_ids if one]))).all())


def _suggestions_around(organisation_ids: Collection[int]) -> Sequence[tuple[Suggestion, Enquiry | None, int]]:
    rows = (
        select(Suggestion, Enquiry, Problem.organisation_id)
        .join(Suggestion.problem)
        .outerjoin(Enquiry, Enquiry.suggestion_id == Suggestion.id)
        .where(
            or_(
                Problem.organisation_id.in_(organisation_ids),
                and_(Suggestion.organisation_id.in_(organisation_ids), Suggestion.introduced_at.is_not(None)),
            ),
            Suggestion.review.in_((Review.SENT, Review.DROPPED)),
            ~exists().where(LiftedAnswer.suggestion_id == Suggestion.id),
        )
        .order_by(Suggestion.id, Enquiry.answered_at)
    )
    return [(suggestion, enquiry, owner_id) for suggestion, enquiry, owner_id in session.execute(rows)]


def _is_offering() -> ColumnElement[bool]:
    offers = exists().where(
        Capability.organisation_id == Organisation.id,
        Capability.withdrawn_at.is_(None),
        Capability.requests_per_quarter > 0,
    )
    answers = exists().where(
        Membership.organisation_id == Organisation.id,
        Membership.account_id == Account.id,
        Account.suspended_at.is_(None),
    )
    return and_(offers, answers)


def _open_requests(now: datetime, organisation_ids: Collection[int] | None) -> dict[int, int]:
    """Count what each partner has open: questions that wait for an answer, and introductions of this quarter."""
    waits = Suggestion.enquiries.any(and_(Enquiry.reply.is_(None), Enquiry.expires_at > now))
    is_declined = Suggestion.enquiries.any(Enquiry.reply == Reply.DECLINED)
    rows = (
        select(Suggestion.organisation_id, func.count())
        .join(Suggestion.problem)
        .where(
            Suggestion.review == Review.SENT,
            Problem.state != State.CLOSED,
            or_(
                Suggestion.introduced_at > now - AT_WORK,
                and_(Suggestion.introduced_at.is_(None), waits, ~is_declined),
            ),
        )
        .group_by(Suggestion.organisation_id)
    )
    if organisation_ids is not None:
        rows = rows.where(Suggestion.organisation_id.in_(organisation_ids))
    return dict(session.execute(rows).all())
