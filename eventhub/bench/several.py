"""What does a search cost that is parted among workers, and is it the same?"""

import resource
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eventhub.bench.measure import NotKeptError
from eventhub.bench.workers import cluster
from eventhub.bench.zipf import Collection
from eventhub.matching.index import SparseIndex
from eventhub.matching.index.kernel import Whole
from eventhub.matching.index.shards import Found, ShardedIndex, workers_of

SHARDS = 4


def several_machines(made: Collection, queries: int, k: int) -> Iterator[str]:
    """Search the same sample in this process and over two workers on this machine, and compare every bit."""
    try:
        dask = version("distributed")
    except PackageNotFoundError:
        yield "Two workers: not measured, Dask is not installed (requirements/dask.txt)"
        return
    picked = np.sort(np.random.default_rng(7).choice(made.size, min(queries, made.size), replace=False))
    rows = made.rows[picked]
    index = SparseIndex.of(made.rows)
    index.search(rows[:1], k)
    wall, cpu = time.perf_counter(), time.process_time()
    here = index.search(rows, k, without=picked)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    before = _of_children()
    with TemporaryDirectory(prefix="eventhub-bench-") as name, cluster(Path(name)) as running:
        there, ready, there_wall = _over_workers(running.address, made, picked, k)
    if not are_same(here, there):
        raise NotKeptError("the search over workers differs from that of one process")
    yield f"Over a scheduler and two workers on this machine (Dask {dask}), {len(picked):,} queries, {SHARDS} shards"
    yield f"  one process {wall:.1f} s wall, {cpu:.1f} s CPU"
    yield f"  two workers {there_wall:.1f} s wall, {there_wall / wall:.2f} x"
    elsewhere = _of_children() - before
    yield f"  the same to the bit; sent and indexed in {ready:.1f} s before; {elsewhere:.1f} s CPU outside this process"


def are_same(one: Found, other: Found) -> bool:
    """Say whether two searches found the same to the bit."""
    return np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])


def _over_workers(address: str, made: Collection, picked: Whole, k: int) -> tuple[Found, float, float]:
    with workers_of(address) as workers:
        started = time.perf_counter()
        shards = ShardedIndex(workers, made.rows, documents=-(-made.size // SHARDS))
        shards.search(made.rows[:1], k)
        ready, started = time.perf_counter() - started, time.perf_counter()
        found = shards.search(made.rows[picked], k, without=picked)
        return found, ready, time.perf_counter() - started


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
