"""How are all new problems matched, once a night?"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import click

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.lexicon import queries as lexicons
from eventhub.matching import filters, queries, rules, services
from eventhub.matching.evaluation import peak_megabytes
from eventhub.matching.models import MatchRun, Side
from eventhub.matching.queries import barring
from eventhub.matching.ranker import FLOOR, Document, Partner, PartnerRanker
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem

log = logging.getLogger(__name__)
TELL_EVERY = 100


@dataclass
class Tally:
    """What a run has come to so far."""

    matched: int = 0
    suggestions: int = 0
    without_partner: int = 0
    failed: int = 0

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.matched} problems matched, {self.suggestions} suggestions, "
            f"{self.without_partner} without a partner, {self.failed} failed"
        )


def match_new_problems() -> str:
    """Match every technical problem whose revision is new: learn the capabilities once, then one transaction each."""
    waiting, offers = queries.list_unmatched(now()), queries.list_offers()
    # Without any capability nothing is noted, so that the first ones find every problem still to be matched.
    if not waiting or not offers:
        return ""
    started_at, lexicon = now(), lexicons.current()
    _tell(f"{len(waiting)} problems, {len(offers)} capabilities: reading")
    ranker = PartnerRanker(lexicon=lexicon).fit(list(_partners(offers)))
    tally = _match_all(waiting, ranker, {offer.id: offer.revision for offer in offers})
    run = MatchRun(
        started_at=started_at, finished_at=now(), capabilities=len(offers), **asdict(tally), floor=FLOOR,
        megabytes=peak_megabytes(), lexicon_version=lexicon.version,
    )  # fmt: skip
    with transaction():
        services.note_run(run)
    return str(tally)


def write_weekly_letters() -> str:
    """Write to everybody who wants suggestions once a week; one that fails keeps no other from theirs."""
    number = 0
    for account in queries.list_weekly_readers(now()):
        try:
            with transaction():
                number += bool(services.write_weekly(account, now=now()))
        except Exception:
            log.exception("weekly letter of account %s", account.public_id)
    return f"{number} weekly letters" if number else ""


def _match_all(waiting: Sequence[int], ranker: PartnerRanker, revisions: Mapping[int, int]) -> Tally:
    tally, candidates = Tally(), barring.list_candidates(now())
    for number, problem_id in enumerate(waiting, 1):
        try:
            _count(tally, _match(problem_id, ranker, revisions, candidates))
        except Exception:
            log.exception("problem %s not matched", problem_id)
            tally.failed += 1
        if number % TELL_EVERY == 0 or number == len(waiting):
            _tell(f"{number} / {len(waiting)} problems")
    return tally


def _match(
    problem_id: int, ranker: PartnerRanker, revisions: Mapping[int, int], candidates: Mapping[int, filters.Candidate]
) -> int | None:
    problem, moment = queries.get_problem(problem_id), now()
    asking = barring.asking_about(problem)
    # Ranking takes longer than writing, so nothing is locked meanwhile; the service looks again.
    ruled_out = {one.organisation_id for one in candidates.values() if filters.bar(asking, one, moment)}
    ranked = [
        rules.Found(int(each.partner_id), int(each.document_id.partition(":")[0]), each.score)
        for each in ranker.rank(problem.text, k=max(rules.PLACES_KEPT, rules.AT_MOST + len(ruled_out)))
    ]
    chosen = rules.choose(ranked, ruled_out, floor=FLOOR)
    found = [each._replace(explanation=_explain(problem, each, ranker, revisions)) for each in chosen]
    ranking = rules.Ranking(floor=FLOOR, lexicon_version=ranker.lexicon.version, places=ranked)
    with transaction():
        return services.suggest(problem_id, found, revision=problem.revision, ranking=ranking, now=now())


def _explain(
    problem: Problem, found: rules.Found, ranker: PartnerRanker, revisions: Mapping[int, int]
) -> dict[str, object]:
    """Explain to the owner by the firm's own words and to the partner by nothing but the coordinator's wording."""
    partner_id = str(found.organisation_id)
    return {
        Side.OWNER.value: asdict(ranker.explain(problem.text, partner_id)),
        Side.PARTNER.value: asdict(ranker.explain(problem.wording, partner_id)),
        "capability_revision": revisions[found.capability_id],
    }


def _partners(offers: Sequence[Capability]) -> Iterator[Partner]:
    for organisation_id, texts in rules.documents_of(offers).items():
        yield Partner(str(organisation_id), tuple(Document(name, text) for name, text in texts))


def _count(tally: Tally, suggestions: int | None) -> None:
    if suggestions is None:
        return
    tally.matched += 1
    tally.suggestions += suggestions
    tally.without_partner += not suggestions


def _tell(words: str) -> None:
    click.echo(f"match: {words}", err=True)
