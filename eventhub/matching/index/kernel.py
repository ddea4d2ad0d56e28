"""What does the machine do to find the rows of a matrix nearest to another row?

Plain loops over arrays, compiled by numba (decision 0037). A score is the sum of the products of two rows' weights,
added up in double precision in the order of their features and rounded once; whatever adds it up, and over whichever
part of a collection, comes to the same bits.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Narrow = NDArray[np.int32]
Short = NDArray[np.uint16]
Single = NDArray[np.float32]
Double = NDArray[np.float64]
Loop = TypeVar("Loop", bound=Callable[..., Any])

BLOCK = 65_536  # As many as a u16 counts; a block's sums stay in a core's own cache.
CHUNK = 64
NOBODY = -1
NOTHING = np.float32(1e-37)  # Less than any product of two weights (see `sparse.LEAST`).
EPSILON = np.float32(2.0**-23)
TOO_LONG = 1 + 1e-6  # A length rounded up, so that a bound stays one.
SPARE = 8  # Roundings on the way to a bound, beside those of the sum itself.


class Rows(NamedTuple):
    """A matrix by rows: row i has `features[starts[i]:starts[i + 1]]`, ascending, and their weights."""

    starts: Whole
    features: Narrow
    weights: Single


class Postings(NamedTuple):
    """The same matrix by features, each parted into blocks of documents.

    Feature f of block b stands in documents `b * BLOCK + ids[starts[f * blocks + b]:starts[f * blocks + b + 1]]`.
    """

    starts: Whole
    ids: Short
    weights: Single


class Bounds(NamedTuple):
    """What is known of documents without adding up: which features are too common, and how far those can carry each.

    `reach` is the length of a document's part in the common features, minus infinity for one that counts no more, and
    `farthest` at least the greatest of each chunk of documents.
    `longest` holds the greatest length of a document, and the greatest number of its features.
    """

    is_common: NDArray[np.bool_]
    reach: Single
    farthest: Single
    longest: Single


class Room(NamedTuple):
    """Where a search works: the sums of a block and a query spread out, both zero before it and after it."""

    sums: Single
    dense: Single


class Best(NamedTuple):
    """The best documents so far, the worst of them first (a heap); size holds how many there are."""

    scores: Single
    documents: Whole
    size: Whole


class Need(NamedTuple):
    """A query's length in the common features, how far its sums may be off, and whose documents it must not find."""

    height: np.float32
    slack: np.float32
    without: int
    owners: Whole


def compiled(loop: Loop) -> Loop:
    """Compile a loop, and keep what was compiled where that is possible."""
    try:
        return cast("Loop", njit(cache=True, nogil=True)(loop))
    except RuntimeError:  # Neither the program's folder nor a home can be written to.
        return cast("Loop", njit(nogil=True)(loop))


@compiled
def count(rows: Rows, features: int, blocks: int) -> Whole:
    """Count how often each feature occurs in each block, and say where its postings begin."""
    starts = np.zeros(blocks * features + 1, np.int64)
    for document in range(len(rows.starts) - 1):
        block = document // BLOCK + 1
        for at in range(rows.starts[document], rows.starts[document + 1]):
            starts[rows.features[at] * blocks + block] += 1
    for at in range(1, len(starts)):
        starts[at] += starts[at - 1]
    return starts


@compiled
def post(rows: Rows, blocks: int, starts: Whole, ids: Short, weights: Single) -> None:
    """Write the postings, each feature's in the order of documents."""
    following = starts.copy()
    for document in range(len(rows.starts) - 1):
        block, place = document // BLOCK, np.uint16(document % BLOCK)
        for at in range(rows.starts[document], rows.starts[document + 1]):
            list_ = rows.features[at] * blocks + block
            ids[following[list_]] = place
            weights[following[list_]] = rows.weights[at]
            following[list_] += 1


@compiled
def bound(rows: Rows, is_common: NDArray[np.bool_], reach: Single, longest: Single) -> None:
    """Measure each document's part in the common features, a little too long, and the greatest length and number."""
    for document in range(len(rows.starts) - 1):
        common, whole = 0.0, 0.0
        for at in range(rows.starts[document], rows.starts[document + 1]):
            square = np.float64(rows.weights[at]) ** 2
            whole += square
            if is_common[rows.features[at]]:
                common += square
        reach[document] = np.float32(np.sqrt(common) * TOO_LONG)
        longest[0] = max(longest[0], np.float32(np.sqrt(whole) * TOO_LONG))
        longest[1] = max(longest[1], np.float32(rows.starts[document + 1] - rows.starts[document]))


@compiled
def multiply(rows: Rows, document: int, dense: Single) -> np.float32:
    """Add up the score of one document for a query that is spread out."""
    total = 0.0
    for at in range(rows.starts[document], rows.starts[document + 1]):
        total += np.float64(dense[rows.features[at]]) * np.float64(rows.weights[at])
    return np.float32(total)


