"""How are all new problems matched, once a night?"""

import logging
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

import click
from flask import current_app
from scipy.sparse import csr_matrix

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.lexicon import queries as lexicons
from eventhub.lexicon.rules import Lexicon
from eventhub.matching import filters, queries, rules, services
from eventhub.matching.evaluation import peak_megabytes
from eventhub.matching.index import SparseIndex
from eventhub.matching.index.shards import ShardedIndex, workers_of
from eventhub.matching.kept import WRITTEN_AT_ONCE, Kept
from eventhub.matching.memory import kept_in
from eventhub.matching.models import MatchRun, Side
from eventhub.matching.packed import name_of
from eventhub.matching.queries import barring
from eventhub.matching.ranker import FLOOR, Document, Partner, PartnerRanker
from eventhub.matching.rows import Scorer
from eventhub.matching.text import analyse_all, reading
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem

log = logging.getLogger(__name__)
WRITTEN_TOGETHER = 25


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


@dataclass(frozen=True)
class Findings:
    """Whom the ranker found for a revision of a problem, and where it placed the best of all partners."""

    problem_id: int
    revision: int
    found: Sequence[rules.Found]
    ranking: rules.Ranking
    was_matched: bool


@dataclass(frozen=True)
class Offered:
    """When the capabilities were read, their revisions, and since when each of them is as it is, by their rows."""

    read_at: datetime
    revisions: Mapping[int, int]
    changed_at: Mapping[int, datetime]

    def newer_than(self, moment: datetime) -> frozenset[int]:
        """List the capabilities that were added or changed since a moment."""
        return frozenset(row for row, changed_at in self.changed_at.items() if changed_at > moment)


def match_new_problems() -> str:
    """Match every technical problem whose revision is new: learn the capabilities once, then write some at a time.

    What was matched before the latest capability was added or changed is looked at again. A text is read once in its
    life; what was read in one that is gone is forgotten by the next run.
    """
    started_at, lexicon = now(), lexicons.current()
    offers = queries.list_offers()
    offered, partners = _offered(offers, started_at), list(_partners(offers))
    waiting = _list_waiting(offered, started_at)
    texts = [*(document.text for partner in partners for document in partner.documents), *queries.list_problem_texts()]
    session.expunge_all()  # What every transaction would have to look through.
    kept, said, tally = Kept(_keep), "", Tally()
    # Without any capability nothing is noted, so that the first ones find every problem still to be matched.
    if waiting and partners:
        _tell(f"{len(waiting)} problems, {len(offers)} capabilities: reading")
        with kept_in(kept):
            analyse_all(texts, _tell_reading, own_words=lexicon.whole)
            said = str(tally := _match_all(waiting, partners, offered, lexicon))
    kept.write()
    with transaction():
        if said:
            services.note_run(_run(started_at, offers=len(offers), tally=tally, lexicon=lexicon))
        wanted = (*texts, *lexicon.words, *queries.list_other_texts(started_at))
        services.forget_analyses({name_of(text, reading(lexicon.whole)) for text in wanted})
    return said


def _run(started_at: datetime, *, offers: int, tally: Tally, lexicon: Lexicon) -> MatchRun:
    return MatchRun(
        started_at=started_at, finished_at=now(), capabilities=offers, **asdict(tally), floor=FLOOR,
        megabytes=peak_megabytes(), lexicon_version=lexicon.version,
    )  # fmt: skip


def _match_all(waiting: Sequence[int], partners: Sequence[Partner], offered: Offered, lexicon: Lexicon) -> Tally:
    tally = Tally()
    with _index() as index:
        ranker = PartnerRanker(lexicon, index=index).fit(partners)
        _match_some(waiting, ranker, offered, tally)
    return tally


@contextmanager
def _index() -> Iterator[Callable[[csr_matrix], Scorer]]:
    """Search in this process, or on the machines of the settings."""
    if scheduler := current_app.config["DASK_SCHEDULER"]:
        with workers_of(scheduler) as workers:
            yield partial(ShardedIndex, workers)
    else:
        yield SparseIndex.of


def _match_some(waiting: Sequence[int], ranker: PartnerRanker, offered: Offered, tally: Tally) -> None:
    candidates = barring.list_candidates(now())
    for first in range(0, len(waiting), WRITTEN_TOGETHER):
        found = (
            _find(problem_id, ranker, offered, candidates, tally)
            for problem_id in waiting[first : first + WRITTEN_TOGETHER]
        )
        _suggest([each for each in found if each], tally)
        _tell(f"{min(first + WRITTEN_TOGETHER, len(waiting))} / {len(waiting)} problems")


