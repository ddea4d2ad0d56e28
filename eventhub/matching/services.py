"""How does a suggestion come about, how is it decided, and what happens when a side answers?"""

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from eventhub.accounts.models import Account
from eventhub.clusters.models import Complex
from eventhub.clusters.queries import list_team
from eventhub.core import audit
from eventhub.core.db import add_once, hold, session
from eventhub.core.types import public_id
from eventhub.mail import services as mail
from eventhub.matching import filters, messages, queries, rules
from eventhub.matching.errors import (
    AlreadyReviewed,
    AlreadySuggested,
    NobodyToAsk,
    NoLongerMatched,
    NoLongerOpen,
    RuledOut,
    TooLateToUndo,
)
from eventhub.matching.models import (
    AnalysedText,
    Enquiry,
    LiftedAnswer,
    MatchedProblem,
    MatchRun,
    Reason,
    Reply,
    Review,
    Side,
    Suggestion,
    TeamSetting,
)
from eventhub.matching.queries import barring
from eventhub.matching.rules.explaining import explained_by_words
from eventhub.organisations.models import Capability
from eventhub.organisations.queries import contacts_of
from eventhub.problems.models import Problem


def suggest(findings: Collection[rules.Findings], *, now: datetime) -> Mapping[int, int]:
    """Keep what the ranker found for some problems, and say for each, by its row, how many partners are suggested anew.

    A problem that was revised, closed or matched meanwhile is left out.
    """
    by_id = {each.problem_id: each for each in findings}
    problems, matches = queries.lock_problems(by_id), queries.list_matches(by_id)
    problems = [each for each in problems if _is_as_found(each, by_id[each.id], matches.get(each.id))]
    for outdated in queries.list_open_before([each.id for each in problems if each.id not in matches]):
        outdated.review = Review.OUTDATED
    known, written = queries.list_suggested(list(matches)), {}
    suggestions, notes = [], []
    for problem, kept in _keep_unbarred(problems, by_id, now):
        earlier = known[problem.id]
        more = [each for each in kept if each.organisation_id not in earlier]
        written[problem.id] = len(more)
        suggestions += [_suggestion(problem, each, rank, now) for rank, each in enumerate(more, len(earlier) + 1)]
        noted = _noted(by_id[problem.id].ranking, len(earlier) + len(more), now)
        if match := matches.get(problem.id):
            for name, value in noted.items():
                setattr(match, name, value)
        else:
            notes.append({"problem_id": problem.id, "revision": problem.revision, **noted})
    for table, rows in ((Suggestion, suggestions), (MatchedProblem, notes)):
        if rows:
            session.execute(insert(table), rows)
    return written


def suggest_by_hand(
    problem: Problem,
    capability: Capability,
    *,
    score: float,
    words: Mapping[Side, Sequence[str]],
    by: Account,
    now: datetime,
) -> Suggestion:
    """Put a capability before a problem because a coordinator wants it; it is reviewed and sent like any other."""
    match = queries.find_match(problem)
    if not rules.is_matched(problem) or match is None:
        raise NoLongerMatched
    known = queries.list_suggested([problem.id])[problem.id]
    if capability.organisation_id in known:
        raise AlreadySuggested
    candidates = barring.list_candidates(now, [capability.organisation_id])
    barred = filters.bar(barring.asking_about(problem), candidates[capability.organisation_id], now)
    if barred:
        raise RuledOut(barred.bar)
    explanation = {side.value: explained_by_words(capability, words[side]) for side in Side}
    found = rules.Found(capability.organisation_id, capability.id, score, explanation)
    suggestion = Suggestion(**_suggestion(problem, found, len(known) + 1, now))
    session.add(suggestion)
    session.flush()  # which names it
    match.suggestions += 1
    audit.record("suggestion-by-hand", f"suggestion:{suggestion.public_id}", actor=by.public_id, now=now)
    return suggestion


def _is_as_found(problem: Problem, found: rules.Findings, match: MatchedProblem | None) -> bool:
    is_same = problem.revision == found.revision and found.was_matched == (match is not None)
    return is_same and rules.is_matched(problem)