@compiled
def score_all(postings: Postings, queries: Rows, scores: Single) -> None:
    """Add up the scores of all documents for each query, common features too."""
    documents = scores.shape[1]
    blocks = (documents + BLOCK - 1) // BLOCK
    sums = np.empty(min(BLOCK, documents), np.float64)
    for query in range(len(scores)):
        for first in range(0, documents, BLOCK):
            inside = min(BLOCK, documents - first)
            sums[:] = 0.0
            for at in range(queries.starts[query], queries.starts[query + 1]):
                list_, weight = queries.features[at] * blocks + first // BLOCK, np.float64(queries.weights[at])
                for place in range(postings.starts[list_], postings.starts[list_ + 1]):
                    sums[postings.ids[place]] += weight * np.float64(postings.weights[place])
            for at in range(inside):
                scores[query, first + at] = np.float32(sums[at])


@compiled
def score_some(rows: Rows, documents: Whole, queries: Rows, features: int, scores: Single) -> None:
    """Score the documents that stand beside the postings for each query."""
    dense = np.zeros(features, np.float32)
    for query in range(len(scores) if len(documents) else 0):
        begin, end = queries.starts[query], queries.starts[query + 1]
        for at in range(begin, end):
            dense[queries.features[at]] = queries.weights[at]
        for at in range(len(documents)):
            scores[query, documents[at]] = multiply(rows, at, dense)
        for at in range(begin, end):
            dense[queries.features[at]] = 0


@compiled
def is_worse(score: np.float32, document: int, than: np.float32, other: int) -> bool:
    """Order results: by score, and equal ones by document."""
    return bool(score < than or (score == than and document > other))


@compiled
def sink(best: Best, at: int, size: int) -> None:
    """Let the entry at a place of the heap sink to where it belongs."""
    scores, documents = best.scores, best.documents
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and is_worse(scores[child + 1], documents[child + 1], scores[child], documents[child]):
            child += 1
        if not is_worse(scores[child], documents[child], scores[at], documents[at]):
            return
        scores[at], scores[child] = scores[child], scores[at]
        documents[at], documents[child] = documents[child], documents[at]
        at = child


