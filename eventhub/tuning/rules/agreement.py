"""How far do two people judge alike?"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from eventhub.tuning.models import Verdict


class Agreement(NamedTuple):
    """How many pairs two people judged, the share they judged alike, and how much better than chance that is."""

    pairs: int
    share: float
    # Cohen's kappa; None where chance alone would make them agree always.
    kappa: float | None


def agreement(judged: Sequence[tuple[Verdict, Verdict]]) -> Agreement | None:
    """Compare the first judgement of each pair with the second; None while nothing was judged twice."""
    if not judged:
        return None
    number = len(judged)
    share = sum(one is other for one, other in judged) / number
    firsts, seconds = Counter(one for one, _ in judged), Counter(other for _, other in judged)
    by_chance = sum(firsts[verdict] * seconds[verdict] for verdict in Verdict) / number**2
    return Agreement(number, share, None if by_chance == 1 else (share - by_chance) / (1 - by_chance))
