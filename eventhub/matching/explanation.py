"""Why does a partner have its score: which words, which sentences, which documents?"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from eventhub.matching.rows import Weigher
from eventhub.matching.text import Analysis, Span, Token

MOST_SENTENCES = 200  # An explanation compares each with each, so it looks at the first ones only.


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, its place in the text, and the shared and the related words to mark (from the sentence's start)."""

    text: str
    start: int
    end: int
    marks: tuple[Span, ...]
    related: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term both texts use, its share of the score, and all its places in each text."""

    term: str
    share: float
    problem_spans: tuple[Span, ...]
    partner_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RelatedTerm:
    """Words of the two texts that mean or sound the same, their share of the score, and all their places."""

    problem_term: str
    partner_term: str
    share: float
    problem_spans: tuple[Span, ...]
    partner_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a partner has its score: shared terms, related terms, related wording and other documents add up to it.

    Related wording is what the best document earned by like spelling (character n-grams) and by the documents most like
    it; other documents is what the partner's further texts added.
    """

    partner_id: str
    score: float
    document_id: str | None
    problem: Passage | None
    partner: Passage | None
    terms: tuple[SharedTerm, ...]
    related: tuple[RelatedTerm, ...]
    related_wording: float
    other_documents: float


class Side(NamedTuple):
    """A text of the two that are compared."""

    text: str
    analysis: Analysis


def silent(partner_id: str) -> Explanation:
    """Explain why somebody has no score."""
    return Explanation(partner_id, 0.0, None, None, None, (), (), 0.0, 0.0)


def shared_terms(shares: Mapping[str, float], asker: Side, answer: Side) -> tuple[SharedTerm, ...]:
    """Say where both texts use each term, the most telling one first."""
    ours, theirs = _places(asker.analysis), _places(answer.analysis)
    ordered = sorted(shares, key=lambda term: (-shares[term], term))
    return tuple(SharedTerm(term, shares[term], tuple(ours[term]), tuple(theirs[term])) for term in ordered)


def related_terms(shares: Mapping[str, float], asker: Side, answer: Side, weigher: Weigher) -> tuple[RelatedTerm, ...]:
    """Say which words of the two texts a concept or a sound relates, the most telling ones first."""
    ours = _by_feature(weigher.glossary.places(asker.analysis, asks=True))
    theirs = _by_feature(weigher.glossary.places(answer.analysis, asks=False))
    found: defaultdict[tuple[tuple[Span, ...], tuple[Span, ...]], float] = defaultdict(float)
    for feature, share in shares.items():
        found[tuple(ours[feature]), tuple(theirs[feature])] += share
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        RelatedTerm(asker.text[slice(*left[0])], answer.text[slice(*right[0])], share, left, right)
        for (left, right), share in ordered
    )


def best_sentences(
    asker: Side, answer: Side, related: Sequence[RelatedTerm], weigher: Weigher
) -> tuple[Passage, Passage]:
    """Find the two sentences that say most of the same, and mark what they share."""
    pairs = product(_evidence(asker.analysis, weigher, asks=True), _evidence(answer.analysis, weigher, asks=False))
    ours, theirs = max(pairs, key=lambda pair: _likeness(pair[0][1], pair[1][1]))
    shared = set(asker.analysis.terms) & set(answer.analysis.terms)
    return (
        _passage(asker, ours[0], shared, (span for each in related for span in each.problem_spans)),
        _passage(answer, theirs[0], shared, (span for each in related for span in each.partner_spans)),
    )


def _places(analysis: Analysis) -> Mapping[str, list[Span]]:
    places: defaultdict[str, list[Span]] = defaultdict(list)
    for token in analysis.tokens:
        places[token.term].append((token.start, token.end))
    return places


def _by_feature(places: Iterable[tuple[str, Token]]) -> Mapping[str, list[Span]]:
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for feature, token in places:
        spans[feature].append((token.start, token.end))
    return spans


def _evidence(analysis: Analysis, weigher: Weigher, *, asks: bool) -> list[tuple[Span, dict[str, float]]]:
    """Weigh what each sentence of a text says."""
    spans = analysis.sentences[:MOST_SENTENCES]
    found = [weigher.evidence(analysis, *span) for span in spans]
    starts = [start for start, _ in spans]
    for feature, token in weigher.glossary.places(analysis, asks=asks):
        at = bisect_right(starts, token.start) - 1
        if at >= 0 and token.start < spans[at][1]:
            found[at][feature] = weigher.telling(feature)
    return list(zip(spans, found, strict=True))


def _likeness(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    shared = math.fsum(ours[key] * theirs[key] for key in ours.keys() & theirs.keys())
    lengths = math.hypot(*ours.values()) * math.hypot(*theirs.values())
    # The geometric mean of plain overlap and cosine: neither the longest nor the shortest sentence wins by its length.
    return shared / math.sqrt(lengths) if lengths else 0.0


def _passage(side: Side, span: Span, shared: set[str], related: Iterable[Span]) -> Passage:
    start, end = span
    marks = _merged((token.start, token.end) for token in side.analysis.tokens if token.term in shared)
    other = [each for each in _merged(related) if not any(left < each[1] and each[0] < right for left, right in marks)]
    return Passage(side.text[start:end], start, end, _within(marks, span), _within(other, span))


def _within(marks: Iterable[Span], span: Span) -> tuple[Span, ...]:
    start, end = span
    return tuple((left - start, min(right, end) - start) for left, right in marks if start <= left < end)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
