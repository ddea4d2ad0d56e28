"""Which documents of a collection score best for a row of weights, exactly?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from eventhub.matching.index import kernel
from eventhub.matching.index.kernel import BLOCK, CHUNK, NOBODY, Bounds, Postings, Room, Rows, Single, Whole

Arrays = Mapping[str, NDArray[Any]]

LEAST, MOST = 1e-18, 1e15  # Products and sums of such weights stay normal numbers in single precision.
COMMON = 0.07  # A feature of more than this share of documents is bounded; from 0.05 to 0.1 it makes little odds.
MOST_LATER = 1024


class SparseIndex:
    """A collection of documents, each a row of weights from 0 up, searched by rows of the same kind.

    The score of a document is the sum of the products of weights. Documents that score nothing are never found, and of
    equal ones the lower number comes first. A document that is added or replaced is found at once: it stands beside the
    postings until there are many such, then the postings are written anew.
    """

    size: int
    features: int
    _bounds: Bounds
    _written: int

    def __init__(self, arrays: Arrays) -> None:
        self._hold(arrays)

    @classmethod
    def of(cls, matrix: csr_matrix) -> "SparseIndex":
        """Index a matrix, a row for each document."""
        return cls(_arrays(checked(matrix)))

    def __len__(self) -> int:
        return self.size

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.arrays(),)

    def search(
        self,
        queries: csr_matrix,
        k: int,
        without: NDArray[np.integer] | None = None,
        owners: NDArray[np.integer] | None = None,
    ) -> tuple[Whole, Single]:
        """Find the best k documents for each query, and their scores; places left over hold `NOBODY` and 0.

        `without` names for each query a document that is not to be found, such as itself; or, where `owners` says whose
        each document is, an owner none of whose documents are.
        """
        asked = self._asked(queries)
        shape = (asked.shape[0], max(1, min(k, self.size)))
        found = np.full(shape, NOBODY, np.int64), np.zeros(shape, np.float32)
        left_out = np.full(shape[0], NOBODY, np.int64) if without is None else np.array(without, np.int64)
        whose = self._numbers() if owners is None else _fixed(np.array(owners, np.int64))
        room = self._take_room()
        kernel.search(
            self._rows, self._postings, self._bounds, self._beside, _rows(asked), (_fixed(left_out), whose), found, room
        )
        self._rooms.append(room)
        return found

    def scores(self, query: csr_matrix) -> Single:
        """Score every document for one query."""
        return np.asarray(self.all_scores(query)[0])

    def all_scores(self, queries: csr_matrix) -> Single:
        """Score every document for each query, a row for each."""
        asked = _rows(self._asked(queries))
        scores = np.zeros((len(asked.starts) - 1, self.size), np.float32)
        kernel.score_all(self._postings, asked, scores[:, : self._written])
        kernel.score_some(*self._beside, asked, self.features, scores)
        return scores

    def row(self, document: int) -> csr_matrix:
        """Return the weights of a document."""
        features, weights = self.weights(document)
        return csr_matrix((weights, features, [0, len(features)]), shape=(1, self.features))

    def weights(self, document: int) -> tuple[NDArray[np.int32], Single]:
        """Return the features of a document, in order, and their weights, without making a matrix of them."""
        if document in self._later:
            return self._later[document].indices, self._later[document].data
        first, last = self._rows.starts[document], self._rows.starts[document + 1]
        return self._rows.features[first:last], self._rows.weights[first:last]

    def add(self, row: csr_matrix) -> int:
        """Add a document; it is found from now on, under the number returned."""
        self.size += 1
        self._put(self.size - 1, row)
        return self.size - 1

    def replace(self, document: int, row: csr_matrix) -> None:
        """Give a document other weights; an empty row makes it one that is never found."""
        if document < self._written and document not in self._later:
            reach = self._bounds.reach.copy()
            reach[document] = -np.inf
            self._bounds = self._bounds._replace(reach=_fixed(reach))
        self._put(document, row)

    def matrix(self) -> csr_matrix:
        """Return the weights of all documents as they are now."""
        weights, features, starts = self._rows.weights, self._rows.features, self._rows.starts
        written = csr_matrix((weights, features, starts), shape=(self._written, self.features))
        if not self._later:
            return written
        order = np.arange(self.size)
        order[list(self._later)] = np.arange(self._written, self._written + len(self._later))
        return csr_matrix(vstack([written, *self._later.values()], format="csr")[order])

    def arrays(self) -> Arrays:
        """Return all that the index is, to be kept; what stands beside the postings is written into them."""
        if self._later:
            self._hold(_arrays(self.matrix()))
        return self._arrays

    def _hold(self, arrays: Arrays) -> None:
        self._arrays = {name: _fixed(array) for name, array in arrays.items()}
        self._rows = Rows(*(self._arrays[f"row_{name}"] for name in Rows._fields))
        self._postings = Postings(*(self._arrays[f"posting_{name}"] for name in Postings._fields))
        self._bounds = Bounds(*(self._arrays[f"bound_{name}"] for name in Bounds._fields))
        self.features = len(self._bounds.is_common)
        self.size = self._written = len(self._rows.starts) - 1
        self._later: dict[int, csr_matrix] = {}
        # Threads that search at once have a room each; a search that fails leaves its own to nobody.
        self._rooms: list[Room] = []
        self._own = np.empty(0, np.int64)
        self._set_beside()

    def _numbers(self) -> Whole:
        if len(self._own) != self.size:
            self._own = _fixed(np.arange(self.size))
        return self._own

    def _take_room(self) -> Room:
        try:
            return self._rooms.pop()
        except IndexError:
            return Room(np.zeros(min(BLOCK, self._written), np.float32), np.zeros(self.features, np.float32))

    def _put(self, document: int, row: csr_matrix) -> None:
        self._later[document] = self._asked(row)
        if len(self._later) > MOST_LATER:
            self._hold(_arrays(self.matrix()))
        else:
            self._set_beside()

    def _set_beside(self) -> None:
        later = list(self._later.values())
        together = vstack(later, format="csr") if later else csr_matrix((0, self.features), dtype=np.float32)
        self._beside = _rows(together), _fixed(np.array(list(self._later), dtype=np.int64))

    def _asked(self, rows: csr_matrix) -> csr_matrix:
        if rows.shape[1] != self.features:
            raise ValueError(f"rows have {rows.shape[1]} features, the index has {self.features}")
        return checked(rows)


def checked(matrix: csr_matrix) -> csr_matrix:
    """Bring a matrix into the form the loops expect (single precision, each feature once, in order), or refuse it."""
    if not isinstance(matrix, csr_matrix) or matrix.dtype != np.float32:
        matrix = csr_matrix(matrix, dtype=np.float32)
    smallest, largest = matrix.data.min(initial=MOST), matrix.data.max(initial=0)
    if not (smallest >= 0 and largest <= MOST):
        raise ValueError(f"weights must be from 0 to {MOST:g}")
    if not matrix.has_canonical_format or smallest < LEAST:
        matrix = matrix.copy()
        matrix.sum_duplicates()
        matrix.data[matrix.data < LEAST] = 0
        matrix.eliminate_zeros()
    return matrix


def _arrays(matrix: csr_matrix) -> Arrays:
    rows, (documents, features) = _rows(matrix), matrix.shape
    blocks = -(-documents // BLOCK)
    starts = kernel.count(rows, features, blocks)
    ids, weights = np.empty(matrix.nnz, np.uint16), np.empty(matrix.nnz, np.float32)
    kernel.post(rows, blocks, starts, ids, weights)
    is_common = np.bincount(rows.features, minlength=features) > COMMON * documents
    reach, longest = np.empty(documents, np.float32), np.zeros(2, np.float32)
    kernel.bound(rows, is_common, reach, longest)
    parts: dict[str, Any] = {
        "row": rows,
        "posting": Postings(starts, ids, weights),
        "bound": Bounds(is_common, reach, _farthest(reach), longest),
    }
    return {f"{kind}_{name}": array for kind, part in parts.items() for name, array in part._asdict().items()}


def _farthest(reach: Single) -> Single:
    return np.maximum.reduceat(reach, np.arange(0, len(reach), CHUNK)) if len(reach) else reach


def _rows(matrix: csr_matrix) -> Rows:
    return Rows(
        _fixed(matrix.indptr.astype(np.int64)), _fixed(matrix.indices.astype(np.int32, copy=False)), _fixed(matrix.data)
    )


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    """View an array as one nobody writes to: the loops are compiled for such, as mapped files are."""
    view = np.require(array, requirements=["C", "A"]).view()  # What came over a network may lie askew.
    view.flags.writeable = False
    return view
