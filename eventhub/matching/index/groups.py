"""What do the scores of documents come to for those whose documents they are?"""

import numpy as np

from eventhub.matching.index.kernel import Double, Whole, compiled


@compiled
def add_decayed(scores: Double, starts: Whole, decay: float, sums: Double, best: Whole) -> None:
    """Add up each owner's scores, the best first and each next one worth less, and name the best document.

    Scores have a row for each text that asks; owner i has the documents from `starts[i]` to `starts[i + 1]`.
    """
    texts = scores.shape[0]
    for owner in range(len(starts) - 1):
        first, last = starts[owner], starts[owner + 1]
        own = scores[:, first:last].copy().reshape(texts * (last - first))
        order = np.argsort(-own, kind="mergesort")
        worth = 1.0
        for place in order:
            sums[owner] += own[place] * worth
            worth *= decay
        if len(order):
            best[owner] = first + order[0] % (last - first)
