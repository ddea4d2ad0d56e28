"""How is a collection searched that lies in parts on several machines, so that nobody could tell?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import product
from operator import itemgetter
from time import sleep
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from eventhub.matching.errors import ClusterError
from eventhub.matching.index.kernel import BLOCK, NOBODY, Single, Whole
from eventhub.matching.index.sparse import SparseIndex

Found = tuple[Whole, Single]
Tile = tuple[int, int]  # A shard, and where a chunk of queries begins.

QUERIES_AT_ONCE = 2_000
CHUNKS_AT_ONCE = 16  # So many queries' results are on their way at a time.
TRIES = 5
PATIENCE = 10  # Seconds until a scheduler that is silent, or one without workers, is given up.
PAUSE = 0.2
GIVEN_UP = f"workers of the Dask scheduler went away {TRIES} times in a row; the search was given up"
# How a result tells that the worker which held it, or what it needed, is gone.
LOST = ("cancelled", "lost")


@contextmanager
def workers_of(scheduler: str) -> Iterator[Any]:
    """Connect to the workers of a Dask scheduler, such as tcp://10.0.0.5:8786."""
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError as fault:
        raise ClusterError(
            "EVENTHUB_DASK_SCHEDULER is set, but Dask is not installed: pip install -r requirements/dask.txt"
        ) from fault
    try:
        client = distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise ClusterError(f"the Dask scheduler {scheduler} does not answer: {fault}") from fault
    with client:
        _refuse_without_workers(client)
        yield client


class ShardedIndex:
    """A collection whose documents are parted among the workers of a cluster; it is searched as if it were in one.

    The rows were weighed before they are parted, so a part knows nothing a whole would not. A worker that goes away
    takes nothing along: its parts are sent to another, and what it had not answered is asked again.
    """

    def __init__(self, workers: Any, matrix: csr_matrix, *, documents: int = BLOCK) -> None:  # noqa: ANN401 - no stubs
        self.workers = workers
        self.matrix = matrix
        self.firsts = range(0, matrix.shape[0], documents)
        self.shards = [self._send(first) for first in self.firsts]

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    def search(self, queries: csr_matrix, k: int, without: NDArray[np.integer] | None = None) -> Found:
        """Find the best k documents for each query, and their scores, as `SparseIndex.search` does."""
        shape = (queries.shape[0], max(1, min(k, len(self))))
        found = np.full(shape, NOBODY, np.int64), np.zeros(shape, np.float32)
        left_out = np.full(shape[0], NOBODY, np.int64) if without is None else np.asarray(without, np.int64)
        starts = range(0, shape[0], QUERIES_AT_ONCE)
        for first in range(0, len(starts), CHUNKS_AT_ONCE):
            chunks = {
                start: (queries[start : start + QUERIES_AT_ONCE], left_out[start : start + QUERIES_AT_ONCE])
                for start in starts[first : first + CHUNKS_AT_ONCE]
            }
            tiles = list(product(range(len(self.shards)), chunks))
            for (_, start), part in self._answers(tiles, chunks, partial(search_shard, k=shape[1])):
                rows = slice(start, start + len(part[0]))
                found[0][rows], found[1][rows] = merge([(found[0][rows], found[1][rows]), part], shape[1])
        return found

    def scores(self, query: csr_matrix) -> Single:
        """Score every document for one query, as `SparseIndex.scores` does."""
        return np.asarray(self.all_scores(query)[0])

    def all_scores(self, queries: csr_matrix) -> Single:
        """Score every document for each query, as `SparseIndex.all_scores` does."""
        return np.concatenate([part for _, part in sorted(self._scored(queries), key=itemgetter(0))], axis=1)

    def _scored(self, queries: csr_matrix) -> Iterator[tuple[int, Single]]:
        tiles = [(shard, 0) for shard in range(len(self.shards))]
        return ((shard, part) for (shard, _), part in self._answers(tiles, {0: queries}, score_shard))

    def _answers(self, tiles: Sequence[Tile], chunks: Mapping[int, Any], ask: Callable[..., Any]) -> Iterator[Any]:
        """Ask shards for chunks of queries, and again where a worker went away."""
        for _ in range(TRIES):
            sent = {start: self._scatter(chunk) for start, chunk in chunks.items()}
            running = {
                (shard, start): self.workers.submit(
                    ask, self.shards[shard], self.firsts[shard], sent[start], pure=False
                )
                for shard, start in tiles
            }
            lost = []
            for tile, future in running.items():
                try:
                    yield tile, self._wait(future)
                except Exception as fault:
                    if future.status not in LOST and not _is_of_a_worker_gone(fault):
                        raise
                    lost.append(tile)
            if not lost:
                return
            for shard in {shard for shard, _ in lost}:
                self.shards[shard] = self._send(self.firsts[shard])
            tiles = lost
        raise ClusterError(GIVEN_UP)

    def _wait(self, future: Any) -> Any:  # noqa: ANN401 - futures have no stubs
        while True:
            try:
                return future.result(timeout=PATIENCE)
            except TimeoutError:
                _refuse_without_workers(self.workers)

    def _send(self, first: int) -> Any:  # noqa: ANN401 - the same
        part = self._scatter(self.matrix[first : first + self.firsts.step])
        return self.workers.submit(SparseIndex.of, part, pure=False)

    def _scatter(self, data: Any) -> Any:  # noqa: ANN401 - the same
        for _ in range(TRIES):
            try:
                return self.workers.scatter(data, hash=False)
            except (OSError, TimeoutError):  # The worker that was to have it has just gone away.
                sleep(PAUSE)
                _refuse_without_workers(self.workers)
        raise ClusterError(GIVEN_UP)


def search_shard(shard: SparseIndex, first: int, chunk: tuple[csr_matrix, Whole], *, k: int) -> Found:
    """Find the best of one shard, under their numbers in the whole collection."""
    queries, without = chunk
    inside = (without >= first) & (without < first + len(shard))
    documents, scores = shard.search(queries, k, without=np.where(inside, without - first, NOBODY))
    return np.where(documents == NOBODY, NOBODY, documents + first), scores


def score_shard(shard: SparseIndex, _first: int, queries: csr_matrix) -> Single:
    """Score every document of one shard."""
    return shard.all_scores(queries)


def merge(parts: Sequence[Found], k: int) -> Found:
    """Take the best k of several lists for each query; equal scores in the order of documents."""
    documents, scores = (np.concatenate(columns, axis=1) for columns in zip(*parts, strict=True))
    order = np.lexsort((documents, -scores), axis=1)[:, :k]
    return np.take_along_axis(documents, order, axis=1), np.take_along_axis(scores, order, axis=1)


def _refuse_without_workers(client: Any) -> None:  # noqa: ANN401 - the same
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise ClusterError(f"the Dask scheduler {client.scheduler.address} has no workers")


def _is_of_a_worker_gone(fault: Exception) -> bool:
    return type(fault).__name__ in {"KilledWorker", "FutureCancelledError", "CancelledError", "CommClosedError"}
