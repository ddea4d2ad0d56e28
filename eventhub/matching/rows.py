"""What does each text weigh, as one row of numbers whose product with another row is their likeness?"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from eventhub.matching.index import NOBODY, SparseIndex
from eventhub.matching.text import Analysis, ngrams

Values = NDArray[np.float64]

SATURATION, LENGTH = 1.2, 0.75
"""How fast saying a term again stops to count, and how much of a text's length is held against it (as in BM25)."""

SPELLING = 0.5
"""What likeness of spelling counts beside that of terms."""


class Weigher:
    """Learn a collection, and turn texts into rows: documents into saturated weights, questions into unit length.

    A row has two blocks side by side: terms, and character n-grams of words. The first sentence counts twice.
    """

    def fit(self, analyses: Sequence[Analysis]) -> Self:
        """Learn which terms and n-grams there are, and how rare each is."""
        self.blocks_ = (_Terms(1.0).fit(analyses), _Spelling(SPELLING).fit(analyses))
        return self

    @property
    def documents_(self) -> csr_matrix:
        """The rows of the collection's documents."""
        return csr_matrix(hstack([block.documents_ for block in self.blocks_]), dtype=np.float32)

    def together(self, groups: csr_matrix) -> csr_matrix:
        """Weigh each group of documents (a row that holds a 1 for each of its documents) as one long text."""
        return csr_matrix(hstack([block.together(groups) for block in self.blocks_]), dtype=np.float32)

    def questions(self, analyses: Sequence[Analysis]) -> csr_matrix:
        """Turn texts into rows of unit length, in which what nobody says keeps its part of that length."""
        return csr_matrix(hstack([block.questions(analyses) for block in self.blocks_]), dtype=np.float32)

    @property
    def terms_(self) -> csr_matrix:
        """The documents' rows of terms alone."""
        return self.blocks_[0].documents_

    def shared(self, question: csr_matrix, document: csr_matrix) -> dict[str, float]:
        """Split the likeness of a question and a document among the terms they share."""
        names, parts = self.blocks_[0].names_, question.multiply(document).tocsr()
        return {names[at]: float(part) for at, part in zip(parts.indices, parts.data, strict=True) if at < len(names)}

    def evidence(self, analysis: Analysis, start: int, end: int) -> dict[str, float]:
        """Weigh what a sentence of a text says, each term and n-gram once, by how telling it is."""
        terms, spelling = self.blocks_
        weights = {f"={term}": terms.telling(term) for term in analysis.terms_in(start, end)}
        parts = (part for word in analysis.words_in(start, end) for part in ngrams(word))
        weights.update({part: SPELLING * spelling.telling(part) for part in parts})
        return weights


class _Block:
    """One way of reading texts, weighted."""

    vectorizer_: CountVectorizer

    def __init__(self, weight: float) -> None:
        self.weight = weight

    def fit(self, analyses: Sequence[Analysis]) -> Self:
        self.counts_ = self.learn(analyses)
        self.names_: list[str] = self.vectorizer_.get_feature_names_out().tolist()
        # Idf is measured against that of an unseen term, so that weights stay below 1 in small and large collections.
        unseen = np.log(1 + len(analyses)) + 1
        self.idf_: Values = TfidfTransformer(norm=None).fit(self.counts_).idf_ / unseen
        self.usual_length_ = self.counts_.sum() / len(analyses)
        self.documents_ = self._saturate(self.counts_)
        return self

    def together(self, groups: csr_matrix) -> csr_matrix:
        return self._saturate(csr_matrix(groups @ self.counts_))

    def questions(self, analyses: Sequence[Analysis]) -> csr_matrix:
        counts, strange = self.count(analyses)
        counts.data = counts.data / (counts.data + 1) * self.idf_[counts.indices]
        squares = np.asarray(counts.multiply(counts).sum(axis=1)).ravel() + strange / 4
        counts.data /= np.repeat(np.sqrt(squares), np.diff(counts.indptr))
        return counts

    def telling(self, name: str) -> float:
        """Tell how telling a feature is, from 0 to 1."""
        at = self.vectorizer_.vocabulary_.get(name)
        return 1.0 if at is None else float(self.idf_[at])

    def learn(self, analyses: Sequence[Analysis]) -> csr_matrix:
        """Learn the features, and count them in each text."""
        raise NotImplementedError

    def count(self, analyses: Sequence[Analysis]) -> tuple[csr_matrix, Values]:
        """Count the known features of each text, and how many distinct ones are not known."""
        raise NotImplementedError

    def _saturate(self, counts: csr_matrix) -> csr_matrix:
        weights = counts.astype(np.float64)
        lengths = np.asarray(counts.sum(axis=1)).ravel() / self.usual_length_
        halfway = SATURATION * (1 - LENGTH + LENGTH * lengths)
        weights.data /= weights.data + np.repeat(halfway, np.diff(weights.indptr))
        weights.data *= self.weight * self.idf_[weights.indices]
        return weights.astype(np.float32)


