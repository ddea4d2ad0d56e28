"""How are all new problems matched, once a night?"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import attrgetter

import click

from eventhub.core.clock import now
from eventhub.core.db import transaction
from eventhub.matching import queries, rules, services
from eventhub.matching.lexicon import seed
from eventhub.matching.models import Side
from eventhub.matching.ranker import FLOOR, Document, Partner, PartnerRanker
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem

log = logging.getLogger(__name__)
TELL_EVERY = 100
LANGUAGES = ("ko", "en")


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
    waiting, offers = queries.list_unmatched(), queries.list_offers()
    # Without any capability nothing is noted, so that the first ones find every problem still to be matched.
    if not waiting or not offers:
        return ""
    revisions = {offer.id: offer.revision for offer in offers}
    _tell(f"{len(waiting)} problems, {len(offers)} capabilities: reading")
    ranker = PartnerRanker(seed()).fit(list(_partners(offers)))
    tally = Tally()
    for number, problem_id in enumerate(waiting, 1):
        try:
            _count(tally, _match(problem_id, ranker, revisions))
        except Exception:
            log.exception("problem %s not matched", problem_id)
            tally.failed += 1
        if number % TELL_EVERY == 0 or number == len(waiting):
            _tell(f"{number} / {len(waiting)} problems")
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


def _match(problem_id: int, ranker: PartnerRanker, revisions: Mapping[int, int]) -> int | None:
    problem = queries.get_problem(problem_id)
    ruled_out = queries.list_ruled_out(problem)
    # Ranking takes longer than writing, so nothing is locked meanwhile; the service looks again.
    ranked = [
        rules.Found(int(each.partner_id), int(each.document_id.partition(":")[0]), each.score)
        for each in ranker.rank(problem.text, k=rules.AT_MOST + len(ruled_out))
    ]
    chosen = rules.choose(ranked, ruled_out, floor=FLOOR)
    found = [each._replace(explanation=_explain(problem, each, ranker, revisions)) for each in chosen]
    revision, best_score = problem.revision, max((each.score for each in ranked), default=0.0)
    with transaction():
        return services.suggest(problem_id, found, revision=revision, best_score=best_score, now=now())


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
    for organisation_id, capabilities in groupby(offers, key=attrgetter("organisation_id")):
        documents = (
            Document(f"{capability.id}:{language}", text)
            for capability in capabilities
            for language in LANGUAGES
            if (text := rules.document_text(capability, language))
        )
        yield Partner(str(organisation_id), tuple(documents))


def _count(tally: Tally, suggestions: int | None) -> None:
    if suggestions is None:
        return
    tally.matched += 1
    tally.suggestions += suggestions
    tally.without_partner += not suggestions


def _tell(words: str) -> None:
    click.echo(f"match: {words}", err=True)
