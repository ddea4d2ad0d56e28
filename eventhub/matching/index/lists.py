"""What are the best documents of every asker, and which of those lists does one change touch?"""

import numpy as np
from scipy.sparse import csr_matrix

from eventhub.matching.index import kernel
from eventhub.matching.index.kernel import NOBODY, Single, Whole
from eventhub.matching.index.sparse import SparseIndex

ROWS_AT_ONCE = 4096
ROOM = 1.1  # A table that is full grows by a tenth, so that most additions copy nothing.


class TopLists:
    """The best k documents of each asker, kept exact while documents and askers come and change.

    Askers and documents may be the same index; then nobody is found for themselves. Whatever changes is changed in the
    index first; the lists are told of it next, one change at a time.
    """

    def __init__(self, askers: SparseIndex, documents: SparseIndex, k: int) -> None:
        self.askers = askers
        self.documents = documents
        self.k = k
        self._found = np.empty((0, k), np.int64), np.empty((0, k), np.float32)
        self._known = 0
        self._make_room()
        matrix = askers.matrix()
        for first in range(0, len(askers), ROWS_AT_ONCE):
            self._ask(np.arange(first, min(first + ROWS_AT_ONCE, len(askers))), matrix)

    @property
    def found(self) -> tuple[Whole, Single]:
        """The documents of each asker and their scores, best first; places left over hold `NOBODY` and 0."""
        return self._found[0][: self._known], self._found[1][: self._known]

    def document_changed(self, document: int) -> int:
        """Make all lists exact again after a document was added or replaced; say how many had to be touched."""
        column = self.askers.scores(self.documents.row(document))
        if self.askers is self.documents:
            column[document] = 0
        touched = np.zeros(self._known, np.int8)
        kernel.settle(*self.found, column[: self._known], document, touched)
        lost = np.flatnonzero(touched == kernel.LOST)
        for asker in lost:
            self.asker_changed(int(asker))
        if self.askers is self.documents:
            self.asker_changed(document)
        return int(np.count_nonzero(touched))

    def asker_changed(self, asker: int) -> None:
        """Make one asker's list anew after the asker was added or replaced."""
        self._make_room()
        self._ask(np.array([asker]), self.askers.row(asker), only=True)

    def _ask(self, askers: Whole, rows: csr_matrix, *, only: bool = False) -> None:
        apart = askers if self.askers is self.documents else None
        documents, scores = self.documents.search(rows if only else rows[askers], self.k, without=apart)
        width = documents.shape[1]
        self._found[0][askers, :width], self._found[1][askers, :width] = documents, scores

    def _make_room(self) -> None:
        self._known = len(self.askers)
        if self._known > len(self._found[0]):
            room = int(self._known * ROOM) if len(self._found[0]) else self._known
            documents, scores = np.full((room, self.k), NOBODY), np.zeros((room, self.k), np.float32)
            documents[: len(self._found[0])], scores[: len(self._found[1])] = self._found
            self._found = documents, scores
