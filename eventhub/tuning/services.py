"""How are pairs drawn and judged, numbers kept, and proposals made and decided?"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import hold, session
from eventhub.lexicon import queries as lexicons
from eventhub.lexicon import services as lexicon
from eventhub.lexicon.errors import NothingChanged
from eventhub.lexicon.rules import with_concept, with_generic
from eventhub.matching.queries import list_offers
from eventhub.problems.models import Problem
from eventhub.tuning.errors import AlreadyDecided, NothingToDraw
from eventhub.tuning.models import Decision, DrawnPair, Judgement, Kind, Measure, Measurement, Proposal, Verdict, Way
from eventhub.tuning.queries import judging, learning
from eventhub.tuning.rules.drawing import draw
from eventhub.tuning.rules.learning import Found
from eventhub.tuning.rules.measures import Value


def draw_pairs(account: Account, *, number: int, now: datetime) -> int:
    """Draw pairs of a coordinator's problems to be judged; return how many there were."""
    hold("drawn-pairs")
    offers = {capability.id: capability for capability in list_offers()}
    drawn = judging.list_drawn()
    owners = {row: capability.organisation_id for row, capability in offers.items()}
    found = draw(judging.list_rankings(account), owners, drawn, number=number, seed=len(drawn))
    if not found:
        raise NothingToDraw
    for problem_id, capability_id, origin in found:
        session.add(
            DrawnPair(
                problem_id=problem_id,
                revision=session.get_one(Problem, problem_id).revision,
                capability_id=capability_id,
                capability_revision=offers[capability_id].revision,
                origin=origin,
                drawn_at=now,
            )
        )
    audit.record("pairs-drawn", f"account:{account.public_id}", actor=account.public_id, now=now, number=len(found))
    return len(found)


def judge(pair: DrawnPair, verdict: Verdict, *, by: Account, now: datetime) -> None:
    """Keep what somebody thinks of a pair, in place of what they thought before."""
    hold(f"judgements-of:{by.public_id}")
    mine = next((one for one in pair.judgements if one.account_id == by.id), None)
    if mine is None:
        mine = Judgement(pair_id=pair.id, account_id=by.id)
        session.add(mine)
    mine.verdict, mine.judged_at = verdict, now


def note_measures(
    found: Mapping[Way, Mapping[Measure, Value]], *, pairs: int, lexicon_version: int, now: datetime
) -> None:
    """Keep how good each way is by what was judged until now."""
    for way, measures in found.items():
        for measure, said in measures.items():
            session.add(
                Measurement(
                    measured_at=now, way=way, measure=measure, value=said.value, low=said.low, high=said.high,
                    problems=said.problems, pairs=pairs, lexicon_version=lexicon_version,
                )
            )  # fmt: skip


def propose(found: Iterable[Found], *, now: datetime) -> int:
    """Keep what answers propose; what was decided stays so, what waits learns of further answers."""
    kept = {(proposal.kind, proposal.words): proposal for proposal in learning.all_proposals()}
    number = 0
    for each in found:
        words, evidence = ", ".join(each.words), {"suggestions": list(each.evidence)}
        known = kept.get((each.kind, words))
        if known is None:
            proposal = Proposal(kind=each.kind, words=words, evidence=evidence, proposed_at=now, decision=Decision.OPEN)
            session.add(proposal)
            number += 1
        elif known.decision is Decision.OPEN and known.evidence != evidence:
            known.evidence = evidence
    return number


def accept(proposal: Proposal, *, why: str, by: Account, now: datetime) -> None:
    """Let the lexicon say what answers proposed, as a version of its own that can be taken back."""
    words = proposal.words.split(", ")
    current = lexicons.current()
    changed = with_generic(current, words) if proposal.kind is Kind.GENERIC else with_concept(current, words)
    _decide(proposal, Decision.ACCEPTED, by, now)
    try:
        proposal.lexicon_version = lexicon.keep(changed, upon=current.version, why=why, by=by, now=now).number
    except NothingChanged:
        # Somebody wrote it into the lexicon by hand meanwhile.
        proposal.lexicon_version = current.version


def refuse(proposal: Proposal, *, by: Account, now: datetime) -> None:
    """Leave the lexicon as it is; the same is not proposed again."""
    _decide(proposal, Decision.REFUSED, by, now)


def _decide(proposal: Proposal, decision: Decision, by: Account, now: datetime) -> None:
    if proposal.decision is not Decision.OPEN:
        raise AlreadyDecided
    proposal.decision, proposal.decided_at, proposal.decided_by_id = decision, now, by.id
    audit.record(f"proposal-{decision}", f"proposal:{proposal.public_id}", actor=by.public_id, now=now)
