"""What does each text weigh, as one row of numbers whose product with another row is their likeness?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from eventhub.matching.glossary import Glossary, is_concept
from eventhub.matching.index import NOBODY, SparseIndex
from eventhub.matching.text import Analysis, Token, ngrams

Values = NDArray[np.float64]

SATURATION, LENGTH = 1.2, 0.75
"""How fast saying a term again stops to count, and how much of a text's length is held against it (as in BM25)."""

MOST_SAID = 12
"""How often one text may say a term: whoever repeats it further only grows longer."""

SPELLING = 1.0
"""What likeness of spelling counts beside that of terms."""

RELATED = 0.9
"""What words of the same meaning, or of the same sound in the other script, count beside equal terms."""

HANDED_ON = 3.3
"""How much more a word counts by what it means where nobody says the word itself (기리코 beside 칩 배출)."""


class Weigher:
    """Learn a collection, and turn texts into rows: documents into saturated weights, questions into unit length.

    A row has three blocks side by side: terms, character n-grams of words, and what a glossary relates. The first
    sentence counts twice.
    """

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary

    def fit(self, analyses: Sequence[Analysis]) -> Self:
        """Learn which features there are, and how rare each is."""
        self.blocks_ = tuple(block.fit(analyses) for block in self.unlearned())
        return self

    def unlearned(self) -> "tuple[Block, ...]":
        """Return the blocks before they have learned anything."""
        terms = _Terms(1.0, self.glossary)
        return terms, _Spelling(SPELLING), _Related(RELATED, self.glossary, terms)

    @property
    def documents_(self) -> csr_matrix:
        """The rows of the collection's documents."""
        return csr_matrix(hstack([block.documents_ for block in self.blocks_]), dtype=np.float32)

    def together(self, groups: csr_matrix) -> csr_matrix:
        """Weigh each group of documents (a row that holds a 1 for each of its documents) as one long text."""
        return csr_matrix(hstack([block.together(groups) for block in self.blocks_]), dtype=np.float32)

    def documents(self, analyses: Sequence[Analysis]) -> csr_matrix:
        """Weigh texts as documents that came later: what nobody had said is left out, rarity stays as it was."""
        return csr_matrix(hstack([block.weigh(analyses) for block in self.blocks_]), dtype=np.float32)

    def questions(self, analyses: Sequence[Analysis]) -> csr_matrix:
        """Turn texts into rows: terms and n-grams of unit length, in which what nobody says keeps its part of it.

        A related word weighs what the word itself would.
        """
        terms, spelling, related = (block.ask(analyses) for block in self.blocks_)
        lengths = terms.lengths, spelling.lengths, np.where(terms.lengths > 0, terms.lengths, 1)
        rows = [_shortened(each.weights, by) for each, by in zip((terms, spelling, related), lengths, strict=True)]
        return csr_matrix(hstack(rows), dtype=np.float32)

    @property
    def terms_(self) -> csr_matrix:
        """The documents' rows of terms alone."""
        return self.blocks_[0].documents_

    def shared(
        self, questions: csr_matrix, question: int, documents: csr_matrix, document: int, share: float
    ) -> tuple[dict[str, float], dict[str, float], float]:
        """Split the likeness of a question and a document, times a share: equal terms, related ones, like spelling."""
        ours, our_weights = _row(questions, question)
        theirs, their_weights = _row(documents, document)
        both, here, there = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
        parts = our_weights[here] * their_weights[there]
        terms, spelling, related = (block.names_ for block in self.blocks_)
        beyond = len(terms) + len(spelling)
        by_terms, by_relation, by_spelling = {}, {}, 0.0
        for at, part in zip(both.tolist(), parts.tolist(), strict=True):
            if at < len(terms):
                by_terms[terms[at]] = part * share
            elif at >= beyond:
                by_relation[related[at - beyond]] = part * share
            else:
                by_spelling += part * share
        return by_terms, by_relation, by_spelling

    def telling(self, feature: str) -> float:
        """Tell how telling a concept or a sound is beside a term."""
        return RELATED * self.blocks_[2].telling(feature)

    def alike(self, ones: Sequence[Analysis], others: Sequence[Analysis]) -> Values:
        """Compare texts pair by pair, in whichever order: from 0 where nothing is shared to 1 where everything is."""
        left, right = self._weigh(ones), self._weigh(others)
        own = [np.asarray(side.multiply(side).sum(axis=1)).ravel() for side in (left, right)]
        shared = 2 * np.asarray(left.multiply(right).sum(axis=1)).ravel()
        return np.asarray(np.divide(shared, sum(own), out=np.zeros(len(shared)), where=sum(own) > 0))

    def _weigh(self, analyses: Sequence[Analysis]) -> csr_matrix:
        return csr_matrix(hstack([block.weigh(analyses) for block in self.blocks_[:2]]), dtype=np.float64)

    def evidence(self, analysis: Analysis, start: int, end: int) -> dict[str, float]:
        """Weigh what a sentence of a text says, each term and n-gram once, by how telling it is."""
        terms, spelling, _ = self.blocks_
        said = (term for term in analysis.terms_in(start, end) if term not in self.glossary.generic)
        weights = {f"={term}": terms.telling(term) for term in said}
        parts = (part for word in analysis.words_in(start, end) for part in ngrams(word))
        weights.update({part: SPELLING * spelling.telling(part) for part in parts})
        return weights


