"""How are all new problems matched, once a night?"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import click
from flask import current_app

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.core.machine import peak_megabytes
from eventhub.lexicon import queries as lexicons
from eventhub.lexicon.rules import Lexicon
from eventhub.matching import filters, queries, rules, services
from eventhub.matching.kept import WRITTEN_AT_ONCE, Kept
from eventhub.matching.memory import kept_in
from eventhub.matching.models import MatchRun
from eventhub.matching.packed import name_of
from eventhub.matching.queries import barring, collection
from eventhub.matching.text import analyse_all, reading
from eventhub.organisations.models import Capability

if TYPE_CHECKING:
    from eventhub.matching.finding import Finder

log = logging.getLogger(__name__)


@dataclass
class Tally:
    """What a run has come to so far."""

    matched: int = 0
    suggestions: int = 0
    without_partner: int = 0
    failed: int = 0


def match_new_problems() -> str:
    """Match every technical problem whose revision is new: learn the capabilities once, then write some at a time.

    What was matched before the latest capability was added or changed is looked at again. A text is read once in its
    life; what was read in one that is gone is forgotten by the next run.
    """
    lexicon, read_at = lexicons.current(), now()
    offers = queries.list_offers()
    offered = rules.Offered(read_at, {offer.id: offer.updated_at for offer in offers})
    earlier = queries.list_matched_before(max(offered.changed_at.values(), default=read_at), read_at)
    waiting = [*queries.list_unmatched(read_at), *earlier]
    said = [text for own in rules.documents_of(offers).values() for _name, text in own]
    texts, new = [*said, *queries.list_problem_texts()], [*queries.list_problem_texts(only_unmatched=not earlier)]
    session.expunge_all()  # What every transaction would have to look through.
    kept, run = Kept(_keep), None
    # Without any capability nothing is noted, so that the first ones find every problem still to be matched.
    if waiting and said:
        with kept_in(kept):
            analyse_all([*said, *new], _tell_reading, own_words=lexicon.whole)
            run = _match_all(waiting, offers, offered, lexicon)
    kept.write()
    with transaction():
        if run:
            services.note_run(run)
        services.forget_analyses(_wanted(texts, lexicon))
    return _say(run) if run else ""


def _wanted(texts: Sequence[str], lexicon: Lexicon) -> set[bytes]:
    """Name the analyses of what is matched, of what is searched and of what is compared."""
    read = (*texts, *lexicon.words, *collection.list_texts(), *queries.list_other_texts(now()))
    return {name_of(text, reading(lexicon.whole)) for text in read}


def _match_all(
    waiting: Sequence[int], offers: Sequence[Capability], offered: rules.Offered, lexicon: Lexicon
) -> MatchRun:
    # scikit-learn and numba take a second to load: a run that finds nothing new does without.
    from eventhub.matching.finding import FLOOR, Finder, searching  # noqa: PLC0415

    tally = Tally()
    _tell(f"{len(waiting)} problems, {len(offers)} capabilities")
    with searching(current_app.config["DASK_SCHEDULER"]) as index:
        finder, candidates = Finder(offers, lexicon, index), barring.list_candidates(now())
        for first in range(0, len(waiting), rules.WRITTEN_TOGETHER):
            _match(waiting[first : first + rules.WRITTEN_TOGETHER], finder, offered, candidates, tally)
            _tell(f"{min(first + rules.WRITTEN_TOGETHER, len(waiting))} / {len(waiting)} problems")
    return MatchRun(
        started_at=offered.read_at, finished_at=now(), capabilities=len(offers), **asdict(tally), floor=FLOOR,
        megabytes=peak_megabytes(), lexicon_version=lexicon.version,
    )  # fmt: skip


def _match(
    problem_ids: Sequence[int],
    finder: "Finder",
    offered: rules.Offered,
    candidates: Mapping[int, filters.Candidate],
    tally: Tally,
) -> None:
    """Find partners for some problems and write them down together; where that fails, for each by itself.

    Ranking takes longer than writing, so nothing is locked meanwhile; the service looks again.
    """
    try:
        findings = finder.find(_asked(problem_ids, offered, candidates), offered.read_at)
        with transaction():
            written = services.suggest(findings, now=now())
    except Exception:
        if len(problem_ids) > 1:
            for problem_id in problem_ids:
                _match([problem_id], finder, offered, candidates, tally)
            return
        log.exception("problem %s not matched", problem_ids[0])
        tally.failed += 1
    else:
        for each in findings:
            _count(tally, each, written.get(each.problem_id))


def _count(tally: Tally, findings: rules.Findings, suggestions: int | None) -> None:
    if suggestions is None:
        return
    tally.suggestions += suggestions
    # Who was only looked at again is neither matched now nor left without a partner by this run.
    tally.matched += not findings.was_matched or bool(suggestions)
    tally.without_partner += not findings.was_matched and not suggestions


def _asked(
    problem_ids: Sequence[int], offered: rules.Offered, candidates: Mapping[int, filters.Candidate]
) -> list[rules.Asked]:
    problems, moment = queries.list_problems(problem_ids), now()
    asking, known = barring.asking_about_each(problems), queries.list_suggested(problem_ids)
    newer = {row: offered.newer_than(match.matched_at) for row, match in queries.list_matches(problem_ids).items()}
    return [
        rules.Asked(
            each.id, each.revision, each.text, each.wording, partial(_is_barred, asking[each.id], candidates, moment),
            known=known[each.id], newer=newer.get(each.id),
        )
        for each in problems
    ]  # fmt: skip


def _is_barred(
    asking: filters.Asking, candidates: Mapping[int, filters.Candidate], moment: datetime, organisation_id: int
) -> bool:
    candidate = candidates.get(organisation_id)
    return candidate is None or filters.bar(asking, candidate, moment) is not None


def _keep(contents: Mapping[bytes, bytes]) -> None:
    with transaction():
        services.keep_analyses(contents)


def _say(run: MatchRun) -> str:
    return (
        f"{run.matched} problems matched, {run.suggestions} suggestions, "
        f"{run.without_partner} without a partner, {run.failed} failed"
    )


def _tell_reading(done: int, total: int) -> None:
    if done % WRITTEN_AT_ONCE == 0 or done == total:
        _tell(f"{done} / {total} texts read")


def _tell(words: str) -> None:
    click.echo(f"match: {words}", err=True)
