"""What comes near what by now, and which letters tell it once a week?"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from eventhub.core.clock import now
from eventhub.core.db import session, transaction
from eventhub.events.models import Event
from eventhub.lexicon import queries as lexicons
from eventhub.matching import queries as matching
from eventhub.matching import services as matching_services
from eventhub.matching.kept import Kept
from eventhub.matching.memory import kept_in
from eventhub.matching.rules import documents_of, event_text
from eventhub.organisations.models import Capability
from eventhub.problems.models import Problem
from eventhub.related import queries, services
from eventhub.related.models import Kind
from eventhub.related.rules import FLOOR, KEPT, Near, Pair

if TYPE_CHECKING:
    from eventhub.related.likeness import Likeness

log = logging.getLogger(__name__)
Pairs = dict[Pair, Near]


def find_related() -> str:
    """Find out anew which problems are alike, which events fit them and which capabilities could answer them.

    It follows the matcher: that one has read the texts, and its places say whom a problem's text found.
    """
    problems, events, offers = queries.list_open(), queries.list_coming(now()), matching.list_offers()
    kept = Kept(_keep)
    with kept_in(kept):
        likeness, places = _compare(problems, events, offers)
        found = {
            Kind.SIMILAR: _similar(problems, likeness),
            Kind.EVENT: _fitting(problems, events, likeness),
            Kind.ANSWER: _answering(problems, offers, places, likeness),
        }
    kept.write()
    session.expunge_all()  # What the transaction would have to look through.
    with transaction():
        changed = sum(services.keep(kind, pairs, now=now()) for kind, pairs in found.items())
    said = ", ".join(f"{len(pairs)} {kind}" for kind, pairs in found.items())
    return f"{said}; {changed} changed" if changed else ""


def write_weekly_letters() -> str:
    """Write to everybody who wants suggestions once a week; one that fails keeps no other from theirs."""
    number = 0
    for account in matching.list_weekly_readers(now()):
        coming = partial(queries.coming_for, account=account, now=now())
        try:
            with transaction():
                number += bool(matching_services.write_weekly(account, coming=coming, now=now()))
        except Exception:
            log.exception("weekly letter of account %s", account.public_id)
    return f"{number} weekly letters" if number else ""


def _compare(
    problems: Sequence[Problem], events: Sequence[Event], offers: Sequence[Capability]
) -> tuple["Likeness", Mapping[int, Sequence[int]]]:
    """Weigh all texts together; say which of the capabilities' documents, by number, are whose."""
    # scikit-learn takes a second to load, which the worker spends on this job alone.
    from eventhub.related.likeness import Likeness  # noqa: PLC0415

    said = list(chain.from_iterable(documents_of(offers).values()))
    likeness = Likeness(lexicons.current())
    stated = [problem.text for problem in problems], [problem.wording for problem in problems]
    likeness.fit(*stated, list(map(event_text, events)), [text for _, text in said])
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place, (name, _text) in enumerate(said):
        places[int(name.partition(":")[0])].append(place)
    return likeness, places


def _similar(problems: Sequence[Problem], likeness: "Likeness") -> Pairs:
    found = {}
    for one, other, score in likeness.similar(KEPT[Kind.SIMILAR], FLOOR[Kind.SIMILAR]):
        ours, theirs = problems[one], problems[other]
        if ours.same_as_id or theirs.same_as_id:
            continue
        words = {"words": likeness.words_with_problem(one, other)}
        found[ours.id, theirs.id] = Near(ours.revision, theirs.revision, score, words, likeness.lexicon.version)
    return found


def _fitting(problems: Sequence[Problem], events: Sequence[Event], likeness: "Likeness") -> Pairs:
    found = {}
    for one, other, score in likeness.fitting(KEPT[Kind.EVENT], FLOOR[Kind.EVENT]):
        problem, event = problems[one], events[other]
        words = {"words": likeness.words_with_event(one, other)}
        found[problem.id, event.id] = Near(problem.revision, event.version, score, words, likeness.lexicon.version)
    return found


def _answering(
    problems: Sequence[Problem], offers: Sequence[Capability], places: Mapping[int, Sequence[int]], likeness: "Likeness"
) -> Pairs:
    """Turn round what the matcher noted: for each capability the problems for which it spoke loudest."""
    offered, matches = {offer.id: offer for offer in offers}, queries.find_matches()
    ranked: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for at, problem in enumerate(problems):
        match = matches.get(problem.id)
        for _organisation_id, row, score in match.ranking.get("places", ()) if match else ():
            if score >= FLOOR[Kind.ANSWER] and row in offered:
                ranked[row].append((-score, at))
    found = {}
    for row, several in ranked.items():
        for score, at in sorted(several)[: KEPT[Kind.ANSWER]]:
            problem, version = problems[at], matches[problems[at].id].lexicon_version
            words = likeness.words_with_capability(at, places[row])
            found[row, problem.id] = Near(offered[row].revision, problem.revision, -score, words, version)
    return found


def _keep(contents: Mapping[bytes, bytes]) -> None:
    with transaction():
        matching_services.keep_analyses(contents)