class _Asked(NamedTuple):
    """Questions weighed by one block, and the length of each."""

    weights: csr_matrix
    lengths: Values


class Block:
    """One way of reading texts, weighted."""

    names_: list[str]
    free_: list[int]  # Columns kept for words that come later, by who keeps any.
    idf_: Values
    usual_length_: float

    def __init__(self, weight: float, reads: Callable[..., Iterable[str]]) -> None:
        self.weight = weight
        self.vectorizer_ = CountVectorizer(analyzer=reads)

    def fit(self, analyses: Sequence[Analysis]) -> Self:
        """Learn the features of a collection, how rare each is, and what each text weighs."""
        self.counts_, self.lengths_ = _capped(self.learn(analyses))
        self.names_ = self.vectorizer_.get_feature_names_out().tolist()
        # Idf is measured against that of an unseen term, so that weights stay below 1 in small and large collections.
        unseen = np.log(1 + len(analyses)) + 1
        self.idf_ = TfidfTransformer(norm=None).fit(self.counts_).idf_ / unseen
        self.usual_length_ = max(1.0, float(np.median(self.lengths_)))
        self.documents_ = self._saturate(self.counts_, self.lengths_)
        return self

    def together(self, groups: csr_matrix) -> csr_matrix:
        """Weigh each group of documents as one long text."""
        return self._saturate(csr_matrix(groups @ self.counts_), groups @ self.lengths_)

    def weigh(self, analyses: Sequence[Analysis]) -> csr_matrix:
        """Weigh texts as if they were documents; unknown features are left out."""
        return self._saturate(*_capped(self.count(analyses)[0]))

    def ask(self, analyses: Sequence[Analysis]) -> _Asked:
        """Weigh texts as questions, and say how long each is, what is strange counted in."""
        counts, strange = self.count(analyses)
        # A document's weights tell rare features from common ones already; with the full idf here it would be squared.
        counts.data = counts.data / (counts.data + 1) * np.sqrt(self.idf_[counts.indices])
        return _Asked(counts, _lengths(counts, strange))

    def telling(self, name: str) -> float:
        """Tell how telling a feature is, from 0 to 1."""
        at = self.vectorizer_.vocabulary_.get(name)
        return 1.0 if at is None else float(self.idf_[at])

    def features(self, analysis: Analysis) -> Iterable[str]:
        """List the features of a text, known or not."""
        raise NotImplementedError

    def learn(self, analyses: Sequence[Analysis]) -> csr_matrix:
        """Learn the features, and count them in each text."""
        raise NotImplementedError

    def count(self, analyses: Sequence[Analysis]) -> tuple[csr_matrix, Values]:
        """Count the known features of each text, and how many distinct ones are not known."""
        raise NotImplementedError

    def _saturate(self, counts: csr_matrix, lengths: Values) -> csr_matrix:
        weights = counts.astype(np.float64)
        halfway = SATURATION * (1 - LENGTH + LENGTH * lengths / self.usual_length_)
        weights.data /= weights.data + np.repeat(halfway, np.diff(weights.indptr))
        weights.data *= self.weight * self.idf_[weights.indices]
        return weights.astype(np.float32)


class _Terms(Block):
    """Terms as they are, but for those that say nothing."""

    def __init__(self, weight: float, glossary: Glossary) -> None:
        super().__init__(weight, self.features)
        self.generic = glossary.generic

    def features(self, analysis: Analysis) -> Iterable[str]:
        terms = chain(analysis.terms, analysis.terms_in(*analysis.lead))
        return (term for term in terms if term not in self.generic) if self.generic else terms

    def learn(self, analyses: Sequence[Analysis]) -> csr_matrix:
        return csr_matrix(self.vectorizer_.fit_transform(analyses))

    def count(self, analyses: Sequence[Analysis]) -> tuple[csr_matrix, Values]:
        counts = csr_matrix(self.vectorizer_.transform(analyses), dtype=np.float64)
        known = self.vectorizer_.vocabulary_
        strange = [sum(term not in known for term in set(each.terms) - self.generic) for each in analyses]
        return counts, np.array(strange, dtype=float)