def _keep_unbarred(
    problems: Sequence[Problem], findings: Mapping[int, rules.Findings], now: datetime
) -> Iterator[tuple[Problem, Sequence[rules.Found]]]:
    """Look again at who was found, for something may have come up meanwhile, and keep the others."""
    asking = barring.asking_about_each(problems)
    found = {each.organisation_id for problem in problems for each in findings[problem.id].found}
    candidates = barring.list_candidates(now, found)
    for problem in problems:
        yield (
            problem,
            [
                each
                for each in findings[problem.id].found
                if not filters.bar(asking[problem.id], candidates[each.organisation_id], now)
            ],
        )


def _suggestion(problem: Problem, found: rules.Found, rank: int, now: datetime) -> dict[str, Any]:
    return {
        "problem_id": problem.id,
        "revision": problem.revision,
        "organisation_id": found.organisation_id,
        "capability_id": found.capability_id,
        "rank": rank,
        "score": found.score,
        "explanation": found.explanation,
        "review": Review.OPEN,
        "suggested_at": now,
    }


def _noted(ranking: rules.Ranking, suggestions: int, now: datetime) -> dict[str, Any]:
    return {
        "matched_at": ranking.read_at or now,
        "suggestions": suggestions,
        "best_score": ranking.best_score,
        "lexicon_version": ranking.lexicon_version,
        "ranking": ranking.kept(),
    }


def send(suggestion: Suggestion, *, introduction: str, by: Account, now: datetime) -> None:
    """Ask the person who stated the problem whether they want to meet the partner."""
    if not rules.is_open(suggestion):
        raise AlreadyReviewed
    owner = suggestion.problem.stated_by
    is_offered = suggestion.capability.withdrawn_at is None
    if owner.suspended_at or not is_offered or not contacts_of(suggestion.organisation_id):
        raise NobodyToAsk
    _refuse_if_barred(suggestion, now)
    suggestion.introduction = introduction
    _decide(suggestion, Review.SENT, by, now)
    _ask(suggestion, Side.OWNER, owner, now)


def drop(suggestion: Suggestion, *, reason: rules.DropReason, note: str, by: Account, now: datetime) -> None:
    """Decide that a suggestion is not sent, and say why."""
    if not rules.is_open(suggestion):
        raise AlreadyReviewed
    suggestion.drop_reason = f"{reason}: {note}" if note else reason
    _decide(suggestion, Review.DROPPED, by, now)


def accept(enquiry: Enquiry, *, now: datetime) -> None:
    """Take a yes: the owner's makes the partner be asked, the partner's makes the coordinators introduce them.

    Pressing the button is the consent to pass the contact on; it is recorded, and for whom it was given.
    """
    _refuse_unless_open(enquiry, now)
    suggestion = enquiry.suggestion
    _answer(enquiry, Reply.ACCEPTED, now)
    if enquiry.side is Side.PARTNER:
        suggestion.introduced_at = now
        complex_id = suggestion.problem.organisation.complex_id
        team = [member.account for member in list_team(complex_id)] if complex_id else []
        messages.tell_both_accepted(suggestion, team, now=now)
    elif suggestion.asked(Side.PARTNER) is None:
        contacts = contacts_of(suggestion.organisation_id)
        if not contacts:
            raise NobodyToAsk
        _ask(suggestion, Side.PARTNER, contacts[0], now)


def decline(enquiry: Enquiry, *, reason: Reason, remark: str, now: datetime) -> None:
    """Take a no; the other side is not told."""
    _refuse_unless_open(enquiry, now)
    enquiry.reason, enquiry.remark = reason, remark
    _answer(enquiry, Reply.DECLINED, now)


def undo(enquiry: Enquiry, *, now: datetime) -> None:
    """Take an answer back; a partner who was asked meanwhile reads that the question is no longer open."""
    until = rules.undo_until(enquiry)
    if until is None or now >= until:
        raise TooLateToUndo
    _record(f"enquiry-{enquiry.reply}-undone", enquiry, now)
    enquiry.reply = enquiry.reason = enquiry.answered_at = None
    enquiry.remark = ""


def keep_analyses(contents: Mapping[bytes, bytes]) -> None:
    """Keep what was read in some texts; what another run kept meanwhile is the same."""
    hold("analysed-texts")
    known = queries.find_analyses(list(contents))
    rows = [{"name": name, "content": content} for name, content in contents.items() if name not in known]
    if rows:
        session.execute(insert(AnalysedText), rows)


