"""What is the next identifier, weighted choice or pair of words the seed gives?"""

import random
from collections.abc import Mapping

from eventhub.core.types import ALPHABET, PUBLIC_ID_LENGTH


class Chance:
    """The seeded source of everything accidental, and of public ids that never repeat."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self._given: set[str] = set()

    def public_id(self) -> str:
        """Give the next public id."""
        while True:
            public_id = "".join(self.rng.choices(ALPHABET, k=PUBLIC_ID_LENGTH))
            if public_id not in self._given:
                self._given.add(public_id)
                return public_id

    def weighted(self, weights: Mapping[str, int]) -> str:
        """Choose a key by its weight."""
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    def happens(self, share: float) -> bool:
        """Say yes to this share of questions."""
        return self.rng.random() < share


def pair(words: str) -> tuple[str, str]:
    """Split a Korean and an English half at the bar; without a bar the English is empty."""
    korean, _, english = words.partition("|")
    return korean, english
