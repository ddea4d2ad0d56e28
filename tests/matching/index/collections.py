"""Collections for the tests of the index, and the plainest way to search them."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

FEATURES = 9


def matrix(rows: Sequence[Sequence[float]]) -> csr_matrix:
    """Make a matrix of written-out rows."""
    return csr_matrix(np.array(rows, dtype=np.float32).reshape(-1, FEATURES))


# Halves and quarters make many equal scores; the others make every rounding count.
WEIGHTS = st.sampled_from([0.0, 0.0, 0.0, 0.25, 0.5, 1.0, 2.0]) | st.floats(2**-20, 1000.0, width=32)
ROWS = st.lists(WEIGHTS, min_size=FEATURES, max_size=FEATURES)
MATRICES = st.lists(st.just([0.0] * FEATURES) | ROWS, max_size=30).map(lambda rows: matrix(rows + rows[:3]))
SOME_ROWS = st.lists(ROWS, min_size=1, max_size=4).map(matrix)


def random_matrix(documents: int, features: int, *, of: int, seed: int = 0) -> csr_matrix:
    """Make up documents with so many features each, the first features in most of them."""
    chance = np.random.default_rng(seed)
    columns = (features * chance.random(documents * of) ** 4).astype(np.int32)
    weights = chance.random(documents * of).astype(np.float32)
    made = csr_matrix((weights, columns, np.arange(0, documents * of + 1, of)), shape=(documents, features))
    made.sum_duplicates()
    return made


def score(query: csr_matrix, document: csr_matrix) -> np.float32:
    """Multiply two rows, feature by feature."""
    left, right = query.toarray()[0].tolist(), document.toarray()[0].tolist()
    total = 0.0
    for one, other in zip(left, right, strict=True):
        total += one * other
    return np.float32(total)


def all_scores(query: csr_matrix, documents: csr_matrix) -> NDArray[np.float32]:
    """Score each document by itself."""
    return np.array([score(query, documents[at]) for at in range(documents.shape[0])], dtype=np.float32)


def best(scores: NDArray[np.float32], k: int, without: int = -1) -> list[tuple[int, float]]:
    """Sort all documents and take the first that score anything."""
    order = np.lexsort((np.arange(len(scores)), -scores))
    return [(int(at), float(scores[at])) for at in order if scores[at] > 0 and at != without][:k]


def listed(documents: NDArray[np.int64], scores: NDArray[np.float32]) -> list[tuple[int, float]]:
    """Read one list as it was found, without the places left over."""
    return [(int(at), float(mark)) for at, mark in zip(documents, scores, strict=True) if at >= 0]
