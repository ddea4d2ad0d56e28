"""Which problems are to be matched with what, which suggestions wait for whom, and who asks with this link?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from eventhub.accounts.models import Account
from eventhub.clusters.queries import served_by
from eventhub.core.db import get_or_refuse, session
from eventhub.core.errors import NotFound
from eventhub.core.paging import Page, paginate
from eventhub.core.secrets import unseal
from eventhub.events.models import Event, Status, Visibility
from eventhub.mail import queries as mail
from eventhub.mail.models import MailingList, OutgoingMail
from eventhub.matching.models import ANSWER, AnalysedText, Enquiry, MatchedProblem, Reply, Review, Side, Suggestion
from eventhub.matching.rules import Stage, event_text, key_of_question
from eventhub.organisations.models import Capability, Membership, Organisation
from eventhub.organisations.queries import capability_texts
from eventhub.problems.models import Problem, State
from eventhub.problems.queries import MOST_URGENT_FIRST
from eventhub.problems.rules import expires_at

NAMES_AT_ONCE = 500
ROWS_AT_ONCE = 5000


@dataclass(frozen=True)
class Progress:
    """How far the search for a partner has come, as the owner of the problem may know it."""

    is_matched: bool
    found: int
    enquiries: Sequence[Enquiry]

    @property
    def is_introduced(self) -> bool:
        """Whether any partner and the owner both said yes."""
        return any(enquiry.suggestion.introduced_at for enquiry in self.enquiries)


def list_unmatched(now: datetime) -> Sequence[int]:
    """List the technical problems whose present revision the matcher has not seen, by their rows.

    What has expired waits until somebody looks at it again.
    """
    rows = (
        select(Problem)
        .options(load_only(Problem.id, Problem.urgency, Problem.updated_at, Problem.triaged_at))
        .outerjoin(MatchedProblem, matched_now())
        .where(is_matched(), MatchedProblem.id.is_(None))
        .order_by(Problem.id)
    )
    return [problem.id for problem in session.scalars(rows) if now < expires_at(problem)]


def list_matched_before(moment: datetime, now: datetime) -> Sequence[int]:
    """List the technical problems whose present revision was matched before a moment, by their rows."""
    rows = (
        select(Problem)
        .options(load_only(Problem.id, Problem.urgency, Problem.updated_at, Problem.triaged_at))
        .join(MatchedProblem, matched_now())
        .where(is_matched(), MatchedProblem.matched_at < moment)
        .order_by(Problem.id)
    )
    return [problem.id for problem in session.scalars(rows) if now < expires_at(problem)]


def list_suggested(problem_ids: Collection[int]) -> Mapping[int, set[int]]:
    """List the organisations that were suggested for the present revision of each of some problems, by their rows."""
    rows = select(Suggestion.problem_id, Suggestion.organisation_id).join(Suggestion.problem)
    known: defaultdict[int, set[int]] = defaultdict(set)
    for row, organisation_id in session.execute(
        rows.where(Suggestion.problem_id.in_(problem_ids), Suggestion.revision == Problem.revision)
    ):
        known[row].add(organisation_id)
    return known


def list_offers() -> Sequence[Capability]:
    """List what can be suggested: capabilities that take requests, of organisations somebody answers for."""
    answering = set(
        session.scalars(
            select(Membership.organisation_id).join(Membership.account).where(Account.suspended_at.is_(None))
        )
    )
    return [
        capability
        for capability in capability_texts()
        if capability.requests_per_quarter > 0 and capability.organisation_id in answering
    ]


def list_problem_texts(*, only_unmatched: bool = False) -> Iterator[str]:
    """List what is said of the technical problems, as their owners and as partners read it."""
    rows = select(Problem.text, Problem.wording).where(Problem.state == State.TECHNICAL)
    if only_unmatched:
        rows = rows.outerjoin(MatchedProblem, matched_now()).where(MatchedProblem.id.is_(None))
    for said in session.execute(rows):
        yield from said


def list_other_texts(now: datetime) -> Iterator[str]:
    """List what others read and keep: problems that nobody has sorted yet, and events to come."""
    yield from session.scalars(select(Problem.text).where(Problem.state == State.STATED))
    yield from map(event_text, session.scalars(coming(now)))


def coming(now: datetime) -> Select[Event]:
    """Select the events to come that stand in somebody's lists."""
    is_listed = Event.visibility != Visibility.UNLISTED
    return select(Event).where(Event.status == Status.PUBLISHED, Event.starts_at > now, is_listed).order_by(Event.id)


