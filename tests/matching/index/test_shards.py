"""Does a collection that lies on several machines answer as one, even while one of them dies?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from eventhub.bench.workers import Cluster, cluster
from eventhub.matching.errors import ClusterError
from eventhub.matching.index import SparseIndex, shards
from eventhub.matching.index.shards import Found, ShardedIndex, merge, workers_of
from tests.matching.index.collections import random_matrix

DOCUMENTS = random_matrix(2_000, 300, of=12)
K = 10


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Cluster]:
    """Run a scheduler with two workers."""
    with cluster(tmp_path) as started:
        yield started


@pytest.fixture
def workers(running: Cluster) -> Iterator[Any]:
    """Connect to both workers."""
    with workers_of(running.address) as client:
        yield client


def assert_same(found: Found, queries: csr_matrix, without: Any = None) -> None:
    """Compare with what one process finds, bit for bit."""
    for one, other in zip(found, SparseIndex.of(DOCUMENTS).search(queries, K, without=without), strict=True):
        np.testing.assert_array_equal(one, other)


def test_shards_find_what_one_process_finds(workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "QUERIES_AT_ONCE", 300)
    index = ShardedIndex(workers, DOCUMENTS, documents=450)
    assert len(index) == 2_000
    without = np.arange(2_000)
    assert_same(index.search(DOCUMENTS, K, without=without), DOCUMENTS, without)
    assert_same(index.search(DOCUMENTS[:7], K), DOCUMENTS[:7])
    assert len({name for holders in workers.who_has(index.shards).values() for name in holders}) == 2


def test_a_worker_that_is_killed_in_mid_run_takes_no_result_along(
    running: Cluster, workers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = 0

    def kill_after_three(parts: Any, k: int) -> Found:
        nonlocal answered
        answered += 1
        if answered == 3:
            running.workers[0].kill()
        return merge(parts, k)

    monkeypatch.setattr(shards, "QUERIES_AT_ONCE", 50)
    monkeypatch.setattr(shards, "merge", kill_after_three)
    index = ShardedIndex(workers, DOCUMENTS, documents=450)
    assert_same(index.search(DOCUMENTS, K), DOCUMENTS)
    assert running.workers[0].wait() != 0
    assert len(workers.scheduler_info(n_workers=-1)["workers"]) == 1
    assert answered == 5 * 40
    assert_same(index.search(DOCUMENTS[:60], K), DOCUMENTS[:60])


def test_when_all_workers_are_gone_it_is_said(running: Cluster, workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "PATIENCE", 1)
    index = ShardedIndex(workers, DOCUMENTS, documents=450)
    for worker in running.workers:
        worker.kill()
    with pytest.raises(ClusterError, match="has no workers"):
        index.search(DOCUMENTS, K)


def test_a_fault_of_the_search_itself_is_not_tried_again(workers: Any) -> None:
    index = ShardedIndex(workers, DOCUMENTS, documents=450)
    with pytest.raises(ValueError, match="the index has 300"):
        index.search(csr_matrix((1, 2), dtype=np.float32), K)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "PATIENCE", 0.5)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9 does not answer"), workers_of("tcp://127.0.0.1:9"):
        pass


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr(shards, "import_module", missing)
    with pytest.raises(ClusterError, match=r"pip install -r requirements/dask\.txt"), workers_of("tcp://127.0.0.1:9"):
        pass


def test_lists_are_merged_by_score_and_then_by_document() -> None:
    left = np.array([[4, 9, -1]]), np.array([[3.0, 1.0, 0.0]], np.float32)
    right = np.array([[2, 7, 1]]), np.array([[3.0, 1.0, 0.5]], np.float32)
    documents, scores = merge([left, right], 4)
    assert documents.tolist() == [[2, 4, 7, 9]]
    assert scores.tolist() == [[3.0, 3.0, 1.0, 1.0]]