@compiled
def offer(best: Best, score: np.float32, document: int) -> None:
    """Keep a document if it is among the best."""
    scores, documents, size = best.scores, best.documents, best.size[0]
    if score <= 0:
        return
    if size == len(scores):
        if is_worse(scores[0], documents[0], score, document):
            scores[0], documents[0] = score, document
            sink(best, 0, size)
        return
    scores[size], documents[size] = score, document
    best.size[0] = size + 1
    if size + 1 == len(scores):
        for at in range(size // 2, -1, -1):
            sink(best, at, size + 1)


@compiled
def least(best: Best, slack: np.float32) -> np.float32:
    """Say what a bound must reach to be worth a closer look."""
    if best.size[0] < len(best.scores):
        return NOTHING
    return max(NOTHING, best.scores[0] - slack)


@compiled
def may_reach(sums: Single, beyond: np.float32, wanted: np.float32) -> bool:
    """Say whether any sum of a chunk and what may come to it reach what is wanted; compiled to a few wide instructions.

    Most chunks have none, and are passed without a look at how far each document reaches.
    """
    found = False
    for at in range(len(sums)):
        found |= sums[at] + beyond >= wanted
    return found


@compiled
def add_up(postings: Postings, bounds: Bounds, row: Rows, blocks: int, block: int, sums: Single) -> None:
    """Add up what the rarer features of a row come to in the documents of a block."""
    for at in range(len(row.features)):
        if not bounds.is_common[row.features[at]]:
            list_, weight = row.features[at] * blocks + block, row.weights[at]
            for place in range(postings.starts[list_], postings.starts[list_ + 1]):
                sums[postings.ids[place]] += weight * postings.weights[place]


@compiled
def measure(bounds: Bounds, row: Rows) -> tuple[np.float32, np.float32]:
    """Say how long a row is in the common features, and how far sums may be off in single precision."""
    common, whole = 0.0, 0.0
    for at in range(len(row.features)):
        square = np.float64(row.weights[at]) ** 2
        whole += square
        if bounds.is_common[row.features[at]]:
            common += square
    steps = min(np.float32(len(row.features)), bounds.longest[1]) + np.float32(SPARE)
    slack = steps * EPSILON * np.float32(np.sqrt(whole) * TOO_LONG) * bounds.longest[0]
    return np.float32(np.sqrt(common) * TOO_LONG), slack


@compiled
def guess(sums: Single, likely: Best) -> None:
    """Pick the documents of a block with the greatest sums."""
    wanted, zero = NOTHING, np.float32(0)
    for begin in range(0, len(sums), CHUNK):
        chunk = sums[begin : begin + CHUNK]
        if may_reach(chunk, zero, wanted):
            for at in range(len(chunk)):
                if chunk[at] >= wanted:
                    offer(likely, chunk[at], begin + at)
                    wanted = least(likely, zero)


@compiled
def look_at_likely(
    rows: Rows, reach: Single, first: int, sums: Single, dense: Single, need: Need, heaps: tuple[Best, Best]
) -> None:
    """Score the documents with the greatest sums of a block, so that few of the others need to be looked at."""
    best, likely = heaps
    guess(sums, likely)
    for at in range(likely.size[0]):
        place = likely.documents[at]
        if need.owners[first + place] != need.without and reach[place] >= 0:
            offer(best, multiply(rows, first + place, dense), first + place)
        sums[place] = -np.inf
    likely.size[0] = 0


@compiled
def look_at_promising(
    rows: Rows, bounds: Bounds, first: int, sums: Single, dense: Single, need: Need, best: Best
) -> None:
    """Score those documents of a block exactly whose bound says they may be among the best."""
    wanted = least(best, need.slack)
    for begin in range(0, len(sums), CHUNK):
        chunk = sums[begin : begin + CHUNK]
        if may_reach(chunk, need.height * bounds.farthest[(first + begin) // CHUNK], wanted):
            for at in range(len(chunk)):
                document = first + begin + at
                if chunk[at] + need.height * bounds.reach[document] >= wanted and need.owners[document] != need.without:
                    offer(best, multiply(rows, document, dense), document)
                    wanted = least(best, need.slack)


@compiled
def take(best: Best, documents: Whole, scores: Single) -> None:
    """Write the best down in order and empty the heap."""
    size = best.size[0]
    if size < len(best.scores):
        for at in range(size // 2 - 1, -1, -1):
            sink(best, at, size)
    for left in range(size - 1, -1, -1):
        documents[left], scores[left] = best.documents[0], best.scores[0]
        best.documents[0], best.scores[0] = best.documents[left], best.scores[left]
        sink(best, 0, left)
    best.size[0] = 0


@compiled
def search(
    rows: Rows,
    postings: Postings,
    bounds: Bounds,
    later: tuple[Rows, Whole],
    queries: Rows,
    apart: tuple[Whole, Whole],
    found: tuple[Whole, Single],
    room: Room,
) -> None:
    """Find for each query the best documents; `later` holds documents that came after the postings were written."""
    documents, scores = found
    without, owners = apart
    number, k = len(rows.starts) - 1, documents.shape[1]
    blocks = (number + BLOCK - 1) // BLOCK
    sums, dense = room.sums, room.dense
    best = Best(np.empty(k, np.float32), np.empty(k, np.int64), np.zeros(1, np.int64))
    # One of the likeliest may be the one that is not to be found.
    likely = Best(np.empty(k + 1, np.float32), np.empty(k + 1, np.int64), np.zeros(1, np.int64))
    for query in range(len(queries.starts) - 1):
        begin, end = queries.starts[query], queries.starts[query + 1]
        row = Rows(queries.starts[query : query + 2], queries.features[begin:end], queries.weights[begin:end])
        for at in range(len(row.features)):
            dense[row.features[at]] = row.weights[at]
        height, slack = measure(bounds, row)
        need = Need(height, slack, without[query], owners)
        for first in range(0, number, BLOCK):
            inside = sums[: min(BLOCK, number - first)]
            add_up(postings, bounds, row, blocks, first // BLOCK, inside)
            reach = bounds.reach[first : first + len(inside)]
            if best.size[0] < k:
                look_at_likely(rows, reach, first, inside, dense, need, (best, likely))
            look_at_promising(rows, bounds, first, inside, dense, need, best)
            inside[:] = 0
        for at in range(len(later[1])):
            if owners[later[1][at]] != without[query]:
                offer(best, multiply(later[0], at, dense), later[1][at])
        take(best, documents[query], scores[query])
        for at in range(len(row.features)):
            dense[row.features[at]] = 0


MOVED, LOST = np.int8(1), np.int8(2)


@compiled
def place_last(documents: Whole, scores: Single) -> None:
    """Let the last entry of a list rise to where it belongs."""
    at = len(documents) - 1
    while at and is_worse(scores[at - 1], documents[at - 1], scores[at], documents[at]):
        scores[at - 1], scores[at] = scores[at], scores[at - 1]
        documents[at - 1], documents[at] = documents[at], documents[at - 1]
        at -= 1


@compiled
def settle(documents: Whole, scores: Single, column: Single, document: int, touched: NDArray[np.int8]) -> None:
    """Bring a document's new score for each asker into the askers' lists.

    A list it falls out of is lost: the next best, whom nobody knows here, may belong on it now.
    """
    last = documents.shape[1] - 1
    for asker in range(len(documents)):
        held, marks, score = documents[asker], scores[asker], column[asker]
        at = last + 1
        for place in range(last + 1):
            if held[place] == document:
                at = place
        is_below = is_worse(score, document, marks[last], held[last])
        if at <= last and held[last] >= 0 and is_below:
            touched[asker] = LOST
        elif at <= last or (score > 0 and not is_below):
            touched[asker] = MOVED
            for place in range(at, last):
                held[place], marks[place] = held[place + 1], marks[place + 1]
            held[last], marks[last] = (document, score) if score > 0 else (NOBODY, np.float32(0))
            place_last(held, marks)
