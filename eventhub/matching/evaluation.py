"""How well does the production ranking do on judged collections, beside two plain ways of doing it?"""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.stats import rankdata
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from eventhub.core.machine import peak_megabytes
from eventhub.lexicon.rules import shipped
from eventhub.matching.ranker import Document, Partner, PartnerRanker, rank_collection, texts_of
from eventhub.matching.text import analyser, morphemes, read_with

DEPTH = 10
RECALL_AT = (1, 5, 10)
RESAMPLED = 1000
INTERVAL = (2.5, 97.5)
ROWS_AT_ONCE = 256
# What Elasticsearch's Korean analyser keeps by default: nouns, verbs, roots, and what is not Hangul.
KEPT_TAGS = ("NN", "NR", "NP", "VV", "VA", "VX", "VC", "XR", "SL", "SH", "SN")
SATURATION, LENGTH = 1.2, 0.75  # Elasticsearch's defaults for BM25.

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RankingSet:
    """A collection, what it is asked, and for each question which records answer it and how well."""

    name: str
    corpus: Sequence[Mapping[str, Any]]
    queries: Sequence[Mapping[str, Any]]
    gains: Mapping[str, Mapping[str, int]]

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return f"{len(self.queries):,} queries, {len(self.corpus):,} records"


@dataclass(frozen=True, slots=True)
class PairSet:
    """Pairs of sentences, and how alike people found them."""

    name: str
    pairs: Sequence[tuple[str, str]]
    judged: Sequence[float]

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return f"{len(self.pairs):,} pairs of sentences"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one way said about a set, and what that took: a ranking for each query, or a likeness for each pair."""

    rankings: Sequence[Sequence[str]]
    likeness: Sequence[float]
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class RankingScores:
    """How good rankings are, from 0 to 1; the interval holds 95 % of what other such queries would give."""

    ndcg: float
    ndcg_low: float
    ndcg_high: float
    mrr: float
    recall: tuple[float, ...]


def answer(way: str, task: RankingSet | PairSet) -> Answer:
    """Let one way do a set in a process of its own, so that nothing learned before makes it faster or larger."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=read_with, initargs=(analyser(),)) as process:
        return process.submit(answer_here, way, task).result()


def answer_here(way: str, task: RankingSet | PairSet) -> Answer:
    """Let one way do a set in this process; time counts reading and learning the collection."""
    chosen, started = WAYS[way](), time.perf_counter()
    rankings: Sequence[Sequence[str]] = ()
    likeness: Sequence[float] = ()
    if isinstance(task, PairSet):
        likeness = chosen.compare(task.pairs)
    else:
        most_left_out = max((len(query.get("exclude", ())) for query in task.queries), default=0)
        rankings = chosen.rank(task.corpus, task.queries, DEPTH + most_left_out)
    return Answer(rankings, likeness, time.perf_counter() - started, peak_megabytes())


def judge(task: RankingSet, rankings: Sequence[Sequence[str]]) -> RankingScores:
    """Judge rankings by the gains people gave; a query's own record and its like do not count, nor do missing ones."""
    rows: list[tuple[float, ...]] = []
    for query, ranking in zip(task.queries, rankings, strict=True):
        gains = task.gains[str(query["id"])]
        left_out = {str(name) for name in query.get("exclude", ())}
        shown = [name for name in dict.fromkeys(ranking) if name not in left_out][:DEPTH]
        rows.append(_judge_one([gains.get(name, 0) for name in shown], list(gains.values())))
    scores = np.array(rows)
    ndcg, mrr, *recall = scores.mean(axis=0).tolist()
    low, high = interval(scores[:, 0])
    return RankingScores(ndcg, low, high, mrr, tuple(recall))


def interval(values: Values) -> tuple[float, float]:
    """Draw the queries again and again with replacement; say between which means 95 % of the draws lie."""
    chance = np.random.default_rng(0)
    means = [values[chance.integers(len(values), size=len(values))].mean() for _ in range(RESAMPLED)]
    low, high = np.percentile(means, INTERVAL)
    return float(low), float(high)


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Correlate the ranks of two lists of values; 0 when one of them does not vary."""
    left, right = (ranks - ranks.mean() for ranks in (rankdata(one), rankdata(other)))
    lengths = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / lengths if lengths else 0.0


class Way(Protocol):
    """A way of finding what answers a text."""

    def rank(
        self, corpus: Sequence[Mapping[str, Any]], queries: Sequence[Mapping[str, Any]], k: int
    ) -> list[list[str]]:
        """List the best k records for each query."""

    def compare(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Say how alike the sentences of each pair are, in whichever order they come."""


