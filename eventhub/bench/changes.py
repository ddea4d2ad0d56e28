"""What does one new document cost, until every stored list is exact again?"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz

from eventhub.bench.measure import NotKeptError, timed
from eventhub.bench.several import are_same
from eventhub.bench.zipf import Collection, count_words, weigh
from eventhub.core.machine import peak_megabytes
from eventhub.matching.index import SparseIndex, TopLists

KNOWN = (0.8, 0.9, 0.99)
SAMPLE = 1_000


def changes(made: Collection, number: int, searching: float, k: int) -> Iterator[str]:
    """Add documents to stored lists of the best k, in a process of its own, and say what that took of a rebuild."""
    with TemporaryDirectory(prefix="eventhub-bench-") as folder, _process() as process:
        save_npz(Path(folder) / "rows.npz", made.rows, compressed=False)
        new = weigh(made.counts, count_words(number, np.random.default_rng(4)))
        added, repaired, touched, before, peak = process.submit(_change, folder, new, k).result()
    once = median(added) + median(repaired)
    yield f"One document added to {made.size:,}, all stored lists of the best {k} exact again; CPU, medians of {number}"
    said = f"add {median(added) * 1000:.2f} ms, repair {median(repaired) * 1000:.2f} ms"
    yield f"  {said} ({touched / number:.0f} lists touched, the mean)"
    yield f"  a rebuild of index and lists {searching:.1f} s: {once / searching:.6f} x, or 1 / {searching / once:,.0f}"
    yield f"  peak memory of a process that loads the rows, indexes them and keeps all lists: {peak:.0f} MB"
    yield f"  ({before:.0f} MB of it before there is an index)"
    yield from _stale(made, k)


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _change(folder: str, new: csr_matrix, k: int) -> tuple[list[float], list[float], int, float, float]:
    rows = csr_matrix(load_npz(Path(folder) / "rows.npz"))
    before = peak_megabytes()
    index = SparseIndex.of(rows)
    lists = TopLists(index, index, k)
    peak = peak_megabytes()
    added: list[float] = []
    repaired: list[float] = []
    changed: set[int] = set()
    touched = 0
    for at in range(new.shape[0]):
        held = lists.found[0].copy() if at % 20 == 0 else None
        number, seconds = timed(index.add, new[at])
        added.append(seconds)
        count, seconds = timed(lists.document_changed, number)
        repaired.append(seconds)
        touched += count
        if held is not None:
            now = lists.found[0][: len(held)]
            changed.update(np.flatnonzero((now != held).any(axis=1)).tolist())
    chance = np.random.default_rng(5)
    picked = np.unique([*changed, *chance.choice(len(index), min(SAMPLE, len(index)), replace=False)])
    fresh = index.search(index.matrix()[picked], k, without=picked)
    if not are_same((lists.found[0][picked], lists.found[1][picked]), fresh):
        raise NotKeptError("lists that were repaired differ from lists made anew")
    return added, repaired, touched, before, peak


def _stale(made: Collection, k: int) -> Iterator[str]:
    """Compare lists under the rarity of terms known earlier with those of a new fit."""
    picked = np.sort(np.random.default_rng(6).choice(made.size, min(SAMPLE, made.size), replace=False))
    now = SparseIndex.of(made.rows).search(made.rows[picked], k, without=picked)[0]
    said = []
    for share in KNOWN:
        rows = weigh(made.counts[: int(made.size * share)], made.counts)
        then = SparseIndex.of(rows).search(rows[picked], k, without=picked)[0]
        same = [len(set(one) & set(other)) / k for one, other in zip(now.tolist(), then.tolist(), strict=True)]
        said.append(f"{np.mean(same):.3f} with {share:.0%} known")
    yield f"  shared with the best {k} of a new fit: {', '.join(said)} ({len(picked):,} queries)"