def list_suggested_to(organisation_id: int) -> set[tuple[int, int]]:
    """List for which revisions of which problems, by their rows, an organisation was suggested."""
    rows = select(Suggestion.problem_id, Suggestion.revision).where(Suggestion.organisation_id == organisation_id)
    return {(problem_id, revision) for problem_id, revision in session.execute(rows)}


def matched_now() -> ColumnElement[bool]:
    """Select what the matcher noted about the present revision of a problem."""
    return and_(MatchedProblem.problem_id == Problem.id, MatchedProblem.revision == Problem.revision)


def is_matched() -> ColumnElement[bool]:
    """Select the problems for which partners are looked for."""
    return and_(Problem.state == State.TECHNICAL, ~Problem.is_set_aside)


def find_analyses(names: Sequence[bytes]) -> dict[bytes, bytes]:
    """Find what was kept of the texts with some names.

    Who asks for many asks for most of what is kept: to go through all of it is three times as fast as to name them.
    """
    rows = select(AnalysedText.name, AnalysedText.content)
    if len(names) <= NAMES_AT_ONCE:
        return dict(session.execute(rows.where(AnalysedText.name.in_(names))).all())
    wanted = frozenset(names)
    every = session.execute(rows.execution_options(yield_per=ROWS_AT_ONCE))
    return {name: content for name, content in every if name in wanted}


def list_analyses() -> Sequence[tuple[int, bytes]]:
    """List the rows of all analyses and their names."""
    return [(row, name) for row, name in session.execute(select(AnalysedText.id, AnalysedText.name))]


def count_sent() -> dict[int, int]:
    """Count how often each organisation was proposed to a firm, by row."""
    rows = select(Suggestion.organisation_id, func.count()).where(Suggestion.review == Review.SENT)
    return dict(session.execute(rows.group_by(Suggestion.organisation_id)).all())


def list_problems(problem_ids: Collection[int]) -> Sequence[Problem]:
    """List some problems with their organisations, in the order of their rows."""
    return session.scalars(_problems(problem_ids)).all()


def lock_problems(problem_ids: Collection[int]) -> Sequence[Problem]:
    """List some problems so that nobody revises, sorts or matches them until the transaction ends."""
    return session.scalars(_problems(problem_ids).with_for_update(of=Problem)).all()


def find_match(problem: Problem) -> MatchedProblem | None:
    """Find what the matcher noted about the present revision of a problem."""
    return list_matches([problem.id]).get(problem.id)


def list_matches(problem_ids: Collection[int]) -> Mapping[int, MatchedProblem]:
    """Return what the matcher noted about the present revision of each of some problems, where it has seen it."""
    rows = select(MatchedProblem).join(Problem, matched_now()).where(Problem.id.in_(problem_ids))
    return {match.problem_id: match for match in session.scalars(rows)}


def list_open_before(problem_ids: Collection[int]) -> Sequence[Suggestion]:
    """List the suggestions for earlier revisions of some problems that nobody has decided about."""
    return session.scalars(
        select(Suggestion)
        .join(Suggestion.problem)
        .where(
            Suggestion.problem_id.in_(problem_ids),
            Suggestion.revision < Problem.revision,
            Suggestion.review == Review.OPEN,
        )
    ).all()


def list_open(account: Account) -> Sequence[str]:
    """List the suggestions a coordinator has to decide about, by public id: the most urgent problems first."""
    rows = _suggestions().with_only_columns(Suggestion.public_id).where(_is_open(), _served(account))
    return session.scalars(
        rows.order_by(MOST_URGENT_FIRST, Problem.stated_at, Problem.id, Suggestion.rank, Suggestion.id)
    ).all()


def get_as_coordinator(public_id: str, account: Account) -> Suggestion:
    """Return a suggestion to a coordinator of the problem's complex, with both sides, and to nobody else."""
    return get_or_refuse(_with_sides().where(Suggestion.public_id == public_id, _served(account)))