def _keep(contents: Mapping[bytes, bytes]) -> None:
    with transaction():
        services.keep_analyses(contents)


def _find(
    problem_id: int,
    ranker: PartnerRanker,
    offered: Offered,
    candidates: Mapping[int, filters.Candidate],
    tally: Tally,
) -> Findings | None:
    try:
        problem = queries.get_problem(problem_id)
        earlier = queries.find_match(problem)
        ranked = _rank(problem, ranker, rules.PLACES_KEPT)
        newer = offered.newer_than(earlier.matched_at) if earlier else frozenset()
        chosen: Sequence[rules.Found] = ()
        # Where no newer capability has a place nothing can be added: so it is for most that were matched before.
        if earlier is None or not newer.isdisjoint(each.capability_id for each in ranked):
            asking, moment = barring.asking_about(problem), now()
            ruled_out = {one.organisation_id for one in candidates.values() if filters.bar(asking, one, moment)}
            ranked = _rank(problem, ranker, max(rules.PLACES_KEPT, rules.AT_MOST + len(ruled_out)))
            chosen = _choose(ranked, ruled_out, problem, newer if earlier else None)
        found = [each._replace(explanation=_explain(problem, each, ranker, offered.revisions)) for each in chosen]
        ranking = rules.Ranking(FLOOR, ranker.lexicon.version, ranked, offered.read_at)
        return Findings(problem_id, problem.revision, found, ranking, was_matched=earlier is not None)
    except Exception:
        log.exception("problem %s not matched", problem_id)
        tally.failed += 1
        return None


def _suggest(findings: Sequence[Findings], tally: Tally) -> None:
    """Write what was found for some problems together; where that fails, for each by itself.

    Ranking takes longer than writing, so nothing was locked meanwhile; the service looks again.
    """
    try:
        with transaction():
            written = [_keep_suggestions(each) for each in findings]
    except Exception:
        if len(findings) > 1:
            for each in findings:
                _suggest([each], tally)
            return
        log.exception("problem %s not matched", findings[0].problem_id)
        tally.failed += 1
        return
    for each, suggestions in zip(findings, written, strict=True):
        _count(tally, suggestions, each)


def _keep_suggestions(each: Findings) -> int | None:
    if each.was_matched and not each.found:
        services.note_again(each.problem_id, revision=each.revision, ranking=each.ranking)
        return 0
    keep = services.suggest_more if each.was_matched else services.suggest
    return keep(each.problem_id, each.found, revision=each.revision, ranking=each.ranking, now=now())


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


def _rank(problem: Problem, ranker: PartnerRanker, k: int) -> Sequence[rules.Found]:
    return [
        rules.Found(int(each.partner_id), int(each.document_id.partition(":")[0]), each.score)
        for each in ranker.rank(problem.text, k=k)
    ]


def _choose(
    ranked: Sequence[rules.Found], ruled_out: Container[int], problem: Problem, newer: Container[int] | None
) -> Sequence[rules.Found]:
    if newer is None:
        return rules.choose(ranked, ruled_out, floor=FLOOR)
    known = queries.list_suggested(problem)
    return rules.choose_more(ranked, ruled_out, floor=FLOOR, known=known, newer=newer)


def _offered(offers: Sequence[Capability], read_at: datetime) -> Offered:
    revisions = {offer.id: offer.revision for offer in offers}
    return Offered(read_at, revisions, {offer.id: offer.updated_at for offer in offers})


def _list_waiting(offered: Offered, moment: datetime) -> Sequence[int]:
    """List the new problems, and those matched before the latest capability came or was changed."""
    latest = max(offered.changed_at.values(), default=None)
    earlier = queries.list_matched_before(latest, moment) if latest else []
    return [*queries.list_unmatched(moment), *earlier]


def _partners(offers: Sequence[Capability]) -> Iterator[Partner]:
    for organisation_id, texts in rules.documents_of(offers).items():
        yield Partner(str(organisation_id), tuple(Document(name, text) for name, text in texts))


def _count(tally: Tally, suggestions: int | None, findings: Findings) -> None:
    if suggestions is None:
        return
    tally.suggestions += suggestions
    # Who was only looked at again is neither matched now nor left without a partner by this run.
    tally.matched += not findings.was_matched or bool(suggestions)
    tally.without_partner += not findings.was_matched and not suggestions


def _tell_reading(done: int, total: int) -> None:
    if done % WRITTEN_AT_ONCE == 0 or done == total:
        _tell(f"{done} / {total} texts read")


def _tell(words: str) -> None:
    click.echo(f"match: {words}", err=True)