def forget_analyses(wanted: Container[bytes]) -> int:
    """Forget what was read in texts nobody matches any more, or read in another way; say how many those were."""
    unwanted = [row for row, name in queries.list_analyses() if name not in wanted]
    for first in range(0, len(unwanted), queries.NAMES_AT_ONCE):
        rows = unwanted[first : first + queries.NAMES_AT_ONCE]
        session.execute(delete(AnalysedText).where(AnalysedText.id.in_(rows)))
    return len(unwanted)


def write_weekly(
    account: Account, *, coming: Callable[[Collection[int]], Sequence[rules.Coming]], now: datetime
) -> int:
    """Write to somebody in one letter about every question that waits for it; return how many there were.

    With their own problems among these go the events to come that fit them.
    """
    by_key = {
        rules.key_of_question(enquiry.suggestion, enquiry.side): enquiry
        for enquiry in queries.list_unanswered(account, now)
    }
    taken = mail.gather(by_key)
    enquiries = [enquiry for key, enquiry in by_key.items() if key in taken]
    if enquiries:
        own = {enquiry.suggestion.problem_id for enquiry in enquiries if enquiry.side is Side.OWNER}
        messages.tell_weekly(account, enquiries, coming(own) if own else (), now=now)
    return len(enquiries)


def lift(suggestion: Suggestion, *, why: str, by: Account, now: datetime) -> None:
    """Let what came of a suggestion keep its two sides apart no longer; once or twice is the same."""
    row = LiftedAnswer(suggestion_id=suggestion.id, lifted_by_id=by.id, lifted_at=now, why=why)
    add_once(row, key="suggestion_id")
    audit.record("answer-lifted", f"suggestion:{suggestion.public_id}", actor=by.public_id, now=now)


def keep_apart(complex_: Complex, *, months: int, by: Account, now: datetime) -> None:
    """Set how many months a team does not suggest a pair again that met or said no."""
    hold(f"matching-setting:{complex_.id}")
    setting = barring.find_setting(complex_.id)
    if setting is None:
        setting = TeamSetting(complex_id=complex_.id)
        session.add(setting)
    setting.months_apart, setting.updated_at = months, now
    audit.record("months-apart-set", f"complex:{complex_.slug}", actor=by.public_id, now=now, months=months)


def note_run(run: MatchRun) -> None:
    """Keep what a run read, found and took."""
    session.add(run)


def _refuse_if_barred(suggestion: Suggestion, now: datetime) -> None:
    """Look again whether the two may be brought together: days may lie between finding and sending."""
    candidates = barring.list_candidates(now, [suggestion.organisation_id])
    barred = filters.bar(barring.asking_about(suggestion.problem), candidates[suggestion.organisation_id], now)
    if barred:
        raise RuledOut(barred.bar)


def _decide(suggestion: Suggestion, review: Review, by: Account, now: datetime) -> None:
    suggestion.review, suggestion.reviewed_at, suggestion.reviewed_by = review, now, by
    subject = f"suggestion:{suggestion.public_id}"
    audit.record(f"suggestion-{review}", subject, actor=by.public_id, now=now)


def _ask(suggestion: Suggestion, side: Side, reader: Account, now: datetime) -> None:
    enquiry = Enquiry(
        public_id=public_id(),
        side=side,
        account=reader,
        asked_at=now,
        expires_at=now + rules.ANSWER_WITHIN,
        reply=None,
    )
    suggestion.enquiries.append(enquiry)
    messages.ask(enquiry, suggestion, reader, now=now)


def _refuse_unless_open(enquiry: Enquiry, now: datetime) -> None:
    if rules.standing_of(enquiry, now) is not rules.Standing.OPEN:
        raise NoLongerOpen


def _answer(enquiry: Enquiry, reply: Reply, now: datetime) -> None:
    enquiry.reply, enquiry.answered_at = reply, now
    _record(f"enquiry-{reply}", enquiry, now)


def _record(action: str, enquiry: Enquiry, now: datetime) -> None:
    subject = f"suggestion:{enquiry.suggestion.public_id}"
    audit.record(action, subject, actor=enquiry.account.public_id, now=now, side=enquiry.side)