def lock_as_coordinator(public_id: str, account: Account) -> Suggestion:
    """Return a suggestion to a coordinator so that nobody else decides about it until the transaction ends."""
    _lock(Suggestion.public_id == public_id)
    return get_as_coordinator(public_id, account)


def count_reviewed(account: Account, since: datetime) -> int:
    """Count the suggestions a coordinator decided about since a moment."""
    rows = select(func.count()).select_from(Suggestion)
    return session.scalar(rows.where(Suggestion.reviewed_by_id == account.id, Suggestion.reviewed_at >= since)) or 0


def list_without_partner(account: Account, page: int = 1, *, per_page: int = 20) -> Page[Problem]:
    """List the technical problems for which nobody was found above the floor, newest first."""
    rows = (
        select(Problem)
        .join(MatchedProblem, matched_now())
        .join(Problem.organisation)
        .options(contains_eager(Problem.organisation).joinedload(Organisation.complex))
        .where(is_matched(), MatchedProblem.suggestions == 0, _served(account))
        .order_by(Problem.stated_at.desc(), Problem.id.desc())
    )
    return paginate(rows, page, per_page=per_page)


def list_sent(account: Account, stage: Stage, page: int = 1) -> Page[Suggestion]:
    """List what was sent for a coordinator's complexes and stands at one stage, the latest first."""
    rows = _with_sides().where(Suggestion.review == Review.SENT, _served(account), _stands_at(stage))
    return paginate(rows.order_by(Suggestion.reviewed_at.desc(), Suggestion.id.desc()), page)


def count_by_stage(account: Account) -> Mapping[Stage, int]:
    """Count what was sent for a coordinator's complexes, by stage."""
    counts = [func.count().filter(_stands_at(stage)) for stage in Stage]
    sent = _suggestions().where(Suggestion.review == Review.SENT, _served(account))
    return dict(zip(Stage, session.execute(sent.with_only_columns(*counts)).one(), strict=True))


def list_refusing(suggestions: Iterable[Suggestion]) -> set[str]:
    """List the addresses among those asked that refuse letters of recommendation: they have to be called."""
    asked = [enquiry.account.email for suggestion in suggestions for enquiry in suggestion.enquiries]
    return mail.list_refusing(asked, MailingList.RECOMMENDATIONS)


def letters_about(suggestions: Iterable[Suggestion]) -> dict[str, OutgoingMail]:
    """Find the letters that asked the sides of some suggestions, by their keys."""
    return mail.find_by_keys([key_of_question(one, side) for one in suggestions for side in Side])


def get_by_link(secret: str) -> Enquiry:
    """Return the question a private link names, with everything that is shown of it."""
    public_id = unseal(ANSWER, secret)
    found = session.scalar(_enquiries().where(Enquiry.public_id == public_id)) if public_id else None
    if found is None:
        raise NotFound
    return found


def lock_by_link(secret: str) -> Enquiry:
    """Return the question a private link names so that neither side answers until the transaction ends."""
    public_id = unseal(ANSWER, secret)
    _lock(Suggestion.id.in_(select(Enquiry.suggestion_id).where(Enquiry.public_id == public_id)))
    return get_by_link(secret)


def enquiries_of(account: Account, *, at_most: int = 20) -> Sequence[Enquiry]:
    """List the questions put to a person, unanswered ones first, then the latest first."""
    rows = _enquiries().where(Enquiry.account_id == account.id)
    return session.scalars(rows.order_by(Enquiry.reply.is_not(None), Enquiry.id.desc()).limit(at_most)).all()


def list_weekly_readers(now: datetime) -> Sequence[Account]:
    """List those whose suggestions wait for their weekly letter."""
    rows = select(Account).where(Account.email.in_(mail.waiting_for_the_week(now)), Account.suspended_at.is_(None))
    return session.scalars(rows.order_by(Account.id)).all()


def list_unanswered(account: Account, now: datetime) -> Sequence[Enquiry]:
    """List the questions somebody can still answer, in the order in which they were asked."""
    rows = _enquiries().where(Enquiry.account_id == account.id, Enquiry.reply.is_(None), Enquiry.expires_at > now)
    return session.scalars(rows.order_by(Enquiry.id)).all()


