"""Do kept lists stay what a new search would find, whatever changes?"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from eventhub.matching.index import SparseIndex, TopLists
from tests.matching.index.collections import MATRICES, ROWS, all_scores, best, listed, matrix, random_matrix

CHANGES = st.lists(st.tuples(st.booleans(), st.integers(0, 40), ROWS), max_size=8)


def change(index: SparseIndex, place: int, row: list[float]) -> int:
    """Replace a document, or add one."""
    if place >= len(index):
        return index.add(matrix([row]))
    index.replace(place, matrix([row]))
    return place


def expected(
    askers: csr_matrix, documents: csr_matrix, k: int, *, apart: bool = False
) -> list[list[tuple[int, float]]]:
    """Make every list by looking at every document."""
    return [best(all_scores(askers[at], documents), k, without=at if apart else -1) for at in range(askers.shape[0])]


def held(lists: TopLists) -> list[list[tuple[int, float]]]:
    """Read all lists."""
    return [listed(*row) for row in zip(*lists.found, strict=True)]


@settings(deadline=None, max_examples=150)
@given(MATRICES, MATRICES, CHANGES, st.integers(1, 12))
def test_lists_of_askers_stay_exact(
    asking: csr_matrix, answering: csr_matrix, changes: list[tuple[bool, int, list[float]]], k: int
) -> None:
    askers, documents = SparseIndex.of(asking), SparseIndex.of(answering)
    lists = TopLists(askers, documents, k)
    assert held(lists) == expected(asking, answering, k)
    for is_asker, place, row in changes:
        if is_asker:
            lists.asker_changed(change(askers, place, row))
        else:
            lists.document_changed(change(documents, place, row))
        assert held(lists) == expected(askers.matrix(), documents.matrix(), k)


@settings(deadline=None, max_examples=150)
@given(MATRICES, CHANGES, st.integers(1, 12))
def test_lists_of_documents_like_each_other_stay_exact(
    documents: csr_matrix, changes: list[tuple[bool, int, list[float]]], k: int
) -> None:
    index = SparseIndex.of(documents)
    lists = TopLists(index, index, k)
    for _, place, row in changes:
        lists.document_changed(change(index, place, row))
        assert held(lists) == expected(index.matrix(), index.matrix(), k, apart=True)


def test_one_addition_touches_few_lists() -> None:
    documents = random_matrix(5000, 2000, of=20)
    documents.data /= np.repeat(np.sqrt(documents.power(2).sum(axis=1).A1), np.diff(documents.indptr))
    index = SparseIndex.of(documents)
    lists = TopLists(index, index, 10)
    touched = lists.document_changed(index.add(documents[17]))
    assert 0 < touched < 500
    anew = TopLists(index, index, 10)
    for kept, found in zip(lists.found, anew.found, strict=True):
        np.testing.assert_array_equal(kept, found)
