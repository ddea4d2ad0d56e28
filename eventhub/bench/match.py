"""What does finding the nearest documents cost beside the libraries that also find them exactly?"""

import os
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from statistics import median

import numpy as np

from eventhub.bench import rivals
from eventhub.bench.changes import changes
from eventhub.bench.measure import NotKeptError, timed
from eventhub.bench.reading import texts_read_again
from eventhub.bench.several import several_machines
from eventhub.bench.zipf import Collection, collection
from eventhub.matching.index import NOBODY, SparseIndex

K = 10
OURS = "EventHub"
CLOSE = 1e-5
MILLION = 1_000_000


@dataclass(frozen=True)
class Sizes:
    """How large the collections are, and how many queries each way is asked in all (it takes turns with the others)."""

    documents: tuple[int, ...] = (1_660, 20_000, 120_000)
    rounds: int = 4
    queries: Mapping[str, int] = field(
        default_factory=lambda: {
            OURS: 120_000,
            "sp_matmul_rs": 8_000,
            "sparse_dot_topn": 2_000,
            "scikit-learn NearestNeighbors, brute": 240,
            "scipy product, argpartition": 400,
        }
    )
    single: int = 300
    changes: int = 100
    over_workers: int = 24_000


def match(sizes: Sizes | None = None) -> Iterator[str]:
    """Measure search over made-up collections, changes to one, several machines, and texts that are read again."""
    sizes = sizes or Sizes()
    yield from _how()
    yield from texts_read_again()
    costs: dict[int, float] = {}
    for documents in sizes.documents:
        made = collection(documents)
        index = SparseIndex.of(made.rows)
        index.search(made.rows[0], K)  # loads what was compiled
        yield from _all_pairs(made, index, sizes, costs)
        yield from _one_query(made, index, sizes)
    yield from changes(made, sizes.changes, costs[made.size] * made.size, K)
    yield from several_machines(made, sizes.over_workers, K)
    yield from _ten_million(made, costs)


def _how() -> Iterator[str]:
    found = {**{name: version(name) for name in ("numba", "numpy")}, **rivals.versions()}
    yield f"Matching: Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before"
    yield f"  {', '.join(f'{name} {number}' for name, number in found.items())}"
    yield "  made-up texts of 60 to 150 words (eventhub/bench/zipf.py); one thread each; all exact; CPU seconds"
    if missing := set(rivals.NAMES) - set(found):
        yield f"  not installed, and so not compared (requirements/bench.txt): {', '.join(sorted(missing))}"


def _all_pairs(made: Collection, index: SparseIndex, sizes: Sizes, costs: dict[int, float]) -> Iterator[str]:
    """Let each way find the nearest of a sample, in turns, and scale what that cost to all documents."""
    _, build = timed(SparseIndex.of, made.rows)
    ways: dict[str, Callable[..., object] | None] = {OURS: None, **rivals.searches(made.rows, K + 1)}
    chance = np.random.default_rng(1)
    spent, asked = dict.fromkeys(ways, 0.0), dict.fromkeys(ways, 0)
    for _ in range(sizes.rounds):
        for name, way in ways.items():
            number = min(made.size, -(-sizes.queries[name] // sizes.rounds))
            picked = np.sort(chance.choice(made.size, number, replace=False))
            asks = (made.rows[picked],) if way else (made.rows[picked], K, picked)
            spent[name] += timed(way or index.search, *asks)[1]
            asked[name] += number
    costs[made.size] = spent[OURS] / asked[OURS]
    exact = _check(made, index, min(200, made.size))
    yield f"All pairs, the best {K} of {made.size:,}, {made.multiplications / 1e9:.3g} G products; CPU s for all"
    for name in ways:
        total = spent[name] / asked[name] * made.size
        ratio = f"EventHub is {costs[made.size] * made.size / total:.3f} x" if name != OURS else "reference"
        sample = "" if asked[name] >= made.size else f", from {asked[name]:,} queries"
        yield f"  {name:38}{total:10.3f} s  {ratio}{sample}"
    yield f"  {'EventHub, building the index':38}{build:10.3f} s  {exact}"


def _check(made: Collection, index: SparseIndex, sample: int) -> str:
    """Compare with scipy's product in double precision; whoever is missing must not score more than the last found."""
    picked = np.sort(np.random.default_rng(2).choice(made.size, sample, replace=False))
    documents, scores = index.search(made.rows[picked], K, without=picked)
    true = (made.rows[picked].astype(np.float64) @ made.rows.astype(np.float64).T).toarray()
    true[np.arange(sample), picked] = 0
    rows = np.arange(sample)[:, None]
    if not np.allclose(np.where(documents == NOBODY, 0, true[rows, documents]), scores, rtol=CLOSE):
        raise NotKeptError(f"scores among {made.size:,} documents differ from the product of the rows")
    true[rows, documents] = 0
    if (true.max(axis=1) > scores[:, -1] * (1 + CLOSE)).any():
        raise NotKeptError(f"a document was missed among {made.size:,}")
    return f"recall 1.0 ({sample} queries checked against scipy in double precision)"


def _one_query(made: Collection, index: SparseIndex, sizes: Sizes) -> Iterator[str]:
    ways: dict[str, Callable[..., object]] = {OURS: lambda row: index.search(row, K)}
    ways.update(rivals.searches(made.rows, K))
    picked = np.random.default_rng(3).choice(made.size, sizes.single)
    rows = [made.rows[at] for at in picked]
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for place, row in enumerate(rows):
        for name, way in ways.items():
            if name == OURS or place % 10 == 0:
                spent[name].append(timed(way, row)[1] * 1000)
    medians = {name: median(times) for name, times in spent.items()}
    best = min((value for name, value in medians.items() if name != OURS), default=medians[OURS])
    yield f"One query among {made.size:,}, the index loaded; medians of {sizes.single} (libraries a tenth of them), CPU"
    for name, value in medians.items():
        yield f"  {name:38}{value:10.3f} ms{f'  {value / best:.3f} x the best library' if name == OURS else ''}"


def _ten_million(made: Collection, costs: Mapping[int, float]) -> Iterator[str]:
    """Reckon, from what was measured: the cost of a query grows by a constant for each document."""
    sizes = sorted(costs)
    first, last = sizes[-2:] if len(sizes) > 1 else (0, sizes[-1])
    slope = (costs[last] - costs.get(first, 0.0)) / (last - first)
    documents = 10 * MILLION
    query = costs[last] + slope * (documents - last)
    room = sum(array.nbytes for array in SparseIndex.of(made.rows).arrays().values()) / made.size
    shards, hours = documents // 65_536 + 1, query * documents / 3600
    yield "Ten million documents, reckoned from the last two sizes: a query costs so much more for each document"
    yield f"  {slope * 1e9:.2f} ns; one query {query * 1000:.0f} ms, all with all {hours:,.0f} CPU hours"
    gigabytes = room * documents / 2**30
    yield f"  the index takes {room:,.0f} bytes a document, {gigabytes:.1f} GB in {shards} shards of a block each"