def progress_of(problem: Problem) -> Progress:
    """Say how far the search for partners of a problem has come."""
    rows = _enquiries().where(Suggestion.problem_id == problem.id, Enquiry.side == Side.OWNER)
    asked = session.scalars(rows.order_by(Enquiry.id)).all()
    match = find_match(problem)
    return Progress(match is not None, match.suggestions if match else 0, asked)


def count_open(complex_ids: Iterable[int]) -> int:
    """Count the suggestions for problems of some complexes that wait to be decided about."""
    return _count(_is_open(), complex_ids)


def count_waiting(complex_ids: Iterable[int]) -> int:
    """Count the suggestions that were sent and wait for the firm or the partner."""
    waiting = or_(_stands_at(Stage.WAITING_OWNER), _stands_at(Stage.WAITING_PARTNER))
    return _count(and_(Suggestion.review == Review.SENT, waiting), complex_ids)


def count_introduced(complex_ids: Iterable[int]) -> int:
    """Count the suggestions to which both sides said yes."""
    return _count(Suggestion.introduced_at.is_not(None), complex_ids)


def _count(condition: ColumnElement[bool], complex_ids: Iterable[int]) -> int:
    rows = _suggestions().with_only_columns(func.count()).where(condition)
    return session.scalar(rows.where(Organisation.complex_id.in_(list(complex_ids)))) or 0


def _suggestions() -> Select[Suggestion]:
    """Select suggestions joined with their problems and the organisations that have those."""
    return select(Suggestion).join(Suggestion.problem).join(Problem.organisation)


def _with_sides() -> Select[Suggestion]:
    return _suggestions().options(*_sides())


def _enquiries() -> Select[Enquiry]:
    return (
        select(Enquiry)
        .join(Enquiry.suggestion)
        .join(Suggestion.problem)
        .join(Problem.organisation)
        .options(contains_eager(Enquiry.suggestion).options(*_sides()), joinedload(Enquiry.account))
    )


def _sides() -> Sequence[Any]:  # the library keeps the type of its options to itself
    """Load everything that pages and letters say of a suggestion; its problem and that one's firm are joined."""
    return (
        contains_eager(Suggestion.problem).options(
            contains_eager(Problem.organisation).joinedload(Organisation.complex), joinedload(Problem.stated_by)
        ),
        joinedload(Suggestion.organisation),
        joinedload(Suggestion.capability),
        joinedload(Suggestion.reviewed_by),
        selectinload(Suggestion.enquiries).joinedload(Enquiry.account),
    )


def _problems(problem_ids: Collection[int]) -> Select[Problem]:
    rows = select(Problem).options(joinedload(Problem.organisation, innerjoin=True)).where(Problem.id.in_(problem_ids))
    return rows.order_by(Problem.id).execution_options(populate_existing=True)


def _lock(condition: ColumnElement[bool]) -> None:
    session.scalar(select(Suggestion.id).where(condition).with_for_update())


def _served(account: Account) -> ColumnElement[bool]:
    return served_by(account, Organisation.complex_id)


def _is_open() -> ColumnElement[bool]:
    return and_(
        Suggestion.review == Review.OPEN,
        Suggestion.revision == Problem.revision,
        is_matched(),
    )


def _stands_at(stage: Stage) -> ColumnElement[bool]:
    is_declined = Suggestion.enquiries.any(Enquiry.reply == Reply.DECLINED)
    owner_wants = Suggestion.enquiries.any(and_(Enquiry.side == Side.OWNER, Enquiry.reply == Reply.ACCEPTED))
    is_introduced = Suggestion.introduced_at.is_not(None)
    conditions: dict[Stage, ColumnElement[bool]] = {
        Stage.INTRODUCED: is_introduced,
        Stage.DECLINED: and_(~is_introduced, is_declined),
        Stage.WAITING_PARTNER: and_(~is_introduced, ~is_declined, owner_wants),
        Stage.WAITING_OWNER: and_(~is_introduced, ~is_declined, ~owner_wants),
    }
    return conditions[stage]