class _Spelling(Block):
    """The character n-grams of words; each distinct word is taken apart once, however often it is said."""

    def __init__(self, weight: float) -> None:
        super().__init__(weight, ngrams)

    def features(self, analysis: Analysis) -> Iterable[str]:
        return chain.from_iterable(map(ngrams, analysis.words))

    def learn(self, analyses: Sequence[Analysis]) -> csr_matrix:
        words = _distinct_words(analyses)
        return csr_matrix(_count_words(analyses, words) @ self.vectorizer_.fit_transform(words))

    def count(self, analyses: Sequence[Analysis]) -> tuple[csr_matrix, Values]:
        words, known = _distinct_words(analyses), self.vectorizer_.vocabulary_
        parts = csr_matrix(self.vectorizer_.transform(words), dtype=np.float64)
        unknown = {word: [part for part in ngrams(word) if part not in known] for word in words}
        strange = [len(set(chain.from_iterable(unknown[word] for word in each.words))) for each in analyses]
        return csr_matrix(_count_words(analyses, words) @ parts), np.array(strange, dtype=float)


class _Related(Block):
    """The concepts a text speaks of, and how its words sound in the other script."""

    def __init__(self, weight: float, glossary: Glossary, terms: Block) -> None:
        super().__init__(weight, self.features)
        self.glossary = glossary
        self.terms = terms

    def features(self, analysis: Analysis) -> Iterable[str]:
        return chain(_names(self.glossary.places(analysis, asks=False)), ("",))

    def learn(self, analyses: Sequence[Analysis]) -> csr_matrix:
        return csr_matrix(self.vectorizer_.fit_transform(analyses))

    def weigh(self, analyses: Sequence[Analysis]) -> csr_matrix:
        return self._saturate(*_capped(csr_matrix(self.vectorizer_.transform(analyses), dtype=np.float64)))

    def ask(self, analyses: Sequence[Analysis]) -> _Asked:
        """Weigh what texts ask for beside their own words; what nobody says hands its weight on to its concepts."""
        asked = [list(self.glossary.places(analysis, asks=True)) for analysis in analyses]
        weights = self._counted(asked)
        weights.data = weights.data / (weights.data + 1) * np.sqrt(self.idf_[weights.indices])
        said = self.terms.vectorizer_.vocabulary_
        handed_on = self._counted(
            [[place for place in places if is_concept(place[0]) and place[1].term not in said] for places in asked]
        )
        handed_on.data[:] = HANDED_ON - 1
        weights = csr_matrix(weights + weights.multiply(handed_on))
        return _Asked(weights, _lengths(weights))

    def _counted(self, places: Sequence[Sequence[tuple[str, Token]]]) -> csr_matrix:
        known = self.vectorizer_.vocabulary_
        return csr_matrix(CountVectorizer(analyzer=_names, vocabulary=known, dtype=np.float64).transform(places))


def _lengths(rows: csr_matrix, strange: Values | float = 0.0) -> Values:
    return np.asarray(np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel() + strange / 4))


def _shortened(rows: csr_matrix, lengths: Values) -> csr_matrix:
    rows.data /= np.repeat(lengths, np.diff(rows.indptr))
    return rows


def _row(matrix: csr_matrix, at: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    stretch = slice(*matrix.indptr[at : at + 2])
    return matrix.indices[stretch], matrix.data[stretch]


def _capped(counts: csr_matrix) -> tuple[csr_matrix, Values]:
    lengths = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
    counts.data = np.minimum(counts.data, MOST_SAID)
    return counts, lengths


def _names(places: Iterable[tuple[str, Token]]) -> Iterator[str]:
    return (name for name, _ in places)


def _distinct_words(analyses: Sequence[Analysis]) -> list[str]:
    # The dot is nobody's word; with it a collection without words is counted like any other.
    return sorted({"·", *chain.from_iterable(analysis.words for analysis in analyses)})


def _count_words(analyses: Sequence[Analysis], words: Sequence[str]) -> csr_matrix:
    known = {word: at for at, word in enumerate(words)}
    return csr_matrix(CountVectorizer(analyzer=_lead_twice_words, vocabulary=known).transform(analyses))


def _lead_twice_words(analysis: Analysis) -> Iterator[str]:
    return chain(analysis.words, analysis.words_in(*analysis.lead))


class Scorer(Protocol):
    """An index of documents, here or on several machines."""

    def all_scores(self, queries: csr_matrix) -> NDArray[np.float32]:
        """Score every document for each query."""


def nearest(rows: csr_matrix, owners: NDArray[np.intp], k: int) -> csr_matrix:
    """Find the k rows of other owners that point most nearly the same way as each row, with the cosine between."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    pointing = csr_matrix(rows.multiply(1 / np.maximum(lengths, np.finfo(np.float32).tiny)[:, None]), dtype=np.float32)
    places, cosines = SparseIndex.of(pointing).search(pointing, k, without=owners, owners=owners)
    is_found = places != NOBODY
    starts = np.concatenate([[0], np.cumsum(is_found.sum(axis=1))])
    return csr_matrix((cosines[is_found], places[is_found], starts), shape=(rows.shape[0], rows.shape[0]))