class Production:
    """The ranking of the nightly run, as it is."""

    def rank(
        self, corpus: Sequence[Mapping[str, Any]], queries: Sequence[Mapping[str, Any]], k: int
    ) -> list[list[str]]:
        """List the best k records for each query."""
        return [[each["id"] for each in found["ranking"]] for found in rank_collection(corpus, queries, k)]

    def compare(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Take each sentence for a partner, and compare them in both directions at once."""
        texts = dict.fromkeys(chain.from_iterable(pairs))
        partners = [Partner(str(at), (Document(str(at), text),)) for at, text in enumerate(texts)]
        return PartnerRanker(shipped()).fit(partners).alike(pairs)


class _Vectors:
    """A way that makes one vector of each text, and multiplies them."""

    def rank(
        self, corpus: Sequence[Mapping[str, Any]], queries: Sequence[Mapping[str, Any]], k: int
    ) -> list[list[str]]:
        """List the best k records for each query, in the corpus's order when they are equal; a record is one text."""
        names = [str(record["id"]) for record in corpus]
        columns = csr_matrix(self.learn([" ".join(texts_of(record)) for record in corpus]).T)
        asked = self.ask([" ".join(texts_of(query)) for query in queries])
        return [[names[at] for at in best] for best in _best(asked, columns, k)]

    def compare(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Multiply the vectors of the two sentences, each being the question once."""
        firsts, seconds = [one for one, _ in pairs], [other for _, other in pairs]
        held = self.learn([*firsts, *seconds])
        there = self.ask(firsts).multiply(held[len(pairs) :]).sum(axis=1)
        back = self.ask(seconds).multiply(held[: len(pairs)]).sum(axis=1)
        return (np.asarray(there + back).ravel() / 2).tolist()  # type: ignore[no-any-return]

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Make the vectors of a collection."""
        raise NotImplementedError

    def ask(self, texts: Sequence[str]) -> csr_matrix:
        """Make the vectors of questions to it."""
        raise NotImplementedError


class WordTfidf(_Vectors):
    """scikit-learn's TF-IDF as it comes: words between blanks, cosine."""

    def __init__(self) -> None:
        self.vectorizer = TfidfVectorizer()

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Make the vectors of a collection."""
        return csr_matrix(self.vectorizer.fit_transform(texts))

    def ask(self, texts: Sequence[str]) -> csr_matrix:
        """Make the vectors of questions to it."""
        return csr_matrix(self.vectorizer.transform(texts))


class MorphemeBm25(_Vectors):
    """BM25 over Korean morphemes: what a search engine with a Korean analyser does by default."""

    def __init__(self) -> None:
        self.vectorizer = CountVectorizer(analyzer=list, dtype=np.float64)

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Make the vectors of a collection: saturated counts, weighed by how rare the morpheme is."""
        held = csr_matrix(self.vectorizer.fit_transform(_content(texts)))
        lengths = np.asarray(held.sum(axis=1)).ravel()
        having = np.bincount(held.indices, minlength=held.shape[1])
        rarity = np.log1p((held.shape[0] - having + 0.5) / (having + 0.5))
        halfway = SATURATION * (1 - LENGTH + LENGTH * lengths / lengths.mean())
        held.data *= (SATURATION + 1) / (held.data + np.repeat(halfway, np.diff(held.indptr))) * rarity[held.indices]
        return held

    def ask(self, texts: Sequence[str]) -> csr_matrix:
        """Make the vectors of questions to it: plain counts."""
        return csr_matrix(self.vectorizer.transform(_content(texts)))


WAYS: dict[str, Callable[[], Way]] = {
    "EventHub": Production,
    "TF-IDF of scikit-learn": WordTfidf,
    "BM25 over morphemes": MorphemeBm25,
}


def _judge_one(shown: Sequence[int], gains: Sequence[int]) -> tuple[float, ...]:
    ideal = _discounted(sorted(gains, reverse=True)[:DEPTH])
    relevant = sum(gain > 0 for gain in gains)
    first = next((1 / place for place, gain in enumerate(shown, 1) if gain > 0), 0.0)
    recall = (sum(gain > 0 for gain in shown[:depth]) / relevant for depth in RECALL_AT)
    return (_discounted(shown) / ideal, first, *recall)


def _discounted(gains: Sequence[int]) -> float:
    return sum((math.exp2(gain) - 1) / math.log2(place + 1) for place, gain in enumerate(gains, 1))


def _best(asked: csr_matrix, columns: csr_matrix, k: int) -> Iterator[list[int]]:
    for start in range(0, asked.shape[0], ROWS_AT_ONCE):
        scores = (asked[start : start + ROWS_AT_ONCE] @ columns).toarray()
        for row, order in zip(scores, np.argsort(-scores, axis=1, kind="stable")[:, :k], strict=True):
            yield [int(at) for at in order if row[at] > 0]


def _content(texts: Sequence[str]) -> Iterator[list[str]]:
    for parts in morphemes(texts):
        yield [part.form.lower() for part in parts if part.tag.startswith(KEPT_TAGS)]
