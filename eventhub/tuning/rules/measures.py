"""How good is a ranking by what people judged, and how sure is that?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from eventhub.tuning.models import Measure, Verdict

FIRST, DEPTH = 3, 10
RESAMPLED = 1000
MARKS = {Verdict.RELEVANT: 2, Verdict.PARTLY: 1, Verdict.NOT: 0}
FITS_FROM = 1
"""The mean mark from which a pair fits: partly, or one of two says it fits and the other that it does not."""


class Ranking(NamedTuple):
    """All partners in a way's order, and how many of them it would suggest at all."""

    partners: Sequence[int]
    suggested: int


class Value(NamedTuple):
    """A mean over problems with the interval in which 95 % of such samples lie."""

    value: float
    low: float
    high: float
    problems: int


@dataclass(frozen=True)
class Judged:
    """Which partners were judged for a problem, and which of them fit."""

    fitting: Collection[int]
    judged: Collection[int]


def fits(verdicts: Collection[Verdict]) -> bool:
    """Say whether a pair fits by all who judged it."""
    return sum(MARKS[verdict] for verdict in verdicts) >= FITS_FROM * len(verdicts)


def measure(judged: Mapping[int, Judged], rankings: Mapping[int, Ranking]) -> dict[Measure, Value]:
    """Measure a way by problem, and take the mean; what no problem tells is left out."""
    rows = {
        Measure.PRECISION: _each(judged, rankings, _precision),
        Measure.RECALL: _each(judged, rankings, _recall),
        Measure.SILENCE: _each(judged, rankings, _silence),
        Measure.ABSTENTION: _each(judged, rankings, _abstention),
    }
    return {name: interval(values) for name, values in rows.items() if values}


def interval(values: Sequence[float]) -> Value:
    """Draw the problems again and again with replacement; say between which means 95 % of the draws lie."""
    chance, number = Random(0), len(values)  # noqa: S311 - chance, not a secret
    means = sorted(sum(chance.choices(values, k=number)) / number for _ in range(RESAMPLED))
    low, high = means[int(0.025 * RESAMPLED)], means[int(0.975 * RESAMPLED) - 1]
    return Value(sum(values) / number, low, high, number)


def _each(
    judged: Mapping[int, Judged], rankings: Mapping[int, Ranking], of: Callable[[Judged, Ranking], float | None]
) -> list[float]:
    found = (of(judged[problem], rankings[problem]) for problem in sorted(judged))
    return [value for value in found if value is not None]


def _precision(judged: Judged, ranking: Ranking) -> float | None:
    first = [partner for partner in ranking.partners if partner in judged.judged][:FIRST]
    # With no more judged than are taken, every order would take the same ones.
    is_choice = len(judged.judged) > FIRST
    return sum(partner in judged.fitting for partner in first) / FIRST if is_choice else None


def _recall(judged: Judged, ranking: Ranking) -> float | None:
    if not judged.fitting:
        return None
    return len(set(judged.fitting).intersection(ranking.partners[:DEPTH])) / len(judged.fitting)


def _silence(_judged: Judged, ranking: Ranking) -> float | None:
    return float(not ranking.suggested)


def _abstention(judged: Judged, ranking: Ranking) -> float | None:
    return None if judged.fitting else float(not ranking.suggested)
