"""What do the scores of documents come to for those whose documents they are?"""

import numpy as np

from eventhub.matching.index.kernel import Double, Whole, compiled

FEW = 32


@compiled
def sort(values: Double, order: Whole) -> None:
    """Order values, the greatest first, and equal ones as they stand: most owners have only a few documents."""
    if len(values) > FEW:
        order[:] = np.argsort(-values, kind="mergesort")
        return
    for place in range(len(values)):
        at = place
        while at and values[order[at - 1]] < values[place]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = place


@compiled
def add_decayed(scores: Double, starts: Whole, decay: float, sums: Double, best: Whole) -> None:
    """Add up each owner's scores, the best first and each next one worth less, and name the best document.

    Scores have a row for each text that asks; owner i has the documents from `starts[i]` to `starts[i + 1]`.
    """
    texts, longest = scores.shape[0], 0
    for owner in range(len(starts) - 1):
        longest = max(longest, starts[owner + 1] - starts[owner])
    values, order = np.empty(texts * longest), np.empty(texts * longest, np.int64)
    for owner in range(len(starts) - 1):
        first, number, worth = starts[owner], starts[owner + 1] - starts[owner], 1.0
        for text in range(texts):
            values[text * number : (text + 1) * number] = scores[text, first : first + number]
        own, places = values[: texts * number], order[: texts * number]
        sort(own, places)
        for place in places:
            sums[owner] += own[place] * worth
            worth *= decay
        if number:
            best[owner] = first + places[0] % number
