"""Why does a partner have its score: which words, which sentences, which documents?"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

from eventhub.matching.rows import Weigher
from eventhub.matching.text import Analysis, Span

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
    """Why a partner has its score: shared and related terms, spelling, company and other documents add up to it.

    Spelling is what the best document earned by character n-grams, company what the documents most like it lent;
    other documents is what the partner's further texts added.
    """

    partner_id: str
    score: float
    document_id: str | None
    problem: Passage | None
    partner: Passage | None
    terms: tuple[SharedTerm, ...]
    related: tuple[RelatedTerm, ...]
    spelling: float
    company: float
    other_documents: float

    def kept(self) -> dict[str, Any]:
        """Write it down."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        passages = {name: parts[name] and _fields(parts[name]) for name in ("problem", "partner")}
        words = {name: [_fields(each) for each in parts[name]] for name in ("terms", "related")}
        return parts | passages | words


class Sentence(NamedTuple):
    """Where a sentence stands, how telling is what it says, and the length of that as a vector."""

    span: Span
    weights: Mapping[str, float]
    length: float


class Side:
    """A text of the two that are compared, and what of it is looked at for everybody it is compared with."""

    def __init__(self, text: str, analysis: Analysis, weigher: Weigher, *, asks: bool) -> None:
        self.text = text
        self.analysis = analysis
        self._weigher = weigher
        self._asks = asks

    @cached_property
    def terms(self) -> Mapping[str, list[Span]]:
        """Where each term stands."""
        places: defaultdict[str, list[Span]] = defaultdict(list)
        for token in self.analysis.tokens:
            places[token.term].append((token.start, token.end))
        return places

    @cached_property
    def features(self) -> Mapping[str, list[Span]]:
        """Where the words stand that speak of each concept, and have each sound."""
        places: defaultdict[str, list[Span]] = defaultdict(list)
        for feature, token in self._weigher.glossary.places(self.analysis, asks=self._asks):
            places[feature].append((token.start, token.end))
        return places

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        """What the first sentences say."""
        spans = self.analysis.sentences[:MOST_SENTENCES]
        found = [self._weigher.evidence(self.analysis, *span) for span in spans]
        starts = [start for start, _ in spans]
        for feature, places in self.features.items():
            for start, _end in places:
                at = bisect_right(starts, start) - 1
                if at >= 0 and start < spans[at][1]:
                    found[at][feature] = self._weigher.telling(feature)
        return [Sentence(span, said, math.hypot(*said.values())) for span, said in zip(spans, found, strict=True)]


def silent(partner_id: str) -> Explanation:
    """Explain why somebody has no score."""
    return Explanation(partner_id, 0.0, None, None, None, (), (), 0.0, 0.0, 0.0)


def shared_terms(shares: Mapping[str, float], asker: Side, answer: Side) -> tuple[SharedTerm, ...]:
    """Say where both texts use each term, the most telling one first."""
    ordered = sorted(shares, key=lambda term: (-shares[term], term))
    return tuple(
        SharedTerm(term, shares[term], tuple(asker.terms[term]), tuple(answer.terms[term])) for term in ordered
    )


def related_terms(shares: Mapping[str, float], asker: Side, answer: Side) -> tuple[RelatedTerm, ...]:
    """Say which words of the two texts a concept or a sound relates, the most telling ones first."""
    found: defaultdict[tuple[tuple[Span, ...], tuple[Span, ...]], float] = defaultdict(float)
    for feature, share in shares.items():
        found[tuple(asker.features[feature]), tuple(answer.features[feature])] += share
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        RelatedTerm(asker.text[slice(*left[0])], answer.text[slice(*right[0])], share, left, right)
        for (left, right), share in ordered
    )


def best_sentences(asker: Side, answer: Side, related: Sequence[RelatedTerm]) -> tuple[Passage, Passage]:
    """Find the two sentences that say most of the same, and mark what they share."""
    ours, theirs = max(product(asker.sentences, answer.sentences), key=lambda pair: _likeness(*pair))
    shared = asker.terms.keys() & answer.terms.keys()
    return (
        _passage(asker, ours.span, shared, (span for each in related for span in each.problem_spans)),
        _passage(answer, theirs.span, shared, (span for each in related for span in each.partner_spans)),
    )


def _fields(one: "Passage | SharedTerm | RelatedTerm") -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def _likeness(ours: Sentence, theirs: Sentence) -> float:
    both = ours.weights.keys() & theirs.weights.keys()
    shared = math.fsum(ours.weights[key] * theirs.weights[key] for key in both)
    lengths = ours.length * theirs.length
    # The geometric mean of plain overlap and cosine: neither the longest nor the shortest sentence wins by its length.
    return shared / math.sqrt(lengths) if lengths else 0.0


def _passage(side: Side, span: Span, shared: set[str], related: Iterable[Span]) -> Passage:
    start, end = span
    marks = _merged(place for term in shared for place in side.terms[term])
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
