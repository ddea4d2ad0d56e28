"""How like is each problem to each other, and which events speak of the same?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import NamedTuple, Self

import numpy as np
from scipy.sparse import csr_matrix

from eventhub.lexicon.rules import Lexicon
from eventhub.matching.explanation import Side, shared_terms
from eventhub.matching.glossary import Glossary
from eventhub.matching.index import NOBODY, SparseIndex, TopLists
from eventhub.matching.ranker import calibrate
from eventhub.matching.rows import Weigher
from eventhub.matching.rules.explaining import shared_words
from eventhub.matching.text import Analysis, analyse_all


class Found(NamedTuple):
    """Two texts by their numbers, and how near they come."""

    asker: int
    answer: int
    score: float


class _Askers(NamedTuple):
    """Texts that ask, as they were read and weighed."""

    texts: Sequence[str]
    analyses: Sequence[Analysis]
    rows: csr_matrix


class Likeness:
    """Texts of three kinds in one collection, weighed as the matcher weighs them: problems, events and capabilities.

    Equal texts give equal scores, in whatever order they come. Problems are compared by cosine, the same both ways; an
    event answers a problem as a partner's document does.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def fit(
        self, problems: Sequence[str], wordings: Sequence[str], events: Sequence[str], capabilities: Sequence[str]
    ) -> Self:
        """Learn how telling each word is, and weigh every text; a problem's wording is compared, but not learnt."""
        self.texts_ = [*problems, *events, *capabilities]
        self.first_event_, self.first_capability_ = len(problems), len(problems) + len(events)
        self.analyses_ = self._read(self.texts_)
        self.is_empty_ = not any(set(each.terms).difference(self.lexicon.generic) for each in self.analyses_)
        if not self.is_empty_:
            self.weigher_ = Weigher(Glossary(self.lexicon).fit(self.texts_, self.analyses_)).fit(self.analyses_)
            self.rows_ = self.weigher_.documents_
            self.own_words_ = self._ask(problems, self.analyses_[: len(problems)])
            self.wordings_ = self._ask(wordings, self._read(wordings))
        return self

    def similar(self, k: int, floor: float) -> Iterator[Found]:
        """Find for each problem the others that are most like it."""
        if self.is_empty_ or not self.first_event_:
            return
        index = SparseIndex.of(_pointing(self.rows_[: self.first_event_]))
        yield from _above(*TopLists(index, index, k).found, floor)

    def fitting(self, k: int, floor: float) -> Iterator[Found]:
        """Find for each problem the events that fit it best, by their numbers among the events."""
        if self.is_empty_ or not 0 < self.first_event_ < self.first_capability_:
            return
        askers = SparseIndex.of(self.own_words_.rows)
        events = SparseIndex.of(self.rows_[self.first_event_ : self.first_capability_])
        documents, raw = TopLists(askers, events, k).found
        yield from _above(documents, calibrate(raw.astype(np.float64)), floor)

    def words_with_problem(self, one: int, other: int) -> Sequence[str]:
        """Say which words two problems share, as the first one writes them, the most telling first."""
        return self._words(self.own_words_, one, other)

    def words_with_event(self, problem: int, event: int) -> Sequence[str]:
        """Say which words a problem and an event share, as the problem writes them."""
        return self._words(self.own_words_, problem, self.first_event_ + event)

    def words_with_capability(self, problem: int, documents: Sequence[int]) -> Mapping[str, Sequence[str]]:
        """Say which words a problem, and what partners may read of it, share with the nearest text of a capability."""
        question = self.own_words_.rows[problem]
        places = [self.first_capability_ + document for document in documents]
        nearest = max(places, key=lambda at: float(question.multiply(self.rows_[at]).sum()))
        asked = {"words": self.own_words_, "wording": self.wordings_}
        return {name: self._words(askers, problem, nearest) for name, askers in asked.items()}

    def _words(self, askers: _Askers, one: int, at: int) -> Sequence[str]:
        by_terms, _by_relation, _by_spelling = self.weigher_.shared(askers.rows, one, self.rows_, at, 1.0)
        asker = Side(askers.texts[one], askers.analyses[one], self.weigher_, asks=True)
        answer = Side(self.texts_[at], self.analyses_[at], self.weigher_, asks=False)
        terms = shared_terms(by_terms, asker, answer)
        return shared_words([asdict(term) for term in terms], asker.text)

    def _ask(self, texts: Sequence[str], analyses: Sequence[Analysis]) -> _Askers:
        return _Askers(texts, analyses, self.weigher_.questions(analyses))

    def _read(self, texts: Sequence[str]) -> list[Analysis]:
        return analyse_all(texts, own_words=self.lexicon.whole)


def _pointing(rows: csr_matrix) -> csr_matrix:
    """Bring rows to unit length, so that their products are cosines."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return csr_matrix(rows.multiply(1 / np.maximum(lengths, np.finfo(np.float32).tiny)[:, None]), dtype=np.float32)


def _above(documents: np.ndarray, scores: np.ndarray, floor: float) -> Iterator[Found]:
    for asker, place in zip(*np.nonzero((documents != NOBODY) & (scores >= floor)), strict=True):
        yield Found(int(asker), int(documents[asker, place]), round(float(scores[asker, place]), 4))
