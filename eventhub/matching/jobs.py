"""How are all new problems matched, once a night?"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from eventhub.matching.queries import barring, collection
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


def match_new_problems() -> str:
    """Match every technical problem whose revision is new: learn the capabilities once, then write some at a time.

    A text is read once in its life; what was read in one that is gone is forgotten by the next run.
    """
    started_at, lexicon = now(), lexicons.current()
    waiting, offers = queries.list_unmatched(started_at), queries.list_offers()
    partners = list(_partners(offers))
    texts = [*(document.text for partner in partners for document in partner.documents), *queries.list_problem_texts()]
    revisions = {offer.id: offer.revision for offer in offers}
    session.expunge_all()  # What every transaction would have to look through.
    kept, said, tally = Kept(_keep), "", Tally()
    # Without any capability nothing is noted, so that the first ones find every problem still to be matched.
    if waiting and partners:
        _tell(f"{len(waiting)} problems, {len(offers)} capabilities: reading")
        with kept_in(kept):
            analyse_all(texts, _tell_reading, own_words=lexicon.whole)
            tally = _match_all(waiting, partners, revisions, lexicon)
            said = str(tally)
    kept.write()
    with transaction():
        if said:
            services.note_run(_run(started_at, offers=len(offers), tally=tally, lexicon=lexicon))
        services.forget_analyses(_wanted(texts, lexicon))
    return said


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


def _wanted(texts: Sequence[str], lexicon: Lexicon) -> set[bytes]:
    """Name the analyses of what is matched, and of what is searched."""
    read = (*texts, *lexicon.words, *collection.list_texts())
    return {name_of(text, reading(lexicon.whole)) for text in read}


def _run(started_at: datetime, *, offers: int, tally: Tally, lexicon: Lexicon) -> MatchRun:
    return MatchRun(
        started_at=started_at, finished_at=now(), capabilities=offers, **asdict(tally), floor=FLOOR,
        megabytes=peak_megabytes(), lexicon_version=lexicon.version,
    )  # fmt: skip


def _match_all(
    waiting: Sequence[int], partners: Sequence[Partner], revisions: Mapping[int, int], lexicon: Lexicon
) -> Tally:
    tally = Tally()
    with _index() as index:
        ranker = PartnerRanker(lexicon, index=index).fit(partners)
        _match_some(waiting, ranker, revisions, tally)
    return tally


@contextmanager
def _index() -> Iterator[Callable[[csr_matrix], Scorer]]:
    """Search in this process, or on the machines of the settings."""
    if scheduler := current_app.config["DASK_SCHEDULER"]:
        with workers_of(scheduler) as workers:
            yield partial(ShardedIndex, workers)
    else:
        yield SparseIndex.of


def _match_some(waiting: Sequence[int], ranker: PartnerRanker, revisions: Mapping[int, int], tally: Tally) -> None:
    candidates = barring.list_candidates(now())
    for first in range(0, len(waiting), WRITTEN_TOGETHER):
        found = (
            _find(problem_id, ranker, revisions, candidates, tally)
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
    revisions: Mapping[int, int],
    candidates: Mapping[int, filters.Candidate],
    tally: Tally,
) -> Findings | None:
    try:
        problem, moment = queries.get_problem(problem_id), now()
        asking = barring.asking_about(problem)
        ruled_out = {one.organisation_id for one in candidates.values() if filters.bar(asking, one, moment)}
        ranked = [
            rules.Found(int(each.partner_id), int(each.document_id.partition(":")[0]), each.score)
            for each in ranker.rank(problem.text, k=max(rules.PLACES_KEPT, rules.AT_MOST + len(ruled_out)))
        ]
        chosen = rules.choose(ranked, ruled_out, floor=FLOOR)
        found = [each._replace(explanation=_explain(problem, each, ranker, revisions)) for each in chosen]
        ranking = rules.Ranking(floor=FLOOR, lexicon_version=ranker.lexicon.version, places=ranked)
        return Findings(problem_id, problem.revision, found, ranking)
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
            written = [
                services.suggest(each.problem_id, each.found, revision=each.revision, ranking=each.ranking, now=now())
                for each in findings
            ]
    except Exception:
        if len(findings) > 1:
            for each in findings:
                _suggest([each], tally)
            return
        log.exception("problem %s not matched", findings[0].problem_id)
        tally.failed += 1
        return
    for suggestions in written:
        _count(tally, suggestions)


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


def _tell_reading(done: int, total: int) -> None:
    if done % WRITTEN_AT_ONCE == 0 or done == total:
        _tell(f"{done} / {total} texts read")


def _tell(words: str) -> None:
    click.echo(f"match: {words}", err=True)
