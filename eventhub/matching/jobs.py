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
from eventhub.matching.models import Side
from eventhub.matching.packed import name_of, pack, unpack
from eventhub.matching.ranker import FLOOR, Document, Partner, PartnerRanker
from eventhub.matching.text import Analysis, analyse_all, kept_in, reading
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem

log = logging.getLogger(__name__)
TELL_EVERY = 100
WRITTEN_AT_ONCE = 500
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
    """Match every technical problem whose revision is new: learn the capabilities once, then one transaction each.

    A text is read once in its life; what was read in one that is gone is forgotten by the next run.
    """
    waiting, offers = queries.list_unmatched(), queries.list_offers()
    partners = list(_partners(offers))
    texts = [*(document.text for partner in partners for document in partner.documents), *queries.list_problem_texts()]
    kept, said = Kept(), ""
    # Without any capability nothing is noted, so that the first ones find every problem still to be matched.
    if waiting and partners:
        _tell(f"{len(waiting)} problems, {len(offers)} capabilities: reading")
        with kept_in(kept):
            analyse_all(texts, _tell_reading)
            said = str(_match_all(waiting, partners, {offer.id: offer.revision for offer in offers}))
    with transaction():
        services.keep_analyses(kept.new)
        services.forget_analyses({name_of(text, reading()) for text in texts})
    return said


class Kept:
    """The analyses in the database: what is found there is not made again, and what was made is written by hundreds."""

    def __init__(self) -> None:
        self.new: dict[bytes, bytes] = {}

    def find(self, texts: Sequence[str]) -> Mapping[str, Analysis]:
        """Find what was kept of some texts."""
        names = {name_of(text, reading()): text for text in texts}
        return {names[name]: unpack(content) for name, content in queries.find_analyses(list(names)).items()}

    def keep(self, text: str, analysis: Analysis) -> None:
        """Keep an analysis; a run that is killed loses no more than the last few."""
        self.new[name_of(text, reading())] = pack(analysis)
        if len(self.new) >= WRITTEN_AT_ONCE:
            with transaction():
                services.keep_analyses(self.new)
            self.new = {}


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


def _match_all(waiting: Sequence[int], partners: Sequence[Partner], revisions: Mapping[int, int]) -> Tally:
    ranker = PartnerRanker().fit(partners)
    tally = Tally()
    for number, problem_id in enumerate(waiting, 1):
        try:
            _count(tally, _match(problem_id, ranker, revisions))
        except Exception:
            log.exception("problem %s not matched", problem_id)
            tally.failed += 1
        if number % TELL_EVERY == 0 or number == len(waiting):
            _tell(f"{number} / {len(waiting)} problems")
    return tally


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


def _tell_reading(done: int, total: int) -> None:
    if done % WRITTEN_AT_ONCE == 0 or done == total:
        _tell(f"{done} / {total} texts read")


def _tell(words: str) -> None:
    click.echo(f"match: {words}", err=True)