class _Terms(_Block):
    """Terms as they are."""

    def learn(self, analyses: Sequence[Analysis]) -> csr_matrix:
        self.vectorizer_ = CountVectorizer(analyzer=_lead_twice_terms)
        return csr_matrix(self.vectorizer_.fit_transform(analyses))

    def count(self, analyses: Sequence[Analysis]) -> tuple[csr_matrix, Values]:
        counts = csr_matrix(self.vectorizer_.transform(analyses), dtype=np.float64)
        known = self.vectorizer_.vocabulary_
        return counts, np.array([sum(term not in known for term in set(each.terms)) for each in analyses], dtype=float)


class _Spelling(_Block):
    """The character n-grams of words; each distinct word is taken apart once, however often it is said."""

    def learn(self, analyses: Sequence[Analysis]) -> csr_matrix:
        self.vectorizer_ = CountVectorizer(analyzer=ngrams)
        words = _distinct_words(analyses)
        return csr_matrix(_count_words(analyses, words) @ self.vectorizer_.fit_transform(words))

    def count(self, analyses: Sequence[Analysis]) -> tuple[csr_matrix, Values]:
        words, known = _distinct_words(analyses), self.vectorizer_.vocabulary_
        parts = csr_matrix(self.vectorizer_.transform(words), dtype=np.float64)
        distinct = (set(chain.from_iterable(map(ngrams, each.words))) for each in analyses)
        strange = np.array([sum(part not in known for part in each) for each in distinct], dtype=float)
        return csr_matrix(_count_words(analyses, words) @ parts), strange


def _distinct_words(analyses: Sequence[Analysis]) -> list[str]:
    # The dash is nobody's word; with it a collection without words is counted like any other.
    return sorted({"-", *chain.from_iterable(analysis.words for analysis in analyses)})


def _count_words(analyses: Sequence[Analysis], words: Sequence[str]) -> csr_matrix:
    known = {word: at for at, word in enumerate(words)}
    return csr_matrix(CountVectorizer(analyzer=_lead_twice_words, vocabulary=known).transform(analyses))


def _lead_twice_terms(analysis: Analysis) -> Iterator[str]:
    return chain(analysis.terms, analysis.terms_in(*analysis.lead))


def _lead_twice_words(analysis: Analysis) -> Iterator[str]:
    return chain(analysis.words, analysis.words_in(*analysis.lead))


class Scorer(Protocol):
    """An index of documents, here or on several machines."""

    def scores(self, query: csr_matrix) -> NDArray[np.float32]:
        """Score every document for one query."""


def scores(questions: csr_matrix, index: Scorer) -> NDArray[np.float32]:
    """Score every document of an index for some questions."""
    return np.stack([index.scores(question) for question in questions])


def nearest(rows: csr_matrix, owners: NDArray[np.intp], k: int) -> csr_matrix:
    """Find the k rows of other owners that point most nearly the same way as each row, with the cosine between."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    pointing = csr_matrix(rows.multiply(1 / np.maximum(lengths, np.finfo(np.float32).tiny)[:, None]), dtype=np.float32)
    places, cosines = SparseIndex.of(pointing).search(pointing, k, without=owners, owners=owners)
    is_found = places != NOBODY
    starts = np.concatenate([[0], np.cumsum(is_found.sum(axis=1))])
    return csr_matrix((cosines[is_found], places[is_found], starts), shape=(rows.shape[0], rows.shape[0]))
