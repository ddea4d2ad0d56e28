"""Which made-up collections is search measured on, so that anybody measures on the same ones?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

VOCABULARY = 50_000
TOPICS, TERMS_OF_A_TOPIC, MOST_TOPICS = 80, 1_500, 3
SHARE_OF_TOPICS = 0.5
SHORTEST, LONGEST = 60, 150
# Zipf and Mandelbrot's law: a term's share goes with 1 / (its rank + SHIFT).
SHIFT = 2.7


@dataclass(frozen=True)
class Collection:
    """Documents as counts of terms and, weighed, as rows of unit length."""

    counts: csr_matrix
    rows: csr_matrix

    @property
    def size(self) -> int:
        """How many documents there are."""
        return int(self.rows.shape[0])

    @property
    def multiplications(self) -> float:
        """How many products comparing all documents with all takes."""
        return float((np.bincount(self.rows.indices).astype(np.float64) ** 2).sum())


def collection(documents: int, *, seed: int = 0) -> Collection:
    """Make up documents of 60 to 150 words, half of them from one to three topics, half from what everybody says."""
    counts = count_words(documents, np.random.default_rng(seed))
    return Collection(counts, weigh(counts, counts))


def weigh(learnt: csr_matrix, counts: csr_matrix) -> csr_matrix:
    """Weigh counts as scikit-learn does by default, with the rarity that terms have in what was learnt."""
    rows = csr_matrix(TfidfTransformer().fit(learnt).transform(counts), dtype=np.float32)
    rows.sort_indices()
    return rows


def count_words(documents: int, chance: np.random.Generator) -> csr_matrix:
    """Draw the words of documents and count them."""
    lengths = chance.integers(SHORTEST, LONGEST + 1, documents)
    document = np.repeat(np.arange(documents), lengths)
    words = len(document)
    same = np.random.default_rng(TOPICS)  # Topics are the same in all collections.
    vocabularies = np.stack([same.choice(VOCABULARY, TERMS_OF_A_TOPIC, replace=False) for _ in range(TOPICS)])
    topics = chance.integers(0, TOPICS, (documents, MOST_TOPICS))
    of_topics = chance.integers(1, MOST_TOPICS + 1, documents)
    topic = topics[document, (chance.random(words) * of_topics[document]).astype(np.int64)]
    from_topic = vocabularies[topic, chance.choice(TERMS_OF_A_TOPIC, words, p=_shares(TERMS_OF_A_TOPIC))]
    from_all = chance.choice(VOCABULARY, words, p=_shares(VOCABULARY))
    term = np.where(chance.random(words) < SHARE_OF_TOPICS, from_topic, from_all)
    counts = csr_matrix((np.ones(words, np.float32), (document, term)), shape=(documents, VOCABULARY))
    counts.sum_duplicates()
    return counts


def _shares(terms: int) -> NDArray[np.float64]:
    shares = 1 / (np.arange(1, terms + 1) + SHIFT)
    return np.asarray(shares / shares.sum())
