"""Which words of the two languages does a collection itself use for each other?"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple, Self

from eventhub.lexicon.rules import Lexicon
from eventhub.matching.phrases import phrases, written
from eventhub.matching.sounds import sounds_of
from eventhub.matching.text import Analysis, Token

LONGEST_SOUND = 16  # The longest loan words and what they were borrowed from; beyond are phrases.
_IN_BRACKETS = re.compile(r"\(\s*([^()]{2,60}?)\s*\)")


class Known(NamedTuple):
    """The features of a word: what it says of a concept, and what it asks for."""

    says: tuple[str, ...]
    asks: tuple[str, ...]


class Glossary:
    """The concepts of a lexicon, and pairs of words that a collection writes as 그래핀(graphene) or (그래핀)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.generic = frozenset(lexicon.generic)

    def fit(self, texts: Sequence[str], analyses: Sequence[Analysis]) -> Self:
        """Learn which words the texts explain by each other."""
        pairs: set[tuple[str, str]] = set()
        for text, analysis in zip(texts, analyses, strict=True):
            pairs.update(_explained(text, analysis))
        self.concepts_: defaultdict[str, list[Known]] = defaultdict(list)
        for concept, words in written(self.lexicon).items():
            self._learn(concept.words[0], words, only_translates=concept.only_translates)
        for pair in sorted(pairs):
            self._learn("=".join(pair), pair, only_translates=True)
        return self

    def places(self, analysis: Analysis, *, asks: bool) -> Iterator[tuple[str, Token]]:
        """Walk through the concepts a text speaks of and the sounds of its words, with those words.

        A text that asks in one script is answered by sounds written in the other, and by nothing of its own.
        """
        concepts = self.concepts_
        for phrase in phrases(analysis):
            term, start, end = phrase
            if term in concepts:
                for known in concepts[term]:
                    yield from ((feature, phrase) for feature in (known.asks if asks else known.says))
            if end - start <= LONGEST_SOUND and (sound := sound_feature(term, asks)):
                yield sound, phrase

    def _learn(self, name: str, words: Sequence[str], *, only_translates: bool) -> None:
        """Learn what each word of a concept says, and what it asks for.

        It asks for the other words of its language, each by itself, and for any of the other language. It never asks
        for itself: who says the same word is found by that.
        """
        for word in words:
            own, other = _script(word), _script(word, other=True)
            replacing = () if only_translates else (each for each in words if each != word and _script(each) == own)
            asks = (*(f"={name}:{each}" for each in replacing), f"={name}@{other}")
            self.concepts_[word].append(Known((f"={name}:{word}", f"={name}@{own}"), asks))


@lru_cache(maxsize=200_000)
def sound_feature(phrase: str, asks: bool) -> str:  # noqa: FBT001 - a keyword would take twice the time to look up
    """Name the sound of a phrase, as a text speaks of it or asks for it; empty where it has none to be told by."""
    sounds = sounds_of(phrase)
    return f"~{_script(phrase, other=asks)}{sounds}" if sounds else ""


def is_concept(feature: str) -> bool:
    """Say whether a feature is a concept, and not a sound."""
    return feature.startswith("=")


def _script(phrase: str, *, other: bool = False) -> str:
    return "latin" if phrase.isascii() != other else "korean"


def _explained(text: str, analysis: Analysis) -> Iterator[tuple[str, str]]:
    """Find the words before a bracket that those at its beginning, in the other script, explain."""
    brackets = list(_IN_BRACKETS.finditer(text))
    if not brackets:
        return
    by_start: defaultdict[int, list[Token]] = defaultdict(list)
    by_end: defaultdict[int, list[Token]] = defaultdict(list)
    for phrase in phrases(analysis):
        by_start[phrase.start].append(phrase)
        by_end[phrase.end].append(phrase)
    for bracket in brackets:
        inside = [phrase for phrase in by_start[bracket.start(1)] if phrase.end <= bracket.end(1)]
        before = by_end[len(text[: bracket.start()].rstrip())]
        for left, right in product(before, inside[-1:]):
            if left.term.isascii() and _is_korean(right):
                yield right.term, left.term
            elif right.term.isascii() and _is_korean(left):
                yield left.term, right.term


def _is_korean(phrase: Token) -> bool:
    return not any(map(str.isascii, phrase.term))
