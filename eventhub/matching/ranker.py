"""Which partner answers which text, how well, and why?"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from operator import attrgetter
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from eventhub.lexicon.rules import Lexicon
from eventhub.matching.text import EMPTY, Analysis, Progress, Span, analyse, analyse_all, ngrams

Vector = NDArray[np.float64]

HALF_SCORE = 1.0
"""The raw sum that scores 0.5: what a right pair usually has (medians 0.4 to 2.1 on six public sets)."""

FLOOR = 0.15
"""The score below which nothing is suggested: it keeps out texts that share next to nothing, and no more than that.

Measured on the made-up pilot programme, whose problems and capabilities know which belong together (534 technical
problems, the best three partners each): 98 % of the right and 96 % of the wrong ones reach 0.2; at 0.30 it is 65 and
35 %, at 0.36 33 and 12 %. With ten partners instead of hundreds scores are lower: 45 % of the right ones reach 0.15 and
17 % reach 0.25, so a higher floor would leave a small complex without suggestions. Judging is the coordinator's; the
floor is to be set anew when there are judged pairs.
"""

DOCUMENTS_PER_DIMENSION = 3  # With fewer, the latent block finds likeness everywhere.
FEWEST_DIMENSIONS = 20
MOST_SENTENCES = 200  # An explanation compares each with each, so it looks at the first ones only.


@dataclass(frozen=True, slots=True)
class Document:
    """One text a partner is known by."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody who may answer, known by documents."""

    id: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A partner's score from 0 to 1, and the document that spoke loudest."""

    partner_id: str
    score: float
    document_id: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, its place in the text, and the shared words to mark (counted from the sentence's start)."""

    text: str
    start: int
    end: int
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term both texts use, its share of the score, and all its places in each text."""

    term: str
    share: float
    problem_spans: tuple[Span, ...]
    partner_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a partner has its score: the terms' shares, related wording and other documents add up to it.

    Related wording is what the best document earned by like spelling (character n-grams) and by words that keep the
    same company (the latent block); other documents is what the partner's further texts added.
    """

    partner_id: str
    score: float
    document_id: str | None
    problem: Passage | None
    partner: Passage | None
    terms: tuple[SharedTerm, ...]
    related_wording: float
    other_documents: float


class PartnerRanker:
    """Rank partners for a text, in the manner of a scikit-learn estimator.

    Words and, at a lower weight, character n-grams are weighted by saturated frequency, document length and inverse
    document frequency, against a text of unit length; the latent block lets related wording count. A partner's raw
    score is the decayed sum of its documents', the best one first. Equal input gives equal output, in whatever order
    partners come.
    """

    def __init__(
        self,
        *,
        saturation: float = 1.2,
        length: float = 0.75,
        spelling: float = 0.3,
        latent: float = 0.5,
        dimensions: int = 100,
        decay: float = 0.5,
        lexicon: Lexicon = EMPTY,
    ) -> None:
        self.saturation = saturation
        self.length = length
        self.spelling = spelling
        self.latent = latent
        self.dimensions = dimensions
        self.decay = decay
        self.lexicon = lexicon

    def fit(self, partners: Sequence[Partner], progress: Progress | None = None) -> Self:
        """Learn the partners' documents."""
        self.documents_ = [document for partner in partners for document in partner.documents]
        self.owners_ = np.array([at for at, partner in enumerate(partners) for _ in partner.documents], dtype=np.intp)
        self.analyses_ = analyse_all([document.text for document in self.documents_], progress, self.lexicon)
        self.names_ = [partner.id for partner in partners]
        self.alphabetical_ = np.argsort(np.argsort(np.array(self.names_, dtype=object), kind="stable"))
        self.is_empty_ = not any(analysis.terms for analysis in self.analyses_)
        if not self.is_empty_:
            self.words_ = _Field("terms", self.saturation, self.length).fit(self.analyses_)
            self.spelling_ = _Field("ngrams", self.saturation, self.length).fit(self.analyses_)
            self.latent_ = _Latent(self.dimensions).fit(self.words_.matrix_)
        return self

    def rank(self, *texts: str, k: int = 10) -> list[Ranked]:
        """List the k best partners; several texts are one asker's, and the best pairs of documents count."""
        askers = [analysis for analysis in analyse_all(texts, lexicon=self.lexicon) if analysis.terms]
        if self.is_empty_ or not askers:
            return []
        totals, best = self._totals(self._similarities(askers))
        scores = calibrate(totals)
        first = np.lexsort((self.alphabetical_, -scores))[:k]
        return [
            Ranked(self.names_[at], float(scores[at]), self.documents_[best[at]].id) for at in first if scores[at] > 0
        ]

    def explain(self, texts: str | Sequence[str], partner_id: str) -> Explanation:
        """Say which document, sentences and terms made a partner's score for a text, or for several of one asker."""
        mine = np.flatnonzero(self.owners_ == self.names_.index(partner_id))
        said = [texts] if isinstance(texts, str) else texts
        askers = [(text, found) for text in said if (found := analyse(text, self.lexicon)).terms]
        if self.is_empty_ or not askers or not mine.size:
            return _silent(partner_id)
        similarities = self._similarities([found for _text, found in askers])[:, mine]
        loudest, best = divmod(int(np.argmax(similarities)), mine.size)
        (text, asker), best = askers[loudest], int(mine[best])
        raw = float(np.sort(similarities, axis=None)[::-1] @ self.decay ** np.arange(similarities.size))
        if raw == 0:
            return _silent(partner_id)
        score = float(calibrate(np.array([raw]))[0])
        shares = {term: part * score / raw for term, part in self.words_.shared(asker, best).items()}
        spoken = float(similarities.max()) * score / raw
        problem, partner = self._best_sentences(text, asker, best)
        return Explanation(
            partner_id=partner_id,
            score=score,
            document_id=self.documents_[best].id,
            problem=problem,
            partner=partner,
            terms=_shared_terms(shares, asker, self.analyses_[best]),
            related_wording=max(0.0, spoken - sum(shares.values())),
            other_documents=max(0.0, score - spoken),
        )

    def _similarities(self, askers: Sequence[Analysis]) -> Vector:
        words = self.words_.queries(askers)
        spelling = self.spelling_.queries(askers)
        related = self.spelling * (spelling @ self.spelling_.postings_) + words @ self.words_.postings_
        return np.asarray(related.toarray() + self.latent * self.latent_.similarities(words))

    def _totals(self, similarities: Vector) -> tuple[Vector, NDArray[np.intp]]:
        """Add up each partner's similarities, the best first and each next one worth less; name its best document."""
        askers, documents = similarities.shape
        values = similarities.ravel()
        owners = np.tile(self.owners_, askers)
        order = np.lexsort((-values, owners))
        values, owners = values[order], owners[order]
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        places = np.arange(len(owners)) - np.repeat(firsts, np.diff(firsts, append=len(owners)))
        best = np.zeros(len(self.names_), dtype=np.intp)
        best[owners[firsts]] = order[firsts] % documents
        return np.bincount(owners, values * self.decay**places, len(self.names_)).astype(np.float64), best

    def _best_sentences(self, text: str, asker: Analysis, best: int) -> tuple[Passage, Passage]:
        answer, answering = self.documents_[best].text, self.analyses_[best]
        pairs = product(self._evidence(text, asker), self._evidence(answer, answering))
        ours, theirs = max(pairs, key=lambda pair: _likeness(pair[0][1], pair[1][1]))
        shared = set(asker.terms) & set(answering.terms)
        return _passage(text, ours[0], asker, shared), _passage(answer, theirs[0], answering, shared)

    def _evidence(self, text: str, analysis: Analysis) -> list[tuple[Span, dict[str, float]]]:
        """Weigh what each sentence of a text says."""
        found = []
        starts = analysis.spans[::2]
        for start, end in analysis.sentences[:MOST_SENTENCES]:
            terms = set(analysis.terms[bisect_left(starts, start) : bisect_left(starts, end)])
            weights = {f"={term}": self.words_.weight(term) for term in terms}
            weights.update({term: self.spelling * self.spelling_.weight(term) for term in ngrams(text[start:end])})
            found.append(((start, end), weights))
        return found


def calibrate(raw: Vector) -> Vector:
    """Bring raw sums into [0, 1) by one fixed curve, so that scores of different runs compare."""
    return np.asarray(raw / (raw + HALF_SCORE))


def rank_collection(
    corpus: Iterable[Mapping[str, Any]],
    queries: Iterable[Mapping[str, Any]],
    k: int = 10,
    progress: Progress | None = None,
) -> Iterator[dict[str, Any]]:
    """Rank any collection of {id, text | docs, title?} records for each query, as the nightly run would."""
    ranker = PartnerRanker().fit(_partners(corpus), progress)
    asked = list(queries)
    analyse_all([text for query in asked for text in texts_of(query)], progress)
    for query in asked:
        ranking = ranker.rank(*texts_of(query), k=k)
        yield {"query": query["id"], "ranking": [{"id": each.partner_id, "score": each.score} for each in ranking]}


def explain_in_collection(
    corpus: Iterable[Mapping[str, Any]], query: Mapping[str, Any], partner_id: str, progress: Progress | None = None
) -> Explanation:
    """Explain the score that a record of a collection has for a query, as the nightly run would."""
    return PartnerRanker().fit(_partners(corpus), progress).explain(texts_of(query), partner_id)


def texts_of(record: Mapping[str, Any]) -> list[str]:
    """List the texts a record of a collection is known by."""
    if "docs" in record:
        return list(record["docs"])
    return ["\n".join(part for part in (record.get("title"), record["text"]) if part)]


def _partners(corpus: Iterable[Mapping[str, Any]]) -> list[Partner]:
    return [
        Partner(str(record["id"]), tuple(Document(str(at), text) for at, text in enumerate(texts_of(record))))
        for record in corpus
    ]


class _Field:
    """One way of reading texts (their terms or their n-grams), weighted."""

    def __init__(self, attribute: str, saturation: float, length: float) -> None:
        self.attribute = attribute
        self.saturation = saturation
        self.length = length

    def fit(self, analyses: Sequence[Analysis]) -> Self:
        self.vectorizer_ = CountVectorizer(analyzer=attrgetter(self.attribute), dtype=np.float64)
        counts = self.vectorizer_.fit_transform(analyses)
        self.names_: list[str] = self.vectorizer_.get_feature_names_out().tolist()
        # Idf is measured against that of an unseen term, so that weights stay below 1 in small and large collections.
        self.transformer_ = TfidfTransformer(norm=None).fit(counts)
        self.unseen_ = float(np.log(1 + len(analyses)) + 1)
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        self._saturate(counts, self.saturation * (1 - self.length + self.length * lengths / lengths.mean()))
        self.matrix_ = self._weigh(counts)
        self.postings_ = csr_matrix(self.matrix_.T)
        return self

    def queries(self, analyses: Sequence[Analysis]) -> csr_matrix:
        """Turn texts into rows of unit length, in which terms nobody uses keep their part of that length."""
        counts = self.vectorizer_.transform(analyses)
        known = np.diff(counts.indptr)
        distinct = np.array([len(set(getattr(analysis, self.attribute))) for analysis in analyses])
        self._saturate(counts, np.ones(len(analyses)))
        rows = self._weigh(counts)
        squares = np.asarray(rows.multiply(rows).sum(axis=1)).ravel() + (distinct - known) / 4
        rows.data /= np.repeat(np.sqrt(squares), known)
        return rows

    def weight(self, term: str) -> float:
        """Tell how telling a term is, from 0 to 1."""
        at = self.vectorizer_.vocabulary_.get(term)
        return 1.0 if at is None else float(self.transformer_.idf_[at]) / self.unseen_

    def shared(self, asker: Analysis, document: int) -> dict[str, float]:
        """Split the similarity of a text and a document among the terms they share."""
        parts = self.queries([asker]).multiply(self.matrix_[document]).tocsr()
        return {self.names_[at]: float(part) for at, part in zip(parts.indices, parts.data, strict=True)}

    @staticmethod
    def _saturate(counts: csr_matrix, halfway: Vector) -> None:
        counts.data /= counts.data + np.repeat(halfway, np.diff(counts.indptr))

    def _weigh(self, saturated: csr_matrix) -> csr_matrix:
        return csr_matrix(self.transformer_.transform(saturated) / self.unseen_)


class _Latent:
    """The words in fewer dimensions, where terms that keep company are near each other."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions

    def fit(self, matrix: csr_matrix) -> Self:
        dimensions = min(self.dimensions, matrix.shape[0] // DOCUMENTS_PER_DIMENSION, matrix.shape[1] - 1)
        self.directions_ = np.zeros((matrix.shape[1], 1))
        if dimensions >= FEWEST_DIMENSIONS:
            self.directions_ = np.ascontiguousarray(TruncatedSVD(dimensions, random_state=0).fit(matrix).components_.T)
        self.documents_ = _unit_rows(matrix @ self.directions_)
        return self

    def similarities(self, queries: csr_matrix) -> Vector:
        """Compare queries with all documents, in proportion to how much of the query is known at all."""
        known = np.sqrt(np.asarray(queries.multiply(queries).sum(axis=1)))
        near = _unit_rows(queries @ self.directions_) @ self.documents_.T
        return np.asarray(known.reshape(-1, 1) * np.clip(near, 0, None))


def _unit_rows(rows: Vector) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0))


def _silent(partner_id: str) -> Explanation:
    return Explanation(partner_id, 0.0, None, None, None, (), 0.0, 0.0)


def _shared_terms(shares: Mapping[str, float], asker: Analysis, answering: Analysis) -> tuple[SharedTerm, ...]:
    ours, theirs = _places(asker), _places(answering)
    ordered = sorted(shares, key=lambda term: (-shares[term], term))
    return tuple(SharedTerm(term, shares[term], tuple(ours[term]), tuple(theirs[term])) for term in ordered)


def _places(analysis: Analysis) -> Mapping[str, list[Span]]:
    places: defaultdict[str, list[Span]] = defaultdict(list)
    for token in analysis.tokens:
        places[token.term].append((token.start, token.end))
    return places


def _likeness(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    shared = math.fsum(ours[key] * theirs[key] for key in ours.keys() & theirs.keys())
    # The geometric mean of plain overlap and cosine: neither the longest nor the shortest sentence wins by its length.
    return shared / math.sqrt(math.hypot(*ours.values()) * math.hypot(*theirs.values()))


def _passage(text: str, span: Span, analysis: Analysis, shared: set[str]) -> Passage:
    start, end = span
    marks: list[Span] = []
    for token in analysis.tokens:
        if token.term in shared and start <= token.start < end:
            left, right = token.start - start, min(token.end, end) - start
            if marks and left < marks[-1][1]:
                marks[-1] = (marks[-1][0], max(marks[-1][1], right))
            else:
                marks.append((left, right))
    return Passage(text[start:end], start, end, tuple(marks))
