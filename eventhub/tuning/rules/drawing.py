"""Which pairs are drawn to be judged, and in which order does each person see them?"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

from eventhub.tuning.models import Origin

TOP = 3
EACH = 2
"""How many pairs of a problem are drawn from the top, from the middle and from everybody else: two of each."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A problem with the capabilities that spoke for its best partners, the best first."""

    problem_id: int
    capability_ids: Sequence[int]


def draw(
    problems: Sequence[Ranked],
    offers: Mapping[int, int],
    drawn: Container[tuple[int, int]],
    *,
    number: int,
    seed: int,
) -> list[tuple[int, int, Origin]]:
    """Draw pairs of a problem and a capability, problem by problem until there are enough; equal seeds draw alike.

    `offers` names the organisation of each capability: a partner stands in one pair of a problem only.
    """
    chance = Random(seed)  # noqa: S311 - chance, not a secret
    found: list[tuple[int, int, Origin]] = []
    for ranked in chance.sample(problems, len(problems)):
        if len(found) >= number:
            break
        known = [one for one in ranked.capability_ids if one in offers]
        owners = {offers[one] for one in known}
        rest = [one for one, owner in offers.items() if owner not in owners]
        pools = {Origin.TOP: known[:TOP], Origin.MIDDLE: known[TOP:], Origin.RANDOM: rest}
        for origin, pool in pools.items():
            fresh = [one for one in _one_each(pool, offers) if (ranked.problem_id, one) not in drawn]
            found += [(ranked.problem_id, one, origin) for one in chance.sample(fresh, min(EACH, len(fresh)))]
    return found[:number]


def shuffled(pairs: Iterable[str], reader: str) -> list[str]:
    """Put pairs into an order that is each reader's own and stays the same: it tells nothing about the ranking."""
    return sorted(pairs, key=lambda pair: blake2b(f"{reader}:{pair}".encode(), digest_size=8).digest())


def _one_each(pool: Sequence[int], offers: Mapping[int, int]) -> list[int]:
    return list({offers[one]: one for one in reversed(pool)}.values())[::-1]
