"""Are an owner's documents added up as the rule says, however many there are?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.matching.index.groups import FEW, add_decayed

DECAY = 0.5


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.integers(1, 3), st.integers(0, 1000))
def test_each_owner_gets_the_decayed_sum_and_its_best_document(numbers: list[int], texts: int, seed: int) -> None:
    check(numbers, texts, seed)


@pytest.mark.parametrize("number", [FEW - 1, FEW, FEW + 1, 5 * FEW])
def test_many_documents_are_added_up_like_few(number: int) -> None:
    check([2, number, 1], 2, 7)


def check(numbers: list[int], texts: int, seed: int) -> None:
    """Compare with sorting and adding up in so many words."""
    starts = np.concatenate([[0], np.cumsum(numbers)]).astype(np.int64)
    # Few different scores, so that many are equal.
    scores = np.random.default_rng(seed).integers(0, 5, (texts, starts[-1])) / 4
    sums, best = np.zeros(len(numbers)), np.zeros(len(numbers), np.int64)
    add_decayed(scores, starts, DECAY, sums, best)
    for owner, number in enumerate(numbers):
        own = scores[:, starts[owner] : starts[owner + 1]]
        ordered = np.sort(own, axis=None)[::-1]
        assert sums[owner] == pytest.approx(sum(score * DECAY**place for place, score in enumerate(ordered)))
        if number:
            assert best[owner] == starts[owner] + int(np.argmax(own)) % number
