"""Does the index find exactly what looking at every document would?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from eventhub.matching.index import SparseIndex, sparse
from eventhub.matching.index.kernel import BLOCK
from tests.matching.index.collections import (
    FEATURES,
    MATRICES,
    ROWS,
    SOME_ROWS,
    all_scores,
    best,
    listed,
    matrix,
    random_matrix,
)

K = st.integers(1, 40)


def found(index: SparseIndex, queries: csr_matrix, k: int, **options: object) -> list[list[tuple[int, float]]]:
    """Search, and read the lists."""
    return [listed(*row) for row in zip(*index.search(queries, k, **options), strict=True)]  # type: ignore[arg-type]


@settings(deadline=None, max_examples=300)
@given(MATRICES, SOME_ROWS, K)
def test_any_collection_is_searched_as_by_looking_at_every_document(
    documents: csr_matrix, queries: csr_matrix, k: int
) -> None:
    index = SparseIndex.of(documents)
    expected = [all_scores(row, documents) for row in queries]
    assert found(index, queries, k) == [best(scores, k) for scores in expected]
    for row, scores in zip(queries, expected, strict=True):
        np.testing.assert_array_equal(index.scores(row), scores)


@settings(deadline=None, max_examples=100)
@given(MATRICES, K)
def test_a_document_that_is_left_out_is_not_found(documents: csr_matrix, k: int) -> None:
    without = np.arange(documents.shape[0])
    expected = [best(all_scores(documents[at], documents), k, without=at) for at in without]
    assert found(SparseIndex.of(documents), documents, k, without=without) == expected


@settings(deadline=None, max_examples=100)
@given(MATRICES, K, st.integers(1, 5))
def test_no_document_of_an_owner_that_is_left_out_is_found(documents: csr_matrix, k: int, owned: int) -> None:
    owners = np.arange(documents.shape[0]) // owned
    index = SparseIndex.of(documents)
    for at, said in enumerate(found(index, documents, k, without=owners, owners=owners)):
        assert said == best(np.where(owners == owners[at], 0, all_scores(documents[at], documents)), k)


@settings(deadline=None, max_examples=100)
@given(MATRICES, st.lists(st.tuples(st.integers(0, 40), ROWS), max_size=8), SOME_ROWS, K)
def test_what_is_added_or_replaced_is_found_as_if_it_had_been_there(
    documents: csr_matrix, changes: list[tuple[int, list[float]]], queries: csr_matrix, k: int
) -> None:
    index, rows = SparseIndex.of(documents), list(documents.toarray())
    for place, row in changes:
        if place < len(rows):
            index.replace(place, matrix([row]))
            rows[place] = np.array(row, dtype=np.float32)
        else:
            assert index.add(matrix([row])) == len(rows)
            rows.append(np.array(row, dtype=np.float32))
    now = matrix(rows)
    assert len(index) == len(rows)
    assert (index.matrix() != now).nnz == 0
    assert found(index, queries, k) == [best(all_scores(row, now), k) for row in queries]
    for row in queries:
        np.testing.assert_array_equal(index.scores(row), all_scores(row, now))
    assert found(SparseIndex(index.arrays()), queries, k) == found(index, queries, k)


def test_a_collection_of_several_blocks_is_one_collection() -> None:
    documents = random_matrix(2 * BLOCK + 77, 3000, of=6)
    index = SparseIndex.of(documents)
    queries = documents[[0, BLOCK - 1, BLOCK, 2 * BLOCK, 2 * BLOCK + 76]]
    for row, said in zip(queries, found(index, queries, 50), strict=True):
        scores = index.scores(row)
        np.testing.assert_allclose(scores, (row @ documents.T).toarray()[0], rtol=1e-5, atol=1e-6)
        assert said == best(scores, 50)


def test_the_bound_spares_most_documents_and_none_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = random_matrix(3000, 400, of=30)
    answers = []
    for common in (0.0, 0.01, 0.07, 0.5, 1.0):
        monkeypatch.setattr(sparse, "COMMON", common)
        answers.append(found(SparseIndex.of(documents), documents[:200], 10))
    assert all(answer == answers[0] for answer in answers)


def test_many_additions_are_written_into_the_postings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparse, "MOST_LATER", 5)
    documents = random_matrix(40, FEATURES, of=4)
    index = SparseIndex.of(documents[:20])
    for at in range(20, 40):
        index.add(documents[at])
        assert found(index, documents[:3], 10) == found(SparseIndex.of(documents[: at + 1]), documents[:3], 10)
    assert len(index._later) <= 5


def test_features_in_any_order_or_twice_are_put_in_order() -> None:
    tangled = csr_matrix(([1.0, 2.0, 3.0], [5, 1, 5], [0, 3]), shape=(1, FEATURES))
    assert found(SparseIndex.of(tangled), tangled, 1) == [[(0, 20.0)]]


def test_weights_too_small_to_multiply_count_as_nothing() -> None:
    assert found(SparseIndex.of(matrix([[1e-30] * FEATURES])), matrix([[1.0] * FEATURES]), 1) == [[]]


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf"), 1e20])
def test_weights_that_could_make_no_score_are_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weights must be from 0 to 1e"):
        SparseIndex.of(matrix([[weight] * FEATURES]))


def test_queries_of_another_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="rows have 2 features, the index has 9"):
        SparseIndex.of(matrix([])).search(csr_matrix((1, 2), dtype=np.float32), 1)
